"""Secret addresses of feeds: made again from the reference and the house's secret; the base keeps a digest."""

import base64

from django.urls import reverse
from django.utils.crypto import salted_hmac

from commun.core.urls import absolute
from commun.exchange.models import FeedAddress
from commun.governance.tokens import digest_of

__all__ = ["address_of", "digest_of", "path_of", "token_of"]


def token_of(row: FeedAddress) -> str:
    """The secret part of the address; 32 signs of the URL-safe alphabet."""
    made = salted_hmac("commun.exchange.feed", row.ref, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(made[:24]).decode()


def path_of(row: FeedAddress, form: str = "atom") -> str:
    """The path that a reader follows; ``form``: atom, rss or json."""
    return reverse(f"feed-{form}", kwargs={"token": token_of(row)})


def address_of(row: FeedAddress) -> str:
    """The whole address, to copy into a reader."""
    return absolute(path_of(row))
