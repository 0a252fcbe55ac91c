"""Readings: notices as the list « For me » has them, one notice with what the group says of it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from commun.core.api.routes import Caller, Slice, Turn, among, newest, reading
from commun.core.api.shapes import find
from commun.tenders import policies
from commun.tenders.models import Notice, Pursuit
from commun.tenders.queries import board, listing, sheet
from commun.tenders.queries.interest import Interest

find(Notice, lambda caller, ref: policies.notice_for(caller.member, ref))
GROUP = "groups/{group}"


@dataclass(frozen=True)
class NoticeTold:
    """One notice; ``reasons``: why it fits me; ``mark`` and ``my_stance``: what I said."""

    ref: str
    title: str
    buyer: str
    state: str
    procedure: str
    published_on: dt.date
    deadline_at: dt.datetime | None
    departements: Sequence[str]
    cpv: Sequence[str]
    value_cents: int | None
    url: str
    reasons: Sequence[Mapping[str, Any]]
    mark: str
    my_stance: str
    people: Sequence[str]


def _notice(
    row: Notice, reasons: Sequence[Mapping[str, Any]], mark: str, my_stance: str, interest: Interest
) -> NoticeTold:
    return NoticeTold(
        row.ref, row.title, row.buyer, row.state, row.procedure, row.published_on, row.deadline_at,
        list(row.departements), list(row.cpv), row.value_cents, row.url, list(reasons), mark, my_stance, interest.names,
    )  # fmt: skip


@reading(f"{GROUP}/notices", _("Open notices, the last that came first: mine to see, kept, hidden, or all"), NoticeTold,
         state=listing.STATES)  # fmt: skip
def notices(
    caller: Caller, turn: Turn, *, state: str = "to-see", departement: str = "", activity: str = "", q: str = ""
) -> Slice[NoticeTold]:
    """As the list « For me ». 5 queries."""
    filters = listing.Filters(activity=activity, departement=departement[:3], state=state, text=q[:200])
    rows, chosen = listing.standing(caller.member, filters)
    found = newest(rows.only("pk"), turn)
    lines = listing.rows_of(caller.member, [row.pk for row in found.items], chosen)
    return Slice(
        [_notice(one.notice, one.reasons, one.mark, one.my_stance, one.interest) for one in lines], found.after
    )


@dataclass(frozen=True)
class VoiceTold:
    """What somebody says of one need."""

    person: str
    stance: str
    hours: int | None
    note: str


@dataclass(frozen=True)
class NeedTold:
    """One need of a notice; without ``ref`` it follows from the notice itself."""

    key: str
    ref: str
    label: str
    lot_number: str
    weight: int
    skill: str
    half_days: int | None
    is_must: bool
    level: int
    place: str
    voices: Sequence[VoiceTold]


@dataclass(frozen=True)
class LotTold:
    """One lot."""

    number: str
    title: str
    description: str


@dataclass(frozen=True)
class NoticePage:
    """One notice, its lots, and where the group stands on it."""

    notice: NoticeTold
    description: str
    lots: Sequence[LotTold]
    needs: Sequence[NeedTold]
    stage: str
    holder: str


@reading(f"{GROUP}/notices/{{notice}}", _("One notice: its lots, its needs, who would do what"), NoticePage)
def notice(caller: Caller, *, notice: Notice) -> NoticePage:
    """As its page. 8 queries."""
    shown = sheet.notice_sheet(caller.member, notice)
    stances = [voice.stance for voice in shown.interest.stances_of(caller.member.pk).values()]
    needs = [
        NeedTold(
            one.key,
            one.ref,
            one.label,
            one.lot_number,
            one.weight,
            one.skill,
            one.half_days,
            one.is_must,
            one.level,
            one.place,
            [VoiceTold(v.name, v.stance, v.hours, v.note) for v in one.voices],
        )  # fmt: skip
        for one in shown.interest.needs
    ]
    pursuit = shown.pursuit
    return NoticePage(
        notice=_notice(notice, shown.reasons, shown.mark, stances[0] if stances else "", shown.interest),
        description=notice.description,
        lots=[LotTold(lot.number, lot.title, lot.description) for lot in shown.lots],
        needs=needs,
        stage=pursuit.stage if pursuit else "",
        holder=pursuit.holder.name if pursuit and pursuit.holder else "",
    )


@dataclass(frozen=True)
class PlaceTold:
    """One notice on the board of the group."""

    ref: str
    title: str
    buyer: str
    deadline_at: dt.datetime | None
    stage: str
    holder: str
    reason: str
    people: Sequence[str]
    uncovered: Sequence[str]


@reading(f"{GROUP}/board", _("The board of the group: notices by stage"), PlaceTold, stage=Pursuit.Stage)
def board_of_group(caller: Caller, turn: Turn, *, stage: str = "") -> Slice[PlaceTold]:
    """As the page « The group », all of it. 9 queries."""
    places = board.notice_board(caller.space, board.EVERYTHING).places
    found = [
        PlaceTold(
            one.notice.ref,
            one.notice.title,
            one.notice.buyer,
            one.notice.deadline_at,
            one.stage,
            one.holder,
            one.reason,
            one.interest.names,
            [need.label for need in one.interest.uncovered],
        )  # fmt: skip
        for one in places
        if not stage or one.stage == stage
    ]
    return among(found, turn, lambda one: one.ref)
