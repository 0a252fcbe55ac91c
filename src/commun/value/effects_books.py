"""What a decision may do to the book: let balances go over a year end, settle somebody who left (V13, V16)."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commun.core import clock, journal, scope
from commun.core.errors import Refused
from commun.core.models import Space
from commun.governance import states
from commun.governance.effects import DiffLine, Effect, effects
from commun.governance.models import Decision
from commun.ui.money import euros
from commun.value.actions.closing import CARRY_OVER, SETTLEMENT, settle_by
from commun.value.effects_together import by_the_group
from commun.value.journal import books as facts
from commun.value.models import Account, Book, CarryOver
from commun.value.queries.closing import year_end
from commun.value.queries.standings import balance_of

Change = Mapping[str, Any]
Actor = journal.Person | journal.Rule


def register() -> None:
    """Called once the room is ready."""
    effects.add(
        CARRY_OVER,
        Effect(gettext_lazy("What our accounts hold"), check_carry, diff_carry, apply_carry, opening=by_the_group),
    )
    effects.add(
        SETTLEMENT,
        Effect(gettext_lazy("An account"), check_settlement, diff_settlement, apply_settlement, opening=by_the_group),
    )


def check_carry(space: Space, change: Change) -> None:
    """Raises Refused when there is nothing to let go over, or the period is closed."""
    found = year_end(*_until(space, change))
    if found.closing is not None:
        raise Refused(_("This period is closed already."))
    if not found.held:
        raise Refused(_("The accounts hold nothing on that day: the period can be closed without a decision."))


def diff_carry(space: Space, change: Change) -> list[DiffLine]:
    """What each account takes over."""
    found = year_end(*_until(space, change))
    return [DiffLine(name, euros(cents), euros(cents)) for _account, name, cents in found.held]


def apply_carry(decision: Decision, change: Change, actor: Actor) -> None:
    """From now, the period can be closed with what the accounts hold."""
    book, until = _until(decision.space, change)
    with scope.use(decision.space):
        CarryOver.objects.create(space=decision.space, book=book, until=until, decision=decision, on=clock.today())
    data = {"until": until.isoformat(), "decision": decision.ref}
    journal.record(facts.CARRIED_OVER, space=decision.space, actor=actor, about=(facts.BOOK, book.ref), data=data)


def _until(space: Space, change: Change) -> tuple[Book, dt.date]:
    try:
        until = dt.date.fromisoformat(str(change.get("until")))
    except ValueError as error:
        raise Refused(_("This is not a day.")) from error
    with scope.use(space):
        book = Book.objects.select_related("space").filter(purpose=Book.Purpose.MONEY).first()
    if book is None:
        raise Refused(_("The group has no book yet."))
    return book, until


def check_settlement(space: Space, change: Change) -> None:
    """Raises Refused when the account is not that of somebody who left, or is closed."""
    account = _account(space, change)
    if account.membership is None or account.membership.state != states.LEFT:
        raise Refused(_("This is decided for somebody who left."))
    if account.closed_on is not None:
        raise Refused(_("This account is closed already."))


def diff_settlement(space: Space, change: Change) -> list[DiffLine]:
    """What they are owed, and that it goes to the pot."""
    account = _account(space, change)
    owed = euros(balance_of(account)) if account.closed_on is None else ""
    name = account.membership.name if account.membership else account.code
    return [DiffLine(name, owed, euros(0)), DiffLine(_("the common pot"), "", f"+ {owed}")]


def apply_settlement(decision: Decision, change: Change, actor: Actor) -> None:
    """Exactly that, at once."""
    check_settlement(decision.space, change)
    settle_by(decision, _account(decision.space, change), actor)


def _account(space: Space, change: Change) -> Account:
    asked = change.get("account")
    with scope.use(space):
        rows = Account.objects.select_related("book__space", "membership__person")
        mine = rows.filter(book__purpose=Book.Purpose.MONEY, place=Account.Place.PERSON)
        found = mine.filter(pk=asked).first() if isinstance(asked, int) else None
    if found is None:
        raise Refused(_("There is no such account in the group."))
    return found
