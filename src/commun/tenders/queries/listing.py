"""« Pour moi »: the notices that fit a member's activities, ranked, with the reasons and who else is interested."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Value

from commun.core import clock
from commun.governance.models import Membership
from commun.people.models import Activity, Person
from commun.tenders.models import Intention, Mark, Match, Notice, NoticeVersion
from commun.tenders.queries.interest import NOTHING, Interest, interest_of
from commun.tenders.queries.search import asked_words

PAGE_SIZE = 12
# « To see » brings the best of each activity; all the others are one click away, ranked the same way.
BEST_PLACES = 20
RANKED = 2000
STATES = ("to-see", "kept", "hidden", "all")


@dataclass(frozen=True)
class Filters:
    """What the member asked of the list; empty values filter nothing."""

    activity: str = ""
    departement: str = ""
    region_departements: tuple[str, ...] = ()
    within_days: int | None = None
    source: str = ""
    state: str = "to-see"
    text: str = ""
    page: int = 1


@dataclass(frozen=True)
class Row:
    """One card: the notice, why it is here, what the group and the member said."""

    notice: Notice
    reasons: tuple[Mapping[str, Any], ...] = ()
    activity_ref: str = ""
    mark: str = ""
    interest: Interest = NOTHING
    my_stance: str = ""
    moved_days: int = 0
    moved_on: dt.date | None = None


@dataclass(frozen=True)
class Listing:
    """One page of the list, and how many notices stand behind each state."""

    rows: Sequence[Row]
    counts: Mapping[str, int]
    activities: Sequence[Activity]
    page: int
    total: int = 0


def for_me(member: Membership, filters: Filters) -> Listing:
    """The list as the filters say. Seven queries, whatever the number of notices."""
    activities = list(Activity.objects.filter(person=member.person_id, is_active=True))
    chosen = [a.pk for a in activities if not filters.activity or a.ref == filters.activity]
    base = _filtered(Notice.objects.open_at(clock.now()), filters)
    parts = _parts(member, chosen)
    counted = base.aggregate(**{f"in_{n}": Count("pk", filter=part) for n, part in enumerate(parts.values())})
    counts = {name: int(counted[f"in_{n}"]) for n, name in enumerate(parts)}
    state = filters.state if filters.state in parts else "to-see"
    total = counts[state]
    page = min(max(filters.page, 1), max(1, -(-total // PAGE_SIZE)))
    ids = _ranked(base.filter(parts[state]), chosen, filters.text, (page - 1) * PAGE_SIZE, min(page * PAGE_SIZE, total))
    return Listing(
        rows=rows_of(member, ids, chosen),
        counts=counts,
        activities=activities,
        page=page,
        total=total,
    )


def everything(member: Membership, filters: Filters, most: int = 5000) -> list[Row]:
    """All rows of the list in one go, for the export."""
    activities = list(Activity.objects.filter(person=member.person_id, is_active=True))
    chosen = [a.pk for a in activities if not filters.activity or a.ref == filters.activity]
    base = _filtered(Notice.objects.open_at(clock.now()), filters)
    part = _parts(member, chosen).get(filters.state) or Q()
    return rows_of(member, _ranked(base.filter(part), chosen, filters.text, 0, most), chosen)


def standing(member: Membership, filters: Filters) -> tuple[QuerySet[Notice], list[int]]:
    """All the notices that the filters keep, in no order, and the activities that they may fit. 1 query."""
    activities = list(Activity.objects.filter(person=member.person_id, is_active=True))
    chosen = [a.pk for a in activities if not filters.activity or a.ref == filters.activity]
    base = _filtered(Notice.objects.open_at(clock.now()), filters)
    return base.filter(_parts(member, chosen).get(filters.state) or Q()), chosen


def _parts(member: Membership, activity_ids: Sequence[int]) -> dict[str, Q]:
    """What each state of the list keeps. « To see » waits for my word; nothing is hidden by score."""
    marks = Mark.objects.filter(person=member.person_id)
    said = Intention.objects.filter(member=member)
    kept = Q(pk__in=marks.filter(choice="keep").values("notice")) | Q(
        pk__in=said.exclude(stance="pass").values("need__notice")
    )
    hidden = Q(pk__in=marks.filter(choice="hide").values("notice"))
    to_see = Q(pk__in=Match.objects.filter(activity__in=activity_ids, position__lte=BEST_PLACES).values("notice"))
    to_see &= ~Q(pk__in=marks.values("notice")) & ~Q(pk__in=said.values("need__notice"))
    return {"to-see": to_see, "kept": kept, "hidden": hidden, "all": Q()}


def _filtered(notices: QuerySet[Notice], filters: Filters) -> QuerySet[Notice]:
    if filters.departement:
        notices = notices.filter(departements__contains=[filters.departement])
    if filters.region_departements:
        notices = notices.filter(departements__overlap=list(filters.region_departements))
    if filters.within_days is not None:
        notices = notices.filter(deadline_at__lt=clock.now() + dt.timedelta(days=filters.within_days + 1))
    if filters.source == "hand":
        notices = notices.filter(is_handwritten=True)
    elif filters.source:
        notices = notices.filter(pk__in=NoticeVersion.objects.filter(source=filters.source).values("notice"))
    if filters.text:
        notices = notices.filter(search=_asked(filters.text))
    return notices


def _asked(text: str) -> SearchQuery:
    """The search box's text over the stored index; refuses nothing, finds nothing when no word can be searched."""
    return SearchQuery(asked_words(text), search_type="raw", config="simple")


