"""Who may do what in a group."""

from typing import TYPE_CHECKING

from django.http import HttpRequest

from commun.core.models import Space
from commun.governance.models import Membership
from commun.people.models import Person


class MemberRequest(HttpRequest):
    """A request inside a group: the middleware has found the group and the member."""

    if TYPE_CHECKING:
        user: Person
        space: Space
        member: Membership


def membership_of(person: Person, space: Space) -> Membership | None:
    """The person's membership of the group, whatever its state."""
    return Membership._base_manager.select_related("person", "space").filter(space=space, person=person).first()
