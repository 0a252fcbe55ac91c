"""Say how far one may be found for an answer: one's groups only, one's cooperative, or the networks too."""

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import clock, journal
from commun.core.errors import Refused
from commun.people.models import Person
from commun.tenders.models import Openness


@transaction.atomic
def open_to(*, person: Person, circle: str) -> Openness:
    """Who may be shown that one could answer. Raises Refused for an unknown circle."""
    if circle not in Openness.Circle.values:
        raise Refused(_("Choose who may find you."))
    journal.hold(journal.house())
    before = Openness.objects.filter(person=person).first()
    if before is not None and before.circle == circle:
        return before
    said = {"circle": circle, "changed_at": clock.now()}
    kept, _is_new = Openness.objects.update_or_create(person=person, defaults=said)
    journal.record(
        "tenders.openness.changed",
        space=journal.house(),
        actor=journal.Person(person.pk),
        about=("person", person.ref),
        data={"circle": circle},
    )
    return kept
