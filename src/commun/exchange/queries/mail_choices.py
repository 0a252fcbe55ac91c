"""How one reads the list of each of one's groups, beside the other mails of the group."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from commun.core import scope
from commun.core.mail_choices import MailChoice
from commun.core.urls import here
from commun.exchange.models import Subscription
from commun.governance import states
from commun.governance.models import Membership
from commun.people.models import Person


def lists_of(person: Person) -> Iterator[MailChoice]:
    """A row for the list of each group. 2 queries."""
    with scope.everywhere("a person's own mails"):
        members = list(Membership.objects.filter(person=person, state__in=states.INSIDE).select_related("space"))
        chosen = dict(Subscription.objects.filter(membership__in=members).values_list("membership", "mode"))
    for one in sorted(members, key=lambda row: (row.space.name, row.pk)):
        mode = Subscription.Mode(chosen.get(one.pk, Subscription.Mode.EACH))
        url = here(one.space.slug, "exchange:my-reading")
        yield MailChoice(one.space_id, one.space.name, _("The mailing list of the group"), str(mode.label), url)
