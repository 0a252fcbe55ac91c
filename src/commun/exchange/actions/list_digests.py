"""The verb of summaries: tell one member, once, what was written to a list since the last time."""

from django.db import transaction

from commun.core import clock, journal, scope
from commun.exchange.models import Subscription
from commun.exchange.notifications import list_digests as letters
from commun.exchange.queries.list_digests import chapters_of, turn_of
from commun.exchange.queries.readers import reached_by_mail


@transaction.atomic
def send_summary(*, subscription: Subscription) -> int:
    """Tell what was written since the last summary, if one is due. Returns how many messages; none means no mail.

    Safe to call at any time, twice, or by two workers: the group's journal is held, so that no message is being written
    meanwhile, and what was told is noted in the same transaction.
    """
    journal.hold(subscription.space)
    with scope.use(subscription.space_id):
        rows = Subscription.objects.select_related("membership__person", "list", "space")
        row = rows.select_for_update(of=("self",)).get(pk=subscription.pk)
        turn = turn_of(row.mode)
        if turn is None or (row.told_until is not None and row.told_until >= turn):
            return 0
        if not reached_by_mail().filter(pk=row.membership_id).exists():
            return 0
        until = clock.now()
        chapters = chapters_of(row, until)
        if chapters:
            letters.summary(row, f"exchange.summary:{row.pk}:{turn:%Y%m%dT%H%M}", chapters)
        row.told_until = until
        row.save(update_fields=["told_until"])
    return sum(one.count for one in chapters)
