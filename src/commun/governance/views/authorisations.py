"""Pages of an announced act: the window, the objection that stops it, the control afterwards."""

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_POST

from commun.core import clock, scope
from commun.governance import effects_charter, follow_through
from commun.governance.actions import authorisations
from commun.governance.forms.guided import LookAgainForm, TextForm
from commun.governance.models import Objection, Process
from commun.governance.policies import MemberRequest
from commun.governance.policies import processes as policies
from commun.governance.queries.decision_changes import Matter
from commun.governance.views.guided import shared
from commun.governance.views.guided_words import OBJECTION, Stage
from commun.governance.views.support import act, attempt, done, form_page, place, posted, require

# Fewer days than that are few for a text that everybody is asked to accept again.
SHORT_DAYS = 2


def page(request: MemberRequest, process: Process) -> HttpResponse:
    """The window, what was announced, who objected. At most 25 queries, the house's own included."""
    is_open = process.state == Process.State.OPEN
    is_over = process.closes_at is not None and process.closes_at <= clock.now()
    has_moved = is_open and process.decision is not None and process.decision.version != process.version
    stopped = process.outcome == "rejected"
    steps = [pgettext("act", "Announced"), _("Days to object"), _("Stopped") if stopped else _("It stands")]
    stage = Stage(
        _("Days to object"),
        _("It was announced. If nobody objects before the end, it stands by itself."),
        (OBJECTION,),
    )
    with scope.use(process.space_id):
        # Those that went on in the consent that followed were raised here too.
        raised_here = Q(process=process) | Q(process__follows=process, raised_at__lte=process.closed_at or clock.now())
        objections = list(Objection.objects.filter(raised_here).select_related("membership__person"))
        followers = list(process.followed_by.order_by("created_at"))
    decision = process.decision
    head = shared(request, process, stage if is_open and not has_moved else None, steps, 2 if is_open else 3)
    context = {
        **head,
        "has_moved": has_moved,
        "short_notice": _short_notice(process, head["matter"]) if is_open else "",
        "objections": objections,
        "stopped": stopped,
        "can_stop": is_open and not is_over and request.member.state == "member",
        "can_take": stopped and decision is not None and decision.state == follow_through.PROPOSED and not followers,
        "can_control": process.outcome == "adopted"
        and decision is not None
        and decision.state in follow_through.IN_FORCE
        and request.member.state == "member",
        "followers": followers,
    }
    return render(request, "governance/processes/authorisation_page.html", context)


def _short_notice(process: Process, matter: Matter | None) -> str:
    """A major change of the charter announced for a day or two is told as such: nobody has long to read it."""
    days = int(process.rules.get("days") or 0)
    if matter is None or days > SHORT_DAYS or not effects_charter.is_major(matter.version.change):
        return ""
    said = ngettext(
        "A major change of the charter, announced for %(days)s day only: read it now, or object to have more time.",
        "A major change of the charter, announced for %(days)s days only: read it now, or object to have more time.",
        days,
    )
    return said % {"days": days}


def _row(request: MemberRequest, ref: str) -> Process:
    row = policies.process_for(request.member, ref)
    require(row.method == Process.Method.AUTHORISATION)
    return row


def stop(request: MemberRequest, announced: str) -> HttpResponse:
    """Object in time."""
    row = _row(request, announced)
    url = place(request, "process", process=row.ref)
    label, help_text = _("What harm do you see?"), _("To the group, or to what it is for.")
    form = TextForm(posted(request), label=label, help_text=help_text)
    if form.is_valid() and attempt(
        form, lambda: authorisations.stop(by=request.member, process=row, reason=form.cleaned_data["text"])
    ):
        return done(request, _("It is stopped. The same text may be taken to consent."), url)
    return form_page(
        request,
        form,
        title=_("I object"),
        overline=row.title,
        lede=_("Your objection stops it at once: as things stand, it will not be done."),
        submit=_("Object and stop it"),
        cancel_url=url,
    )


@require_POST
def take_to_consent(request: MemberRequest, announced: str) -> HttpResponse:
    """Work on the objection together."""
    row = _row(request, announced)
    opened: list[Process] = []
    response = act(
        request,
        lambda: opened.append(authorisations.take_to_consent(by=request.member, process=row)),
        _("It is open."),
        place(request, "process", process=row.ref),
    )
    return redirect(place(request, "process", process=opened[0].ref)) if opened else response


def look_again(request: MemberRequest, announced: str) -> HttpResponse:
    """Control afterwards."""
    row = _row(request, announced)
    opened: list[Process] = []
    form = LookAgainForm(posted(request))

    def do() -> None:
        opened.append(authorisations.look_again(by=request.member, process=row, **form.cleaned_data))

    if form.is_valid() and attempt(form, do):
        return done(request, _("It is open."), place(request, "process", process=opened[0].ref))
    return form_page(
        request,
        form,
        title=_("Look again at what stands"),
        overline=row.title,
        lede=_("It still holds meanwhile. A consent opens on what you propose; others may change the proposal there."),
        submit=_("Ask the group"),
        cancel_url=place(request, "process", process=row.ref),
    )
