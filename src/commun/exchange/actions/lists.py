"""Verbs of the list itself: it is there from the first message; those who facilitate say how it works."""

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import clock, journal, scope
from commun.core.errors import NotFound, Refused
from commun.core.models import Space
from commun.core.words import one_line
from commun.exchange import addresses
from commun.exchange.journal import lists as facts
from commun.exchange.models import Delivery, MailingList, Subscription, ThreadReading
from commun.exchange.policies import lists as policies
from commun.governance import states
from commun.governance.actions.places import refuse_unless_awake
from commun.governance.models import Membership

LONGEST_TAG = 20
DIGESTS = (Subscription.Mode.DAILY, Subscription.Mode.WEEKLY)


def open_list(space: Space) -> MailingList:
    """The list of the group, made when it is first needed. 1 query, 4 the first time."""
    with scope.use(space):
        made, _is_new = MailingList.objects.get_or_create(
            slug=space.slug, defaults={"space": space, "created_at": clock.now()}
        )
    made.space = space
    return made


def refuse_others(by: Membership) -> None:
    """Only those who look after the list do this, awake. Raises NotFound, Refused."""
    refuse_unless_awake(by, by.space_id)
    if not policies.can_sort(by):
        raise NotFound


@transaction.atomic
def set_list(
    *, by: Membership, reply_to: str, holds_first: bool, is_open: bool, holds_all: bool = False, tag: str = ""
) -> MailingList:
    """Say where answers go, whether first messages, or all of them, are read before, whether it takes messages, and
    the word that stands before subjects. Raises Refused.
    """
    refuse_unless_awake(by, by.space_id)
    journal.hold(by.space)
    if not policies.can_sort(by):
        raise NotFound
    if reply_to not in MailingList.ReplyTo.values:
        raise Refused(_("Choose where an answer goes."))
    row = open_list(by.space)
    chosen = {"reply_to": reply_to, "holds_first": holds_first, "is_open": is_open, "holds_all": holds_all}
    chosen["tag"] = one_line(tag.replace("[", " ").replace("]", " "), LONGEST_TAG)
    if any(getattr(row, name) != value for name, value in chosen.items()):
        for name, value in chosen.items():
            setattr(row, name, value)
        row.save(update_fields=list(chosen))
        journal.record(
            facts.SET, space=by.space, actor=journal.Person(by.person_id), about=(facts.LIST, row.slug), data=chosen
        )
    return row


def subscriptions_of(row: MailingList, members: list[Membership]) -> dict[int, Subscription]:
    """How each of these members reads the list, by membership; made for those who never chose. At most 3 queries."""
    with scope.use(row.space_id):
        known = {one.membership_id: one for one in Subscription.objects.filter(list=row, membership__in=members)}
        missing = [one for one in members if one.pk not in known]
        if missing:
            Subscription.objects.bulk_create(
                [_subscription(row, one) for one in missing], ignore_conflicts=True, batch_size=500
            )
            known = {one.membership_id: one for one in Subscription.objects.filter(list=row, membership__in=members)}
    return known


def _subscription(row: MailingList, member: Membership) -> Subscription:
    return Subscription(
        space_id=row.space_id, list=row, membership=member, token=addresses.new_key(), changed_at=clock.now()
    )


@transaction.atomic
def read_otherwise(*, subscription: Subscription, mode: str, gets_own: bool | None = None) -> Subscription:
    """Choose how one reads the list; whoever holds the link of one's own mails may. Raises Refused.

    ``gets_own``: whether one's own messages come back; None leaves it as it is.
    """
    journal.hold(subscription.space)
    if mode not in Subscription.Mode.values:
        raise Refused(_("Choose how to read the list."))
    with scope.use(subscription.space_id):
        rows = Subscription.objects.select_related("membership__person", "list", "space")
        row = rows.select_for_update(of=("self",)).get(pk=subscription.pk)
        if row.membership.state not in states.INSIDE:
            raise NotFound
        own = row.gets_own if gets_own is None else gets_own
        if (row.mode, row.gets_own) != (mode, own):
            if mode in DIGESTS and row.mode not in DIGESTS:
                # The first digest tells what is written from now on: what came before was told otherwise.
                row.told_until = clock.now()
            row.mode, row.gets_own, row.changed_at = mode, own, clock.now()
            row.save(update_fields=["mode", "gets_own", "changed_at", "told_until"])
            if mode == Subscription.Mode.NONE:
                _call_back(row)
            journal.record(
                facts.READ_OTHERWISE,
                space=row.space,
                actor=journal.Person(row.membership.person_id),
                about=(facts.LIST, row.list.slug),
                data={"mode": mode},
            )
    return row


def _call_back(row: Subscription) -> None:
    """What still waits to leave for them does not leave, save of threads that they follow."""
    states_of_waiting = (Delivery.State.QUEUED, Delivery.State.DEFERRED, Delivery.State.STOPPED)
    waiting = Delivery.objects.filter(subscription=row, state__in=states_of_waiting)
    followed = ThreadReading.objects.filter(membership=row.membership_id, stance=ThreadReading.Stance.FOLLOWED)
    gone = waiting.exclude(post__thread__in=followed.values("thread"))
    gone.update(state=Delivery.State.FAILED, error="left")


@transaction.atomic
def choose_reading(*, by: Membership, mode: str, gets_own: bool | None = None) -> Subscription:
    """Choose how one reads the list of the group. Raises Refused."""
    journal.hold(by.space)
    row = open_list(by.space)
    subscription = subscriptions_of(row, [by])[by.pk]
    return read_otherwise(subscription=subscription, mode=mode, gets_own=gets_own)
