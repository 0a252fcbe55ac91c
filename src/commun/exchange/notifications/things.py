"""Letters about shared things: to whose it is, when it is booked; to who booked, when somebody else cancels."""

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from commun.core.urls import absolute, here
from commun.exchange.models import Booking
from commun.governance.models import Membership
from commun.governance.notifications import Letter, _to_member


def booked(booking: Booking, fact_id: int) -> bool:
    """To whose thing it is, unless they booked it themselves. Says whether it went."""
    owner = booking.thing.owner
    if owner is None or owner.pk == booking.by_id:
        return False
    with translation.override(owner.person.language), timezone.override(owner.person.time_zone):
        names = _names(booking) | {"person": booking.by.name}
        letter = Letter(
            subject=_("%(person)s booked “%(thing)s”") % names,
            sentences=[
                _("Hello %(person)s,") % {"person": owner.name},
                _("%(person)s booked “%(thing)s”: %(times)s.") % names,
            ],
            quote=booking.words,
            button=_("Look at it"),
            url=_address(booking),
            why=_("You receive this mail because this thing is yours. You may cancel the booking."),
        )
        return _to_member(f"exchange.thing:{fact_id}", owner, letter)


def cancelled(booking: Booking, by: Membership, fact_id: int) -> bool:
    """To who booked, when somebody else cancels. Says whether it went."""
    if booking.by_id == by.pk:
        return False
    with translation.override(booking.by.person.language), timezone.override(booking.by.person.time_zone):
        names = _names(booking) | {"person": by.name}
        letter = Letter(
            subject=_("Your booking of “%(thing)s” is cancelled") % names,
            sentences=[
                _("Hello %(person)s,") % {"person": booking.by.name},
                _("%(person)s cancelled your booking of “%(thing)s”: %(times)s.") % names,
            ],
            button=_("Look at it"),
            url=_address(booking),
            why=_("You receive this mail because you had booked this thing."),
        )
        return _to_member(f"exchange.thing:{fact_id}:{booking.pk}", booking.by, letter)


def _names(booking: Booking) -> dict[str, str]:
    return {"thing": booking.thing.name, "times": booking.times}


def _address(booking: Booking) -> str:
    return absolute(here(booking.space.slug, "exchange:thing", thing=booking.thing.ref))
