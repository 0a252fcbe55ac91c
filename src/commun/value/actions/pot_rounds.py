"""Budget rounds: the group chooses by a participatory budget what its pot funds; each project kept gets a line (B5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import journal, scope
from commun.core.errors import Refused
from commun.core.models import Space
from commun.core.words import one_line
from commun.governance import methods
from commun.governance.actions import decisions
from commun.governance.actions.places import hold, refuse_unless_awake, self_of
from commun.governance.models import Decision, DecisionVersion, Membership, Option, Process
from commun.value.actions.pot import (
    LONGEST_RULES,
    LONGEST_TITLE,
    NewLine,
    Terms,
    amount_of,
    open_lines,
    refuse_over_the_pot,
    terms_of,
    told,
)
from commun.value.journal import pot as facts
from commun.value.models import BudgetLine

ROUND = "value.budget_round"
Actor = journal.Person | journal.Rule


@dataclass(frozen=True)
class Round:
    """A round that somebody would hold: how much of the pot, and the terms of each line that it will open."""

    title: str
    amount: int
    terms: Terms
    text: str = ""


@transaction.atomic
def propose_round(*, by: Membership, wish: Round) -> Decision:
    """Write the matter of a round; a participatory budget is then opened on it. Raises Refused."""
    refuse_unless_awake(by, by.space_id)
    change = {"kind": ROUND, "amount": wish.amount, **told(wish.terms)}
    refuse_over_the_pot(by.space, checked_round(by.space, change)[0])
    draft = decisions.Draft(
        title=one_line(wish.title, 200),
        text=wish.text.strip(),
        subject=_("Common pot"),
        concerned=_("The whole group"),
        change=change,
    )
    return decisions.voice(by=by, draft=draft, origin="value:pot")


def checked_round(space: Space, change: Mapping[str, Any]) -> tuple[int, Terms]:
    """Cents to share, and the terms of the lines. Raises Refused."""
    return amount_of(change.get("amount")), terms_of(space, change)


def hold_round(decision: Decision, change: Mapping[str, Any], actor: Actor) -> None:
    """Inside the adopting transaction: the lines are opened apart, once, so that the result can be read first."""
    data = {"decision": decision.ref}
    journal.record(facts.ROUND_HELD, space=decision.space, actor=actor, about=(facts.ROUND, decision.ref), data=data)


@transaction.atomic
def open_round_lines(*, by: Membership, decision: Decision) -> list[BudgetLine]:
    """Open one line for each project that the round kept, all or none, once. Raises Refused."""
    refuse_unless_awake(by, decision.space_id)
    hold(decision.space)
    with scope.use(decision.space_id):
        version = DecisionVersion.objects.get(decision=decision, number=decision.version)
        if version.change.get("kind") != ROUND:
            raise Refused(_("This decision is no budget round of the common pot."))
        process = Process.objects.filter(
            decision=decision, method=Process.Method.BUDGET, state=Process.State.CLOSED, outcome=methods.ADOPTED
        ).first()
        if process is None:
            raise Refused(_("The round is not closed, or kept nothing: there is no line to open."))
        if BudgetLine.objects.filter(decision=decision).exists():
            raise Refused(_("The lines of this round are open already."))
        _amount, terms = checked_round(decision.space, version.change)
        lines = _kept(process, terms)
    return open_lines(decision, lines, self_of(by))


def _kept(process: Process, terms: Terms) -> list[tuple[int, NewLine]]:
    """The projects that were kept, with what each costs. 1 query, in scope."""
    result = process.result or {}
    settled = [int(key) for key in result.get("settled", ())]
    found = []
    for option in Option.objects.filter(process=process, position__in=settled).order_by("position"):
        rules = option.detail or _("Kept by the budget round “%(title)s”.") % {"title": process.title}
        line = NewLine(option.label[:LONGEST_TITLE], rules[:LONGEST_RULES], option.data["cost_cents"], terms)
        found.append((option.position, line))
    return found
