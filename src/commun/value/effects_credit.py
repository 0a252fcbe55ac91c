"""What a decision may do to the mutual credit: open it, change its limits, settle somebody who left, trust a group."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commun.core import scope
from commun.core.models import Space
from commun.governance.effects import DiffLine, Effect, effects
from commun.ui.money import euros
from commun.value.actions import credit_between as between
from commun.value.actions import credit_limits as limits
from commun.value.effects_together import by_the_group
from commun.value.models import Book, CreditLimit, CreditTrust
from commun.value.quantities import say_in
from commun.value.queries.credit import credit_of, limits_of, trust_in
from commun.value.queries.standings import balance_of

Change = Mapping[str, Any]
Past = Mapping[int, list[DiffLine]]


def register() -> None:
    """Called once the room is ready."""
    label = gettext_lazy("Mutual credit")
    effects.add(
        limits.OPENED,
        Effect(label, _check_opening, diff_opening, limits.apply_opening, opening=by_the_group, past=past_opening),
    )
    effects.add(
        limits.LIMITED,
        Effect(label, _check_limits, diff_limits, limits.apply_limits, opening=by_the_group, past=past_limits),
    )
    effects.add(
        limits.SETTLED, Effect(label, _check_settlement, diff_settlement, limits.apply_settlement, opening=by_the_group)
    )
    effects.add(
        between.TRUSTED,
        Effect(label, _check_trust, diff_trust, between.apply_trust, opening=by_the_group, past=past_trust),
    )


def _check_opening(space: Space, change: Change) -> None:
    limits.check_opening(space, change)


def _check_limits(space: Space, change: Change) -> None:
    limits.check_limits(space, change)


def _check_settlement(space: Space, change: Change) -> None:
    limits.parts_of(limits.left_account(space, change))


def _check_trust(space: Space, change: Change) -> None:
    between.check_trust(space, change)


def diff_opening(space: Space, change: Change) -> list[DiffLine]:
    """The unit, the limits, what one of it is said to be worth."""
    terms = limits.check_opening(space, change)
    return _opened(str(change["unit"]), terms.below, terms.above, terms.cents or 0)


def _opened(unit: str, below: int, above: int, cents: int) -> list[DiffLine]:
    return [
        DiffLine(_("Counted in"), after=str(Book.Unit(unit).label)),
        DiffLine(_("Limits of everybody"), after=_range(unit, below, above)),
        DiffLine(_one_is_worth(unit), after=euros(cents)),
    ]


def _one_is_worth(unit: str) -> str:
    return _("One hour, for tax papers") if unit == Book.Unit.MINUTE else _("One point, for tax papers")


def _range(unit: str, below: int, above: int) -> str:
    return _("from %(floor)s to %(ceiling)s") % {"floor": say_in(unit, -below), "ceiling": say_in(unit, above)}


def diff_limits(space: Space, change: Change) -> list[DiffLine]:
    """Of whom, from which limits to which; limits of one person that end are told."""
    book, terms, member = limits.check_limits(space, change)
    held, now = limits_of(book), _range(book.unit, terms.below, terms.above)
    if member is not None:
        own = held.of(member.pk)
        return [DiffLine(member.name, _range(book.unit, own.below, own.above), now)]
    everybody = held.everybody
    lines = [DiffLine(_("Limits of everybody"), _range(book.unit, everybody.below, everybody.above), now)]
    with scope.use(space):
        rows = CreditLimit.objects.filter(pk__in=[row.pk for row in held.own.values()])
        for row in rows.select_related("membership__person", "membership__space"):
            assert row.membership is not None
            lines.append(DiffLine(row.membership.name, _range(book.unit, row.below, row.above), now))
    if terms.cents is not None and terms.cents != held.cents:
        lines.append(DiffLine(_one_is_worth(book.unit), euros(held.cents), euros(terms.cents)))
    return lines


def diff_settlement(space: Space, change: Change) -> list[DiffLine]:
    """What goes from their account, and to whom."""
    account = limits.left_account(space, change)
    unit, name = account.book.unit, account.membership.name if account.membership else account.code
    lines = [DiffLine(name, say_in(unit, balance_of(account)), say_in(unit, 0))]
    for member, part in limits.parts_of(account):
        sign = "+ " if part > 0 else ""
        lines.append(DiffLine(member.name, after=f"{sign}{say_in(unit, part)}"))
    return lines


def diff_trust(space: Space, change: Change) -> list[DiffLine]:
    """How much the other group may owe this one."""
    mine, other, most = between.check_trust(space, change)
    before = trust_in(space, other.space_id)
    return [_trusted(mine.unit, other.space.name, before.most if before else None, most)]


def _trusted(unit: str, group: str, before: int | None, after: int) -> DiffLine:
    label = _("What %(group)s may owe us") % {"group": group}
    return DiffLine(label, "" if before is None else say_in(unit, before), say_in(unit, after))


def past_opening(space: Space, changes: Mapping[int, Change]) -> Past:
    """What each opened. 2 queries."""
    return {key: lines for key, lines in _past_limits(space).items() if key in changes}


def past_limits(space: Space, changes: Mapping[int, Change]) -> Past:
    """What each changed on its day. 2 queries."""
    return {key: lines for key, lines in _past_limits(space).items() if key in changes}


def _past_limits(space: Space) -> dict[int, list[DiffLine]]:
    book, found = credit_of(space), dict[int, list[DiffLine]]()
    if book is None:
        return found
    held: dict[int | None, str] = {}
    with scope.use(space):
        rows = CreditLimit.objects.filter(book=book).select_related("membership__person", "membership__space")
        for row in rows.order_by("pk"):
            now = _range(book.unit, row.below, row.above)
            if not held:
                found[row.decision_id] = _opened(book.unit, row.below, row.above, row.cents or 0)
            else:
                name = row.membership.name if row.membership else _("Limits of everybody")
                found[row.decision_id] = [DiffLine(name, held.get(row.membership_id, held[None]), now)]
            held = {**held, row.membership_id: now} if row.membership_id else {None: now}
    return found


def past_trust(space: Space, changes: Mapping[int, Change]) -> Past:
    """What each let another group owe. 1 query."""
    held: dict[int, int] = {}
    found: dict[int, list[DiffLine]] = {}
    with scope.use(space):
        for row in CreditTrust.objects.select_related("book", "neighbour").order_by("pk"):
            before = held.get(row.neighbour_id)
            if row.decision_id in changes:
                found[row.decision_id] = [_trusted(row.book.unit, row.neighbour.name, before, row.most)]
            held[row.neighbour_id] = row.most
    return found
