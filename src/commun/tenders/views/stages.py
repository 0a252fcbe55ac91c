"""Where the group stands: move a notice on the board, take care of it."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commun.core.errors import Refused
from commun.core.urls import here
from commun.governance.policies import MemberRequest
from commun.tenders import policies
from commun.tenders.actions import pursuits
from commun.tenders.forms import PursuitForm
from commun.tenders.models import Notice, Pursuit
from commun.tenders.queries import sheet
from commun.tenders.queries.interest import Interest
from commun.tenders.views import wording
from commun.tenders.views.support import done, fragment, is_htmx, refused, way_back

Stage = Pursuit.Stage


def stage_context(
    request: MemberRequest, notice: Notice, pursuit: Pursuit | None, interest: Interest
) -> dict[str, Any]:
    """What the stage panel of a notice shows."""
    stage = pursuit.stage if pursuit else Stage.NEW
    is_proposed = stage == Stage.NEW and bool(interest.people)
    shown = Stage.INTERESTED if is_proposed else Stage(stage)
    return {
        "notice": notice,
        "stage": str(shown),
        "stage_name": wording.STAGE_NAMES[shown],
        "stages": [(str(value), name) for value, name in wording.STAGE_NAMES.items() if value != shown],
        "stage_reason": pursuit.reason if pursuit else "",
        "holder": pursuit.holder.name if pursuit and pursuit.holder else "",
        "is_holder": bool(pursuit and pursuit.holder_id == request.member.pk),
        "is_stage_proposed": is_proposed,
    }


@require_POST
def move(request: MemberRequest, ref: str) -> HttpResponse:
    """Put the notice in another column."""
    notice = policies.notice_for(request.member, ref)
    form = PursuitForm(request.POST)
    said = form.cleaned_data if form.is_valid() else {"stage": "", "reason": ""}
    try:
        pursuits.move_pursuit(member=request.member, notice=notice, **said)
    except Refused as refusal:
        return _told(request, notice, str(refusal.sentence), is_refused=True)
    return _told(request, notice, _("Moved to “%(stage)s”.") % {"stage": wording.STAGE_NAMES[Stage(said["stage"])]})


@require_POST
def hold(request: MemberRequest, ref: str) -> HttpResponse:
    """Take care of the notice for the group, or stop."""
    notice = policies.notice_for(request.member, ref)
    try:
        if request.POST.get("lacher"):
            pursuits.release_notice(member=request.member, notice=notice)
            return _told(request, notice, _("You no longer take care of it."))
        pursuits.hold_notice(member=request.member, notice=notice)
    except Refused as refusal:
        return _told(request, notice, str(refusal.sentence), is_refused=True)
    return _told(request, notice, _("You take care of it: the group will ask you."))


def _told(request: MemberRequest, notice: Notice, said: str, *, is_refused: bool = False) -> HttpResponse:
    if is_htmx(request):
        interest = sheet.interest_sheet(notice)
        context = stage_context(request, notice, sheet.pursuit_of(notice), interest)
        context |= {"error": said if is_refused else "", "here_url": request.POST.get("retour", "")}
        return fragment(request, "tenders/_stage_panel.html", context, said, status=422 if is_refused else 200)
    url = way_back(request, here(request.space.slug, "tenders:notice", ref=notice.ref))
    return (refused if is_refused else done)(request, url, said)
