"""Joint works: the list, the sheet, who takes part."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commun.core import clock
from commun.governance.policies import MemberRequest
from commun.governance.views.support import act, attempt, done, form_page, posted
from commun.value import policies as rights
from commun.value.actions import works as actions
from commun.value.around import around_work
from commun.value.forms.works import EndForm, EnterForm, RolesForm, WorkForm
from commun.value.models import JointWork
from commun.value.policies import works as policies
from commun.value.queries import invoice_drafts, sharings
from commun.value.queries import works as queries
from commun.value.views.support import place


def works(request: MemberRequest) -> HttpResponse:
    """All of them."""
    context = {"lines": queries.works_of(request.space), "can_start": policies.can_start(request.member)}
    return render(request, "value/works/works_page.html", context)


def work(request: MemberRequest, work: str) -> HttpResponse:
    """One of them: who takes part, what came in, how it was shared."""
    row = policies.work_for(request.member, work)
    parts = queries.parts_of(row)
    mine = next((part for part in parts if part.membership_id == request.member.pk and part.left_on is None), None)
    context = {
        "work": row,
        "around": [one for source in around_work for one in source(row)],
        "parts": parts,
        "mine": mine,
        "money": sharings.money_of(row),
        "distributions": queries.distributions_of(row),
        "drafts": invoice_drafts.drafts_of(row),
        "can_write": row.ended_on is None and (mine is not None or rights.keeps_accounts(request.member)),
        "can_write_money": mine is not None or rights.keeps_accounts(request.member),
        "can_enter": mine is None and row.ended_on is None and policies.can_start(request.member),
    }
    return render(request, "value/works/work_page.html", context)


def new_work(request: MemberRequest) -> HttpResponse:
    """Open a joint work."""
    form = WorkForm(posted(request), initial={"started_on": clock.today()})
    if form.is_valid():
        made: list[JointWork] = []
        sheet = actions.WorkSheet(**form.cleaned_data)
        if attempt(form, lambda: made.append(actions.start_work(by=request.member, sheet=sheet))):
            return done(request, _("It is open: say who takes part."), place(request, "work", work=made[0].ref))
    lede = _("Something that several of you do and that brings money: what comes in is shared inside it, by a key.")
    title, cancel = _("Open a joint work"), place(request, "works")
    return form_page(request, form, title=title, lede=lede, submit=_("Open it"), cancel_url=cancel)


def edit_work(request: MemberRequest, work: str) -> HttpResponse:
    """Correct the sheet."""
    row = policies.work_for(request.member, work)
    url = place(request, "work", work=row.ref)
    start = {name: getattr(row, name) for name in ("title", "client", "started_on", "entity")}
    form = WorkForm(posted(request), initial=start)
    if form.is_valid():
        sheet = actions.WorkSheet(**form.cleaned_data)
        if attempt(form, lambda: actions.change_work(by=request.member, work=row, sheet=sheet)):
            return done(request, _("The sheet is corrected."), url)
    return form_page(
        request, form, title=_("Correct the sheet"), overline=row.title, submit=_("Correct it"), cancel_url=url
    )


def enter(request: MemberRequest, work: str) -> HttpResponse:
    """Write down somebody who takes part."""
    row = policies.work_for(request.member, work)
    url = place(request, "work", work=row.ref)
    form = EnterForm(row, posted(request))
    if form.is_valid():
        said = _("%(person)s takes part.") % {"person": form.cleaned_data["member"].name}
        if attempt(form, lambda: actions.enter_work(by=request.member, work=row, **form.cleaned_data)):
            return done(request, said, url)
    return form_page(
        request, form, title=_("Who takes part too?"), overline=row.title, submit=_("Write it down"), cancel_url=url
    )


@require_POST
def take_part(request: MemberRequest, work: str) -> HttpResponse:
    """Take part oneself."""
    row = policies.work_for(request.member, work)
    url = place(request, "work", work=row.ref)
    said = _("You take part.")
    return act(request, lambda: actions.enter_work(by=request.member, work=row, member=request.member), said, url)


@require_POST
def leave(request: MemberRequest, work: str) -> HttpResponse:
    """Take part no more."""
    row = policies.work_for(request.member, work)
    part = policies.part_of(request.member, row)
    said = _("You no longer take part; what you brought still counts.")
    return act(request, lambda: actions.leave_work(part=part), said, place(request, "work", work=row.ref))


def roles(request: MemberRequest, part: int) -> HttpResponse:
    """Which roles somebody holds in a work."""
    held = policies.part_for(request.member, part)
    row = held.work
    url = place(request, "work", work=row.ref)
    form = RolesForm(posted(request), initial={"roles": ", ".join(held.roles)})
    if form.is_valid():
        roles = form.cleaned_data["roles"]
        if attempt(form, lambda: actions.say_roles(by=request.member, part=held, roles=roles)):
            return done(request, _("The roles are written."), url)
    known = ", ".join(queries.known_roles(request.space))
    lede = _("Already used in your works: %(roles)s.") % {"roles": known} if known else ""
    title = _("Roles of %(person)s") % {"person": held.membership.name}
    return form_page(
        request, form, title=title, lede=lede, overline=row.title, submit=_("Write the roles"), cancel_url=url
    )


def end(request: MemberRequest, work: str) -> HttpResponse:
    """Close it."""
    row = policies.work_for(request.member, work)
    url = place(request, "work", work=row.ref)
    form = EndForm(posted(request), initial={"on": clock.today()})
    if form.is_valid() and attempt(form, lambda: actions.end_work(by=request.member, work=row, **form.cleaned_data)):
        return done(request, _("It is closed. What clients still owe can be written."), url)
    lede = _("Nothing more will be logged on it. Money that comes in later can still be written and shared.")
    return form_page(
        request, form, title=_("Close this work"), lede=lede, overline=row.title, submit=_("Close it"), cancel_url=url
    )
