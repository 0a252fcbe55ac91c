"""The mails of this room: sign-in codes, and what changes in the safety of an account."""

import hashlib
import uuid

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from commun.core import clock, mail
from commun.core.urls import absolute
from commun.people.models import Person


def send_sign_in_code(*, email: str, code: str) -> None:
    """The code, in the subject too: it can be read from a locked phone's notification."""
    shown = f"{code[:4]} {code[4:]}"
    _send(f"code:{uuid.uuid4()}", email, _("%(code)s is your sign-in code") % {"code": shown}, "sign_in_code", shown)


def say_no_account(*, email: str) -> None:
    """Tell an unknown address, once a day at most, that it opens nothing here."""
    digest = hashlib.sha256(email.lower().encode()).hexdigest()[:32]
    _send(f"no-account:{digest}:{clock.today()}", email, _("No account with this address"), "no_account")


def tell_passkey_added(*, person: Person, name: str) -> None:
    """A new way in was made: the person must know, in case it was not them."""
    _tell(person, _("A passkey was added to your account"), "passkey_added", name)


def tell_passkey_removed(*, person: Person, name: str) -> None:
    """A way in was closed."""
    _tell(person, _("A passkey was removed from your account"), "passkey_removed", name)


def tell_token_made(*, person: Person, name: str) -> None:
    """A program may act in the person's name: they must know, in case it was not them."""
    _tell(person, _("A token was made for your account"), "token_made", name)


def tell_erased(*, email: str, language: str) -> None:
    """The last mail: what was erased, and that nothing more will come."""
    with translation.override(language):
        _send(f"erased:{uuid.uuid4()}", email, _("Your account is erased"), "erased")


def _tell(person: Person, subject: str, name: str, detail: str) -> None:
    if person.email:
        with translation.override(person.language):
            _send(f"{name}:{uuid.uuid4()}", person.email, subject, name, detail)


def _send(key: str, email: str, subject: str, name: str, detail: str = "") -> None:
    context = {
        "subject": subject,
        "detail": detail,
        "home_url": absolute("/"),
        "security_url": absolute(reverse("people:security")),
        "tokens_url": absolute(reverse("tokens")),
    }
    mail.send(
        key=key,
        to=email,
        subject=subject,
        text=render_to_string(f"people/mails/{name}.txt", context),
        html=render_to_string(f"people/mails/{name}.html", context),
        is_secret=name == "sign_in_code",
    )
