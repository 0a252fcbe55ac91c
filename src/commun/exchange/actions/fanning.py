"""A message goes to each member who reads by mail: one row each, made with the message itself, so that none is lost."""

from django.conf import settings

from commun.core import clock
from commun.core import mail as outbox
from commun.exchange import addresses, soon
from commun.exchange.actions.lists import subscriptions_of
from commun.exchange.models import Delivery, Post
from commun.exchange.queries.readers import readers_by_mail


def queue_deliveries(post: Post) -> int:
    """Queue a message for all who read by mail, its author aside; twice is once. At most 6 queries. Space in scope."""
    if not settings.MAIL_URL or outbox.is_silent():
        return 0
    read = subscriptions_of(post.list, list(readers_by_mail(post)))
    now = clock.now()
    # A list that is stopped keeps its messages, and their deliveries, until somebody lets them leave.
    state = Delivery.State.STOPPED if post.list.stopped_at else Delivery.State.QUEUED
    made = Delivery.objects.bulk_create(
        [
            Delivery(
                space_id=post.space_id, post=post, subscription=one, token=addresses.new_key(), state=state, next_at=now
            )
            for one in read.values()
        ],
        ignore_conflicts=True,
        batch_size=500,
    )
    if made:
        soon.send_soon()
    return len(made)
