"""Verbs of shared things: share, correct, withdraw, book, cancel, bring back."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from commun.core import clock, journal, scope
from commun.core.errors import Refused
from commun.core.words import as_written, one_line
from commun.exchange.journal import things as facts
from commun.exchange.models import Booking, SharedThing
from commun.exchange.models.things import MOST_STOCK
from commun.exchange.notifications import things as letters
from commun.exchange.policies import things as policies
from commun.exchange.thing_stock import most_taken
from commun.governance.actions.places import refuse_unless_awake, self_of
from commun.governance.models import Membership

LONGEST_NAME, LONGEST_SMALL, LONGEST_WORDS, LONGEST_WHY = 120, 80, 2000, 200
LONGEST, FARTHEST = dt.timedelta(days=366), dt.timedelta(days=2 * 366)
MOST_TO_COME = 50
FAR = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True)
class ThingSheet:
    """What is written on a thing; ``is_mine``: of the member who shares it, else of the group."""

    name: str
    words: str = ""
    rules: str = ""
    place: str = ""
    stock: int = 1
    is_mine: bool = False


@dataclass(frozen=True)
class Wish:
    """What one would take: how many, from when, to when, what for."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    quantity: int = 1
    words: str = ""
    token: str = ""


@transaction.atomic
def share_thing(*, by: Membership, sheet: ThingSheet, token: str = "") -> SharedThing:
    """Share a thing of one's own, or of the group. The same form twice shares once. Raises Refused."""
    refuse_unless_awake(by, by.space_id)
    journal.hold(by.space)
    key = _key(by, token)
    with scope.use(by.space_id):
        done = SharedThing.objects.select_related("space", "owner__person").filter(key=key).first() if key else None
    if done is not None:
        return done
    row = SharedThing(space=by.space, shared_by=by, shared_at=clock.now(), key=key)
    _fill(row, by, sheet)
    row.save()
    _tell(by, facts.SHARED, row)
    return row


@transaction.atomic
def change_thing(*, by: Membership, thing: SharedThing, sheet: ThingSheet) -> SharedThing:
    """Correct its sheet; its number never falls under what is booked. Raises Refused."""
    row = _held_by_keeper(by, thing)
    before = row.stock
    _fill(row, by, sheet)
    row.save()
    if row.stock != before:
        _count_again(row)
    _tell(by, facts.CHANGED, row, stock=row.stock)
    return row


@transaction.atomic
def move_thing(*, by: Membership, thing: SharedThing, is_shared: bool) -> SharedThing:
    """Share it no longer, which cancels what is to come and tells it; or share it again. Raises Refused."""
    row = _held_by_keeper(by, thing)
    if row.is_shared is is_shared:
        return row
    if not is_shared:
        return _withdraw(by, row)
    row.withdrawn_at = None
    row.save(update_fields=["withdrawn_at"])
    _tell(by, facts.BACK, row)
    return row


@transaction.atomic
def book_thing(*, by: Membership, thing: SharedThing, wish: Wish) -> Booking:
    """Take some of it, for a time: never more at one moment than there is. The same form twice books once.

    Raises Refused.
    """
    refuse_unless_awake(by, thing.space_id)
    # On the wall clock an hour may not exist, or come twice: moments are compared.
    wish = replace(wish, starts_at=wish.starts_at.astimezone(dt.UTC), ends_at=wish.ends_at.astimezone(dt.UTC))
    _refuse_unless_true(wish)
    row = _locked(thing)
    key = _key(by, wish.token)
    with scope.use(row.space_id):
        done = Booking.objects.select_related("thing", "space").filter(key=key).first() if key else None
    if done is not None:
        return done
    _refuse_unless_free(row, by, wish)
    booking = Booking(
        space=row.space, thing=row, by=by, quantity=wish.quantity, starts_at=_start_of(row, wish), ends_at=wish.ends_at,
        words=one_line(wish.words, LONGEST_WHY), made_at=clock.now(), is_single=row.stock == 1, key=key,
    )  # fmt: skip
    try:
        with transaction.atomic():
            booking.save()
    except IntegrityError as taken:
        raise Refused(_("Somebody else took it meanwhile: choose another time.")) from taken
    letters.booked(booking, _tell(by, facts.BOOKED, row, booking=booking.ref))
    return booking


