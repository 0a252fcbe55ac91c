"""Verbs of coming in: talking before the answer, naming who welcomes, handing it on, saying that it is done (M6)."""

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from commun.core import clock, journal, scope
from commun.core.errors import NotFound, Refused
from commun.core.words import as_written, short_enough
from commun.governance import states
from commun.governance.actions import places
from commun.governance.actions.places import self_of
from commun.governance.journal import welcomes as facts
from commun.governance.models import AdmissionMessage, Membership, Welcome
from commun.governance.notifications import welcomes as letters
from commun.governance.policies import has_role
from commun.governance.policies import welcomes as policies
from commun.people.models import Person

LONGEST_MESSAGE = 2000


@transaction.atomic
def write_about_request(*, by: Membership, applicant: Membership, text: str) -> AdmissionMessage:
    """A message from the person who asks, or to them; the other side is told by mail. Raises NotFound, Refused."""
    row = policies.application_for(by, applicant.person.ref)
    said = as_written(text)
    if not said:
        raise Refused(_("Write a few words first."))
    short_enough(said, LONGEST_MESSAGE)
    made = AdmissionMessage(space=row.space, applicant=row, author=by, text=said, written_at=clock.now())
    made.save()
    _record(facts.WRITTEN, row, by, {"message": made.pk})
    letters.written(made, _those_who_talk(row))
    return made


def _those_who_talk(row: Membership) -> set[int]:
    with scope.use(row.space_id):
        rows = AdmissionMessage.objects.filter(applicant=row, author__state=states.MEMBER)
        return set(rows.values_list("author", flat=True))


@transaction.atomic
def name_welcomer(*, by: Membership, newcomer: Membership, welcomer: Membership) -> Welcome:
    """« I welcome them », or: this member does. Raises NotFound, Refused."""
    if by.state != states.MEMBER or by.space_id != newcomer.space_id:
        raise Refused(_("Only awake members of the group answer."))
    if by.pk != welcomer.pk:
        places.refuse_unless(has_role(by))
    row = places.locked(newcomer)
    if not policies.is_new(row):
        raise Refused(_("This person is not new in the group."))
    if welcomer.space_id != row.space_id or welcomer.state != states.MEMBER or welcomer.pk == row.pk:
        raise Refused(_("Choose an awake member of the group."))
    found = policies.welcome_of(row)
    if found is not None:
        raise Refused(_("%(person)s welcomes them already.") % {"person": found.welcomer.name})
    return _name(row, welcomer, by)


def name_at_arrival(row: Membership, actor: journal.Person | journal.Rule) -> Welcome | None:
    """Whoever opened the door welcomes, when nobody had said so; a rule welcomes nobody."""
    found = policies.welcome_of(row)
    if found is not None:
        letters.is_welcomed(found)
    if found is not None or not isinstance(actor, journal.Person):
        return found
    with scope.use(row.space_id):
        rows = Membership.objects.filter(person=actor.id, state=states.MEMBER).exclude(pk=row.pk)
        host = rows.select_related("person", "space").first()
    return _name(row, host, host) if host is not None else None


def _name(row: Membership, welcomer: Membership, by: Membership) -> Welcome:
    made = Welcome(space=row.space, newcomer=row, welcomer=welcomer, named_at=clock.now())
    made.save()
    _record(facts.NAMED, row, by, {"welcomer": welcomer.pk})
    if by.pk != welcomer.pk:
        letters.named(made)
    if row.state == states.MEMBER:
        letters.is_welcomed(made)
    return made


@transaction.atomic
def hand_on_welcome(*, by: Membership, welcome: Welcome) -> None:
    """The one who welcomes leaves it to another, without a reason. Raises NotFound, Refused."""
    row = _held(by, welcome)
    if row.welcomer_id != by.pk:
        raise Refused(_("Only who welcomes hands it on."))
    _record(facts.GIVEN_UP, row.newcomer, by, {})
    row.delete()


@transaction.atomic
def end_welcome(*, by: Membership, welcome: Welcome) -> Welcome:
    """One of the two says that it is done. Raises NotFound, Refused."""
    row = _held(by, welcome)
    if row.newcomer.state == states.APPLICANT:
        raise Refused(_("This person is not in the group yet."))
    row.done_at = clock.now()
    row.save(update_fields=["done_at"])
    _record(facts.DONE, row.newcomer, by, {})
    return row


def _held(by: Membership, welcome: Welcome) -> Welcome:
    with scope.use(by.space_id):
        rows = Welcome.objects.select_for_update(of=("self",)).select_related("newcomer__person", "newcomer__space")
        row = rows.filter(pk=welcome.pk, done_at=None).first()
    if row is None or by.pk not in {row.welcomer_id, row.newcomer_id}:
        raise NotFound
    return row


def _record(name: str, row: Membership, by: Membership, data: dict[str, Any]) -> None:
    about = (places.ABOUT, row.pk)
    journal.record(name, space=row.space, actor=self_of(by), about=about, data={"person": row.person_id, **data})


def release(row: Membership) -> None:
    """Who leaves the group, or takes a request back, welcomes nobody and is welcomed by nobody any more."""
    with scope.use(row.space_id):
        Welcome.objects.filter(Q(welcomer=row) | Q(newcomer=row), done_at=None).delete()


def export(person: Person) -> list[Any]:
    """What the person wrote, and what was written to them."""
    with scope.everywhere("a person's own data"):
        mine = AdmissionMessage.objects.filter(author__person=person).select_related("space").order_by("pk")
        return [{_("group"): row.space.name, _("on"): row.written_at, _("message"): row.text} for row in mine]


@transaction.atomic
def erase(person: Person) -> None:
    """The whole talk about one's own request goes, and one's words in the others'."""
    with scope.everywhere("a person asks to be erased"):
        AdmissionMessage.objects.filter(applicant__person=person).delete()
        AdmissionMessage.objects.filter(author__person=person).update(text=_("(erased)"))
