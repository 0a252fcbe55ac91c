"""The page of outgoing calls, and what waits for those who set them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _

from commun.core import scope
from commun.core.models import Space
from commun.core.registries import Subject, TodoItem
from commun.core.urls import here
from commun.exchange.models import Webhook, WebhookMessage
from commun.exchange.policies import webhooks as policies
from commun.governance import states
from commun.governance.models import Membership
from commun.people.models import Person

PER_PAGE: Final = 30


def messages_of(webhook: Webhook, number: str | None) -> Page[WebhookMessage]:
    """Messages with their attempts, the last made first. 3 queries."""
    with scope.use(webhook.space_id):
        rows = WebhookMessage.objects.filter(webhook=webhook).prefetch_related("attempts")
        page = Paginator(rows, PER_PAGE).get_page(number)
        page.object_list = list(page.object_list)
    return page


def hosts_called(space: Space, refs: Iterable[str]) -> Mapping[str, Subject]:
    """Names of the machines that are called, by reference; the page is for those who set them. 1 query."""
    with scope.use(space):
        rows = list(Webhook.objects.filter(ref__in=list(refs)))
    return {row.ref: Subject(row.host, "") for row in rows}


def things_to_do(person: Person) -> Iterator[TodoItem]:
    """Calls that stopped, for those who facilitate. 2 queries at most."""
    with scope.everywhere("a person's own groups"):
        rows = Membership.objects.filter(person=person, state=states.MEMBER).select_related("space", "person")
        mine = {one.space_id: one for one in rows.order_by("pk") if policies.can_set(one)}
        stopped = Webhook.objects.filter(space__in=list(mine), state=Webhook.State.STOPPED)
        found = list(stopped.select_related("space").order_by("stopped_at")) if mine else []
    for row in found:
        yield TodoItem(
            key=f"exchange.webhook:{row.ref}:{row.position}",
            title=_("%(host)s no longer answers: nothing is told to it any more") % {"host": row.host},
            url=here(row.space.slug, "exchange:webhook"),
            reason=_("you facilitate %(group)s") % {"group": row.space.name},
        )
