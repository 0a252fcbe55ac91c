"""The last resort as the ballot shows it, and what waits for those concerned."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _

from commun.core import clock, scope
from commun.core.registries import TodoItem
from commun.core.urls import here
from commun.governance import states
from commun.governance.models import Process, Removal
from commun.people.models import Person


def of_process(process: Process) -> Removal | None:
    """What a secret ballot about somebody's departure must be read with. At most 1 query."""
    if not process.is_secret or process.decision_id is None:
        return None
    with scope.use(process.space_id):
        rows = Removal.objects.select_related("membership__person", "asked_by__person")
        return rows.filter(decision=process.decision_id).first()


def things_to_do(person: Person) -> Iterator[TodoItem]:
    """The person concerned may write; whoever asked may put it to the vote once the days are over. 1 query."""
    with scope.everywhere("a person's own disagreements"):
        mine = Q(membership__person=person, membership__state__in=states.INSIDE, heard_at=None)
        asked = Q(asked_by__person=person, asked_by__state=states.MEMBER, process=None, heard_until__lte=clock.today())
        waiting = Removal.objects.filter(mine | asked).filter(Q(process=None) | Q(process__opens_at__gt=clock.now()))
        rows = list(waiting.filter(membership__state__in=states.INSIDE).select_related("space", "membership"))
    for row in rows:
        is_mine = row.membership.person_id == person.pk
        yield TodoItem(
            key=f"governance.removal:{row.ref}",
            title=_("A request about your place") if is_mine else _("A request that somebody goes"),
            url=here(row.space.slug, "governance:removal", removal=row.ref),
            reason=_("You can write what the group should read. You owe nobody an answer.")
            if is_mine
            else _("The days to be heard are over: put it to the secret vote, or leave it."),
        )
