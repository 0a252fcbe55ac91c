"""Verbs of the steering of the cooperation itself (R69): choose what to look at, write what is seen, stop looking."""

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import clock, journal, scope
from commun.core.errors import Refused
from commun.core.words import one_line
from commun.governance.actions.places import hold, refuse_unless_awake, self_of
from commun.governance.journal import steering as facts
from commun.governance.models import Membership, SteeringIndicator, SteeringReading

ABOUT = "governance.indicator"
MOST = 12


@transaction.atomic
def choose_indicator(*, by: Membership, name: str, why: str = "") -> SteeringIndicator:
    """Look at one more thing; twelve at most, so that they are looked at. Raises Refused."""
    refuse_unless_awake(by, by.space_id)
    name, why = one_line(name), one_line(why)
    if not 0 < len(name) <= 120 or len(why) > 300:
        raise Refused(_("Say in a few words, 120 signs at most, what to look at; and why in 300."))
    hold(by.space)
    with scope.use(by.space_id):
        looked_at = SteeringIndicator.objects.filter(retired_on=None)
        if looked_at.filter(name__iexact=name).exists():
            raise Refused(_("The group looks at this already."))
        if looked_at.count() >= MOST:
            raise Refused(_("Twelve are enough: retire one first."))
    row = SteeringIndicator(space=by.space, name=name, why=why, chosen_on=clock.today())
    row.save()
    _tell(by, facts.CHOSEN, row)
    return row


@transaction.atomic
def read_indicator(*, by: Membership, indicator: SteeringIndicator, value: str) -> SteeringReading:
    """Write down what is seen today: a figure, or a few words. Raises Refused."""
    refuse_unless_awake(by, by.space_id)
    value = one_line(value)
    if indicator.retired_on is not None:
        raise Refused(_("The group no longer looks at this."))
    if not 0 < len(value) <= 200:
        raise Refused(_("Write what you see: a figure or a few words, 200 signs at most."))
    reading = SteeringReading(space=by.space, indicator=indicator, on=clock.today(), value=value, by=by)
    reading.save()
    _tell(by, facts.READ, indicator)
    return reading


@transaction.atomic
def retire_indicator(*, by: Membership, indicator: SteeringIndicator) -> SteeringIndicator:
    """Look at it no more; what was read stays readable. Raises Refused."""
    refuse_unless_awake(by, by.space_id)
    if indicator.retired_on is not None:
        raise Refused(_("The group no longer looks at this."))
    indicator.retired_on = clock.today()
    indicator.save(update_fields=["retired_on"])
    _tell(by, facts.RETIRED, indicator)
    return indicator


def _tell(by: Membership, fact: str, row: SteeringIndicator) -> None:
    journal.record(fact, space=by.space, actor=self_of(by), about=(ABOUT, row.pk), data={})
