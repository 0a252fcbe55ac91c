"""What papers tell elsewhere: what is missing for a running answer, what ends soon."""

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.algo import validity
from commun.bids.models import Bid, VaultPaper
from commun.bids.policies.bids import sent_by
from commun.bids.queries.dossier import blocking_counts, deadline_of
from commun.core import clock, scope
from commun.core.registries import TodoItem
from commun.core.urls import here
from commun.governance import states
from commun.governance.models import Membership
from commun.people.models import Person
from commun.ui.dates import day

MOST = 20


def things_to_do(person: Person) -> Iterator[TodoItem]:
    """Folders to complete, and papers of one's entity to ask again. 6 queries at most."""
    with scope.everywhere("a person's own groups"):
        mine = Membership.objects.filter(person=person, state=states.MEMBER).select_related("space", "person")
        places = {one.space_id: one for one in mine.order_by("pk")}
        bids = list(led_by(list(places.values()))[:MOST])
        ending = ending_papers(person, list(places)) if person.legal_entity_id else []
    counts = blocking_counts(bids) if bids else {}
    yield from (_of_bid(bid, counts[bid.pk]) for bid in bids if counts[bid.pk])
    for paper in ending[:MOST]:
        yield _of_paper(paper)


def led_by(members: list[Membership]) -> list[Bid]:
    """Answers being prepared that these awake members lead or send (see ``sent_by``). 1 query."""
    rows = Bid.objects.filter(sent_by(members), stage__in=Bid.BEING_WRITTEN).select_related("space", "notice")
    return list(rows.order_by("notice__deadline_at", "pk"))


def ending_papers(person: Person, space_ids: list[int]) -> list[VaultPaper]:
    """Papers of the person’s entity, in these groups, that end within thirty days or have ended. 1 query."""
    rows = VaultPaper.objects.filter(space__in=space_ids, entity=person.legal_entity_id, removed_at=None)
    return newest_ending(list(rows.select_related("space", "entity")))


def newest_ending(rows: list[VaultPaper]) -> list[VaultPaper]:
    """Of each kind of each entity in each group, the paper that lasts longest, if it has reached a reminder."""
    best: dict[tuple[int, int, str], VaultPaper] = {}
    for row in rows:
        key = (row.space_id, row.entity_id, row.kind)
        if key not in best or _rank(row) > _rank(best[key]):
            best[key] = row
    today = clock.today()
    return [row for row in best.values() if validity.step(last_day_of(row), today) is not None]


def last_day_of(row: VaultPaper) -> dt.date | None:
    """The last day on which a paper is good."""
    return validity.last_day(validity.Held(row.kind, row.made_on, row.until))


def _rank(row: VaultPaper) -> tuple[int, int]:
    end = last_day_of(row)
    return (end.toordinal() if end else 10**9, row.version)


def _of_bid(bid: Bid, count: int) -> TodoItem:
    title = ngettext("%(count)s paper to complete: “%(bid)s”", "%(count)s papers to complete: “%(bid)s”", count) % {
        "count": count,
        "bid": bid.title,
    }
    return TodoItem(
        key=f"bids.papers:{bid.ref}",
        title=title,
        url=here(bid.space.slug, "bids:dossier", bid=bid.ref),
        reason=_("You lead or send this answer, or nobody else does; papers must be good on the day of the deadline."),
        due_on=deadline_of(bid),
    )


def _of_paper(row: VaultPaper) -> TodoItem:
    end = last_day_of(row)
    words = {"paper": row.get_kind_display(), "entity": row.entity.name, "day": day(end) if end else ""}
    is_late = end is not None and end < clock.today()
    said = _("Out of date: %(paper)s of %(entity)s") if is_late else _("Ends on %(day)s: %(paper)s of %(entity)s")
    return TodoItem(
        key=f"bids.paper:{row.ref}",
        title=said % words,
        url=here(row.space.slug, "bids:vault", siren=row.entity.siren),
        reason=_("You work under this legal entity: ask for a new one, and put it in the vault."),
        due_on=end,
        is_late=is_late,
    )