def _ranked(notices: QuerySet[Notice], activity_ids: Sequence[int], text: str, start: int, end: int) -> list[int]:
    """A slice of the list: what fits first, activity by activity in turn (first of each, then second of each);

    then the newest. A search is ranked by its words. One to three queries.
    """
    if text:
        # A word that half of the notices have costs no more than a rare one: the newest ones are ranked.
        newest = notices.order_by("-published_on", "-pk").values("pk")[:RANKED]
        rank = SearchRank(F("search"), _asked(text), normalization=Value(1))
        found = Notice.objects.filter(pk__in=newest).order_by(rank.desc(), "-published_on", "-pk")
        return list(found.values_list("pk", flat=True)[start:end])
    fitting = _fitting(activity_ids)
    present = set(notices.filter(pk__in=fitting).values_list("pk", flat=True)) if fitting else set()
    first = [pk for pk in fitting if pk in present]
    ids = first[start:end]
    if len(ids) < end - start:
        rest = notices.exclude(pk__in=first).order_by("-published_on", "-pk").values_list("pk", flat=True)
        ids += rest[max(0, start - len(first)) : end - len(first)]
    return ids


def _fitting(activity_ids: Sequence[int]) -> list[int]:
    """Notices that fit these activities, in turn, each once. One query."""
    matches = Match.objects.filter(activity__in=activity_ids).order_by("position", "-score", "-notice_id")
    return list(dict.fromkeys(matches.values_list("notice_id", flat=True)))


def rows_of(member: Membership, ids: Sequence[int], activity_ids: Sequence[int]) -> list[Row]:
    """The cards of these notices, in this order. Two queries."""
    notices = _told(member, activity_ids).in_bulk(list(ids))
    interests = interest_of(ids)
    rows = []
    for pk in ids:
        notice: Any = notices[pk]
        interest = interests.get(pk, NOTHING)
        stances = [voice.stance for voice in interest.stances_of(member.pk).values()]
        rows.append(
            Row(
                notice=notice,
                reasons=tuple(notice.why or ()),
                activity_ref=notice.activity_ref or "",
                mark=notice.mark or "",
                interest=interest,
                my_stance=stances[0] if stances else "",
                moved_days=moved_days(notice.moves or ()),
                moved_on=notice.moved_on,
            )
        )
    return rows


def _told(member: Membership, activity_ids: Sequence[int]) -> QuerySet[Notice]:
    """Notices with what a card tells besides: lots, my mark, why they are here, the last move of the deadline."""
    fits = Match.objects.filter(notice=OuterRef("pk"), activity__in=activity_ids).order_by("position", "pk")
    marks = Mark.objects.filter(notice=OuterRef("pk"), person=member.person_id)
    moved = NoticeVersion.objects.filter(notice=OuterRef("pk"), changes__contains=[["deadline"]])
    moved = moved.order_by("-published_on", "-pk")
    return Notice.objects.defer("description", "search").annotate(
        lots_count=Count("lots"),
        why=Subquery(fits.values("reasons")[:1]),
        activity_ref=Subquery(fits.values("activity__ref")[:1]),
        mark=Subquery(marks.values("choice")[:1]),
        moves=Subquery(moved.values("changes")[:1]),
        moved_on=Subquery(moved.values("published_on")[:1]),
    )


def mark_of(person: Person, notice: Notice) -> str:
    """What the person marked, or nothing. One query."""
    return Mark.objects.filter(person=person, notice=notice).values_list("choice", flat=True).first() or ""


def moved_days(changes: Iterable[Sequence[str]]) -> int:
    """By how many days these changes moved the deadline; 0 when they did not."""
    return next((days_between(before, after) for name, before, after in changes if name == "deadline"), 0)


def days_between(before: str, after: str) -> int:
    """Whole days from one stored moment to another; 0 when one of them cannot be read."""
    try:
        return (dt.datetime.fromisoformat(after[:10]) - dt.datetime.fromisoformat(before[:10])).days
    except ValueError:
        return 0
