"""What the common pot tells elsewhere: what waits for somebody's signature."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from commun.core import scope
from commun.core.registries import TodoItem
from commun.core.urls import here
from commun.governance import states
from commun.governance.models import Membership
from commun.people.models import Person
from commun.ui.money import euros
from commun.value.models import Signature, Spending
from commun.value.policies.pot import Signing

MOST = 20


def things_to_do(person: Person) -> Iterator[TodoItem]:
    """Requests that wait for this person's signature. 3 queries, and 2 for each group where something waits."""
    with scope.everywhere("a person's own groups"):
        mine = Membership.objects.filter(person=person, state=states.MEMBER).select_related("space", "person")
        places = {one.space_id: one for one in mine.order_by("pk")}
        waiting = Spending.objects.filter(space__in=places, state=Spending.State.WAITING)
        rows = list(waiting.select_related("line", "asked_by__person").order_by("asked_at", "pk")[:200])
        signed = set(
            Signature.objects.filter(spending__in=rows, membership__person=person).values_list("spending_id", flat=True)
        )
    signings = {pk: Signing(places[pk].space) for pk in {row.space_id for row in rows}}
    found = 0
    for row in rows:
        member = places[row.space_id]
        if row.pk in signed or member.pk in (row.asked_by_id, row.reimburses_id):
            continue
        if signings[row.space_id].may_sign(member, row.line) and found < MOST:
            found += 1
            yield _item(row, member)


def _item(row: Spending, member: Membership) -> TodoItem:
    words = {"amount": euros(row.amount), "line": row.line.title, "asker": row.asked_by.name}
    return TodoItem(
        key=f"value.spending:{row.ref}",
        title=_("To sign: %(amount)s, “%(line)s”") % words,
        url=here(member.space.slug, "value:spending", spending=row.ref),
        reason=_("Asked by %(asker)s; the group lets you sign on this line.") % words,
    )
