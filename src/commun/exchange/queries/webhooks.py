"""The page of outgoing calls, and what waits for those who set them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.utils.translation import gettext as _

from commun.core import scope
from commun.core.models import Space
from commun.core.registries import Subject, TodoItem
from commun.core.urls import here
from commun.exchange.models import Webhook, WebhookMessage
from commun.exchange.policies import webhooks as policies
from commun.exchange.queries import feed
from commun.governance import states
from commun.governance.models import Membership
from commun.governance.queries import register
from commun.people.models import Person

PER_PAGE: Final = 30


@dataclass(frozen=True)
class Sent:
    """A message and what it tells, as the group's journal says it; nothing for a trial, or for what is hidden since."""

    message: WebhookMessage
    said: str


def messages_of(webhook: Webhook, number: str | None) -> Page[Any]:
    """Messages with their attempts, the last made first. 3 queries, and those of a page of the journal."""
    with scope.use(webhook.space_id):
        rows = WebhookMessage.objects.filter(webhook=webhook).prefetch_related("attempts")
        page: Page[Any] = Paginator(rows, PER_PAGE).get_page(number)
        found = list(page.object_list)
        positions = [one.position for one in found if one.position is not None]
        facts = list(register.told_facts().filter(position__in=positions)) if positions else []
        said = {one.fact.position: one.line.sentence for one in feed.told_of(webhook.space, facts)}
    page.object_list = [Sent(one, said.get(one.position or 0, "")) for one in found]
    return page


def hosts_called(space: Space, refs: Iterable[str]) -> Mapping[str, Subject]:
    """Names of the machines that are called, by reference; the page is for those who set them. 1 query."""
    with scope.use(space):
        rows = list(Webhook.objects.filter(ref__in=list(refs)))
    return {row.ref: Subject(row.host, "") for row in rows}


def things_to_do(person: Person) -> Iterator[TodoItem]:
    """For those who facilitate: calls that stopped, or whose secret somebody who left knows. 2 queries at most."""
    with scope.everywhere("a person's own groups"):
        places = Membership.objects.filter(person=person, state=states.MEMBER).select_related("space", "person")
        mine = {one.space_id: one for one in places.order_by("pk") if policies.can_set(one)}
        rows = Webhook.objects.filter(space__in=list(mine)).exclude(state=Webhook.State.CLOSED)
        odd = rows.filter(Q(state=Webhook.State.STOPPED) | ~Q(set_by__state__in=states.INSIDE))
        found = list(odd.select_related("space", "set_by").order_by("stopped_at", "pk")) if mine else []
    for row in found:
        if row.is_stopped:
            said = _("%(host)s no longer answers: nothing is told to it any more")
            yield _item(row, f"exchange.webhook:{row.ref}:{row.position}", said)
        if row.set_by.state not in states.INSIDE:
            said = _(
                "Who set the calls to %(host)s is no longer in the group: change the secret, or tell it nothing more"
            )
            yield _item(row, f"exchange.webhook.left:{row.ref}", said)


def _item(row: Webhook, key: str, said: str) -> TodoItem:
    return TodoItem(
        key=key,
        title=said % {"host": row.host},
        url=here(row.space.slug, "exchange:webhook"),
        reason=_("you facilitate %(group)s") % {"group": row.space.name},
    )
