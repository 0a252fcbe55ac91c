"""What must hold in the common pot beyond its book: each spending has its held line and its signatures (V14, gov B1).

Read every night with the rest (queries/invariants.py).
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from commun.algo import ledger
from commun.algo.ledger import Act, Stand, Step
from commun.value.models import Account, BudgetLine, Signature, Spending, Transfer
from commun.value.queries.standings import standings_of

State = Spending.State
# How what was held ends; a request that waits has no second line.
ENDS: Mapping[str, list[str]] = {
    State.WAITING: [],
    State.SPENT: [Step.POST],
    State.REFUSED: [Step.VOID],
    State.WITHDRAWN: [Step.VOID],
}


def pot_faults() -> Iterator[tuple[str, str]]:
    """(which, in one word why), in the scope of a group. 7 queries."""
    rows = list(Spending.objects.select_related("line").order_by("pk"))
    written = _written()
    signed: dict[int, list[int]] = defaultdict(list)
    for spending, member in Signature.objects.order_by("number").values_list("spending", "membership"):
        signed[spending].append(member)
    for row in rows:
        if not _is_in_the_book(row, written.pop(f"spending:{row.ref}", [])):
            yield row.ref, "lines"
        if not _is_signed(row, signed[row.pk]):
            yield row.ref, "signatures"
    yield from ((reason, "tied to nothing") for reason in sorted(written))
    yield from _lines(signed_for=rows)


def _written() -> dict[str, list[Transfer]]:
    """The lines of the book, by the spending that they are tied to."""
    found: dict[str, list[Transfer]] = defaultdict(list)
    for line in Transfer.objects.filter(reason__startswith="spending:").select_related("credit").order_by("number"):
        found[line.reason].append(line)
    return found


def _is_in_the_book(row: Spending, lines: Sequence[Transfer]) -> bool:
    """Held once, on its own line, for its amount and for whom it says; then ended as it says."""
    if not lines:
        return False
    held, *ends = lines
    place = Account.Place.PERSON if row.reimburses_id else Account.Place.OUTSIDE
    is_held = (held.number, held.step, held.debit_id, held.amount) == (
        row.held, Step.PENDING, row.line.account_id, row.amount,
    )  # fmt: skip
    to = (held.credit.place, held.credit.membership_id)
    is_ended = [(one.step, one.of, one.amount) for one in ends] == [
        (step, row.held, row.amount) for step in ENDS[row.state]
    ]
    return is_held and to == (place, row.reimburses_id) and is_ended


def _is_signed(row: Spending, signers: Sequence[int]) -> bool:
    """Replayed one after the other, the signatures are all allowed, and lead where the request stands."""
    request = ledger.Request(str(row.asked_by_id), str(row.reimburses_id or ""), row.needed)
    for signer in map(str, signers):
        if ledger.objection(request, Act.SIGN, signer, is_allowed=True) is not None:
            return False
        request = ledger.after_act(request, Act.SIGN, signer)
    return (request.stand == Stand.SPENT) == (row.state == State.SPENT)


def _lines(*, signed_for: Sequence[Spending]) -> Iterator[tuple[str, str]]:
    """Each line stands by an adopted decision; what it holds back is what waits; closed, it holds nothing."""
    lines = list(BudgetLine.objects.select_related("account", "decision"))
    standings = standings_of(line.account for line in lines)
    waiting: dict[int, int] = defaultdict(int)
    for row in signed_for:
        waiting[row.line_id] += row.amount if row.state == State.WAITING else 0
    for line in lines:
        stands = standings[line.account.code]
        if line.decision.adopted_on is None:
            yield line.ref, "undecided"
        if stands.leaving != waiting[line.pk] or (line.closed_on is not None and stands.balance):
            yield line.ref, "lines"
