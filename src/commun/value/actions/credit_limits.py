"""Opening the mutual credit, changing its limits, sharing what somebody who left had: proposed, then decided."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commun.algo.exact import largest_remainder
from commun.core import clock, journal, scope
from commun.core.errors import Refused
from commun.core.models import Space
from commun.core.words import short_enough
from commun.governance import states
from commun.governance.actions import decisions
from commun.governance.actions.places import refuse_unless_awake
from commun.governance.models import Decision, Membership
from commun.value import book_rows
from commun.value.actions.credit import account_in, open_credit
from commun.value.actions.transfers import Wish, open_book, write_lines
from commun.value.journal import books, credit
from commun.value.models import Account, Book, CreditLimit
from commun.value.quantities import say_in
from commun.value.queries.credit import credit_of, limits_of
from commun.value.queries.standings import balance_of, standings_of

OPENED, LIMITED, SETTLED = "value.credit_opened", "value.credit_limits", "value.credit_settled"
# A thousand hours, a hundred thousand points, ten thousand euros for one of them: beyond, somebody mistyped.
MOST = {Book.Unit.MINUTE.value: 60_000, Book.Unit.POINT.value: 100_000}
MOST_CENTS = 10**6
Actor = journal.Person | journal.Rule


@dataclass(frozen=True)
class Terms:
    """How far below and above zero, at zero or more, in the smallest part of the unit.

    ``cents``: what one hour or point is said to be worth, None to leave it as it is.
    """

    below: int
    above: int
    cents: int | None = None


@transaction.atomic
def propose_credit(*, by: Membership, unit: str, terms: Terms, why: str = "") -> Decision:
    """Ask the group to open a mutual credit. Raises Refused."""
    change = {"kind": OPENED, "unit": unit, "below": terms.below, "above": terms.above, "cents": terms.cents}
    check_opening(by.space, change)
    text = _(
        "Each gives and receives help, written in a book of which the sum is always zero. It is no money: it is worth "
        "nothing outside the group, and nobody can ask euros for it. The limits are the same for all."
    )
    return put(by, _("Open our mutual credit"), why.strip() or text, change)


@transaction.atomic
def propose_credit_limits(*, by: Membership, terms: Terms, member: Membership | None = None, why: str = "") -> Decision:
    """Ask the group to change the limits, for everybody or for one. Nobody changes them alone. Raises Refused."""
    change = {
        "kind": LIMITED, "below": terms.below, "above": terms.above, "cents": terms.cents,
        "member": member.pk if member else None,
    }  # fmt: skip
    check_limits(by.space, change)
    title = _("Change the limits of our mutual credit")
    if member is not None:
        title = _("Change the limits of the mutual credit for %(person)s") % {"person": member.name}
    return put(by, title, why, change)


@transaction.atomic
def propose_credit_settlement(*, by: Membership, account: Account) -> Decision:
    """Ask the group to share between all what somebody who left had, above or below zero. Raises Refused."""
    change = {"kind": SETTLED, "account": account.pk}
    parts_of(left_account(by.space, change))
    name = account.membership.name if account.membership else account.code
    return put(by, _("Settle the mutual credit of %(person)s, who left") % {"person": name}, "", change)


def put(by: Membership, title: str, text: str, change: Mapping[str, Any]) -> Decision:
    """Put a change to the group."""
    refuse_unless_awake(by, by.space_id)
    draft = decisions.Draft(
        title=short_enough(title, 200),
        text=text,
        subject=_("Mutual credit"),
        concerned=_("The whole group"),
        change=change,
    )
    return decisions.propose(by=by, decision=decisions.voice(by=by, draft=draft))


def terms_in(change: Mapping[str, Any], unit: str) -> Terms:
    """The limits that a change tells. Raises Refused for what cannot be."""
    below, above, cents = (change.get(name) for name in ("below", "above", "cents"))
    if not isinstance(below, int) or not isinstance(above, int) or not isinstance(cents, int | None):
        raise Refused(_("These are not limits."))
    if min(below, above) < 0 or below + above == 0:
        raise Refused(_("Limits are mandatory: say how far below zero, and how far above."))
    if max(below, above) > MOST[unit]:
        raise Refused(_("This is too far: %(most)s at most.") % {"most": say_in(unit, MOST[unit])})
    if cents is not None and not 0 < cents <= MOST_CENTS:
        raise Refused(_("Say in euros what one hour, or one point, is worth for your papers: more than nothing."))
    return Terms(below, above, cents)


def check_opening(space: Space, change: Mapping[str, Any]) -> Terms:
    """Raises Refused when there is a book already, or its limits cannot be."""
    unit = change.get("unit")
    if unit not in MOST:
        raise Refused(_("A mutual credit is counted in hours or in points, never in euros."))
    terms = terms_in(change, str(unit))
    if 0 in (terms.below, terms.above):
        raise Refused(_("With no room on one side nobody could give anything: both limits are above zero."))
    if terms.cents is None:
        raise Refused(_("Say in euros what one hour, or one point, is worth for your papers: more than nothing."))
    if credit_of(space) is not None:
        raise Refused(_("The group has opened its mutual credit already."))
    return terms


def apply_opening(decision: Decision, change: Mapping[str, Any], actor: Actor) -> None:
    """The book, and the limits of everybody."""
    terms = check_opening(decision.space, change)
    book = open_book(space=decision.space, purpose=Book.Purpose.CREDIT, unit=str(change["unit"]))
    _write(book, decision, terms, None)
    tell(decision, actor, credit.OPENED, book, {"unit": book.unit})


def check_limits(space: Space, change: Mapping[str, Any]) -> tuple[Book, Terms, Membership | None]:
    """Raises Refused when the limits cannot be, or when somebody stands beyond them today."""
    book = open_credit(space)
    terms, asked = terms_in(change, book.unit), change.get("member")
    with scope.use(space):
        rows = Membership.objects.select_related("person", "space").filter(state__in=states.INSIDE)
        member = rows.filter(pk=asked).first() if isinstance(asked, int) else None
        if asked is not None and member is None:
            raise Refused(_("This person is not in the group."))
    if member is None and 0 in (terms.below, terms.above):
        raise Refused(_("With no room on one side nobody could give anything: both limits are above zero."))
    if member is not None and terms.cents is not None:
        raise Refused(_("What an hour is worth is the same for all."))
    for account, balance in _standing(book, member):
        if not -terms.below <= balance <= terms.above:
            assert account.membership is not None
            words = {"name": account.membership.name, "balance": say_in(book.unit, balance)}
            said = _("%(name)s stands at %(balance)s today: this limit would be broken as soon as it is decided.")
            raise Refused(said % words)
    return book, terms, member


def _standing(book: Book, member: Membership | None) -> Iterable[tuple[Account, int]]:
    """Open accounts of those inside whom limits concern, with their balances. 2 queries."""
    with scope.use(book.space_id):
        rows = Account.objects.filter(book=book, membership__state__in=states.INSIDE, closed_on=None)
        mine = rows if member is None else rows.filter(membership=member)
        accounts = list(mine.select_related("membership__person", "membership__space"))
    standings = standings_of(accounts)
    return [(account, standings[account.code].balance) for account in accounts]


def apply_limits(decision: Decision, change: Mapping[str, Any], actor: Actor) -> None:
    """From now, exactly these; accounts follow at once, while nobody writes in the book."""
    book_rows.hold(open_credit(decision.space))
    book, terms, member = check_limits(decision.space, change)
    _write(book, decision, terms, member)
    with scope.use(book.space_id):
        concerned = [account.pk for account, _balance in _standing(book, member)]
        Account.objects.filter(pk__in=concerned).update(floor=-terms.below, ceiling=terms.above)
    tell(decision, actor, credit.LIMITED, book, {"member": member.person.ref if member else ""})


def _write(book: Book, decision: Decision, terms: Terms, member: Membership | None) -> None:
    with scope.use(book.space_id):
        CreditLimit.objects.create(
            space_id=book.space_id, book=book, membership=member, below=terms.below, above=terms.above,
            cents=terms.cents, decision=decision, on=clock.today(),
        )  # fmt: skip


def left_account(space: Space, change: Mapping[str, Any]) -> Account:
    """The account of somebody who left, open, not at zero. Raises Refused."""
    asked = change.get("account")
    with scope.use(space):
        rows = Account.objects.select_related("book__space", "membership__person", "membership__space")
        mine = rows.filter(book__purpose=Book.Purpose.CREDIT, place=Account.Place.PERSON)
        found = mine.filter(pk=asked).first() if isinstance(asked, int) else None
    if found is None or found.membership is None:
        raise Refused(_("There is no such account in the group."))
    if found.membership.state != states.LEFT:
        raise Refused(_("This is decided for somebody who left."))
    if found.closed_on is not None:
        raise Refused(_("This account is closed already."))
    return found


def parts_of(account: Account) -> list[tuple[Membership, int]]:
    """What each of those inside takes over, in equal parts to the unit; below zero when they take over a debt.

    Raises Refused when it would push somebody beyond a limit: their limit is changed, or they give first.
    """
    book, balance = account.book, balance_of(account)
    with scope.use(account.space_id):
        inside = Membership.objects.select_related("person", "space").filter(state__in=states.INSIDE)
        people = {f"p.{member.person.ref}": member for member in inside}
        accounts = list(Account.objects.filter(book=book, code__in=people))
    if balance and not people:
        raise Refused(_("Nobody is left to share it with."))
    parts = largest_remainder(balance, dict.fromkeys(people, 1))
    limits, standings = limits_of(book), standings_of(accounts)
    for code, part in parts.items():
        limit = limits.of(people[code].pk)
        now = standings[code].balance if code in standings else 0
        if part and not -limit.below <= now + part <= limit.above:
            words = {"name": people[code].name, "balance": say_in(book.unit, now), "part": say_in(book.unit, part)}
            said = _("%(name)s stands at %(balance)s and cannot take over %(part)s: change their limits first.")
            raise Refused(said % words)
    return sorted(((people[code], part) for code, part in parts.items()), key=lambda one: one[0].name.casefold())


def apply_settlement(decision: Decision, change: Mapping[str, Any], actor: Actor) -> None:
    """Equal parts to all of those inside, then the account is closed: the sum stays zero."""
    book_rows.hold(open_credit(decision.space))
    account = left_account(decision.space, change)
    wishes = []
    for member, part in parts_of(account):
        pair = (account, account_in(account.book, member))
        source, target = pair if part > 0 else pair[::-1]
        if part:
            wishes.append(Wish(source, target, abs(part), f"decision:{decision.ref}"))
    write_lines(book=account.book, wishes=wishes)
    account.closed_on = clock.today()
    account.save(update_fields=["closed_on"])
    tell(decision, actor, credit.SETTLED, account.book, {"account": account.code})


def tell(decision: Decision, actor: Actor, fact: str, book: Book, data: Mapping[str, Any]) -> None:
    """The fact of what a decision did to the book."""
    about = (books.BOOK, book.ref)
    journal.record(fact, space=decision.space, actor=actor, about=about, data={"decision": decision.ref, **data})
