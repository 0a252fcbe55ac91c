"""How notices fit activities: profiles, reasons in words, and the live preview of a watch."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from commun.algo.matching import Profile
from commun.core import clock
from commun.core.codes import DEPARTEMENTS
from commun.people.models import Activity
from commun.tenders.models import Mark, Notice
from commun.tenders.queries.corpus import Corpus, Facts, id_of, key_of, ready_corpus

if TYPE_CHECKING:
    from commun.algo.matching import Ranked

KEPT: Final = 200
# Ranked beyond what is kept, so that the member's own filters still leave enough.
SPARE: Final = 800
PREVIEWED: Final = 1000
# A buyer put aside goes down as much as a refused word does.
BUYER_ASIDE: Final = 3.0
PLACE_ASIDE: Final = 0.5


@dataclass(frozen=True, slots=True)
class Wish:
    """An activity ready to be matched: its profile, the filters its owner set, what their marks taught."""

    profile: Profile
    strict_places: frozenset[str] = frozenset()
    minimum_days_left: int = 0
    buyers_aside: frozenset[str] = frozenset()
    places_aside: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Fit:
    """A notice for an activity: score (higher is better) and reasons as they are stored."""

    notice_id: int
    score: float
    reasons: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Teaching:
    """What a person's marks say: notices wanted more or less of, buyers and places put aside."""

    more_of: tuple[str, ...] = ()
    less_of: tuple[str, ...] = ()
    buyers: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Marks:
    more: list[str] = field(default_factory=list)
    less: list[str] = field(default_factory=list)
    buyers: set[str] = field(default_factory=set)
    places: Counter[str] = field(default_factory=Counter)


def wishes_of(activities: Sequence[Activity]) -> dict[int, Wish]:
    """Activities with what their owners' marks taught, by activity id. One query."""
    taught = _teachings(activities)
    return {one.pk: wish_of(one, taught.get(one.pk, Teaching())) for one in activities}


def wish_of(activity: Activity, teaching: Teaching = Teaching()) -> Wish:
    """An activity, saved or not, as matching reads it."""
    places = bool(activity.departements or activity.regions)
    return Wish(
        profile=Profile(
            key=str(activity.pk or 0),
            label=activity.label,
            keywords=tuple(activity.keywords),
            statement=activity.statement,
            negative_words=tuple(activity.negative_words),
            cpv_prefixes=tuple(activity.cpv_prefixes),
            departements=tuple(activity.departements),
            regions=tuple(activity.regions),
            # Who also works remotely still prefers what is near, as soon as they say where near is.
            is_remote=activity.is_remote and not places,
            more_of=teaching.more_of,
            less_of=teaching.less_of,
        ),
        strict_places=places_of(activity) if activity.is_place_strict else frozenset(),
        minimum_days_left=activity.minimum_days_left,
        buyers_aside=teaching.buyers,
        places_aside=teaching.places - places_of(activity),
    )


def places_of(activity: Activity) -> frozenset[str]:
    """Départements of an activity, those of its regions included."""
    of_regions = {code for code, one in DEPARTEMENTS.items() if one.region.code in activity.regions}
    return frozenset({*activity.departements, *of_regions})


def _teachings(activities: Sequence[Activity]) -> dict[int, Teaching]:
    """A mark made from one activity teaches that one; a mark made elsewhere teaches all of the person's."""
    of_person: dict[int, list[int]] = {}
    for activity in activities:
        of_person.setdefault(activity.person_id, []).append(activity.pk)
    found: dict[int, _Marks] = {}
    marks = Mark.objects.filter(person_id__in=of_person).order_by("-at", "-pk")
    rows = marks.values_list(
        "person_id", "activity_id", "choice", "reason", "notice__title", "notice__buyer", "notice__departements"
    )
    for person_id, activity_id, choice, reason, title, buyer, places in rows:
        for pk in of_person[person_id]:
            if activity_id in (None, pk):
                _learn(found.setdefault(pk, _Marks()), choice, reason, title, buyer, places)
    return {pk: _teaching(marks) for pk, marks in found.items()}


def _learn(marks: _Marks, choice: str, reason: str, title: str, buyer: str, places: Sequence[str]) -> None:
    if choice == Mark.Choice.KEEP:
        marks.more.append(title)
        marks.places.subtract(places)
    elif reason in {Mark.Reason.TRADE, Mark.Reason.NONE}:
        marks.less.append(title)
    elif reason == Mark.Reason.BUYER:
        marks.buyers.add(buyer)
    elif reason == Mark.Reason.PLACE:
        marks.places.update(places)


def _teaching(marks: _Marks) -> Teaching:
    aside = frozenset(code for code, count in marks.places.items() if count > 0)
    return Teaching(tuple(marks.more[:50]), tuple(marks.less[:50]), frozenset(marks.buyers), aside)


