"""Leaving for good: every room erases what it keeps of the person; the journal stays whole."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _

from commun.algo.text import sort_key
from commun.core import clock, journal, registries, scope
from commun.core.models import FactWords, OutgoingMail, ReplyKey
from commun.people import journal as facts  # noqa: F401 - declares the facts recorded here
from commun.people import notifications
from commun.people.actions.accounts import SORT_KEY_LENGTH, clean_name
from commun.people.models import ApiToken, Person


@transaction.atomic
def erase_person(*, person: Person, keeps_name: bool, pseudonym: str = "") -> None:
    """Erase one's own account, through every room (``registries.personal_data``), the last registered first.

    The name stays or gives way to ``pseudonym``, by choice. A room may raise Refused: then nothing is erased.
    """
    email, language = person.email or "", person.language
    with scope.everywhere("a person's words are erased in all groups"):
        for part in reversed(list(registries.personal_data)):
            part.erase(person)
    person.refresh_from_db()
    name = person.name if keeps_name else clean_name(pseudonym) or _("a former member")
    person.name, person.sort_key = name, sort_key(name)[:SORT_KEY_LENGTH]
    person.erased_at = clock.now()
    person.save(update_fields=["name", "sort_key", "erased_at"])
    journal.record(
        "people.person.erased",
        space=journal.house(),
        actor=journal.Person(person.pk),
        about=("people.person", person.ref),
    )
    if email:
        notifications.tell_erased(email=email, language=language)


def erase_own_part(person: Person) -> None:
    """What this room and the floors under it keep: profile, ways in, words of facts, mails."""
    if person.email:
        OutgoingMail.objects.filter(to__iexact=person.email).delete()
    FactWords.objects.filter(person_id=person.pk).delete()
    with scope.everywhere("a person asks to be erased"):
        ReplyKey.objects.filter(person_id=person.pk).delete()
    EmailAddress.objects.filter(user=person).delete()
    Authenticator.objects.filter(user=person).delete()
    ApiToken.objects.filter(person=person).delete()
    person.activities.all().delete()
    person.availabilities.all().delete()
    person.references.all().delete()
    Person.objects.filter(pk=person.pk).update(
        email=None,
        trade="",
        bio="",
        town="",
        legal_entity=None,
        is_active=False,
        is_operator=False,
        is_demo_door=False,
        digest_rhythm=Person.Rhythm.NONE,
        last_login=None,
    )
