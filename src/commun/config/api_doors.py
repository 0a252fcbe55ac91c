"""What stands before the API: tokens, limits of requests, answers kept for who asks the same thing twice."""

import datetime as dt
import time
from typing import Any

from allauth.core.internal.httpkit import get_client_ip
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _

from commun.core import clock
from commun.core.errors import Refused
from commun.people.actions.api_tokens import digest_of
from commun.people.models import ApiAnswer, ApiToken, ApiTokenUse

# In a minute: by token, and of wrong tokens by address.
WINDOW, MOST_REQUESTS, MOST_WRONG = 60, 300, 30
NOTED_EVERY = dt.timedelta(minutes=15)
KEPT_FOR = dt.timedelta(days=1)


def token_behind(words: str) -> ApiToken | None:
    """The token that works with these words, now. 2 queries at most."""
    if not words or len(words) > 200:
        return None
    digest, now = digest_of(words), clock.now()
    rows = ApiToken.objects.select_related("person", "use").filter(
        person__is_active=True, revoked_at=None, expires_at__gt=now
    )
    return rows.filter(digest=digest).first() or rows.filter(former_digest=digest, former_until__gt=now).first()


def note_use(token: ApiToken) -> None:
    """When it was last used, to the quarter of an hour."""
    now = clock.now()
    used = getattr(token, "use", None)
    if used is None:
        ApiTokenUse.objects.bulk_create(
            [ApiTokenUse(token=token, used_at=now)],
            update_conflicts=True, unique_fields=["token"], update_fields=["used_at"],
        )  # fmt: skip
    elif now - used.used_at > NOTED_EVERY:
        ApiTokenUse.objects.filter(pk=used.pk).update(used_at=now)


def address_of(request: HttpRequest) -> str:
    """Where the request comes from, as the limits of sign-in count it."""
    return str(get_client_ip(request))


def is_too_often(who: str, most: int) -> bool:
    """More than ``most`` requests in this minute; counted in the memory of the process, like those of sign-in."""
    key = f"api:{who}:{int(time.time()) // WINDOW}"
    cache.add(key, 0, WINDOW * 2)
    try:
        return cache.incr(key) > most
    except ValueError:
        return False


def answered(token: ApiToken, key: str, asked: str) -> dict[str, Any] | None:
    """What was answered to this key; nothing for a new one, which is held until the transaction ends.

    Raises Refused when the key was used for something else.
    """
    if not key:
        return None
    made = ApiAnswer(token=token, key=key, asked=asked, at=clock.now())
    ApiAnswer.objects.filter(token=token, key=key, at__lt=clock.now() - KEPT_FOR).delete()
    ApiAnswer.objects.bulk_create([made], ignore_conflicts=True)
    kept = ApiAnswer.objects.select_for_update().get(token=token, key=key)
    if kept.asked != asked:
        raise Refused(_("This Idempotency-Key was used for another request."))
    return kept.body or None


def keep_answer(token: ApiToken, key: str, asked: str, body: dict[str, Any]) -> None:
    """Remember it for a day."""
    if key:
        ApiAnswer.objects.filter(token=token, key=key, asked=asked).update(body=body)
