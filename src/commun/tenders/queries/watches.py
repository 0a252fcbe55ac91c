"""What a person watches, and what each watch brings today."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Count, Q

from commun.algo.text import stems
from commun.core import clock
from commun.people.models import Activity, Person
from commun.tenders.models import Notice
from commun.tenders.queries.corpus import cpv_labels
from commun.tenders.queries.listing import BEST_PLACES

MOST_SUGGESTED = 6


@dataclass(frozen=True)
class Watch:
    """One activity and how many open notices it brings."""

    activity: Activity
    open_count: int


def watches_of(person: Person) -> Sequence[Watch]:
    """The person's activities, oldest first. One query."""
    brought = Q(
        matches__position__lte=BEST_PLACES, matches__notice__in=Notice.objects.open_at(clock.now()).values("pk")
    )
    activities = Activity.objects.filter(person=person).annotate(n=Count("matches", filter=brought)).order_by("pk")
    return [Watch(activity, activity.n) for activity in activities]


@dataclass(frozen=True)
class Suggestion:
    """A CPV branch that the words of an activity call for."""

    code: str
    label: str


@lru_cache(maxsize=1)
def _label_index(count: int) -> tuple[dict[str, list[str]], dict[str, int]]:
    """Codes by stem of their label, and the number of stems of each label; ``count`` renews it after a load."""
    codes: dict[str, list[str]] = {}
    lengths: dict[str, int] = {}
    for code, label in cpv_labels().items():
        found = set(stems(label))
        lengths[code] = max(len(found), 1)
        for term in found:
            codes.setdefault(term, []).append(code)
    return codes, lengths


def suggested_cpv(activity: Activity, notices: Iterable[Notice], most: int = MOST_SUGGESTED) -> list[Suggestion]:
    """Branches whose label shares the activity's words or that fitting notices carry, best first.

    Without those the activity already has.
    No query once the labels are in memory.
    """
    labels = cpv_labels()
    scores = _scores(activity, labels)
    scores.update(code for notice in notices for code in notice.cpv[:1] if code in labels)
    has = tuple(activity.cpv_prefixes)
    ranked = sorted(scores, key=lambda code: (-scores[code], code))
    chosen: list[Suggestion] = []
    for code in ranked:
        prefix = code.rstrip("0") if len(code.rstrip("0")) > 1 else code[:2]
        if has and prefix.startswith(has):
            continue
        if not any(prefix.startswith(other.code) for other in chosen):
            chosen.append(Suggestion(prefix, labels[code]))
        if len(chosen) == most:
            break
    return chosen


def _scores(activity: Activity, labels: Mapping[str, str]) -> Counter[str]:
    """How much the words of an activity call for each code."""
    by_term, lengths = _label_index(len(labels))
    scores: Counter[str] = Counter()
    words = [(activity.label, 2.0), *((word, 2.0) for word in activity.keywords), (activity.statement, 1.0)]
    for text, weight in words:
        for term in set(stems(text)):
            codes = by_term.get(term, ())
            for code in codes:
                scores[code] += weight / (math.log(2 + len(codes)) * math.sqrt(lengths[code]))  # type: ignore[assignment]
    return scores
