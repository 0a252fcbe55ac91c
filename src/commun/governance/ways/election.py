"""Election without candidates (C10): nominations with reasons, changes, a proposal, consent, a mandate."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commun.core import clock
from commun.core.errors import Refused
from commun.governance import methods
from commun.governance.methods import Ending, Way
from commun.governance.models import Process
from commun.governance.notifications import closings
from commun.governance.notifications import guided as letters
from commun.governance.queries import elections
from commun.governance.ways import common, consent


def clean(rules: Mapping[str, Any]) -> dict[str, Any]:
    """The rules of the consent that ends it, and the term: months (the card's when empty), first day."""
    kept = consent.clean(rules)
    if rules.get("months"):
        kept["months"] = common.whole(rules, "months", 12, 1, 120)
    if rules.get("starts_on"):
        try:
            start = dt.date.fromisoformat(str(rules["starts_on"]))
        except ValueError as error:
            raise Refused(_("The dates of this mandate are not dates.")) from error
        if start < clock.today():
            raise Refused(_("This first day is past: choose today or a day to come."))
        kept["starts_on"] = start.isoformat()
    return kept


def opened(process: Process) -> None:
    """One chooses somebody for a role whose card is written, one election at a time, when a seat is or comes free."""
    from commun.governance import effects_roles

    if process.role is None:
        raise Refused(_("Choose the role first: its card says what the group expects."))
    if process.role.retired_on is not None:
        raise Refused(_("This role is retired: nobody can hold it."))
    if process.decision is not None:
        raise Refused(_("An election writes its own decision: open it from the card of the role."))
    if elections.going_on(process.role).exclude(pk=process.pk).exists():
        raise Refused(_("The group is choosing somebody for this role already: the card of the role leads there."))
    effects_roles.check_opening(process.role, process.rules)
    letters.opened(process)


def ending(process: Process) -> Ending:
    """As a consent, on the person proposed; the mandate is given by the decision in the same moment."""
    if process.decision is None:
        raise Refused(_("Nobody was proposed yet."))
    found = consent.ending(process)
    return Ending(found.outcome, {**found.result, "rule": "election/1"})


def register() -> None:
    """Add it to the ways of deciding."""
    explain = gettext_lazy(
        "The group chooses somebody for a role: nobody stands, each names the person they see there, and says why."
    )
    way = Way(
        explain=explain,
        clean=clean,
        ending=ending,
        opened=opened,
        first_stage=elections.NOMINATIONS,
        ends_by_clock=False,
        closed=closings.ended,
        withdrawn=closings.ended,
    )
    methods.ways.add(Process.Method.ELECTION, way)