@transaction.atomic
def cancel_booking(*, by: Membership, booking: Booking) -> Booking:
    """Take it no longer; who looks after the thing may say so too, and it is told. Twice is once. Raises Refused."""
    refuse_unless_awake(by, booking.space_id)
    thing = _locked(booking.thing)
    with scope.use(booking.space_id):
        row = Booking.objects.select_related("space", "by__person", "thing__space").get(pk=booking.pk)
    row.thing = thing
    if not policies.can_cancel(by, row):
        raise Refused(_("Who booked it, or who looks after the thing, cancels it."))
    if row.cancelled_at is not None:
        return row
    if row.ends_at <= clock.now():
        raise Refused(_("It is over: there is nothing to cancel."))
    _cancel(row)
    fact = _tell(by, facts.CANCELLED, thing, booking=row.ref)
    if row.by_id != by.pk:
        letters.cancelled(row, by, fact)
    return row


@transaction.atomic
def return_thing(*, by: Membership, booking: Booking, state: str = "") -> Booking:
    """Say that it is brought back, and in what state; sooner than said, it is free from now on. Twice is once.

    Raises Refused.
    """
    refuse_unless_awake(by, booking.space_id)
    thing = _locked(booking.thing)
    with scope.use(booking.space_id):
        row = Booking.objects.select_related("space", "by__person", "thing__space").get(pk=booking.pk)
    row.thing = thing
    if not policies.can_cancel(by, row):
        raise Refused(_("Who booked it, or who looks after the thing, says that it is brought back."))
    now = clock.now()
    if row.cancelled_at is not None:
        raise Refused(_("This booking was cancelled: there is nothing to bring back."))
    if row.starts_at >= now:
        raise Refused(_("Nobody took it yet: cancel the booking instead."))
    if row.returned_at is not None:
        return row
    row.returned_at, row.return_words = now, one_line(state, LONGEST_WHY)
    row.ends_at = min(row.ends_at, now)
    row.save(update_fields=["returned_at", "return_words", "ends_at"])
    _tell(by, facts.RETURNED, thing, booking=row.ref)
    return row


def release(membership: Membership) -> None:
    """Who leaves lends their own things no more, and takes nothing any more; what is the group's stays."""
    journal.hold(membership.space)
    with scope.use(membership.space_id):
        things = SharedThing.objects.select_related("space", "owner__person").order_by("pk")
        for row in things.filter(owner=membership, withdrawn_at=None):
            _withdraw(membership, row)
        mine = Booking.objects.filter(by=membership, cancelled_at=None, ends_at__gt=clock.now())
        for booking in mine.select_related("thing__space").order_by("pk"):
            _cancel(booking)
            _tell(membership, facts.CANCELLED, booking.thing, booking=booking.ref)


def to_come(thing: SharedThing) -> list[Booking]:
    """What is booked of it now or later."""
    with scope.use(thing.space_id):
        rows = Booking.objects.filter(thing=thing, cancelled_at=None, ends_at__gt=clock.now())
        return list(rows.select_related("space", "by__person", "by__space", "thing__space"))


def _withdraw(by: Membership, row: SharedThing) -> SharedThing:
    row.withdrawn_at = clock.now()
    row.save(update_fields=["withdrawn_at"])
    fact = _tell(by, facts.WITHDRAWN, row)
    for booking in to_come(row):
        _cancel(booking)
        letters.cancelled(booking, by, fact)
    return row


def _cancel(booking: Booking) -> None:
    booking.cancelled_at = clock.now()
    booking.save(update_fields=["cancelled_at"])


