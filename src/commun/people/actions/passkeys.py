"""Passkeys: a way in with a phone or a computer's own lock."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import journal
from commun.core.errors import Refused
from commun.people import journal as facts  # noqa: F401 - declares the facts recorded here
from commun.people import notifications
from commun.people.actions.accounts import clean_name
from commun.people.models import Person
from commun.people.policies import passkey_for

MOST_PASSKEYS = 10


@transaction.atomic
def add_passkey(*, person: Person, name: str, credential: dict[str, Any]) -> Authenticator:
    """Keep a passkey whose answer was verified by the form; the person is told by mail.

    Raises Refused when there are too many already.
    """
    kept = Authenticator.objects.filter(user=person, type=Authenticator.Type.WEBAUTHN).count()
    if kept >= MOST_PASSKEYS:
        raise Refused(_("You already have %(count)d passkeys. Remove one first.") % {"count": MOST_PASSKEYS})
    shown = clean_name(name)[:60].strip() or _("Passkey %(number)d") % {"number": kept + 1}
    passkey = WebAuthn.add(person, shown, credential).instance
    _record("people.passkey.added", person, passkey)
    notifications.tell_passkey_added(person=person, name=shown)
    return passkey


@transaction.atomic
def remove_passkey(*, person: Person, passkey: Authenticator) -> None:
    """Close this way in; raises NotFound for another's."""
    mine = passkey_for(person, passkey.pk)
    name = mine.wrap().name
    _record("people.passkey.removed", person, mine)
    mine.delete()
    notifications.tell_passkey_removed(person=person, name=name)


def _record(name: str, person: Person, passkey: Authenticator) -> None:
    journal.record(
        name,
        space=journal.house(),
        actor=journal.Person(person.pk),
        about=("people.passkey", passkey.pk),
    )
