"""Addresses of lists: `group@domain`, `group+help@domain`, `r+key@domain` (an answer) and other keys."""

import base64
import hashlib
import re
import secrets
from dataclasses import dataclass
from email.utils import getaddresses, parseaddr
from typing import Any

from django.conf import settings

from commun.core import arriving

# Addresses with a key: an answer, what comes back undelivered, the way out, a confirmation, a word of who moderates.
ANSWER, BOUNCE, OUT, CONFIRM, MODERATE = "r", "b", "unsub", "ok", "mod"
KEYED = (ANSWER, BOUNCE, OUT, CONFIRM, MODERATE)
# Commands to a list, after its name: `group+sub@domain`, and as older programs write them, `group-join@domain`.
SUBSCRIBE, LEAVE, HELP, OWNER = "sub", "unsub", "help", "owner"
_SPELLINGS = {
    SUBSCRIBE: ("sub", "subscribe", "join", "inscription"),
    LEAVE: ("unsub", "unsubscribe", "leave", "desinscription"),
    HELP: ("help", "request", "aide"),
    OWNER: ("owner", "bounces", "animation"),
}
COMMANDS = {one: command for command, spellings in _SPELLINGS.items() for one in spellings}
# What a column and its index hold; a longer identity is as none at all.
LONGEST_ID = 250


@dataclass(frozen=True)
class Target:
    """Where a mail wants to go: the list of this ``slug`` (to its members, or to one of its commands: ``role``), or
    what this ``key`` leads back to (``role``: its prefix).
    """

    slug: str = ""
    role: str = ""
    key: str = ""

    @property
    def answer_key(self) -> str:
        """The key of an answer, or nothing."""
        return self.key if self.role == ANSWER else ""

    @property
    def bounce_key(self) -> str:
        """The key of a delivery that comes back, or nothing."""
        return self.key if self.role == BOUNCE else ""

    @property
    def purpose(self) -> str:
        """What it is for besides being read by all: nothing for a message, and for an answer to one."""
        return f"{self.role}+{self.key}"[:60] if self.role and not self.answer_key else ""


def domain() -> str:
    """The domain of all lists."""
    return arriving.domain()


def address_of(slug: str) -> str:
    """The address that one writes to."""
    return arriving.address(slug)


def answer_address(key: str) -> str:
    """An address that tells whose answer it is."""
    return arriving.key_address(ANSWER, key)


def bounce_address(key: str) -> str:
    """The personal envelope of one delivery."""
    return arriving.key_address(BOUNCE, key)


def command_address(slug: str, command: str) -> str:
    """The address of a command of a list: `group+help@domain`."""
    return arriving.address(f"{slug}+{command}")


def of_letters() -> str:
    """The address that letters come from, when they ask for no answer by mail."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def list_id(slug: str) -> str:
    """The identity of a list in headers (RFC 2919), without its brackets."""
    return f"{slug}.{domain()}"


def new_key() -> str:
    """Sixteen lower-case letters and figures: some servers change the case of what stands before the @."""
    return base64.b32encode(secrets.token_bytes(10)).decode().lower()


def without_keys(found: Any) -> Any:
    """A text, or the bytes of a mail, where each key of an address is only a mark: the same for the same key."""
    if not isinstance(found, str):
        return without_keys(bytes(found).decode("latin-1")).encode("latin-1")
    prefixes = {*KEYED, *(role.prefix for role in arriving.addresses)}
    key = rf"\b({'|'.join(sorted(prefixes))})(\+|%2B|=2B)([a-z0-9]{{16,64}})(?=@|%40|$)"
    return re.sub(key, lambda one: f"{one[1]}{one[2]}left-{_mark(one[3])}", found, flags=re.IGNORECASE)


def _mark(key: str) -> str:
    return hashlib.sha256(key.lower().encode()).hexdigest()[:11]


def target_of(recipient: str) -> Target | None:
    """What an address of our domain is for; None for any other address."""
    local, at, host = recipient.strip("<> ").lower().rpartition("@")
    if not recipient.isprintable() or not at or _ascii(host.rstrip(".")) != _ascii(domain()) or not local:
        return None
    local = local.removeprefix(f"{settings.LIST_MAILBOX}+") if settings.LIST_MAILBOX else local
    kind, plus, key = local.partition("+")
    if plus and (kind in KEYED or any(role.prefix == kind for role in arriving.addresses)):
        return Target(role=kind, key=key)
    return Target(slug=kind, role=COMMANDS.get(key, ""))


def keys_first(recipient: str) -> tuple[bool, str]:
    """The order in which a mail to several is kept: keys of answers first, since they say who writes."""
    target = target_of(recipient)
    return (target is None or not target.answer_key, recipient)


def older_target(slug: str) -> Target | None:
    """`group-join` and the like, for a slug that no group bears."""
    name, dash, command = slug.rpartition("-")
    return Target(slug=name, role=COMMANDS[command]) if dash and name and command in COMMANDS else None


def on_the_way(address: str) -> str:
    """An address as any server takes it: its domain as A-label; nothing when it has accents before the @."""
    local, _at, host = address.rpartition("@")
    found = f"{local}@{_ascii(host)}"
    return found if found.isascii() and local and found.isprintable() and " " not in found else ""


def _ascii(host: str) -> str:
    """A domain as it travels: « coopé.fr » is xn--coop-epa.fr (RFC 5890)."""
    try:
        return host.encode("idna").decode() if host else ""
    except UnicodeError:
        return host


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
