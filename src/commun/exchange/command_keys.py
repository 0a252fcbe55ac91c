"""Keys that say more than whose they are: « confirm this », « I decide about that mail ». Signed: none is kept."""

import base64
import hashlib
import hmac

from django.conf import settings

from commun.exchange import addresses
from commun.exchange.models import InboundMail, Subscription
from commun.governance.models import Membership

SIGNED = 8
_LETTERS = {addresses.SUBSCRIBE: "s", addresses.LEAVE: "u"}
_FIGURES = "0123456789abcdefghijklmnopqrstuvwxyz"


def confirm_key(subscription: Subscription, command: str) -> str:
    """The key of a confirmation: one command, until the reading changes."""
    said = f"{subscription.token}{_LETTERS[command]}"
    return said + _signature("confirm", said, subscription.changed_at.isoformat())


def token_in(key: str) -> str:
    """Whose confirmation it is, before it is checked."""
    return key[:16]


def command_in(key: str, subscription: Subscription) -> str:
    """What a key confirms; nothing when it is not signed by us, or no longer valid."""
    for command in _LETTERS:
        if hmac.compare_digest(confirm_key(subscription, command), key):
            return command
    return ""


def moderation_key(mail: InboundMail, member: Membership) -> str:
    """The key by which one member decides about one mail."""
    said = f"{mail.ref}{_in_letters(member.pk)}"
    return said + _signature("moderate", said)


def ref_in(key: str) -> str:
    """Which mail a decision is about; nothing when the key is not signed by us."""
    said, signed = key[:-SIGNED], key[-SIGNED:]
    return said[:10] if hmac.compare_digest(_signature("moderate", said), signed) else ""


def is_key_of(key: str, mail: InboundMail, member: Membership) -> bool:
    """The key was given to this member for this mail."""
    return hmac.compare_digest(moderation_key(mail, member), key)


def _signature(purpose: str, *said: str) -> str:
    """Eight letters, forty bits: enough for an address that must also be written from by its owner."""
    words = "\x1f".join((purpose, *said)).encode()
    digest = hmac.new(settings.SECRET_KEY.encode(), words, hashlib.sha256).digest()
    return base64.b32encode(digest).decode().lower()[:SIGNED]


def _in_letters(number: int) -> str:
    found = ""
    while number:
        number, rest = divmod(number, 36)
        found = _FIGURES[rest] + found
    return found or "0"
