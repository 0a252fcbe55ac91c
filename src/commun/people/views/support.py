"""What the views of this room share."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.http import HttpRequest

from commun.core.models import Space
from commun.people.models import Person


class PersonRequest(HttpRequest):
    """The request of a signed-in person."""

    if TYPE_CHECKING:
        user: Person
        other_spaces: Sequence[Space]
