"""Verbs of feeds: opening a secret address, revoking it; what they keep of a person."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import clock, journal, scope
from commun.core.errors import Refused
from commun.core.models import Space, new_ref, ref_of
from commun.exchange import feed_tokens
from commun.exchange.journal import feeds as facts
from commun.exchange.models import FeedAddress
from commun.governance import policies
from commun.governance.models import Membership
from commun.people.models import Person

Reach = FeedAddress.Reach
MOST_OPEN = 10


@transaction.atomic
def open_feed(*, by: Membership, reach: str = Reach.GROUP, token: str = "") -> FeedAddress:
    """Open a secret address: for the feed of the member's group, or of all their groups. Raises Refused.

    The same form sent twice (``token``) opens one address.
    """
    if not policies.is_inside(by):
        raise Refused(_("You are not in this group."))
    if reach not in Reach.values:
        raise Refused(_("Choose what the address tells."))
    space = journal.house() if reach == Reach.MINE else by.space
    if reach == Reach.GROUP and space.kind == Space.Kind.NETWORK:
        reach = Reach.NETWORK
    journal.hold(space)
    ref = ref_of("feed", space.pk, by.person_id, reach, token) if token else new_ref()
    with scope.use(space):
        rows = FeedAddress.objects.filter(person_id=by.person_id)
        if token and (known := rows.filter(ref=ref).first()):
            # Revoked meanwhile, it stays so; going back and pressing again asks for another.
            if known.revoked_at is None:
                return known
            ref = new_ref()
        if rows.filter(revoked_at=None).count() >= MOST_OPEN:
            raise Refused(_("You already have 10 of these addresses: revoke one first."))
    row = FeedAddress(space=space, person_id=by.person_id, created_at=clock.now(), reach=reach, ref=ref)
    row.token_digest = feed_tokens.digest_of(feed_tokens.token_of(row))
    row.save()
    _record(facts.OPENED, row)
    return row


@transaction.atomic
def revoke_feed(*, by: Membership, address: FeedAddress) -> FeedAddress:
    """Close an address for ever; readers that follow it are told so. Raises Refused."""
    journal.hold(address.space)
    with scope.use(address.space_id):
        row = FeedAddress.objects.select_related("space").select_for_update(of=("self",)).get(pk=address.pk)
    if row.person_id != by.person_id or row.revoked_at is not None:
        raise Refused(_("This address was already revoked."))
    row.revoked_at = clock.now()
    row.save(update_fields=["revoked_at"])
    _record(facts.REVOKED, row)
    return row


def _record(name: str, row: FeedAddress) -> None:
    journal.record(name, space=row.space, actor=journal.Person(row.person_id), about=(facts.FEED, row.ref))


def export(person: Person) -> list[dict[str, Any]]:
    """The addresses of a person's feeds: of which group, opened and revoked when. The secrets stay out."""
    with scope.everywhere("a person's own data"):
        rows = FeedAddress.objects.filter(person=person).select_related("space").order_by("pk")
        return [
            {_("group"): _group(row), _("opened on"): row.created_at, _("revoked on"): row.revoked_at} for row in rows
        ]


def _group(row: FeedAddress) -> str:
    return str(Reach.MINE.label) if row.reach == Reach.MINE else row.space.name


def erase(person: Person) -> None:
    """The addresses of a person's feeds go with the person."""
    with scope.everywhere("a person asks to be erased"):
        FeedAddress.objects.filter(person=person).delete()
