"""Each person sees and changes their own things only; anything else is not found."""

from allauth.mfa.models import Authenticator
from django.conf import settings

from commun.core.errors import NotFound
from commun.people.models import Activity, ApiToken, Availability, Person, Reference

# RFC 2606 keeps this ending for examples: nobody can own such an address.
FICTIONAL_ENDING = ".example"


def activity_for(person: Person, ref: str) -> Activity:
    """The person's own activity; raises NotFound."""
    found = Activity.objects.filter(person=person, ref=ref).first()
    if found is None:
        raise NotFound
    return found


def reference_for(person: Person, ref: str) -> Reference:
    """The person's own reference; raises NotFound."""
    found = Reference.objects.filter(person=person, ref=ref).first()
    if found is None:
        raise NotFound
    return found


def availability_for(person: Person, pk: int) -> Availability:
    """The person's own availability; raises NotFound."""
    found = Availability.objects.filter(person=person, pk=pk).first()
    if found is None:
        raise NotFound
    return found


def passkey_for(person: Person, pk: int) -> Authenticator:
    """The person's own passkey; raises NotFound."""
    found = Authenticator.objects.filter(user=person, pk=pk, type=Authenticator.Type.WEBAUTHN).first()
    if found is None:
        raise NotFound
    return found


def token_for(person: Person, ref: str) -> ApiToken:
    """The person's own token; raises NotFound."""
    found = ApiToken.objects.filter(person=person, ref=ref).first()
    if found is None:
        raise NotFound
    return found


def can_be_demo_door(person: Person) -> bool:
    """Only in demo mode, and only a fictional person: their address can belong to nobody."""
    return bool(settings.DEMO) and person.is_active and (person.email or "").endswith(FICTIONAL_ENDING)


def demo_door_for(ref: str) -> Person:
    """The demo member whose door this is; raises NotFound, always so outside the demo."""
    found = Person.objects.filter(ref=ref, is_demo_door=True).first()
    if found is None or not can_be_demo_door(found):
        raise NotFound
    return found
