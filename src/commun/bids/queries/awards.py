"""Award notices that came in and may be the answer: proposed to the team, never taken for it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext as _

from commun.bids.models import Bid, TeamPart
from commun.core import scope
from commun.core.registries import TodoItem
from commun.core.urls import here
from commun.tenders.models import Lot, NoticeVersion, PastAward

Stage = Bid.Stage
# Nothing was said of them, or that nothing is known.
OPEN: Final = Q(stage__in=(Stage.SENT, Stage.UNANSWERED))
MOST = 50


@dataclass(frozen=True)
class AwardLine:
    """An award notice of the same thread: who won; ``is_ours``: one of our operators is named.

    ``is_other_lot``: it is about a lot that was not answered; ``may_be_other``: its lot is not known, and only some of
    the lots were answered.
    """

    award: PastAward
    names: list[str]
    is_ours: bool
    is_other_lot: bool = False
    may_be_other: bool = False


def awards_for(bid: Bid) -> list[AwardLine]:
    """Award notices that came in for the same notice, the last first. 1 to 3 queries."""
    return awards_of([bid])[bid.pk]


def awards_of(bids: Sequence[Bid]) -> dict[int, list[AwardLine]]:
    """The same for several answers, by their id. 1 to 3 queries, whatever their number and groups."""
    notices = {bid.notice_id for bid in bids}
    rows = list(PastAward.objects.filter(notice__in=notices).order_by("-awarded_on", "-pk").defer("search"))
    if not rows:
        return {bid.pk: [] for bid in bids}
    with scope.use(*{bid.space_id for bid in bids}):
        joined = TeamPart.objects.filter(bid__in=bids, state=TeamPart.State.JOINED).exclude(entity=None)
        ours = set(joined.values_list("bid_id", "entity__siren"))
    lots = _numbers({bid.notice_id for bid in bids if bid.lots})
    return {
        bid.pk: [
            _line(row, bid, {siren for pk, siren in ours if pk == bid.pk}, lots.get(bid.notice_id, set()))
            for row in [row for row in rows if row.notice_id == bid.notice_id][:MOST]
        ]
        for bid in bids
    }


def proposed_to(bids: Iterable[Bid]) -> dict[int, list[AwardLine]]:
    """What waits for the team's word, by the id of each answer: of one without answer, what came since that was said.

    0 to 4 queries, whatever their number and groups.
    """
    waiting = [bid for bid in bids if bid.stage in (Stage.SENT, Stage.UNANSWERED)]
    told = awards_of(waiting) if waiting else {}
    late = {bid.notice_id for bid in waiting if told[bid.pk] and bid.stage == Stage.UNANSWERED}
    versions = NoticeVersion.objects.filter(notice__in=late, form="result").order_by("received_at")
    came = dict(versions.values_list("notice_id", "received_at")) if late else {}
    found = {}
    for bid in waiting:
        at = came.get(bid.notice_id)
        is_new = bid.stage == Stage.SENT or (at is not None and bid.closed_at is not None and at > bid.closed_at)
        lines = [line for line in told[bid.pk] if not line.is_other_lot] if is_new else []
        if lines:
            found[bid.pk] = lines
    return found


def item_of(bid: Bid, lines: Sequence[AwardLine]) -> TodoItem:
    """« À faire »: is it the answer? No query."""
    return TodoItem(
        key=f"bids.award:{bid.ref}",
        title=_("An award notice came in: is it the answer to “%(bid)s”?") % {"bid": bid.title},
        url=here(bid.space.slug, "bids:outcome", bid=bid.ref),
        reason=said_of(lines),
        due_on=lines[0].award.awarded_on,
    )


def said_of(lines: Sequence[AwardLine]) -> str:
    """Whom it names, and that it may be about another lot. No query."""
    names = ", ".join(dict.fromkeys(name for line in lines for name in line.names))
    if any(line.is_ours for line in lines):
        said = _("It names an operator of your team: %(names)s.") % {"names": names}
    else:
        said = _("It names: %(names)s.") % {"names": names or _("nobody")}
    if all(line.may_be_other for line in lines):
        said = f"{said} {_('It does not say its lot: perhaps another one.')}"
    return said


def _line(row: PastAward, bid: Bid, ours: set[str], lots: set[str]) -> AwardLine:
    is_apart = bool(bid.lots) and row.lot_number not in bid.lots
    is_known = bool(row.lot_number) and row.lot_number in lots
    may_be_other = is_apart and not is_known and not lots <= set(bid.lots)
    return AwardLine(row, _names(row), bool(ours & _sirens(row)), is_apart and is_known, may_be_other)


def _numbers(notices: set[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for notice, number in Lot.objects.filter(notice__in=notices).values_list("notice_id", "number") if notices else ():
        found.setdefault(notice, set()).add(number)
    return found


def _names(award: PastAward) -> list[str]:
    return list(_told(award, "name"))


def _sirens(award: PastAward) -> set[str]:
    return {value[:9] for value in (*_told(award, "siret"), *_told(award, "siren"))}


def _told(award: PastAward, name: str) -> Iterator[str]:
    return (str(one[name]) for one in award.suppliers if isinstance(one, dict) and one.get(name))
