"""Verbs of a joint answer: open it, correct its sheet."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from commun.bids.actions import teams
from commun.bids.actions.support import held_for_writing, tell
from commun.bids.journal import bids as facts
from commun.bids.models import Bid
from commun.core import clock, journal, scope
from commun.core.errors import Refused
from commun.core.words import one_line
from commun.governance.actions.places import refuse_unless_awake
from commun.governance.models import Membership
from commun.tenders.models import Lot, Notice
from commun.tenders.policies import can_answer

LONGEST_TITLE = 160
MOST_CENTS = 10**13
WRITTEN = ("title", "lots", "form_asked", "price_cents", "starts_on")


@dataclass(frozen=True)
class BidSheet:
    """What is written on a joint answer; ``lots``: numbers, none for the whole; the price in cents."""

    title: str
    lots: tuple[str, ...] = ()
    form_asked: str = ""
    price_cents: int | None = None
    starts_on: dt.date | None = None


@transaction.atomic
def open_bid(*, by: Membership, notice: Notice, sheet: BidSheet, accepts: Iterable[teams.Accepted] = ()) -> Bid:
    """Open a joint answer to a notice; who opens it is in its team, and engages nobody else.

    Raises Refused once the notice takes no more answers, or when the same lots are being answered by the group.
    """
    journal.hold(by.space)
    refuse_unless_awake(by, by.space_id)
    if not can_answer(notice):
        raise Refused(_("This notice takes no more answers."))
    bid = Bid(space=by.space, notice=notice, opened_by=by, opened_at=clock.now())
    _write(bid, sheet)
    _refuse_twice(bid)
    bid.save()
    tell(by, facts.OPENED, bid)
    teams.enter(bid, by, accepts=tuple(accepts))
    return bid


@transaction.atomic
def change_bid(*, by: Membership, bid: Bid, sheet: BidSheet) -> Bid:
    """Correct title, lots, price and what the rules ask for. Raises Refused."""
    held = held_for_writing(by, bid)
    before = [getattr(held, name) for name in WRITTEN]
    _write(held, sheet)
    _refuse_twice(held)
    if before != [getattr(held, name) for name in WRITTEN]:
        held.save(update_fields=WRITTEN)
        tell(by, facts.CHANGED, held)
    return held


def _write(bid: Bid, sheet: BidSheet) -> None:
    bid.title = one_line(sheet.title, LONGEST_TITLE)
    if not bid.title:
        raise Refused(_("Give it a title."))
    known = set(Lot.objects.filter(notice=bid.notice).values_list("number", flat=True))
    if not set(sheet.lots) <= known:
        raise Refused(_("There is no such lot in this notice."))
    if sheet.form_asked not in Bid.Form.values:
        raise Refused(_("Choose one of the forms of the list."))
    if sheet.price_cents is not None and not 0 <= sheet.price_cents <= MOST_CENTS:
        raise Refused(_("This price is not possible."))
    if sheet.starts_on is not None and abs((sheet.starts_on - clock.today()).days) > 2000:
        raise Refused(_("This day is too far away."))
    bid.lots = sorted(set(sheet.lots))
    bid.form_asked, bid.price_cents, bid.starts_on = sheet.form_asked, sheet.price_cents, sheet.starts_on


def _refuse_twice(bid: Bid) -> None:
    """Two answers of the same group to the same lots are one too many. Raises Refused."""
    with scope.use(bid.space_id):
        others = list(Bid.objects.filter(notice=bid.notice, stage__in=Bid.STANDING).exclude(pk=bid.pk))
    for other in others:
        if not other.lots or not bid.lots or set(other.lots) & set(bid.lots):
            said = _("The group is answering this already, in “%(title)s”: join its team, or choose other lots.")
            raise Refused(said % {"title": other.title})
