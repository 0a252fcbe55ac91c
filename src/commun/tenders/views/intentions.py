"""Say an intention, change it, take it back."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commun.core.errors import Refused
from commun.core.urls import here
from commun.governance.policies import MemberRequest
from commun.tenders import policies
from commun.tenders.actions import intentions
from commun.tenders.forms import IntentionForm
from commun.tenders.models import Notice
from commun.tenders.queries import sheet
from commun.tenders.views.panel import Panel, panel_of
from commun.tenders.views.support import done, fragment, is_htmx, refused

PANEL = "tenders/_intention_panel.html"
ANSWERED = "answered"


def _url(request: MemberRequest, notice: Notice) -> str:
    return here(request.space.slug, "tenders:notice", ref=notice.ref)


def panel(request: MemberRequest, ref: str) -> HttpResponse:
    """The panel with another need open; without script the page itself."""
    notice = policies.notice_for(request.member, ref)
    if not is_htmx(request):
        return redirect(f"{_url(request, notice)}?{request.GET.urlencode()}#intentions")
    shown = panel_of(request, notice, *sheet.panel_sheet(request.space, notice))
    return fragment(request, PANEL, {"is_swapped": True, "panel": shown})


@require_POST
def declare(request: MemberRequest, ref: str) -> HttpResponse:
    """Carry, contribute, watch or pass on one need."""
    notice = policies.notice_for(request.member, ref)
    form = IntentionForm(request.POST)
    if not form.is_valid():
        return _again(request, notice, form, "")
    said = form.cleaned_data
    try:
        intention = intentions.declare_intention(
            member=request.member,
            notice=notice,
            need=said["besoin"],
            stance=said["stance"],
            hours=said["hours"],
            note=said["note"],
        )
    except Refused as refusal:
        return _again(request, notice, form, str(refusal.sentence))
    return _answered(request, notice, _("Your intention is said: the group sees it."), intention.need.ref)


@require_POST
def withdraw(request: MemberRequest, ref: str) -> HttpResponse:
    """Take my word back."""
    notice = policies.notice_for(request.member, ref)
    ref = request.POST.get("besoin", "")[:40]
    was_there = intentions.withdraw_intention(member=request.member, notice=notice, need=ref)
    said = _("Your intention is taken back.") if was_there else _("Nothing to take back.")
    return _answered(request, notice, said, ref)


def _answered(request: MemberRequest, notice: Notice, said: str, ref: str) -> HttpResponse:
    """The panel as it now is, all forms closed."""
    if not is_htmx(request):
        return done(request, f"{_url(request, notice)}#intentions", said)
    shown = panel_of(request, notice, *sheet.panel_sheet(request.space, notice), open_key=ANSWERED, focus=ref)
    return fragment(request, PANEL, {"is_swapped": True, "panel": shown}, said)


def _again(request: MemberRequest, notice: Notice, form: IntentionForm, sentence: str) -> HttpResponse:
    """The form with what was wrong; without script the page says it on top."""
    wrong = sentence or " ".join(str(error) for errors in form.errors.values() for error in errors)
    key = form.data.get("besoin", "")[:40]
    if not is_htmx(request):
        return refused(request, f"{_url(request, notice)}#intentions", wrong)
    interest, covered = sheet.panel_sheet(request.space, notice)
    is_known = any(need.key == key for need in interest.needs)
    shown: Panel = panel_of(
        request, notice, interest, covered, bound=form if is_known else None, open_key=key, error=sentence or wrong
    )
    return fragment(request, PANEL, {"is_swapped": True, "panel": shown}, wrong, status=422)
