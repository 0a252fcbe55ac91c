"""Addresses of lists: `group@domain`, `r+key@domain` (an answer), `b+key@domain` (what comes back undelivered)."""

import base64
import secrets
from dataclasses import dataclass
from email.utils import getaddresses
from urllib.parse import urlsplit

from django.conf import settings

ANSWER, BOUNCE = "r", "b"
# What a column and its index hold; a longer identity is as none at all.
LONGEST_ID = 250


@dataclass(frozen=True)
class Target:
    """Where a mail wants to go: the list of this ``slug``, or what this ``key`` leads back to."""

    slug: str = ""
    answer_key: str = ""
    bounce_key: str = ""


def domain() -> str:
    """The domain of all lists: the setting, else the name of the site."""
    return (settings.LIST_DOMAIN or urlsplit(settings.SITE_ADDRESS).hostname or "localhost").lower()


def address_of(slug: str) -> str:
    """The address that one writes to."""
    return f"{slug}@{domain()}"


def answer_address(key: str) -> str:
    """An address that tells whose answer it is."""
    return f"{ANSWER}+{key}@{domain()}"


def bounce_address(key: str) -> str:
    """The personal envelope of one delivery."""
    return f"{BOUNCE}+{key}@{domain()}"


def list_id(slug: str) -> str:
    """The identity of a list in headers (RFC 2919), without its brackets."""
    return f"{slug}.{domain()}"


def new_key() -> str:
    """Sixteen lower-case letters and figures: some servers change the case of what stands before the @."""
    return base64.b32encode(secrets.token_bytes(10)).decode().lower()


def target_of(recipient: str) -> Target | None:
    """What an address of our domain is for; None for any other address."""
    local, at, host = recipient.strip("<> ").lower().rpartition("@")
    if not at or host.rstrip(".") != domain() or not local:
        return None
    kind, plus, key = local.partition("+")
    if plus and kind == ANSWER:
        return Target(answer_key=key)
    if plus and kind == BOUNCE:
        return Target(bounce_key=key)
    return Target(slug=kind)


def is_to_list(recipients: tuple[str, ...], slug: str) -> bool:
    """Whether a mail is openly written to the list, or answers through it."""
    targets = [target_of(one) for one in recipients]
    return any(one is not None and (one.slug == slug or one.answer_key) for one in targets)


def known_id(message_id: str) -> str:
    """An identity that can be kept, or nothing."""
    return message_id if len(message_id) <= LONGEST_ID and message_id.isascii() else ""


def authors_of(values: list[str]) -> list[str]:
    """Every address that a « From » names, lower case."""
    return [address.lower() for _name, address in getaddresses(values) if "@" in address]
