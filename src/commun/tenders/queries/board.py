"""« Le groupe »: open notices by stage, with which needs have somebody and which nobody covers."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from commun.core import clock
from commun.core.models import Space
from commun.governance.models import Membership
from commun.tenders.models import Intention, Match, Notice, Pursuit
from commun.tenders.queries.interest import NOTHING, Interest, interest_of

Stage = Pursuit.Stage
# A member's best notices are what the group meets as « new »; the others stay one link away.
BEST_PLACES = 5
NEW_SHOWN = 12
LET_GO_SINCE = dt.timedelta(days=60)
COLUMN_SHOWN = 40


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


@dataclass(frozen=True)
class Board:
    """Columns by stage, in the order of the stages; ``more`` tells how many are not drawn."""

    columns: Mapping[str, Sequence[Place]]
    more: Mapping[str, int] = field(default_factory=dict)

    @property
    def places(self) -> list[Place]:
        """All of them, column after column."""
        return [place for column in self.columns.values() for place in column]


def notice_board(space: Space, *, new_shown: int = NEW_SHOWN, column_shown: int = COLUMN_SHOWN) -> Board:
    """The board of the group in scope. Five queries, whatever the number of notices.

    A notice about which somebody said an intention stands under « somebody interested » until people move it.
    """
    now = clock.now()
    pursuits = {pursuit.notice_id: pursuit for pursuit in _pursuits(now)}
    said = Intention.objects.exclude(stance=Intention.Stance.PASS).values("need__notice")
    known = Q(pk__in=list(pursuits)) | Q(pk__in=said)
    rows = Notice.objects.defer("description", "search", "facts").filter(known)
    open_or_let_go = Q(pk__in=Notice.objects.open_at(now).values("pk")) | Q(
        pk__in=[pk for pk, pursuit in pursuits.items() if pursuit.stage == Stage.LET_GO]
    )
    notices = list(rows.filter(open_or_let_go).order_by("deadline_at", "pk"))
    new_ids, new_total = _new_ids(space, now, new_shown)
    notices += Notice.objects.defer("description", "search", "facts").filter(pk__in=new_ids).exclude(known)
    interests = interest_of(notices)
    columns: dict[str, list[Place]] = {stage: [] for stage in Stage.values}
    for notice in notices:
        place = _place(notice, pursuits.get(notice.pk), interests.get(notice.pk, NOTHING))
        columns[place.stage].append(place)
    more = {stage: max(0, len(column) - column_shown) for stage, column in columns.items()}
    more[Stage.NEW] += max(0, new_total - len(new_ids))
    return Board({stage: column[:column_shown] for stage, column in columns.items()}, more)


def _pursuits(now: dt.datetime) -> list[Pursuit]:
    recent = ~Q(stage=Stage.LET_GO) | Q(changed_at__gte=now - LET_GO_SINCE)
    return list(Pursuit.objects.filter(recent).select_related("holder__person"))


def _place(notice: Notice, pursuit: Pursuit | None, interest: Interest) -> Place:
    stage = pursuit.stage if pursuit else Stage.NEW
    is_proposed = stage == Stage.NEW and bool(interest.people)
    return Place(
        notice=notice,
        stage=Stage.INTERESTED if is_proposed else stage,
        is_proposed=is_proposed,
        holder=pursuit.holder.name if pursuit and pursuit.holder else "",
        holder_id=pursuit.holder_id or 0 if pursuit else 0,
        reason=pursuit.reason if pursuit else "",
        changed_at=pursuit.changed_at if pursuit else None,
        interest=interest,
    )


def _new_ids(space: Space, now: dt.datetime, most: int) -> tuple[list[int], int]:
    """Open notices among the best of some member's activities, newest first, and how many there are. Two queries."""
    people = Membership.objects.filter(space=space, state__in=["member", "dormant"]).values("person")
    best = Match.objects.filter(activity__person__in=people, activity__is_active=True, position__lte=BEST_PLACES)
    said = Intention.objects.values("need__notice")
    fresh = (
        Notice.objects.open_at(now)
        .filter(pk__in=best.values("notice"))
        .exclude(pk__in=Pursuit.objects.values("notice"))
        .exclude(pk__in=said)
    )
    ids = list(fresh.order_by("-published_on", "-pk").values_list("pk", flat=True))
    return ids[:most], len(ids)


def waiting(space: Space, *, alone_shown: int = 15) -> tuple[list[Place], list[Place]]:
    """The list for the next meeting: notices with somebody that wait for the group's answer, then those with nobody.

    Soonest deadline first; a notice without deadline comes last.
    """
    board = notice_board(space, new_shown=alone_shown, column_shown=500)
    with_somebody = [*board.columns[Stage.INTERESTED], *board.columns[Stage.STUDIED]]
    return sorted(with_somebody, key=_soonest), sorted(board.columns[Stage.NEW], key=_soonest)


def _soonest(place: Place) -> tuple[dt.datetime, int]:
    last = dt.datetime.max.replace(tzinfo=dt.UTC)
    return (place.notice.deadline_at or last, place.notice.pk)
