"""« Le groupe »: open notices by stage, with which needs have somebody and which nobody covers."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from commun.core import clock
from commun.core.models import Space
from commun.governance.models import Membership
from commun.tenders.models import Intention, Match, Notice, Pursuit
from commun.tenders.queries.coverage import NO_COVERAGE, NoticeCoverage, coverage
from commun.tenders.queries.interest import NOTHING, Interest, interest_of

Stage = Pursuit.Stage
# A member's best notices are what the group meets as « new »; the others stay one link away.
BEST_PLACES = 5
NEW_SHOWN = 8
LET_GO_SINCE = dt.timedelta(days=60)
COLUMN_SHOWN = 8
LET_GO_SHOWN = 4
WAITING_SHOWN = 10
ALONE_SHOWN = 10


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
    """Columns by stage, in the order of the stages; ``more`` tells how many are not drawn."""

    columns: Mapping[str, Sequence[Place]]
    more: Mapping[str, int] = field(default_factory=dict)

    @property
    def places(self) -> list[Place]:
        """All of them, column after column."""
        return [place for column in self.columns.values() for place in column]


def notice_board(
    space: Space, *, new_shown: int = NEW_SHOWN, column_shown: int = COLUMN_SHOWN, let_go_shown: int = LET_GO_SHOWN
) -> Board:
    """The board of the group in scope. Nine queries, whatever the number of notices.

    A notice about which somebody said an intention stands under « somebody interested » until people move it.
    """
    now = clock.now()
    pursuits = {pursuit.notice_id: pursuit for pursuit in _pursuits(now)}
    interested = Intention.objects.exclude(stance=Intention.Stance.PASS).values_list("need__notice_id", flat=True)
    said = set(interested.distinct())
    ids: dict[str, list[int]] = {stage: [] for stage in Stage.values}
    for pk in _known_ids(set(pursuits) | said, pursuits, now):
        ids[_stage(pursuits.get(pk), pk in said)].append(pk)
    ids[Stage.NEW] += _new_ids(space, now)
    most = dict.fromkeys(Stage.values, column_shown) | {Stage.NEW: new_shown, Stage.LET_GO: let_go_shown}
    shown = {stage: listed[: most[stage]] for stage, listed in ids.items()}
    all_shown = [pk for listed in shown.values() for pk in listed]
    notices = Notice.objects.defer("description", "search", "facts").in_bulk(all_shown)
    interests = interest_of(all_shown)
    covered = coverage(space, notices.values(), interests)
    columns = {
        stage: [_place(notices[pk], stage, pursuits.get(pk), interests.get(pk, NOTHING), covered[pk]) for pk in listed]
        for stage, listed in shown.items()
    }
    return Board(columns, {stage: len(ids[stage]) - len(shown[stage]) for stage in Stage.values})


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
        .exclude(pk__in=Pursuit.objects.values("notice"))
        .exclude(pk__in=Intention.objects.values("need__notice"))
    )
    return list(fresh.order_by("-published_on", "-pk").values_list("pk", flat=True))


def waiting(
    space: Space, *, shown: int = WAITING_SHOWN, alone_shown: int = ALONE_SHOWN
) -> tuple[list[Place], list[Place], int]:
    """The list for the next meeting: notices with somebody that wait for the group's answer, those with nobody,

    and how many of the first are not shown. Soonest deadline first; a notice without deadline comes last.
    """
    board = notice_board(space, new_shown=alone_shown, column_shown=shown, let_go_shown=0)
    with_somebody = [*board.columns[Stage.INTERESTED], *board.columns[Stage.STUDIED]]
    more = board.more[Stage.INTERESTED] + board.more[Stage.STUDIED]
    return sorted(with_somebody, key=_soonest), sorted(board.columns[Stage.NEW], key=_soonest), more


def _soonest(place: Place) -> tuple[dt.datetime, int]:
    last = dt.datetime.max.replace(tzinfo=dt.UTC)
    return (place.notice.deadline_at or last, place.notice.pk)
