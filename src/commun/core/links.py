"""Signed links for mails: single purpose, they expire, and opening one changes nothing (a POST does).

Source of the one-click unsubscribe: RFC 8058.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.urls import reverse

from commun.core.errors import Gone
from commun.core.registries import Registry
from commun.core.urls import absolute

SALT = "commun.core.links"
LIFE_SECONDS = 60 * 60 * 24 * 45


@dataclass(frozen=True)
class MailAct:
    """Something a person may do from a mail.

    ``ask(person_id, data)`` says in one sentence what will be done (raises NotFound when there is nothing to do),
    ``label`` is the button, ``do(person_id, data)`` acts and returns the sentence and where to go next;
    ``show(person_id, data)`` is the HTML of what must be read before, if anything.
    """

    label: Any
    ask: Callable[[int, Mapping[str, Any]], str]
    do: Callable[[int, Mapping[str, Any]], tuple[str, str]]
    show: Callable[[int, Mapping[str, Any]], str] = lambda person_id, data: ""


acts: Registry[MailAct] = Registry()


def link(name: str, person_id: int, **data: Any) -> str:
    """The full address that lets this person, and nobody else, do this one thing."""
    token = signing.dumps({"act": name, "person": person_id, "data": data}, salt=SALT, compress=True)
    return absolute(reverse("mail-act", kwargs={"token": token}))


def read(token: str) -> tuple[MailAct, int, dict[str, Any]]:
    """The act, the person and the data of a link; raises Gone when it is forged, too old or unknown."""
    try:
        content = signing.loads(token, salt=SALT, max_age=LIFE_SECONDS)
    except signing.BadSignature as error:
        raise Gone from error
    for name, act in zip(acts.names(), acts, strict=True):
        if name == content["act"]:
            return act, content["person"], content["data"]
    raise Gone
