"""Write down what the cooperative keeps of what comes in."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from commun.algo.sharing import Levy
from commun.core import clock, journal
from commun.core.errors import Refused
from commun.governance.actions.places import self_of
from commun.governance.models import Membership
from commun.people.models import LegalEntity
from commun.value import policies
from commun.value.journal import levies as facts
from commun.value.models import LevyRule

OLDEST = dt.timedelta(days=3 * 366)


@transaction.atomic
def write_levy(*, by: Membership, entity: LegalEntity, levy: Levy, since: dt.date) -> LevyRule:
    """From that day the cooperative keeps this; what was written before keeps what it kept. Raises Refused."""
    if not policies.keeps_accounts(by):
        raise Refused(_("Those who keep the accounts write what the cooperative keeps."))
    if not clock.today() - OLDEST <= since <= clock.today() + dt.timedelta(days=366):
        raise Refused(_("Choose a day of the past three years, or of the year to come."))
    row = LevyRule(
        space=by.space,
        entity=entity,
        base=levy.base.value,
        rate=levy.rate,
        internal_rate=levy.internal_rate,
        monthly=levy.monthly,
        is_exempt=levy.is_exempt,
        since=since,
        written_by=by,
        written_at=clock.now(),
    )
    row.save()
    journal.record(
        facts.WRITTEN, space=by.space, actor=self_of(by), about=(facts.LEVY, row.pk), data={"rate": levy.rate}
    )
    return row
