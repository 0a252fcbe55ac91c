"""Offers and needs as their pages show them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.utils.translation import gettext as _

from commun.core import clock, scope
from commun.exchange.models import Offer, OfferAnswer
from commun.exchange.offer_matches import WORDS_SHOWN, Likeness, Side, likeness
from commun.governance import states
from commun.governance.models import Membership

LINES = 20
SUGGESTIONS, READ_MOST = 5, 200


@dataclass(frozen=True)
class Asked:
    """Filters of the list; empty: all. ``is_over``: those found, closed or past instead of those of today."""

    kind: str = ""
    nature: str = ""
    is_over: bool = False
    number: str = "1"


@dataclass(frozen=True)
class Listed:
    """One page of the list, and how many there are by kind and by nature, among those of today or those over."""

    page: Page[Offer]
    kinds: Mapping[str, int]
    natures: Mapping[str, int]
    is_empty_of_all: bool


@dataclass(frozen=True)
class Suggestion:
    """Another one that may answer this one, and why, in sentences."""

    offer: Offer
    reasons: Sequence[str]


def current() -> Q:
    """Open, and not past."""
    return Q(state=Offer.State.OPEN) & (Q(until=None) | Q(until__gte=clock.today()))


def listed(member: Membership, asked: Asked) -> Listed:
    """Those that answer the filters, the last first. 3 queries."""
    with scope.use(member.space_id):
        everything = list(Offer.objects.order_by().values_list("kind", "nature", "state", "until"))
        today = clock.today()
        here = [
            (kind, nature)
            for kind, nature, state, until in everything
            if asked.is_over is not (state == Offer.State.OPEN and (until is None or until >= today))
        ]
        rows = Offer.objects.select_related("space", "by__person", "by__space")
        rows = rows.exclude(current()) if asked.is_over else rows.filter(current())
        rows = rows.filter(kind=asked.kind) if asked.kind else rows
        rows = rows.filter(nature=asked.nature) if asked.nature else rows
        page = Paginator(rows, LINES).get_page(asked.number)
        page.object_list = list(page.object_list)
    return Listed(
        page,
        Counter(kind for kind, nature in here if asked.nature in ("", nature)),
        Counter(nature for kind, nature in here if asked.kind in ("", kind)),
        not everything,
    )


def answers_to(member: Membership, offer: Offer) -> list[OfferAnswer]:
    """All of them for who wrote it; one's own for the others. 1 query."""
    with scope.use(offer.space_id):
        rows = OfferAnswer.objects.filter(offer=offer).select_related("by__person", "by__space", "space", "offer")
        return list(rows if offer.by_id == member.pk else rows.filter(by=member))


def suggestions_for(offer: Offer) -> list[Suggestion]:
    """Needs that an offer may answer, or offers that may answer a need, the last written first. 1 query.

    Of others than its author. Words in common decide whether one is shown; nobody is put before anybody for them.
    """
    if not offer.stems:
        return []
    other = Offer.Kind.OFFER if offer.is_need else Offer.Kind.NEED
    with scope.use(offer.space_id):
        rows = Offer.objects.filter(current(), kind=other, stems__overlap=offer.stems, by__state__in=states.INSIDE)
        rows = rows.exclude(by=offer.by_id).select_related("space", "by__person", "by__space")
        near = list(rows[:READ_MOST])
    found: list[Suggestion] = []
    for row in near:
        shared = likeness(side_of(offer), side_of(row))
        if shared.is_enough and len(found) < SUGGESTIONS:
            found.append(Suggestion(row, reasons_of(shared, row)))
    return found


def side_of(offer: Offer) -> Side:
    """What is compared of it."""
    return Side(f"{offer.title} {offer.words}", offer.nature, offer.place)


def reasons_of(shared: Likeness, row: Offer, *, says_nature: bool = True) -> list[str]:
    """Why it is suggested, in words."""
    said = [_("words in common: %(words)s") % {"words": ", ".join(shared.words[:WORDS_SHOWN])}]
    if shared.is_same_nature and says_nature:
        said.append(_("same nature: %(nature)s") % {"nature": row.get_nature_display()})
    if shared.is_same_place:
        said.append(_("same place: %(place)s") % {"place": row.place})
    return said