def _refuse_unless_true(wish: Wish) -> None:
    now = clock.now()
    if wish.ends_at <= wish.starts_at:
        raise Refused(_("It ends after it starts: look at the days and the hours."))
    if wish.ends_at <= now or wish.starts_at > now + FARTHEST:
        raise Refused(_("Choose a time to come, in the next two years."))
    if wish.ends_at - wish.starts_at > LONGEST:
        raise Refused(_("One year at most: book it again afterwards."))


def _refuse_unless_free(row: SharedThing, by: Membership, wish: Wish) -> None:
    if not row.is_shared:
        raise Refused(_("It is no longer shared."))
    if not 1 <= wish.quantity <= row.stock:
        raise Refused(_("There are %(stock)s of it: ask for 1 to %(stock)s.") % {"stock": row.stock})
    rows = to_come(row)
    if sum(one.by_id == by.pk for one in rows) >= MOST_TO_COME:
        raise Refused(_("You have 50 bookings of it to come already."))
    taken = most_taken(((one.starts_at, one.ends_at, one.quantity) for one in rows), wish.starts_at, wish.ends_at)
    left = row.stock - taken
    if wish.quantity > left:
        if left <= 0:
            raise Refused(_("It is taken at that time: look at its calendar."))
        raise Refused(_("Only %(left)s of it can be taken at that time.") % {"left": left})


def _start_of(row: SharedThing, wish: Wish) -> dt.datetime:
    """« Today, the whole day » starts after what was brought back this morning: nobody has it twice at a moment."""
    with scope.use(row.space_id):
        rows = Booking.objects.filter(thing=row, cancelled_at=None, ends_at__gt=wish.starts_at)
        back = rows.filter(ends_at__lte=clock.now()).aggregate(at=Max("ends_at"))["at"]
    return back or wish.starts_at


def _fill(row: SharedThing, by: Membership, sheet: ThingSheet) -> None:
    row.name, row.place = one_line(sheet.name, LONGEST_NAME), one_line(sheet.place, LONGEST_SMALL)
    row.words, row.rules = as_written(sheet.words, LONGEST_WORDS), as_written(sheet.rules, LONGEST_WORDS)
    if not row.name:
        raise Refused(_("Say in a few words what it is."))
    if not 1 <= sheet.stock <= MOST_STOCK:
        raise Refused(_("There are between 1 and 999 of it."))
    row.stock = sheet.stock
    if not sheet.is_mine:
        row.owner = None
    elif row.owner is None:
        if row.shared_by_id != by.pk:
            raise Refused(_("It is the group's: who shared it may say that it is theirs."))
        row.owner = by


def _count_again(row: SharedThing) -> None:
    """After another number: what is booked must fit, and the database guards what there is one of."""
    rows = to_come(row)
    most = most_taken(((one.starts_at, one.ends_at, one.quantity) for one in rows), clock.now(), FAR)
    if most > row.stock:
        raise Refused(_("%(most)s of it are booked at one moment: cancel a booking first.") % {"most": most})
    with scope.use(row.space_id):
        Booking.objects.filter(pk__in=[one.pk for one in rows]).update(is_single=row.stock == 1)


def _held_by_keeper(by: Membership, thing: SharedThing) -> SharedThing:
    refuse_unless_awake(by, thing.space_id)
    row = _locked(thing)
    if not policies.looks_after(by, row):
        raise Refused(_("Whoever looks after the thing does this."))
    return row


def _locked(thing: SharedThing) -> SharedThing:
    journal.hold(thing.space)
    with scope.use(thing.space_id):
        rows = SharedThing.objects.select_for_update(of=("self",)).select_related("space", "owner__person")
        return rows.get(pk=thing.pk)


def _key(by: Membership, token: str) -> str:
    return f"{by.pk}:{one_line(token, 40)}" if token else ""


def _tell(by: Membership, fact: str, row: SharedThing, **data: Any) -> int:
    told = journal.record(fact, space=row.space, actor=self_of(by), about=(facts.THING, row.ref), data=data)
    return told.pk
