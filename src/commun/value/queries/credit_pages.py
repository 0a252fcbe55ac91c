"""The mutual credit for the eye: one's own balance, everybody's, what waits for an answer, the other groups."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from commun.algo.ledger import MOVING, Step
from commun.core import clock, scope
from commun.core.models import Space
from commun.core.registries import Subject, TodoItem
from commun.core.urls import here
from commun.governance import states
from commun.governance.models import Membership
from commun.people.models import Person
from commun.ui.money import euros
from commun.value.models import Account, Book, CreditCode, CreditRequest, CreditTrust, Transfer
from commun.value.quantities import say_in
from commun.value.queries.credit import Limits, limits_of, neighbour_code, trusts_of, worth
from commun.value.queries.standings import standings_of
from commun.value.queries.statements import names_of_accounts

SHOWN = 5
# What one may give back: what a person sent, not what a decision moved.
KINDS = ("gift:", "request:", "between:")


@dataclass(frozen=True)
class Row:
    """Where somebody stands: their name, in words, and the account that tells it, when they have one."""

    name: str
    balance: str
    account: int | None
    is_mine: bool = False
    is_settled: bool = True


@dataclass(frozen=True)
class Neighbour:
    """Another group: what each lets the other owe, in words; ``theirs`` is empty until they decide."""

    name: str
    ours: str
    theirs: str
    owed: str
    owing: str
    account: int | None


@dataclass(frozen=True)
class Received:
    """A line that can be given back."""

    number: int
    name: str
    amount: str
    words: str
    line: Transfer


@dataclass(frozen=True)
class Asked:
    """A request that waits: who asks or is asked, how much, what for."""

    ref: str
    name: str
    amount: str
    words: str
    is_mine: bool


@dataclass(frozen=True)
class Overview:
    """The page of the mutual credit, ready to be shown."""

    book: Book
    limits: Limits
    mine: Row
    can_give: str
    can_receive: str
    floor: str
    ceiling: str
    one_is_worth: str
    year: tuple[str, str, str]
    people: list[Row]
    quiet: str
    to_settle: list[Row]
    neighbours: list[Neighbour]
    asked_of_me: list[Asked]
    asked_by_me: list[Asked]
    received: list[Received]
    code: str

    @property
    def has_exchange(self) -> bool:
        """Some other group decided too."""
        return any(one.theirs for one in self.neighbours)


def overview(book: Book, member: Membership) -> Overview:
    """All of the page. 12 queries, whatever the size of the group."""
    limits, unit = limits_of(book), book.unit
    with scope.use(book.space_id):
        members = list(
            Membership.objects.filter(state__in=states.INSIDE).select_related("person").order_by("person__sort_key")
        )
        accounts = list(Account.objects.filter(book=book).select_related("membership__person"))
        code = CreditCode.objects.filter(membership=member).values_list("code", flat=True).first()
    standings = {code: each.balance for code, each in standings_of(accounts).items()}
    own = {row.membership_id: row for row in accounts if row.membership_id}
    people = [_row(one, own.get(one.pk), standings, unit, member) for one in members]
    gone = [row for row in accounts if row.membership and row.membership.state == states.LEFT and not row.closed_on]
    mine, limit = own.get(member.pk), limits.of(member.pk)
    balance = standings[mine.code] if mine else 0
    waiting = requests_of(book, member)
    return Overview(
        book=book,
        limits=limits,
        mine=_row(member, mine, standings, unit, member),
        can_give=say_in(unit, max(0, balance + limit.below)),
        can_receive=say_in(unit, max(0, limit.above - balance)),
        floor=say_in(unit, -limit.below),
        ceiling=say_in(unit, limit.above),
        one_is_worth=euros(limits.cents),
        year=_year(mine, limits.cents) if mine else (say_in(unit, 0), say_in(unit, 0), euros(0)),
        people=[row for row in people if row.account],
        quiet=", ".join(row.name for row in people if not row.account),
        to_settle=[_row(row.membership, row, standings, unit, member) for row in gone if row.membership],
        neighbours=_neighbours(book, accounts, standings),
        asked_of_me=[one for one in waiting if not one.is_mine],
        asked_by_me=[one for one in waiting if one.is_mine],
        received=received_by(mine) if mine else [],
        code=code or "",
    )


def _row(one: Membership, account: Account | None, standings: Mapping[str, int], unit: str, me: Membership) -> Row:
    balance = standings[account.code] if account else 0
    return Row(one.name, say_in(unit, balance), account.pk if account else None, one.pk == me.pk, balance == 0)


def _year(account: Account, cents: int) -> tuple[str, str, str]:
    """What one gave and received this year, in words; and what was received is said to be worth. 1 query."""
    with scope.use(account.space_id):
        rows = Transfer.objects.filter(book=account.book_id, step__in=MOVING, on__year=clock.today().year)
        # What a decision moved was neither given nor received.
        mine = rows.filter(Q(credit=account) | Q(debit=account)).exclude(reason__startswith="decision:")
        moved = mine.order_by().values_list("step", "credit")
        sums: Counter[tuple[bool, bool]] = Counter()
        for step, credit, amount in moved.annotate(sum=Sum("amount")):
            sums[step == Step.REVERSE, credit == account.pk] += amount
    # What was given back is neither help received nor help given.
    got = sums[False, True] - sums[True, False]
    gave = sums[False, False] - sums[True, True]
    unit = account.book.unit
    return say_in(unit, gave), say_in(unit, got), euros(worth(unit, got, cents))


def requests_of(book: Book, member: Membership) -> list[Asked]:
    """What waits for an answer, from or for the member, in the unit of the book. 1 query."""
    with scope.use(book.space_id):
        rows = CreditRequest.objects.filter(book=book, state=CreditRequest.State.WAITING)
        mine = rows.filter(Q(asked_by=member) | Q(asked_of=member))
        found = list(mine.select_related("asked_by__person", "asked_of__person").order_by("pk"))
    return [_asked(row, book.unit, row.asked_by_id == member.pk) for row in found]


def _asked(row: CreditRequest, unit: str, is_mine: bool) -> Asked:
    other = row.asked_of if is_mine else row.asked_by
    return Asked(row.ref, other.name, say_in(unit, row.amount), row.words, is_mine)


def given_back(lines: QuerySet[Transfer]) -> QuerySet[Transfer]:
    """Those that people sent and that were not given back."""
    kinds = Q()
    for kind in KINDS:
        kinds |= Q(reason__startswith=kind)
    followed = Transfer.objects.filter(book=OuterRef("book"), of=OuterRef("number"))
    return lines.filter(kinds, ~Exists(followed), step=Step.POSTED.value)


def received_by(account: Account) -> list[Received]:
    """The last lines that somebody sent to this account and that could be given back. 3 queries."""
    with scope.use(account.space_id):
        rows = given_back(Transfer.objects.filter(credit=account)).select_related("debit", "words")
        found = list(rows.order_by("-number")[:SHOWN])
    names = names_of_accounts(account.book, [row.debit for row in found])
    return [
        Received(
            row.number,
            names[row.debit_id],
            say_in(account.book.unit, row.amount),
            row.words.text if hasattr(row, "words") else "",
            row,
        )
        for row in found
    ]


def _neighbours(book: Book, accounts: Sequence[Account], standings: Mapping[str, int]) -> list[Neighbour]:
    """Groups that this one decided to trust; what the other one decided is told once it did. 3 queries."""
    ours = trusts_of(book.space_id)
    with scope.everywhere("what groups that this one trusts decided about it"):
        theirs = dict(
            CreditTrust.objects.filter(neighbour=book.space_id, space__in=list(ours))
            .order_by("pk")
            .values_list("space", "most")
        )
        books = {row.space_id: row for row in Book.objects.filter(purpose=Book.Purpose.CREDIT, space__in=list(ours))}
    by_code = {row.code: row for row in accounts}
    found = []
    for space, trust in ours.items():
        account = by_code.get(neighbour_code(books[space]))
        balance = standings[account.code] if account else 0
        found.append(
            Neighbour(
                name=trust.neighbour.name,
                ours=say_in(book.unit, trust.most),
                theirs=say_in(book.unit, theirs[space]) if space in theirs else "",
                owed=say_in(book.unit, -balance) if balance < 0 else "",
                owing=say_in(book.unit, balance) if balance > 0 else "",
                account=account.pk if account else None,
            )
        )
    return sorted(found, key=lambda one: one.name.casefold())


def people_in(member: Membership) -> QuerySet[Membership]:
    """People of the member's group; in its scope."""
    with scope.use(member.space_id):
        rows = Membership.objects.filter(state__in=states.INSIDE)
    return rows.select_related("person").order_by("person__sort_key", "pk")


