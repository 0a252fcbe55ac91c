"""« Le groupe »: open notices by stage, with which needs have somebody and which nobody covers."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from commun.core import clock
from commun.core.models import Space
from commun.governance.models import Membership
from commun.tenders.models import Intention, Match, Notice, Pursuit
from commun.tenders.queries.coverage import NO_COVERAGE, NoticeCoverage, coverage
from commun.tenders.queries.interest import NOTHING, Interest, interest_of

Stage = Pursuit.Stage
# A member's best notices are what the group meets as « new »; the others stay one link away.
BEST_PLACES = 5
LET_GO_SINCE = dt.timedelta(days=60)
SHOWN = dict.fromkeys(Stage.values, 5) | {Stage.LET_GO: 3}
EVERYTHING = dict.fromkeys(Stage.values, 5000)
PAGE_SIZE = 18
WAITING_SHOWN = 15
ALONE_SHOWN = 6


@dataclass(frozen=True)
class Place:
    """One notice on the board."""

    notice: Notice
    stage: str
    is_proposed: bool = False
    holder: str = ""
    holder_id: int = 0
    reason: str = ""
    changed_at: dt.datetime | None = None
    interest: Interest = NOTHING
    coverage: NoticeCoverage = NO_COVERAGE


@dataclass(frozen=True)
class Board:
    """Columns by stage, in the order of the stages; ``totals`` tells how many stand in each, drawn or not."""

    columns: Mapping[str, Sequence[Place]]
    totals: Mapping[str, int]

    @property
    def places(self) -> list[Place]:
        """All of them, column after column."""
        return [place for column in self.columns.values() for place in column]


@dataclass(frozen=True)
class Standing:
    """Where each notice stands, by id: (id, stage), soonest deadline first, then the new ones; and who moved it."""

    staged: Sequence[tuple[int, str]]
    pursuits: Mapping[int, Pursuit]

    def ids(self, *stages: str) -> list[int]:
        """Notices in these stages."""
        return [pk for pk, stage in self.staged if stage in stages]


def notice_board(space: Space, shown: Mapping[str, int] = SHOWN) -> Board:
    """The board of the group in scope. Nine queries, whatever the number of notices.

    A notice about which somebody said an intention stands under « somebody interested » until people move it.
    """
    standing = _standing(space)
    ids = {stage: standing.ids(stage) for stage in Stage.values}
    drawn = {stage: listed[: shown[stage]] for stage, listed in ids.items()}
    places = _places(space, standing, [pk for listed in drawn.values() for pk in listed])
    columns = {stage: [places[pk] for pk in listed] for stage, listed in drawn.items()}
    return Board(columns, {stage: len(listed) for stage, listed in ids.items()})


def stage_page(space: Space, stage: str, page: int) -> tuple[list[Place], int, int]:
    """One column, page by page: (places, page shown, how many pages). Nine queries."""
    standing = _standing(space)
    ids = standing.ids(stage)
    pages = max(1, -(-len(ids) // PAGE_SIZE))
    page = min(max(page, 1), pages)
    listed = ids[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    places = _places(space, standing, listed)
    return [places[pk] for pk in listed], page, pages


def waiting(space: Space, page: int = 1, size: int = WAITING_SHOWN, alone: int = ALONE_SHOWN) -> "Waiting":
    """The list for the next meeting, soonest deadline first; a notice without deadline comes last. Nine queries."""
    standing = _standing(space)
    ids = standing.ids(Stage.INTERESTED, Stage.STUDIED)
    pages = max(1, -(-len(ids) // size))
    page = min(max(page, 1), pages)
    with_somebody = ids[(page - 1) * size : page * size]
    # Those with nobody come after the last of those that wait.
    fresh = standing.ids(Stage.NEW)[:alone] if page == pages else []
    places = _places(space, standing, [*with_somebody, *fresh])
    return Waiting(
        [places[pk] for pk in with_somebody], sorted((places[pk] for pk in fresh), key=_soonest), len(ids), page, pages
    )


@dataclass(frozen=True)
class Waiting:
    """Notices with somebody that wait for the group's answer, and those with nobody that fit members."""

    with_somebody: Sequence[Place]
    alone: Sequence[Place]
    total: int
    page: int
    pages: int


