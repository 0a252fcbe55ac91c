"""The whole site with texts that any member of their group may write: for browsers on several processes."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commun.config.settings")

from commun.config.asgi import application
from commun.core.models import WrittenText
from commun.core.writing import access
from commun.governance import policies
from commun.people.models import Person
from tests.core.writing import KIND

__all__ = ["application"]


def _right(person_id: int, text: WrittenText) -> access.Right:
    person = Person.objects.get(pk=person_id)
    is_inside = policies.is_inside(policies.membership_of(person, text.space))
    return access.Right(may_read=is_inside, may_write=is_inside)


access.owners.add(KIND, access.Owner(right=_right, title=lambda _text: "Méthode", url=lambda _text: ""))