def others_in(member: Membership) -> QuerySet[Membership]:
    """Those to whom one may give, or of whom one may ask."""
    return people_in(member).exclude(pk=member.pk)


def things_to_do(person: Person) -> Iterator[TodoItem]:
    """Requests that wait for the person's answer. 1 query."""
    with scope.everywhere("a person's own requests"):
        rows = CreditRequest.objects.filter(
            asked_of__person=person, asked_of__state=states.MEMBER, state=CreditRequest.State.WAITING
        )
        found = list(rows.select_related("book", "space", "asked_by__person", "asked_by__space"))
    for row in found:
        words = {"person": row.asked_by.name, "amount": say_in(row.book.unit, row.amount)}
        yield TodoItem(
            key=f"value.credit:{row.ref}",
            title=_("%(person)s asks that %(amount)s of help be written") % words,
            url=here(row.space.slug, "value:credit"),
            reason=_("You were helped: say yes, or no. Nothing moves before."),
        )


def neighbours_called(_space: Space, references: Iterable[str]) -> Mapping[str, Subject]:
    """Other groups by their name; their books are known because a decision of this group named them. 1 query."""
    with scope.everywhere("names of groups that this one decided to exchange with"):
        rows = list(Book.objects.filter(ref__in=list(references)).values_list("ref", "space__name"))
    return {ref: Subject(name, "") for ref, name in rows}


def gifts_called(_space: Space, references: Iterable[str]) -> Mapping[str, Subject]:
    """What a person sent: all called alike. No query."""
    return {ref: Subject(_("A hand given"), "") for ref in references}


def requests_called(_space: Space, references: Iterable[str]) -> Mapping[str, Subject]:
    """What a person asked and another accepted. No query."""
    return {ref: Subject(_("A hand given, on request"), "") for ref in references}


def between_called(_space: Space, references: Iterable[str]) -> Mapping[str, Subject]:
    """Between two groups. No query."""
    return {ref: Subject(_("A hand given, between two groups"), "") for ref in references}


def backs_called(_space: Space, references: Iterable[str]) -> Mapping[str, Subject]:
    """A line given back, by its number. No query."""
    return {ref: Subject(_("Line %(number)s given back") % {"number": ref}, "") for ref in references}
