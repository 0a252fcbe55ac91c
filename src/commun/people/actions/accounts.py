"""Accounts: born by invitation."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from commun.algo.text import sort_key
from commun.core import clock, journal
from commun.core.errors import Refused
from commun.people import journal as facts  # noqa: F401 - declares the facts recorded here
from commun.people.models import Person
from commun.people.policies import can_be_demo_door

NAME_LENGTH, SORT_KEY_LENGTH = 120, 160


def clean_name(name: str) -> str:
    """One line, without the invisible signs that copying brings along, at most 120 signs."""
    return " ".join("".join(char if char.isprintable() else " " for char in name).split())[:NAME_LENGTH].strip()


def clean_email(email: str) -> str:
    """The address in lower case; raises Refused when it is not one."""
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise Refused(_("This is not an e-mail address.")) from None
    return address


def name_from_email(email: str) -> str:
    """A name to begin with when none was given: « alice.martin@… » is « Alice Martin »."""
    words = email.partition("@")[0].partition("+")[0].replace(".", " ").replace("_", " ").replace("-", " ").split()
    return " ".join(word.capitalize() for word in words) or email


@transaction.atomic
def register_person(
    *, email: str, name: str = "", trade: str = "", language: str = "fr", by: Person | None = None
) -> Person:
    """The person with this address, with a new account if there was none (idempotent, whatever the case of letters).

    Existing accounts are returned as they are. ``by`` is who invited; None when the person came by themselves.
    Raises Refused when the address is not one.
    """
    address = clean_email(email)
    shown = clean_name(name) or clean_name(name_from_email(address))
    person, is_new = Person.objects.get_or_create(
        email=address,
        defaults={
            "name": shown,
            "sort_key": sort_key(shown)[:SORT_KEY_LENGTH],
            "trade": clean_name(trade),
            "language": "en" if language == "en" else "fr",
            "joined_at": clock.now(),
        },
    )
    if is_new:
        person.set_unusable_password()
        person.save(update_fields=["password"])
        journal.record(
            "people.person.registered",
            space=journal.house(),
            actor=journal.Person((by or person).pk),
            about=("people.person", person.ref),
        )
    return person


@transaction.atomic
def open_demo_door(*, person: Person) -> None:
    """Let anybody enter as this fictional person; raises Refused outside the demo or for a real address."""
    if not can_be_demo_door(person):
        raise Refused(_("Only a fictional member of the demo can be entered without a code."))
    person.is_demo_door = True
    person.save(update_fields=["is_demo_door"])
    journal.record(
        "people.demo_door.opened",
        space=journal.house(),
        actor=journal.PROGRAM,
        about=("people.person", person.ref),
    )
