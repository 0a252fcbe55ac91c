"""What a decision may do to the common pot: open, enlarge or close a budget line; hold a budget round (gov B1)."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commun.core import journal, scope
from commun.core.errors import Refused
from commun.core.models import Space
from commun.governance.effects import DiffLine, Effect, effects
from commun.governance.models import Decision, Process
from commun.ui.dates import day
from commun.ui.money import euros
from commun.value.actions import pot as actions
from commun.value.actions import pot_rounds as rounds
from commun.value.effects_together import by_the_group
from commun.value.models import BudgetLine, Transfer
from commun.value.queries.pot import in_the_pot, line_seen

Change = Mapping[str, Any]
Actor = journal.Person | journal.Rule


def register() -> None:
    """Called once the room is ready."""
    effects.add(
        actions.LINE,
        Effect(gettext_lazy("A line of the common pot"), check, diff, apply, opening=by_the_group, past=past),
    )
    effects.add(
        rounds.ROUND,
        Effect(
            gettext_lazy("A budget round of the common pot"),
            check_round,
            diff_round,
            rounds.hold_round,
            opening=opening_round,
        ),
    )


def check(space: Space, change: Change) -> None:
    """Raises Refused when the line cannot be opened, enlarged or closed as things stand."""
    op = change.get("op")
    if op == actions.OPEN:
        actions.refuse_over_the_pot(space, actions.checked(space, change).amount)
    elif op == actions.MORE:
        actions.line_of(space, change)
        amount, until = _more(change)
        if not amount and until is None:
            raise Refused(_("Say how much more, or until when."))
        actions.refuse_over_the_pot(space, amount)
    elif op == actions.CLOSE:
        actions.line_of(space, change)
    else:
        raise Refused(_("This is not a change of the common pot."))


def _more(change: Change) -> tuple[int, Any]:
    amount = change.get("amount") or 0
    return (actions.amount_of(amount) if amount else 0), actions.until_of(change)


def diff(space: Space, change: Change) -> list[DiffLine]:
    """The pot and the line in words, before and after."""
    held = in_the_pot(space)
    if change.get("op") == actions.OPEN:
        line = actions.checked(space, change)
        return [
            DiffLine(line.title, "", euros(line.amount)),
            _pot(held, held - line.amount),
            DiffLine(_("What it is for, and by which rules"), "", line.rules),
            *_terms(line.terms),
        ]
    row = actions.line_of(space, change)
    seen = line_seen(row)
    if change.get("op") == actions.CLOSE:
        return [
            DiffLine(row.title, euros(seen.left + seen.held), ""),
            _pot(held, held + seen.left + seen.held),
            *([DiffLine(_("Asked, and let go"), euros(seen.held), "")] if seen.held else []),
        ]
    amount, until = _more(change)
    found = []
    if amount:
        found = [DiffLine(row.title, euros(seen.left), euros(seen.left + amount)), _pot(held, held - amount)]
    if until is not None:
        found.append(DiffLine(_("Until"), day(row.until, year=True) if row.until else "", day(until, year=True)))
    return found


def _pot(before: int, after: int) -> DiffLine:
    return DiffLine(_("In the common pot"), euros(before), euros(after))


def _terms(terms: actions.Terms) -> list[DiffLine]:
    """Who signs, from which amount two do, what is discreet, until when."""
    signers = str(BudgetLine.Signers(terms.signers).label)
    if terms.role is not None:
        signers = _("those who hold the role “%(role)s”, or keep the accounts") % {"role": terms.role.name}
    second = euros(terms.threshold) if terms.threshold is not None else _("never")
    found = [DiffLine(_("Who signs"), "", signers), DiffLine(_("A second signature above"), "", second)]
    if terms.is_discreet:
        found.append(DiffLine(_("Reasons"), "", _("read by who asks and who may sign only; amounts by everybody")))
    if terms.until is not None:
        found.append(DiffLine(_("Until"), "", day(terms.until, year=True)))
    return found


def apply(decision: Decision, change: Change, actor: Actor) -> None:
    """Exactly that, at once: the money moves in the adopting transaction."""
    check(decision.space, change)
    op = change.get("op")
    if op == actions.OPEN:
        actions.open_lines(decision, [(0, actions.checked(decision.space, change))], actor)
    elif op == actions.MORE:
        actions.enlarge(decision, actions.line_of(decision.space, change), *_more(change), actor)
    else:
        actions.close_line(decision, actions.line_of(decision.space, change), actor)


def past(space: Space, changes: Mapping[int, Change]) -> Mapping[int, list[DiffLine]]:
    """What each set aside or gave back on its day, by the book; of a line that it opened, its rules. 3 queries."""
    with scope.use(space):
        refs = dict(Decision.objects.filter(pk__in=changes).values_list("ref", "pk"))
        lines = Transfer.objects.filter(reason__in=[f"decision:{ref}" for ref in refs]).order_by("number")
        moved = list(lines.values_list("reason", "amount", "credit__budget_line__title", "debit__budget_line__title"))
        rows = list(BudgetLine.objects.filter(decision__in=changes, project=0).select_related("role"))
    found: dict[int, list[DiffLine]] = {}
    for reason, amount, opened, closed in moved:
        pk = refs[reason.partition(":")[2]]
        line = DiffLine(opened, "", euros(amount)) if opened else DiffLine(closed or "", euros(amount), "")
        found.setdefault(pk, []).append(line)
    for row in rows:
        # Its last day is left out: another decision may have changed it since.
        terms = actions.Terms(row.signers, row.role, row.threshold, row.is_discreet)
        rules = DiffLine(_("What it is for, and by which rules"), "", row.rules)
        found.setdefault(row.decision_id, []).extend([rules, *_terms(terms)])
    return found


def check_round(space: Space, change: Change) -> None:
    """Raises Refused when the round could open no line as its terms stand; the pot is looked at when it opens."""
    rounds.checked_round(space, change)


def diff_round(space: Space, change: Change) -> list[DiffLine]:
    """How much is to be shared, and the terms of the lines that will be kept."""
    amount, terms = rounds.checked_round(space, change)
    return [DiffLine(_("To be shared between the projects that are kept"), "", euros(amount)), *_terms(terms)]


def opening_round(decision: Decision, change: Change, wish: Any) -> None:
    """A round is decided by a participatory budget, of what the pot holds at most. Raises Refused."""
    by_the_group(decision, change, wish)
    if wish.method != Process.Method.BUDGET:
        raise Refused(_("A budget round is decided by a participatory budget: choose this way."))
    amount, _kept = rounds.checked_round(decision.space, change)
    asked = wish.rules.get("amount_cents")
    if isinstance(asked, int) and asked > amount:
        said = _("This round shares %(amount)s, as its proposal says: write no more.")
        raise Refused(said % {"amount": euros(amount)})
    actions.refuse_over_the_pot(decision.space, amount)
