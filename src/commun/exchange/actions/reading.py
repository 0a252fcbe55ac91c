"""Verbs of reading: how one member reads one thread, and leaving the mails of a list altogether."""

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import clock, journal, scope
from commun.core.errors import NotFound, Refused
from commun.exchange.actions.lists import open_list, read_otherwise, subscriptions_of
from commun.exchange.journal import lists as lists_facts
from commun.exchange.journal import threads as facts
from commun.exchange.models import Delivery, Subscription, Thread, ThreadReading
from commun.governance.models import Membership

Stance = ThreadReading.Stance
# As the rest of the list.
USUAL = ""
_WAITS = (Delivery.State.QUEUED, Delivery.State.DEFERRED, Delivery.State.STOPPED)


@transaction.atomic
def read_thread(*, by: Membership, thread: Thread, stance: str) -> str:
    """Follow a thread, mute it, or read it as the rest of the list (``USUAL``). Raises NotFound, Refused."""
    if thread.space_id != by.space_id or not by.is_current:
        raise NotFound
    if stance not in (USUAL, *Stance.values):
        raise Refused(_("Choose how to read this thread."))
    journal.hold(by.space)
    with scope.use(by.space_id):
        known = ThreadReading.objects.filter(thread=thread, membership=by).first()
        if (known.stance if known else USUAL) == stance:
            return stance
        if stance == USUAL:
            ThreadReading.objects.filter(thread=thread, membership=by).delete()
        else:
            row = known or ThreadReading(space_id=by.space_id, thread=thread, membership=by)
            row.stance, row.changed_at = stance, clock.now()
            row.save()
        if stance == Stance.MUTED:
            _call_back(by, thread)
        journal.record(
            facts.READ, space=by.space, actor=journal.Person(by.person_id), about=(lists_facts.THREAD, thread.ref),
            data={"stance": stance},
        )  # fmt: skip
    return stance


@transaction.atomic
def leave_mails(*, subscription: Subscription) -> Subscription:
    """No mail of this list any more, followed threads included: what the link of a mail does, at once."""
    journal.hold(subscription.space)
    row = read_otherwise(subscription=subscription, mode=Subscription.Mode.NONE)
    with scope.use(row.space_id):
        ThreadReading.objects.filter(
            thread__list=row.list_id, membership=row.membership_id, stance=Stance.FOLLOWED
        ).delete()
        Delivery.objects.filter(subscription=row, state__in=_WAITS).update(state=Delivery.State.FAILED, error="left")
    return row


def _call_back(by: Membership, thread: Thread) -> None:
    """What of this thread still waits to leave for them does not leave."""
    mine = subscriptions_of(open_list(by.space), [by])[by.pk]
    waiting = Delivery.objects.filter(subscription=mine, post__thread=thread, state__in=_WAITS)
    waiting.update(state=Delivery.State.FAILED, error="muted")
