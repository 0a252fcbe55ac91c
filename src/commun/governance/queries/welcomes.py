"""The talk about a request, and the welcomes that one has a part in."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from commun.core import scope
from commun.core.registries import TodoItem
from commun.core.urls import here
from commun.governance import handover, states
from commun.governance.models import AdmissionMessage, Membership, Welcome
from commun.people.models import Person

MOST_MESSAGES = 200


def messages_of(applicant: Membership) -> list[AdmissionMessage]:
    """What was said since, in order. 1 query."""
    with scope.use(applicant.space_id):
        rows = AdmissionMessage.objects.filter(applicant=applicant).select_related("author__person")
        return list(rows.order_by("-written_at", "-pk")[:MOST_MESSAGES])[::-1]


@dataclass(frozen=True)
class WelcomeLine:
    """One welcome as one of the two reads it; it can be said done once the newcomer is in."""

    welcome: Welcome
    is_mine_to_give: bool
    can_end: bool


def welcomes_with(member: Membership) -> list[WelcomeLine]:
    """Who welcomes me, and whom I welcome. 1 query."""
    with scope.use(member.space_id):
        rows = Welcome.objects.filter(done_at=None).select_related("welcomer__person", "newcomer__person")
        found = list(rows.filter(newcomer=member) | rows.filter(welcomer=member))
    return [
        WelcomeLine(row, row.welcomer_id == member.pk, row.newcomer.state == states.MEMBER)
        for row in sorted(found, key=lambda row: row.pk)
    ]


def things_to_do(person: Person) -> Iterator[TodoItem]:
    """People whom one welcomes, once they are in. 1 query."""
    with scope.everywhere("a person's own welcomes"):
        rows = Welcome.objects.filter(
            welcomer__person=person, welcomer__state=states.MEMBER, newcomer__state=states.MEMBER, done_at=None
        )
        found = list(rows.select_related("newcomer__person", "space").order_by("pk"))
    for row in found:
        yield TodoItem(
            key=f"governance.welcome:{row.pk}",
            title=_("Welcome %(person)s") % {"person": row.newcomer.name},
            url=here(row.space.slug, "governance:my-place"),
            reason=_("You welcome them into “%(group)s”. Say when it is done.") % {"group": row.space.name},
        )


def held_by(member: Membership) -> Iterable[handover.Handover]:
    """The welcomes that go back to the group when one leaves. 1 query."""
    with scope.use(member.space_id):
        rows = Welcome.objects.filter(welcomer=member, done_at=None).select_related("newcomer__person")
        return [handover.Handover(_("Welcome %(person)s") % {"person": row.newcomer.name}) for row in rows]
