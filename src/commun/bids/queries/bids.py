"""Joint answers as pages show them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from commun.bids.models import Bid, BidOutcome, BidRole, TeamPart
from commun.bids.policies import bids as policies
from commun.bids.queries.departures import is_here
from commun.core import clock, scope
from commun.core.models import Space
from commun.core.registries import Subject
from commun.core.urls import here
from commun.governance.models import Membership
from commun.tenders.around import Around
from commun.tenders.models import Lot, Notice

State = TeamPart.State


@dataclass(frozen=True)
class BidLine:
    """One line of the list: the answer, and who is in its team (alphabetical)."""

    bid: Bid
    names: list[str]


@dataclass(frozen=True)
class Team:
    """The people of a team, by what they answered; each list alphabetical."""

    joined: list[TeamPart]
    asked: list[TeamPart]
    gone: list[TeamPart]

    @property
    def is_empty(self) -> bool:
        """Nobody of it is there any more: those who left the group stay named, and carry nothing on."""
        return not any(is_here(part) for part in self.joined)

    def of(self, membership_id: int) -> TeamPart | None:
        """The row of a member, whatever they answered."""
        rows = (*self.joined, *self.asked, *self.gone)
        return next((part for part in rows if part.membership_id == membership_id), None)


@dataclass(frozen=True)
class RoleLine:
    """One role of the team and who holds it."""

    role: str
    label: str
    names: list[str]

    @property
    def is_needed(self) -> bool:
        """An answer is not sent without it."""
        return self.role in policies.NEEDED


def bids_of(space: Space) -> list[BidLine]:
    """Every joint answer: those being worked on first. 2 queries."""
    with scope.use(space):
        rows = list(Bid.objects.select_related("notice").defer("notice__description", "notice__search"))
        names: dict[int, list[str]] = {}
        parts = TeamPart.objects.filter(state=State.JOINED).select_related("membership__person", "person")
        for part in parts:
            names.setdefault(part.bid_id, []).append(part.name)
    lines = [BidLine(row, sorted(names.get(row.pk, []), key=str.casefold)) for row in rows]
    return sorted(lines, key=lambda line: not line.bid.is_running)


def team_of(bid: Bid) -> Team:
    """Who is in, who is asked, who is not (any more). 1 query."""
    with scope.use(bid.space_id):
        rows = TeamPart.objects.filter(bid=bid).select_related("membership__person", "person", "entity", "bid")
        parts = sorted(rows, key=lambda part: part.name.casefold())
    found = {state: [part for part in parts if part.state == state] for state in State.values}
    gone = [part for part in parts if part.state in {State.DECLINED, State.LEFT}]
    return Team(found[State.JOINED], found[State.ASKED], gone)


def roles_of(bid: Bid) -> list[RoleLine]:
    """Each role and who holds it, in the order of the list. 1 query."""
    with scope.use(bid.space_id):
        rows = BidRole.objects.filter(bid=bid, part__state=State.JOINED)
        rows = rows.select_related("part__membership__person", "part__person")
        held: dict[str, list[str]] = {}
        for row in rows:
            held.setdefault(row.role, []).append(row.part.name)
    return [RoleLine(role, str(label), sorted(held.get(role, []))) for role, label in BidRole.Role.choices]


def roles_held(bid: Bid) -> dict[str, Any]:
    """Ids of the parts by role, as a form starts with them: one for who leads. 1 query."""
    held: dict[str, Any] = {}
    with scope.use(bid.space_id):
        for role, part in BidRole.objects.filter(bid=bid).values_list("role", "part_id"):
            held.setdefault(role, []).append(part)
    return held | {"lead": held.get("lead", [None])[0]}


def lots_of(bid: Bid) -> list[Lot]:
    """The lots it answers; none for the whole. 0 to 1 query."""
    return list(Lot.objects.filter(notice=bid.notice_id, number__in=bid.lots)) if bid.lots else []


def outcome_of(bid: Bid) -> BidOutcome | None:
    """What the team told of the end. 0 to 1 query."""
    if bid.stage not in {Bid.Stage.WON, Bid.Stage.LOST, Bid.Stage.UNANSWERED}:
        return None
    with scope.use(bid.space_id):
        return BidOutcome.objects.select_related("told_by__person", "told_by__space").filter(bid=bid).first()


def bids_on(space: Space, notice: Notice) -> list[Bid]:
    """The group's answers to a notice, the last first. 1 query."""
    with scope.use(space):
        return list(Bid.objects.filter(notice=notice))


def around_notice(member: Membership, notice: Notice) -> Around:
    """The group's answers to a notice, and opening one while it can be. 1 query."""
    links = [
        Subject(f"{bid.title} ({bid.get_stage_display()})", here(member.space.slug, "bids:bid", bid=bid.ref))
        for bid in bids_on(member.space, notice)
    ]
    start = Subject(_("Answer together"), here(member.space.slug, "bids:open-bid", notice=notice.ref))
    is_open = policies.can_open(member) and notice.is_open_at(clock.now())
    return Around(_("Joint answers"), links, [start] if is_open else [])


def bids_called(space: Space, refs: Iterable[str]) -> Mapping[str, Subject]:
    """Titles and pages of joint answers, by reference. 1 query."""
    with scope.use(space):
        rows = list(Bid.objects.filter(ref__in=list(refs)).values_list("ref", "title"))
    return {ref: Subject(title, here(space.slug, "bids:bid", bid=ref)) for ref, title in rows}
