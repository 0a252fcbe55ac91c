"""Shared things when a person asks for their data, or asks to be erased."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import scope
from commun.exchange.models import Booking, SharedThing
from commun.people.models import Person


def export(person: Person) -> list[Any]:
    """Things that the person lends or shared, and what they booked."""
    with scope.everywhere("a person's own data"):
        things = list(SharedThing.objects.filter(shared_by__person=person).select_related("space").order_by("pk"))
        booked = Booking.objects.filter(by__person=person).select_related("space", "thing").order_by("pk")
        bookings = list(booked)
    return [
        *(
            {
                _("group"): row.space.name,
                _("shared thing"): row.name,
                _("in a few words"): row.words,
                _("rules of use"): row.rules,
                _("where"): row.place,
                _("how many"): row.stock,
                _("shared on"): row.shared_at,
            }
            for row in things
        ),
        *(
            {
                _("group"): row.space.name,
                _("shared thing"): row.thing.name,
                _("how many"): row.quantity,
                _("from"): row.starts_at,
                _("to"): row.ends_at,
                _("what for"): row.words,
                _("cancelled on"): row.cancelled_at,
            }
            for row in bookings
        ),
    ]


@transaction.atomic
def erase(person: Person) -> None:
    """Their own things go with their bookings, and what they booked; the things of the group stay."""
    with scope.everywhere("a person asks to be erased"):
        Booking.objects.filter(by__person=person).delete()
        SharedThing.objects.filter(owner__person=person).delete()
