"""Tokens: what a program may do in the name of a person, where, and until when."""

import datetime as dt
import hashlib
import secrets
from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import clock, journal
from commun.core.api.routes import READ, SCOPES
from commun.core.errors import Refused
from commun.core.words import one_line
from commun.people import journal as facts  # noqa: F401 - declares the facts recorded here
from commun.people import notifications
from commun.people.models import ApiToken, Person
from commun.people.policies import token_for

MOST_TOKENS, MOST_DAYS, USUAL_DAYS = 20, 365, 90
# A program that is being changed over keeps working with the former token that long.
CHANGE_OVER = dt.timedelta(hours=24)
MARK = "commun_"


def digest_of(token: str) -> str:
    """What the database keeps of a token: it has 256 bits of chance, nobody guesses it from its digest."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def make_token(
    *, person: Person, name: str, space_ids: Collection[int], rights: Collection[str], days: int = USUAL_DAYS
) -> tuple[ApiToken, str]:
    """A new token, and its words, which are told this once; the person hears of it by mail. Raises Refused."""
    Person.objects.select_for_update().get(pk=person.pk)
    now = clock.now()
    if ApiToken.objects.filter(person=person, revoked_at=None, expires_at__gt=now).count() >= MOST_TOKENS:
        raise Refused(_("You already have %(count)d tokens. Revoke one first.") % {"count": MOST_TOKENS})
    shown = one_line(name, 60)
    if not shown:
        raise Refused(_("Give the token a name: the program that will use it."))
    if not space_ids:
        raise Refused(_("Choose at least one group."))
    if not set(rights) <= set(SCOPES) or not 1 <= days <= MOST_DAYS:
        raise Refused(_("A token lives one year at most."))
    words = _new_words()
    token = ApiToken.objects.create(
        person=person,
        name=shown,
        digest=digest_of(words),
        hint=words[-4:],
        space_ids=sorted(set(space_ids)),
        rights=[one for one in SCOPES if one in rights or one == READ],
        created_at=now,
        expires_at=now + dt.timedelta(days=days),
    )
    _record("people.token.made", token)
    notifications.tell_token_made(person=person, name=shown)
    return token, words


@transaction.atomic
def rotate_token(*, person: Person, token: ApiToken) -> tuple[ApiToken, str]:
    """New words for the same rights and the same end; the former ones work for one more day. Raises Refused."""
    mine = ApiToken.objects.select_for_update().get(pk=token_for(person, token.ref).pk)
    if not mine.is_alive:
        raise Refused(_("This token is over: make another one."))
    words, now = _new_words(), clock.now()
    mine.former_digest, mine.former_until = mine.digest, now + CHANGE_OVER
    mine.digest, mine.hint, mine.rotated_at = digest_of(words), words[-4:], now
    mine.save(update_fields=["former_digest", "former_until", "digest", "hint", "rotated_at"])
    _record("people.token.rotated", mine)
    notifications.tell_token_made(person=person, name=mine.name)
    return mine, words


@transaction.atomic
def revoke_token(*, person: Person, token: ApiToken) -> ApiToken:
    """Close it at once, its former words too. Raises Refused when it already was."""
    mine = ApiToken.objects.select_for_update().get(pk=token_for(person, token.ref).pk)
    if mine.revoked_at is not None:
        raise Refused(_("This token was already revoked."))
    mine.revoked_at = clock.now()
    mine.save(update_fields=["revoked_at"])
    _record("people.token.revoked", mine)
    return mine


def _new_words() -> str:
    return MARK + secrets.token_urlsafe(32)


def _record(name: str, token: ApiToken) -> None:
    journal.record(
        name, space=journal.house(), actor=journal.Person(token.person_id), about=("people.token", token.ref)
    )