def fits(
    corpus: Corpus, wishes: Sequence[Wish], since: dt.date | None = None, kept: int = KEPT
) -> Iterator[tuple[str, list[Fit]]]:
    """(profile key, best notices first) of each wish; no query.

    Without ``since`` only notices that can be answered today; with it, all those published from that day.
    Scores sort and never hide; what has no word and no trade in common is not proposed at all.
    """
    from commun.algo.matching import rank_keys

    today = clock.today()
    allowed = {key_of(pk) for pk, one in corpus.facts.items() if _is_asked(one, since)}
    by_key = {wish.profile.key: wish for wish in wishes}
    wide = any(wish.strict_places or wish.minimum_days_left for wish in wishes)
    top = len(corpus.index.keys) if wide or len(allowed) < len(corpus.index.keys) else kept + SPARE
    for key, ranked in rank_keys(corpus.index, [wish.profile for wish in wishes], top):
        wish = by_key[key]
        scored = [
            (name, score - _aside(wish, corpus.facts[id_of(name)]))
            for name, score in ranked
            if name in allowed and _passes(wish, corpus.facts[id_of(name)], today)
        ]
        scored.sort(key=lambda pair: -pair[1])
        yield key, _explained(corpus, wish, scored, kept)


def _is_asked(one: Facts, since: dt.date | None) -> bool:
    return one.is_open if since is None else one.published_on >= since


def _passes(wish: Wish, one: Facts, today: dt.date) -> bool:
    """The hard filters are those the member set, and no other."""
    if wish.strict_places and one.departements and wish.strict_places.isdisjoint(one.departements):
        return False
    if wish.minimum_days_left and one.is_open and one.deadline_at is not None:
        return (one.deadline_at.astimezone(clock.PARIS).date() - today).days >= wish.minimum_days_left
    return True


def _aside(wish: Wish, one: Facts) -> float:
    away = bool(one.departements) and wish.places_aside.issuperset(one.departements)
    return BUYER_ASIDE * (one.buyer in wish.buyers_aside) + PLACE_ASIDE * away


def _explained(corpus: Corpus, wish: Wish, scored: Iterable[tuple[str, float]], kept: int) -> list[Fit]:
    from commun.algo.matching.reasons import Explainer
    from commun.algo.matching.words import asked

    index = corpus.index
    explainer = Explainer(index, wish.profile, asked(wish.profile))
    found: list[Fit] = []
    for name, score in scored:
        line = explainer.ranked(index.position[name], score)
        if any(reason.side in {"terms", "cpv"} for reason in line.reasons):
            found.append(Fit(id_of(name), line.score, tuple(reasons_in_words(index.label_of, line))))
        if len(found) == kept:
            break
    return found


def reasons_in_words(label_of: Any, line: "Ranked") -> Iterator[dict[str, Any]]:
    """The stored form of reasons: {"kind": term | cpv | place, ...}."""
    for reason in line.reasons:
        if reason.side == "terms":
            yield {"kind": "term", "text": reason.text}
        elif reason.side == "cpv":
            code = reason.text[:2] + reason.text[2:].rstrip("0")
            label = label_of(code)
            yield {"kind": "cpv", "code": code, "label": label, "estimated": reason.is_estimated}
        elif reason.side == "place":
            yield {"kind": "place", "code": reason.text, "label": place_label(reason.text)}


def place_label(code: str) -> str:
    """The département's name, or the code when it is unknown."""
    found = DEPARTEMENTS.get(code)
    return found.name if found else code


@dataclass(frozen=True)
class Preview:
    """What a watch would have brought: how many notices, how many a week, and the best of them."""

    count: int
    strong_count: int
    per_week: float
    rows: Sequence[tuple[Notice, tuple[Mapping[str, Any], ...]]]


def preview(activity: Activity, days: int = 60, shown: int = 8) -> Preview | None:
    """What the watch, saved or not, would have brought in the last ``days`` days. Two queries, no write.

    ``count``: notices with a word or a trade in common; ``strong_count``: those with a whole keyword or a
    CPV branch that the notice itself names. None while the notices are being laid out, for some seconds after a start.
    """
    since = clock.today() - dt.timedelta(days=days)
    corpus = ready_corpus()
    if corpus is None:
        return None
    wish = wish_of(activity)
    _key, found = next(fits(corpus, [wish], since, kept=PREVIEWED), ("", []))
    strong = sum(_is_strong(activity, fit) for fit in found)
    notices = Notice.objects.defer("search", "description").in_bulk([fit.notice_id for fit in found[:shown]])
    rows = [(notices[fit.notice_id], fit.reasons) for fit in found[:shown] if fit.notice_id in notices]
    return Preview(len(found), strong, round(strong * 7 / max(days, 1), 1), rows)


def _is_strong(activity: Activity, fit: Fit) -> bool:
    keywords = set(activity.keywords)
    return any(
        (reason["kind"] == "term" and reason["text"] in keywords)
        or (reason["kind"] == "cpv" and not reason["estimated"] and len(reason["code"]) > 2)
        for reason in fit.reasons
    )
