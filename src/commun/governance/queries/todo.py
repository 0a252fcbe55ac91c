"""What waits for a person in their groups."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from commun.core import scope
from commun.core.registries import TodoItem
from commun.core.urls import here
from commun.governance import policies, states
from commun.governance.models import Membership
from commun.people.models import Person


def things_to_do(person: Person) -> Iterator[TodoItem]:
    """The question of rest, and requests to join for those who facilitate. 2 queries."""
    with scope.everywhere("a person's own groups"):
        mine = list(Membership.objects.filter(person=person, state__in=states.INSIDE).select_related("space", "person"))
    for member in mine:
        if member.dormancy_asked_on:
            yield TodoItem(
                key=f"governance.rest:{member.pk}",
                title=_("Would you like to rest in “%(group)s”?") % {"group": member.space.name},
                url=here(member.space.slug, "governance:my-place"),
                reason=_("You were asked. Without an answer, nothing changes."),
            )
    held = [member.space_id for member in mine if policies.has_role(member)]
    if not held:
        return
    with scope.use(*held):
        waiting = Membership.objects.filter(state=states.APPLICANT).select_related("space", "person").order_by("pk")
        for applicant in waiting:
            yield TodoItem(
                key=f"governance.applicant:{applicant.pk}",
                title=_("%(person)s asks to join “%(group)s”")
                % {"person": applicant.name, "group": applicant.space.name},
                url=here(applicant.space.slug, "governance:application", applicant=applicant.person.ref),
                reason=_("You facilitate this group."),
            )
