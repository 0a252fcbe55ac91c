"""Outcomes: bids that wait for one, whom to ask, figures by buyer and by kind."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from commun.bids.models import Bid, BidRole, TeamPart
from commun.bids.policies.bids import SENDERS
from commun.bids.queries.awards import OPEN, item_of, proposed_to
from commun.core import clock, scope
from commun.core.models import Space
from commun.core.registries import CalendarEntry, TodoItem
from commun.core.urls import here
from commun.governance import states
from commun.governance.models import Membership
from commun.people.models import Person

Stage = Bid.Stage
# The buyer is given a week after the deadline before anybody is asked.
PATIENCE = dt.timedelta(days=7)
MOST = 50


@dataclass
class Tally:
    """Answers of one buyer or kind: how many sent, won, lost, without answer; cents of those won."""

    label: str
    sent: int = 0
    won: int = 0
    lost: int = 0
    unanswered: int = 0
    won_cents: int = 0


@dataclass(frozen=True)
class Figures:
    """All answers that were sent, then by buyer and by kind; names of people nowhere."""

    whole: Tally
    by_buyer: list[Tally]
    by_kind: list[Tally]


@dataclass
class _Board:
    rows: dict[str, Tally] = field(default_factory=dict)

    def of(self, label: str) -> Tally:
        return self.rows.setdefault(label, Tally(label))

    def listed(self) -> list[Tally]:
        return sorted(self.rows.values(), key=lambda one: (-one.sent, one.label.casefold()))


def waits_since(bid: Bid) -> dt.date | None:
    """The day from which the outcome is asked; None while it is not.

    Who said that there was no answer yet is asked again at the announced start, once.
    """
    deadline = bid.notice.deadline_at
    if bid.stage == Stage.UNANSWERED:
        return _start_since_told(bid)
    if bid.stage != Stage.SENT:
        return None
    day = ((deadline or bid.sent_at or bid.opened_at) + PATIENCE).astimezone(clock.PARIS).date()
    if bid.starts_on is not None:
        day = min(day, bid.starts_on)
    return day if day <= clock.today() else None


def _start_since_told(bid: Bid) -> dt.date | None:
    if bid.starts_on is None or bid.closed_at is None:
        return None
    told_on = bid.closed_at.astimezone(clock.PARIS).date()
    return bid.starts_on if told_on < bid.starts_on <= clock.today() else None


def things_to_do(person: Person) -> Iterator[TodoItem]:
    """Outcomes to tell, award notices to look at, asks to answer. 2 to 6 queries, whatever the number of groups."""
    with scope.everywhere("a person's own groups"):
        mine = TeamPart.objects.filter(membership__person=person, membership__state=states.MEMBER)
        rows = mine.select_related("bid__notice", "bid__space", "asked_by__person", "asked_by__space")
        asked = list(rows.filter(state=TeamPart.State.ASKED, bid__stage__in=Bid.BEING_WRITTEN)[:MOST])
        sent = list(
            rows.filter(state=TeamPart.State.JOINED, bid__in=Bid.objects.filter(OPEN)).order_by("bid__stage", "-pk")[
                :MOST
            ]
        )
    yield from (_asked(part) for part in asked)
    proposed = proposed_to(part.bid for part in sent)
    for part in sent:
        if part.bid_id in proposed:
            yield item_of(part.bid, proposed[part.bid_id])
            continue
        since = waits_since(part.bid)
        if since is not None:
            yield TodoItem(
                key=f"bids.outcome:{part.bid.ref}",
                title=_("Say what became of “%(bid)s”") % {"bid": part.bid.title},
                url=here(part.bid.space.slug, "bids:outcome", bid=part.bid.ref),
                reason=_("You were in its team; the deadline is over for a week, or the work was to start."),
                due_on=since,
            )


def _asked(part: TeamPart) -> TodoItem:
    words = {"bid": part.bid.title, "person": part.asked_by.name}
    return TodoItem(
        key=f"bids.asked:{part.ref}",
        title=_("Join the team of “%(bid)s”, or say no") % words,
        url=here(part.bid.space.slug, "bids:bid", bid=part.bid.ref),
        reason=_("%(person)s asks you.") % words,
        due_on=part.bid.notice.deadline_at.astimezone(clock.PARIS).date() if part.bid.notice.deadline_at else None,
    )


def dates_of(person: Person, since: dt.date, until: dt.date) -> Iterator[CalendarEntry]:
    """Deadlines of the answers on which the person's teams work. 1 query."""
    with scope.everywhere("a person's own teams"):
        mine = TeamPart.objects.filter(
            membership__person=person, state=TeamPart.State.JOINED, bid__stage__in=Bid.WORKED_ON
        )
        dated = mine.filter(bid__notice__deadline_at__date__range=(since, until))
        rows = list(dated.select_related("bid__notice", "bid__space").order_by("bid__notice__deadline_at", "pk"))
    for part in rows:
        yield CalendarEntry(
            uid=f"bids-deadline-{part.bid.ref}",
            title=_("Send the answer: %(bid)s") % {"bid": part.bid.title},
            starts_at=part.bid.notice.deadline_at or part.bid.opened_at,
            ends_at=None,
            url=here(part.bid.space.slug, "bids:bid", bid=part.bid.ref),
            changed_at=part.bid.notice.changed_at,
        )


def askers(bids: Iterable[Bid]) -> dict[int, list[Membership]]:
    """Whom to write to, by answer: who leads or sends, else the whole team. 2 queries."""
    ids = [bid.pk for bid in bids]
    joined = TeamPart.objects.filter(bid__in=ids, state=TeamPart.State.JOINED, membership__state=states.MEMBER)
    parts = list(joined.select_related("membership__person", "membership__space").order_by("pk"))
    holders = set(BidRole.objects.filter(bid__in=ids, role__in=SENDERS).values_list("part_id", flat=True))
    found: dict[int, list[Membership]] = {}
    for pk in ids:
        team = [part for part in parts if part.bid_id == pk]
        chosen = [part for part in team if part.pk in holders] or team
        found[pk] = [part.membership for part in chosen if part.membership is not None]
    return found


def figures_of(space: Space) -> Figures:
    """See Figures. 1 query."""
    with scope.use(space):
        rows = Bid.objects.filter(stage__in=(Stage.SENT, Stage.WON, Stage.LOST, Stage.UNANSWERED))
        bids = list(rows.select_related("notice").defer("notice__description", "notice__search"))
    whole, buyers, kinds = Tally(""), _Board(), _Board()
    for bid in bids:
        for tally in (whole, buyers.of(bid.notice.buyer), kinds.of(_kind(bid))):
            _count(tally, bid)
    return Figures(whole, buyers.listed(), kinds.listed())


def _count(tally: Tally, bid: Bid) -> None:
    tally.sent += 1
    tally.won += bid.stage == Stage.WON
    tally.lost += bid.stage == Stage.LOST
    tally.unanswered += bid.stage == Stage.UNANSWERED
    if bid.stage == Stage.WON:
        tally.won_cents += bid.price_cents or 0


def _kind(bid: Bid) -> str:
    said = {"services": _("services"), "works": _("works"), "supplies": _("supplies")}
    return said.get(bid.notice.nature, _("not said"))
