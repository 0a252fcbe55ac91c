"""Leading a thread: on hold, closed, reopened, where it stands, under which section."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from commun.exchange.actions import thread_life as actions
from commun.exchange.forms.thread_life import FileForm, ReasonForm, SummaryForm
from commun.exchange.models import Thread, ThreadSection
from commun.exchange.policies import lists as lists_policies
from commun.exchange.policies import thread_life as policies
from commun.exchange.queries import thread_life as queries
from commun.exchange.views.lists import place
from commun.governance.policies import MemberRequest
from commun.governance.policies.moderation import can_hide
from commun.governance.views.support import act, attempt, done, form_page, posted, require


def _led(request: MemberRequest, ref: str) -> Thread:
    require(policies.can_lead(request.member))
    return lists_policies.thread_for(request.member, ref)


def park(request: MemberRequest, thread: str) -> HttpResponse:
    """Put a thread on hold."""
    return _leave(request, thread, Thread.State.PARKED)


def close(request: MemberRequest, thread: str) -> HttpResponse:
    """Close a thread."""
    return _leave(request, thread, Thread.State.CLOSED)


def _leave(request: MemberRequest, ref: str, state: Thread.State) -> HttpResponse:
    row = _led(request, ref)
    is_closed = state == Thread.State.CLOSED
    form = ReasonForm(posted(request), initial={"reason": row.state_reason if row.state == state else ""})
    url = place(request, "thread", thread=row.ref)
    if form.is_valid() and attempt(
        form, lambda: actions.set_state(by=request.member, thread=row, state=state, **form.cleaned_data)
    ):
        return done(request, _("The thread is closed.") if is_closed else _("The thread is on hold."), url)
    lede = _("It is over, everything stays to be read. What is written to it later is kept in its place, and the "
             "thread stays closed until somebody reopens it.")  # fmt: skip
    if not is_closed:
        lede = _("It will be taken up again later. One may still write to it; anybody takes it off hold.")
    title = _("Close this thread") if is_closed else _("Put this thread on hold")
    return form_page(request, form, title=title, lede=lede, overline=row.subject, submit=title, cancel_url=url)


@require_POST
def reopen(request: MemberRequest, thread: str) -> HttpResponse:
    """Open it again."""
    row = _led(request, thread)
    url = place(request, "thread", thread=row.ref)
    state = Thread.State.OPEN
    return act(
        request, lambda: actions.set_state(by=request.member, thread=row, state=state), _("The thread is open."), url
    )


def sum_up(request: MemberRequest, thread: str) -> HttpResponse:
    """Write where it stands."""
    row = _led(request, thread)
    last = queries.last_summary(row)
    initial = {"text": last.text if last else "", "after": last.pk if last else None}
    form = SummaryForm(posted(request), initial=initial)
    url = place(request, "thread", thread=row.ref)
    if form.is_valid() and attempt(form, lambda: actions.sum_up(by=request.member, thread=row, **form.cleaned_data)):
        said = _("It stands at the head of the thread.")
        return done(request, said if form.cleaned_data["text"] else _("Nothing stands at the head of the thread."), url)
    return form_page(
        request,
        form,
        title=_("Where are we?"),
        lede=_("A few lines for whoever has not followed. Everybody may write it again; what was there is kept."),
        overline=row.subject,
        submit=_("Save"),
        cancel_url=url,
    )


@require_GET
def summaries(request: MemberRequest, thread: str) -> HttpResponse:
    """What was written of a thread, from the last to the first. At most 10 queries."""
    row = lists_policies.thread_for(request.member, thread)
    context = {"thread": row, "rows": queries.summaries_of(row), "can_hide": can_hide(request.member)}
    return render(request, "exchange/lists/summaries_page.html", context)


def put_away(request: MemberRequest, thread: str) -> HttpResponse:
    """Put a thread under a section."""
    row = _led(request, thread)
    sections = queries.sections_of(request.space)
    form = FileForm(posted(request), initial={"section": row.section.ref if row.section else ""}, sections=sections)
    url = place(request, "thread", thread=row.ref)

    def do() -> None:
        section = section_chosen(request, form.cleaned_data["section"])
        actions.file_thread(by=request.member, thread=row, section=section)

    if form.is_valid() and attempt(form, do):
        return done(request, _("It is noted."), url)
    title = _("Put under a section")
    return form_page(request, form, title=title, overline=row.subject, submit=_("Save"), cancel_url=url)


def section_chosen(request: MemberRequest, ref: str) -> ThreadSection | None:
    """The section of this name in addresses; none for nothing."""
    return policies.section_for(request.member, ref) if ref else None
