"""Who of us could answer a notice, and how far one lets oneself be found."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from commun.core.errors import Refused
from commun.core.urls import here
from commun.governance.policies import MemberRequest
from commun.tenders import policies
from commun.tenders.actions.openness import open_to
from commun.tenders.models import Openness
from commun.tenders.queries.able import who_could
from commun.tenders.views.support import done, refused


@require_GET
def able(request: MemberRequest, ref: str) -> HttpResponse:
    """For the notice and each need: those whose activities fit, with the words that say so; never ranked."""
    notice = policies.notice_for(request.member, ref)
    page = who_could(request.space, notice)
    circles = {1: _("of the cooperative"), 2: _("of a network")}
    mine = Openness.objects.filter(person=request.user).values_list("circle", flat=True).first()
    context = {
        "notice": notice,
        "page": page,
        "circles": circles,
        "mine": mine or Openness.Circle.GROUPS,
        "choices": Openness.Circle.choices,
    }
    return render(request, "tenders/able_page.html", context)


@require_POST
def openness(request: MemberRequest, ref: str) -> HttpResponse:
    """Say who may find me for an answer."""
    notice = policies.notice_for(request.member, ref)
    url = here(request.space.slug, "tenders:able", ref=notice.ref)
    try:
        open_to(person=request.user, circle=request.POST.get("cercle", "")[:12])
    except Refused as refusal:
        return refused(request, url, str(refusal.sentence))
    return done(request, url, _("Saved: this is who may find you."))
