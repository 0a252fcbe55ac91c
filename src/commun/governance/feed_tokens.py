"""Secret addresses of calendars: made again from the reference and the house's secret; the base keeps a digest."""

import base64

from django.urls import reverse
from django.utils.crypto import salted_hmac

from commun.core.urls import absolute
from commun.governance.models import CalendarToken
from commun.governance.tokens import digest_of

__all__ = ["address_of", "digest_of", "token_of"]


def token_of(row: CalendarToken) -> str:
    """The secret part of the address; 32 signs of the URL-safe alphabet."""
    made = salted_hmac("commun.governance.calendar", row.ref, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(made[:24]).decode()


def address_of(row: CalendarToken) -> str:
    """The address that a calendar program subscribes to."""
    return absolute(reverse("calendar-feed", kwargs={"token": token_of(row)}))
