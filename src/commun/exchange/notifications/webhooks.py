"""The letter about outgoing calls: nobody answers any more, a person decides what to do."""

from django.utils import translation
from django.utils.translation import gettext as _

from commun.core.urls import absolute, here
from commun.exchange.models import Webhook
from commun.governance import policies
from commun.governance.models import Membership
from commun.governance.notifications import Letter, _to_member


def stopped(webhook: Webhook, fact_id: int) -> int:
    """To who set it; to those who facilitate when that person is gone. How many went."""
    setter = webhook.set_by
    people = [setter] if policies.has_role(setter) else list(policies.roles_in_force(webhook.space))
    return sum(_tell(webhook, one, fact_id) for one in people)


def _tell(webhook: Webhook, to: Membership, fact_id: int) -> bool:
    with translation.override(to.person.language):
        words = {"host": webhook.host, "group": webhook.space.name, "person": to.name}
        letter = Letter(
            subject=_("%(host)s no longer answers") % words,
            sentences=[
                _("Hello %(person)s,") % words,
                _("What happens in “%(group)s” was told to %(host)s. For three days, no message got through.") % words,
                _("Nothing is told to it any more. What waits is kept for a month: look at the attempts, then resume."),
            ],
            button=_("See the attempts"),
            url=absolute(here(webhook.space.slug, "exchange:webhook")),
            why=_("You receive this mail because you set this call, or because you facilitate the group."),
        )
        return _to_member(f"exchange.webhook:{fact_id}:{to.pk}", to, letter)
