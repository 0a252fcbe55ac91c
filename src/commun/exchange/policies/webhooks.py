"""Who may what with outgoing calls: those who facilitate the group, as its words leave its walls."""

from commun.core import scope
from commun.core.errors import NotFound
from commun.core.models import Space
from commun.exchange.models import Webhook, WebhookMessage
from commun.governance.models import Membership
from commun.governance.policies import has_role


def can_set(member: Membership | None) -> bool:
    """Says where the group calls, sees its secret, sends again."""
    return has_role(member)


def webhook_of(space: Space) -> Webhook | None:
    """The outgoing call of the group, unless it has none. 1 query."""
    with scope.use(space):
        rows = Webhook.objects.exclude(state=Webhook.State.CLOSED)
        return rows.select_related("space", "set_by__person").first()


def message_for(member: Membership | None, ref: str) -> WebhookMessage:
    """A message of the group's call, for those who set it; else NotFound. 1 query."""
    if not can_set(member):
        raise NotFound
    assert member is not None
    with scope.use(member.space_id):
        rows = WebhookMessage.objects.select_related("webhook__space", "space")
        found = rows.exclude(webhook__state=Webhook.State.CLOSED).filter(ref=ref).first()
    if found is None:
        raise NotFound
    return found
