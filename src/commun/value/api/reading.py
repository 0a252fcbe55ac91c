"""Readings: contributions, joint works, books and their lines, mutual credit, common pot."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from commun.core import clock, scope
from commun.core.api.routes import Caller, Slice, Turn, among, newest, reading
from commun.core.errors import NotFound
from commun.value.models import Account, Book, JointWork
from commun.value.queries import contribution_lines, contributions, pot, statements, works

GROUP = "groups/{group}"


@dataclass(frozen=True)
class KindTold:
    """One kind of contribution that the group chose to see."""

    ref: str
    name: str
    nature: str
    measure: str


@reading(f"{GROUP}/contribution-kinds", _("Kinds of contributions that the group chose"), KindTold)
def kinds(caller: Caller, turn: Turn) -> Slice[KindTold]:
    """1 query."""
    found = [KindTold(one.ref, one.name, one.nature, one.measure) for one in contributions.kinds_of(caller.space)]
    return among(found, turn, lambda one: one.ref)


@dataclass(frozen=True)
class ContributionTold:
    """What somebody brought; ``quantity`` in the smallest part of its measure (minutes, cents, halves ...).

    One that was wrong is taken back by another, below zero, which ``corrects`` it; what is right, if anything, follows
    on a line of its own: the quantities of a month add up to what the page says.
    """

    ref: str
    by: str
    kind: str
    on: dt.date
    quantity: int
    said: str
    words: str
    work: str | None
    seen_by: Sequence[str]
    is_mine: bool
    corrects: str | None


@reading(f"{GROUP}/contributions", _("Contributions of a month, the last written first"), ContributionTold)
def contributions_of_month(
    caller: Caller, turn: Turn, *, month: dt.date | None = None, kind: str = "", work: str = ""
) -> Slice[ContributionTold]:
    """As the page of the month; « month » is any day of it. 4 queries."""
    first = (month or clock.today()).replace(day=1)
    asked = contribution_lines.Filters(first, kind[:12], "", work[:12])
    with scope.use(caller.space):
        rows = contribution_lines.of_filters(asked)
        found = newest(rows.select_related("kind", "work", "corrects", "membership__person", "membership__space"), turn)
        lines = contribution_lines.lines_of(found.items, caller.member)
    return Slice([_contribution(one) for one in lines], found.after)


def _contribution(line: contribution_lines.Line) -> ContributionTold:
    row = line.row
    return ContributionTold(
        row.ref, row.membership.name if row.membership else "", row.kind.name if row.kind else "", row.on,
        row.quantity, line.said, row.words, row.work.ref if row.work else None, list(line.seen_by), line.is_mine,
        row.corrects.ref if row.corrects else None,
    )  # fmt: skip


@dataclass(frozen=True)
class WorkTold:
    """One joint work; cents received less what the cooperative kept, and shared."""

    ref: str
    title: str
    client: str
    started_on: dt.date
    ended_on: dt.date | None
    people: Sequence[str]
    received_cents: int
    shared_cents: int


@reading(f"{GROUP}/works", _("Joint works of the group, with what came in and was shared"), WorkTold)
def works_of_group(caller: Caller, turn: Turn) -> Slice[WorkTold]:
    """As their page. 4 queries."""
    found = [
        WorkTold(
            one.work.ref,
            one.work.title,
            one.work.client,
            one.work.started_on,
            one.work.ended_on,
            one.names,
            one.received,
            one.shared,
        )  # fmt: skip
        for one in works.works_of(caller.space)
    ]
    return among(found, turn, lambda one: one.ref)


@dataclass(frozen=True)
class WorkPartTold:
    """Who takes or took part in a work."""

    id: int
    name: str
    roles: Sequence[str]
    since: dt.date
    left_on: dt.date | None


@dataclass(frozen=True)
class SharingTold:
    """One sharing of a work."""

    ref: str
    on: dt.date
    amount_cents: int
    key: str


@dataclass(frozen=True)
class WorkPage:
    """One joint work: who takes part, its sharings."""

    ref: str
    title: str
    people: Sequence[WorkPartTold]
    sharings: Sequence[SharingTold]


@reading(f"{GROUP}/works/{{work}}", _("One joint work: who takes part, how it was shared"), WorkPage)
def work(caller: Caller, *, work: JointWork) -> WorkPage:
    """As its page. 3 queries."""
    people = [
        WorkPartTold(one.pk, one.membership.name, list(one.roles), one.since, one.left_on)
        for one in works.parts_of(work)
    ]
    shared = [
        SharingTold(one.ref, one.on, one.amount, one.version.key.name) for one in works.distributions_of(work)
    ]  # fmt: skip
    return WorkPage(work.ref, work.title, people, shared)


@dataclass(frozen=True)
class AccountTold:
    """One account of a book, and its balance in the smallest part of its unit."""

    id: int
    name: str
    place: str
    balance: int
    unit: str


PURPOSES = Book.Purpose


def _book(caller: Caller, purpose: str) -> Book:
    found = statements.book_of(caller.space, purpose)
    if found is None:
        raise NotFound
    return found


@reading(f"{GROUP}/accounts", _("The accounts of the book: « money », or « credit »"), AccountTold, purpose=PURPOSES)
def accounts(caller: Caller, turn: Turn, *, purpose: str = "money") -> Slice[AccountTold]:
    """As the page of the book. 3 queries, and one for each kind of account."""
    book = _book(caller, purpose)
    found = [AccountTold(row.pk, name, row.place, balance, book.unit) for row, name, balance in
             statements.accounts_of(book)]  # fmt: skip
    return among(found, turn, lambda one: one.id)


@dataclass(frozen=True)
class LineTold:
    """One line of a book; ``change`` and ``balance`` are those of the account that is read."""

    number: int
    on: dt.date
    step: str
    source: str
    target: str
    amount: int
    about: str
    words: str
    change: int
    balance: int
    unit: str


def _lines(found: statements.Lines, turn: Turn) -> Slice[LineTold]:
    """The house reads its books by fifties: a smaller part is cut from them."""
    kept = found.lines[: turn.count]
    after = kept[-1].number if len(found.lines) > len(kept) else found.before
    return Slice(
        [
            LineTold(one.number, one.on, one.step, one.source, one.target, one.amount, str(one.reason.title), one.words,
                     one.change, one.balance, one.unit)
            for one in kept
        ],
        after,
    )  # fmt: skip


@reading(f"{GROUP}/book", _("Lines of the book, the last first: « money », or « credit »"), LineTold, purpose=PURPOSES)
def lines_of_book(caller: Caller, turn: Turn, *, purpose: str = "money") -> Slice[LineTold]:
    """As the page of the book. 8 queries at most."""
    return _lines(statements.lines_of_book(_book(caller, purpose), turn.after), turn)


@reading(f"{GROUP}/accounts/{{account}}", _("The statement of an account, the last line first"), LineTold)
def statement(caller: Caller, turn: Turn, *, account: Account) -> Slice[LineTold]:
    """As its page. 10 queries at most."""
    return _lines(statements.statement(account, turn.after), turn)


@dataclass(frozen=True)
class BudgetLineTold:
    """One line of the common pot; cents."""

    ref: str
    title: str
    spent_cents: int
    held_cents: int
    left_cents: int
    closed_on: dt.date | None


@reading(f"{GROUP}/pot", _("The lines of the common pot"), BudgetLineTold)
def pot_of_group(caller: Caller, turn: Turn) -> Slice[BudgetLineTold]:
    """As its page."""
    found = [
        BudgetLineTold(one.line.ref, one.line.title, one.spent, one.held, one.left, one.line.closed_on)
        for one in pot.lines_of(caller.space)
    ]
    return among(found, turn, lambda one: one.ref)
