"""Signed links for mails: single purpose, they serve once and expire, and opening one changes nothing (a POST does).

Source of the one-click unsubscribe: RFC 8058. What an answer by mail does is one of these acts too (``core.replies``).
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core import signing
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from commun.core import clock
from commun.core.errors import Gone, Refused
from commun.core.models import UsedLink
from commun.core.registries import Registry
from commun.core.urls import absolute

SALT = "commun.core.links"
LIFE_SECONDS = 60 * 60 * 24 * 45


@dataclass(frozen=True)
class MailAct:
    """Something a person may do from a mail. Never a vote, a movement of money, a change of role.

    ``ask(person_id, data)`` says in one sentence what will be done (raises NotFound when there is nothing to do, and
    Refused, with the reason, when it is done or over), ``label`` is the button, ``do(person_id, data)`` acts and
    returns the sentence and where to go next; ``show(person_id, data)`` is the HTML of what must be read before, if
    anything; ``form(person_id, data, posted)`` is what must be said with it, if anything: its answers join ``data``.
    One that is not ``is_once`` may serve again: stopping what is stopped changes nothing.
    """

    label: Any
    ask: Callable[[int, Mapping[str, Any]], str]
    do: Callable[[int, Mapping[str, Any]], tuple[str, str]]
    show: Callable[[int, Mapping[str, Any]], str] = lambda person_id, data: ""
    form: Callable[[int, Mapping[str, Any], Any], forms.Form] | None = None
    is_once: bool = True


acts: Registry[MailAct] = Registry()


def link(name: str, person_id: int, **data: Any) -> str:
    """The full address that lets this person, and nobody else, do this one thing."""
    token = seal({"act": name, "person": person_id, "data": data}, SALT)
    return absolute(reverse("mail-act", kwargs={"token": token}))


def seal(content: Any, purpose: str) -> str:
    """Signed words of an address; what is sealed for one purpose opens nothing else."""
    return signing.dumps(content, salt=purpose, compress=True)


def unseal(token: str, purpose: str, *, life_seconds: int | None = None) -> Any:
    """What was sealed; raises Gone when it is forged or too old."""
    try:
        return signing.loads(token, salt=purpose, max_age=life_seconds)
    except (signing.BadSignature, ValueError) as error:
        raise Gone from error


def read(token: str) -> tuple[MailAct, int, dict[str, Any]]:
    """The act, the person and the data of a link; raises Gone when it is forged, too old or unknown."""
    content = unseal(token, SALT, life_seconds=LIFE_SECONDS)
    act = acts.get(content["act"])
    if act is None:
        raise Gone
    return act, content["person"], content["data"]


def refuse_if_used(token: str) -> None:
    """Raises Refused, in words, when the link has served."""
    if UsedLink.objects.filter(digest=_digest(token)).exists():
        raise Refused(_used())


@transaction.atomic
def use(token: str, said: Mapping[str, Any]) -> tuple[str, str]:
    """Do what a link says, with what was ``said`` in its form. Raises Refused, and then it may be used again."""
    act, person_id, data = read(token)
    if act.is_once:
        try:
            with transaction.atomic():
                UsedLink.objects.create(digest=_digest(token), used_at=clock.now())
        except IntegrityError as error:
            raise Refused(_used()) from error
    # What was signed wins over what is posted.
    return act.do(person_id, {**said, **data})


def _used() -> str:
    return _("This link has already served: what you said with it is recorded.")


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
