"""The common pot as pages show it: what it holds, its lines with what is left, held and spent, what waits."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Sum
from django.utils.translation import gettext as _

from commun.core import scope
from commun.core.models import Space
from commun.core.registries import Subject
from commun.core.urls import here
from commun.governance.models import Membership
from commun.value.models import Account, Book, BudgetLine, Signature, Spending
from commun.value.policies.pot import Signing, is_open, reads_words
from commun.value.queries.standings import balance_of, standings_of

SHOWN = 50
WAITING, SPENT = Spending.State.WAITING, Spending.State.SPENT


@dataclass(frozen=True)
class LineView:
    """A line and its cents: set aside in all, spent, held for who asked, left. ``share``: percent that is gone."""

    line: BudgetLine
    spent: int
    held: int
    left: int

    @property
    def whole(self) -> int:
        """Set aside in all, as it stands."""
        return self.spent + self.held + self.left

    @property
    def share(self) -> int:
        """Percent spent or held."""
        return (self.spent + self.held) * 100 // self.whole if self.whole else 0

    @property
    def is_open(self) -> bool:
        """Money can be asked for."""
        return is_open(self.line)


@dataclass(frozen=True)
class SpendingView:
    """A request as one member sees it: ``words`` is empty where it is not theirs to read."""

    row: Spending
    words: str
    signed: list[Signature]
    may_sign: bool
    is_mine: bool

    @property
    def lacks(self) -> int:
        """Signatures that are still to come."""
        return max(self.row.needed - len(self.signed), 0)


def in_the_pot(space: Space) -> int:
    """Cents that are in the pot, free. At most 2 queries."""
    with scope.use(space):
        found = Account.objects.filter(book__purpose=Book.Purpose.MONEY, code="pot").first()
    return balance_of(found) if found is not None else 0


def lines_of(space: Space) -> list[LineView]:
    """All lines of the group, the open ones first. 3 queries."""
    with scope.use(space):
        rows = list(BudgetLine.objects.select_related("account", "role", "decision"))
    return sorted(_seen(space, rows), key=lambda one: one.line.closed_on is not None)


def line_seen(line: BudgetLine) -> LineView:
    """One line with its cents. 2 queries."""
    return _seen(line.space, [line])[0]


def _seen(space: Space, rows: list[BudgetLine]) -> list[LineView]:
    standings = standings_of(row.account for row in rows)
    with scope.use(space):
        done = Spending.objects.filter(line__in=rows, state=SPENT).order_by().values_list("line")
        spent = dict(done.annotate(sum=Sum("amount")))
    found = []
    for row in rows:
        stands = standings[row.account.code]
        found.append(LineView(row, spent.get(row.pk, 0), stands.leaving, stands.balance - stands.leaving))
    return found


def spendings_of(member: Membership, line: BudgetLine, signing: Signing) -> list[SpendingView]:
    """The last requests of a line, as this member sees them. 2 queries."""
    with scope.use(line.space_id):
        rows = list(_rows(line.space_id).filter(line=line)[:SHOWN])
    return [seen_by(member, row, signing) for row in rows]


def waiting_in(member: Membership, signing: Signing) -> list[SpendingView]:
    """All that waits in the group, the oldest first, as this member sees it. 2 queries."""
    with scope.use(member.space_id):
        rows = list(_rows(member.space_id).filter(state=WAITING).order_by("asked_at", "pk")[:200])
    return [seen_by(member, row, signing) for row in rows]


def _rows(space_id: int) -> Any:
    signed = Signature.objects.select_related("membership__person").order_by("number")
    rows = Spending.objects.filter(space_id=space_id).select_related(
        "space", "line", "asked_by__person", "reimburses__person", "settled_by__person"
    )
    return rows.prefetch_related(Prefetch("signatures", queryset=signed, to_attr="signed"))


def with_signatures(member: Membership, row: Spending, signing: Signing) -> SpendingView:
    """One request, as this member sees it. 1 query."""
    with scope.use(row.space_id):
        row.signed = list(row.signatures.select_related("membership__person").order_by("number"))  # type: ignore[attr-defined]
    return seen_by(member, row, signing)


def seen_by(member: Membership, row: Spending, signing: Signing) -> SpendingView:
    """The request, its signatures having been read already. No query."""
    signed: list[Signature] = row.signed  # type: ignore[attr-defined]
    own = member.pk in (row.asked_by_id, row.reimburses_id)
    has_signed = member.pk in [one.membership_id for one in signed]
    may_sign = row.state == WAITING and not own and not has_signed and signing.may_sign(member, row.line)
    words = row.words if reads_words(member, row, signing) else ""
    return SpendingView(row, words, signed, may_sign, member.pk == row.asked_by_id)


def lines_called(space: Space, references: Iterable[str]) -> Mapping[str, Subject]:
    """Budget lines by their title. 1 query."""
    rows = BudgetLine.objects.filter(ref__in=list(references)).values_list("ref", "title")
    return {ref: Subject(title, here(space.slug, "value:line", budget_line=ref)) for ref, title in rows}


def spendings_called(space: Space, references: Iterable[str]) -> Mapping[str, Subject]:
    """Spendings by their line: what they are for is not everybody's to read. 1 query."""
    rows = Spending.objects.filter(ref__in=list(references)).values_list("ref", "line__title")
    return {
        ref: Subject(_("Spending on “%(line)s”") % {"line": title}, here(space.slug, "value:spending", spending=ref))
        for ref, title in rows
    }
