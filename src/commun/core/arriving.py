"""Mails that come to an address with a key (`rsvp+key@domain`): rooms say here which addresses they answer for.

A room adds to ``addresses`` in its ``ready()``; the door of mails (exchange) keeps each mail before it is answered for,
then hands it over. What a room is told: who seems to write, and whether that is proven. A mail alone never casts a
vote, moves money or changes a role.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from django.conf import settings

from commun.algo.mail import Mail
from commun.core.models import Space
from commun.core.registries import Registry


class Became(StrEnum):
    """What a mail became."""

    # What it asked is done.
    ACTED = "acted"
    # Its sender is told why, once a day, if a program may answer them.
    REFUSED = "refused"
    # Set aside, without a word.
    DROPPED = "dropped"
    # Those who look after the list of the group read it first.
    HELD = "held"


@dataclass(frozen=True)
class Outcome:
    """What became of a mail; ``reason``: a sentence for its sender when it is refused, with what to do next."""

    became: Became
    reason: str = ""


@dataclass(frozen=True)
class ArrivedMail:
    """A mail as a role sees it. ``is_proven``: our own server found that the domain of ``From`` stands by it."""

    ref: str
    space: Space
    key: str
    envelope_from: str
    mail: Mail
    is_proven: bool

    @property
    def sender(self) -> str:
        """The address that it gives as its author's, lower case."""
        return self.mail.author[1]


@dataclass(frozen=True)
class AddressRole:
    """An address `prefix+key@domain`: whose key it is (None: not one of mine), and what a mail to it does.

    ``act`` runs in the transaction that sorts the mail: the journal of the group is held, the group is in scope, the
    language is its sender's. Refused and NotFound become a refusal with their words. Several roles may share a prefix
    (`r`, the answers): the first that knows the key has the mail. Unless ``takes_automatic``, what a program wrote
    never reaches it.
    """

    prefix: str
    space_of: Callable[[str], Space | None]
    act: Callable[[ArrivedMail], Outcome]
    takes_automatic: bool = False


addresses: Registry[AddressRole] = Registry()


def domain() -> str:
    """The domain of all lists: the setting, else the name of the site."""
    return (settings.LIST_DOMAIN or urlsplit(settings.SITE_ADDRESS).hostname or "localhost").lower()


def address(local: str) -> str:
    """An address of ours; behind the one mailbox of the house, where there is no mail server."""
    return f"{settings.LIST_MAILBOX}+{local}@{domain()}" if settings.LIST_MAILBOX else f"{local}@{domain()}"


def key_address(prefix: str, key: str) -> str:
    """The address of a key; lower case, since some servers change the case of what stands before the @."""
    return address(f"{prefix}+{key}")


def role_of(prefix: str, key: str) -> tuple[AddressRole, Space] | None:
    """Who answers for a key, and for which group."""
    for role in addresses:
        if role.prefix == prefix and (space := role.space_of(key)) is not None:
            return role, space
    return None
