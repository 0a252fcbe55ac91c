"""The common pot: what it holds, its lines; asking the group to open, change or close one."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from commun.governance import states
from commun.governance.models import Decision
from commun.governance.policies import MemberRequest
from commun.governance.views.support import attempt, done, form_page, posted, require
from commun.governance.views.support import place as decision_place
from commun.ui.money import euros
from commun.value.actions import pot as actions
from commun.value.forms.pot import STARTS, LineForm, MoreForm, WhyEndForm
from commun.value.policies import pot as policies
from commun.value.queries import pot as queries
from commun.value.queries.pot_rounds import rounds_of
from commun.value.views.support import place


def pot(request: MemberRequest) -> HttpResponse:
    """What is in it, its lines, what waits for my signature and what I asked for."""
    signing = policies.Signing(request.space)
    waiting = queries.waiting_in(request.member, signing)
    lines = queries.lines_of(request.space)
    context = {
        "held": queries.in_the_pot(request.space),
        "lines": [one for one in lines if one.line.closed_on is None],
        "closed": [one for one in lines if one.line.closed_on is not None],
        "to_sign": [one for one in waiting if one.may_sign],
        "mine": [one for one in waiting if one.is_mine],
        "rounds": rounds_of(request.space),
        "can_write": request.member.state == states.MEMBER,
        "starts": [(word, title) for word, (title, _rules, _discreet) in STARTS.items()],
    }
    return render(request, "value/pot/pot_page.html", context)


def line(request: MemberRequest, budget_line: str) -> HttpResponse:
    """One line: its rules, its money, who signs, what was asked."""
    row = policies.line_for(request.member, budget_line)
    signing = policies.Signing(request.space)
    could = signing.of(row)
    context = {
        "line": row,
        # Two others must be there besides who asks.
        "are_too_few": row.closed_on is None and row.threshold is not None and len(could) < 2,
        "seen": queries.line_seen(row),
        "spendings": queries.spendings_of(request.member, row, signing),
        "signers": [one.name for one in could] if row.signers != row.Signers.ANYBODY else [],
        "can_ask": policies.can_ask(request.member, row),
        "can_write": request.member.state == states.MEMBER and row.closed_on is None,
    }
    return render(request, "value/pot/line_page.html", context)


def new_line(request: MemberRequest) -> HttpResponse:
    """Ask the group to open a line; « ?depart= » starts it from a text."""
    require(request.member.state == states.MEMBER)
    word = request.GET.get("depart", "")
    title, rules, discreet = STARTS.get(word, ("", "", False))
    start = {"title": title, "rules": rules, "is_discreet": discreet, "signers": "accounts"}
    form = LineForm(posted(request), space=request.space, initial=start)
    if form.is_valid():
        asked = _asked(request, form, lambda: actions.propose_line(by=request.member, line=form.line()))
        if asked is not None:
            return asked
    address = place(request, "new-line")
    context = {
        "form": form,
        "held": queries.in_the_pot(request.space),
        "starts": [
            {"label": label, "url": f"{address}?depart={name}", "is_current": name == word}
            for name, (label, _text, _is) in STARTS.items()
        ],
        "cancel_url": place(request, "pot"),
    }
    return render(request, "value/pot/new_line_page.html", context, status=422 if form.errors else 200)


def more(request: MemberRequest, budget_line: str) -> HttpResponse:
    """Ask the group to set more aside, or to keep a line open longer."""
    row = policies.line_for(request.member, budget_line)
    require(request.member.state == states.MEMBER)
    form = MoreForm(posted(request))
    if form.is_valid():
        said = form.cleaned_data

        def propose() -> Decision:
            return actions.propose_more(
                by=request.member, line=row, amount=said["amount"] or 0, until=said["until"], why=said["why"]
            )

        asked = _asked(request, form, propose)
        if asked is not None:
            return asked
    lede = _("There is %(amount)s free in the common pot.") % {"amount": euros(queries.in_the_pot(request.space))}
    return form_page(
        request, form, title=_("Change this line"), overline=row.title, lede=lede, submit=_("Put to decision"),
        cancel_url=place(request, "line", budget_line=row.ref),
    )  # fmt: skip


def end(request: MemberRequest, budget_line: str) -> HttpResponse:
    """Ask the group to close a line."""
    row = policies.line_for(request.member, budget_line)
    require(request.member.state == states.MEMBER)
    form = WhyEndForm(posted(request))
    if form.is_valid():
        why = form.cleaned_data["why"]
        asked = _asked(request, form, lambda: actions.propose_line_end(by=request.member, line=row, why=why))
        if asked is not None:
            return asked
    lede = _("What is left goes back to the common pot; what waits for a signature is let go.")
    return form_page(
        request, form, title=_("Close this line"), overline=row.title, lede=lede, submit=_("Put to decision"),
        cancel_url=place(request, "line", budget_line=row.ref),
    )  # fmt: skip


def _asked(
    request: MemberRequest, form: LineForm | MoreForm | WhyEndForm, propose: Callable[[], Decision]
) -> HttpResponse | None:
    """Put it on the table and lead there; None when it is refused, which the form then says."""
    made: list[Decision] = []
    if not attempt(form, lambda: made.append(propose())):
        return None
    sentence = _("It is on the table, with what it would change: choose now how to decide it.")
    return done(request, sentence, decision_place(request, "decision", decision=made[0].ref))