def _standing(space: Space) -> Standing:
    """Four queries."""
    now = clock.now()
    pursuits = {pursuit.notice_id: pursuit for pursuit in _pursuits(now)}
    interested = Intention.objects.exclude(stance=Intention.Stance.PASS).values_list("need__notice_id", flat=True)
    said = set(interested.distinct())
    known = _known_ids(set(pursuits) | said, pursuits, now)
    staged = [(pk, _stage(pursuits.get(pk), pk in said)) for pk in known]
    return Standing([*staged, *((pk, Stage.NEW) for pk in _new_ids(space, now))], pursuits)


def _places(space: Space, standing: Standing, ids: Sequence[int]) -> dict[int, Place]:
    """Four queries, five when activities changed."""
    stages = dict(standing.staged)
    notices = Notice.objects.defer("description", "search", "facts").in_bulk(list(ids))
    interests = interest_of(ids)
    covered = coverage(space, notices.values(), interests)
    return {
        pk: _place(notice, stages[pk], standing.pursuits.get(pk), interests.get(pk, NOTHING), covered[pk])
        for pk, notice in notices.items()
    }


def _known_ids(known: set[int], pursuits: Mapping[int, Pursuit], now: dt.datetime) -> list[int]:
    """Those of ``known`` that are open, or that the group just let go; soonest deadline first. One query."""
    let_go = [pk for pk, pursuit in pursuits.items() if pursuit.stage == Stage.LET_GO]
    is_open = Q(pk__in=Notice.objects.open_at(now).filter(pk__in=known).values("pk"))
    rows = Notice.objects.filter(is_open | Q(pk__in=let_go)).order_by("deadline_at", "pk")
    return list(rows.values_list("pk", flat=True))


def _stage(pursuit: Pursuit | None, is_said: bool) -> str:
    stage = pursuit.stage if pursuit else Stage.NEW
    return Stage.INTERESTED if stage == Stage.NEW and is_said else stage


def _pursuits(now: dt.datetime) -> list[Pursuit]:
    recent = ~Q(stage=Stage.LET_GO) | Q(changed_at__gte=now - LET_GO_SINCE)
    return list(Pursuit.objects.filter(recent).select_related("holder__person"))


def _place(notice: Notice, stage: str, pursuit: Pursuit | None, interest: Interest, covered: NoticeCoverage) -> Place:
    return Place(
        notice=notice,
        stage=stage,
        is_proposed=stage == Stage.INTERESTED and (pursuit is None or pursuit.stage != stage),
        holder=pursuit.holder.name if pursuit and pursuit.holder else "",
        holder_id=pursuit.holder_id or 0 if pursuit else 0,
        reason=pursuit.reason if pursuit else "",
        changed_at=pursuit.changed_at if pursuit else None,
        interest=interest,
        coverage=covered,
    )


def _new_ids(space: Space, now: dt.datetime) -> list[int]:
    """Open notices among the best of some member's activities, newest first. One query."""
    people = Membership.objects.filter(space=space, state__in=["member", "dormant"]).values("person")
    best = Match.objects.filter(activity__person__in=people, activity__is_active=True, position__lte=BEST_PLACES)
    fresh = (
        Notice.objects.open_at(now)
        .filter(pk__in=best.values("notice"))
        # NOT EXISTS, never NOT IN: the planner turns the first into a join, and may run the second once a row.
        .filter(~Exists(Pursuit.objects.filter(notice=OuterRef("pk"))))
        .filter(~Exists(Intention.objects.filter(need__notice=OuterRef("pk"))))
    )
    return list(fresh.order_by("-published_on", "-pk").values_list("pk", flat=True))


def _soonest(place: Place) -> tuple[dt.datetime, int]:
    last = dt.datetime.max.replace(tzinfo=dt.UTC)
    return (place.notice.deadline_at or last, place.notice.pk)
