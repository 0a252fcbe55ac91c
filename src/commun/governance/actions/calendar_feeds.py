"""Verbs of calendars: opening a secret address, revoking it."""

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import clock, journal
from commun.core.errors import Refused
from commun.core.models import Space, new_ref, ref_of
from commun.governance import feed_tokens, policies
from commun.governance.journal import meetings as facts
from commun.governance.models import CalendarToken
from commun.people.models import Person

ABOUT = "governance.calendar"
MOST_OPEN = 20


@transaction.atomic
def open_feed(*, person: Person, group: Space | None = None, token: str = "") -> CalendarToken:
    """Open the address of a calendar: of one group, of a network around it, or of all one's groups. Raises Refused.

    The same form sent twice (``token``) opens one address.
    """
    if group is not None and not policies.may_read_calendar(person, group):
        raise Refused(_("You are not in this group."))
    Person.objects.select_for_update().get(pk=person.pk)
    rows = CalendarToken.objects.filter(person=person)
    ref = ref_of("calendar", person.pk, group.pk if group else "", token) if token else new_ref()
    if token and (known := rows.filter(ref=ref).first()):
        # Revoked meanwhile, it stays so; going back and pressing again asks for another.
        if known.revoked_at is None:
            return known
        ref = new_ref()
    if rows.filter(revoked_at=None).count() >= MOST_OPEN:
        raise Refused(_("You already have 20 addresses: revoke one first."))
    row = CalendarToken(person=person, group=group, created_at=clock.now(), ref=ref)
    row.token_digest = feed_tokens.digest_of(feed_tokens.token_of(row))
    row.save()
    _record(facts.FEED_OPENED, row)
    return row


@transaction.atomic
def revoke_feed(*, person: Person, feed: CalendarToken) -> CalendarToken:
    """Close an address for ever; calendars that read it are told so. Raises Refused."""
    row = CalendarToken.objects.select_for_update(of=("self",)).get(pk=feed.pk)
    if row.person_id != person.pk or row.revoked_at is not None:
        raise Refused(_("This address was already revoked."))
    row.revoked_at = clock.now()
    row.save(update_fields=["revoked_at"])
    _record(facts.FEED_REVOKED, row)
    return row


def _record(name: str, row: CalendarToken) -> None:
    """In the journal of the group, or of the house for a calendar of all groups."""
    space = row.group or journal.house()
    journal.record(name, space=space, actor=journal.Person(row.person_id), about=(ABOUT, row.ref))
