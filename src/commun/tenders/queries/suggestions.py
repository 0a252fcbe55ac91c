"""Needs that the words of a notice suggest, less those that stand and those that the group left aside."""

from collections.abc import Sequence

from commun.algo.notices.asked import Suggestion, asked
from commun.tenders.models import LeftSuggestion, Lot, Notice
from commun.tenders.queries.corpus import cpv_labels

READ = 20_000


def suggestions_of(notice: Notice, known: Sequence[str]) -> list[Suggestion]:
    """Suggestions for the group in scope; ``known`` are the names of its needs. Two queries."""
    lots = list(Lot.objects.filter(notice=notice).values_list("title", "description"))
    left = set(LeftSuggestion.objects.filter(notice=notice).values_list("key", flat=True))
    found = asked(
        f"{notice.title}\n{notice.description[:READ]}",
        [(title, body[:READ]) for title, body in lots],
        notice.cpv or notice.cpv_estimated,
        cpv_labels(),
        known,
    )
    return [one for one in found if one.key not in left]
