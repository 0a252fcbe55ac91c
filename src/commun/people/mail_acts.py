"""What this room lets a person do from a mail."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commun.core import links
from commun.core.errors import NotFound
from commun.people.actions.digests import choose_rhythm
from commun.people.digest_mail import STOP
from commun.people.models import Person


def person_of(person_id: int) -> Person:
    """The person a link was written to; raises NotFound once they are gone."""
    person = Person.objects.filter(pk=person_id, is_active=True).first()
    if person is None:
        raise NotFound
    return person


def _ask_to_stop(person_id: int, data: Mapping[str, Any]) -> str:
    person_of(person_id)
    return _("Stop receiving the digest?")


def _stop(person_id: int, data: Mapping[str, Any]) -> tuple[str, str]:
    choose_rhythm(person=person_of(person_id), rhythm=Person.Rhythm.NONE)
    return _("You will not receive the digest any more. You can choose it again in your preferences."), reverse("home")


links.acts.add(STOP, links.MailAct(gettext_lazy("Stop the digest"), _ask_to_stop, _stop, is_once=False))
