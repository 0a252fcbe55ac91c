"""What a card shows, said once for the list and for the fragments that htmx swaps."""

from collections.abc import Sequence
from dataclasses import dataclass

from commun.core.urls import here
from commun.governance.policies import MemberRequest
from commun.tenders.models import Notice
from commun.tenders.queries.listing import Row
from commun.tenders.views import wording


@dataclass(frozen=True)
class Card:
    """A notice of the list in words; ``acts`` are asked with the activity that brought it."""

    notice: Notice
    url: str
    meta: str
    doubt: str
    reasons: Sequence[wording.Reason]
    people: Sequence[str]
    sentence: str
    mark: str
    activity_ref: str
    mine: str


def cards_of(request: MemberRequest, rows: Sequence[Row]) -> list[Card]:
    """The cards of these rows."""
    return [card_of(request, row) for row in rows]


def card_of(request: MemberRequest, row: Row) -> Card:
    """One card."""
    notice = row.notice
    sentences = [wording.interest_sentence(row.interest), wording.moved_sentence(row)]
    return Card(
        notice=notice,
        url=here(request.space.slug, "tenders:notice", ref=notice.ref),
        meta=wording.meta_of(notice, getattr(notice, "lots_count", 0)),
        doubt=wording.doubt_of(notice),
        reasons=wording.reasons_of(row.reasons),
        people=row.interest.names,
        sentence=" ".join(filter(None, sentences)),
        mark=row.mark,
        activity_ref=row.activity_ref,
        mine=str(wording.MY_STANCES.get(row.my_stance, "")),
    )
