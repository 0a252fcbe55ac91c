"""Advice (C3): somebody named before decides, after having asked those concerned and those who know."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commun.core import clock, scope
from commun.core.errors import Refused
from commun.governance import methods
from commun.governance.methods import Ending, Way
from commun.governance.models import Membership, Process, Stance
from commun.governance.notifications import closings
from commun.governance.notifications import guided as letters
from commun.governance.queries import advices
from commun.governance.ways import common

ADVISING, DECIDED, DROPPED = "advising", "decided", "dropped"


def clean(rules: Mapping[str, Any]) -> dict[str, Any]:
    """Who decides, who is asked (memberships), and how long they have."""
    decider, consulted = rules.get("decider"), rules.get("consulted", [])
    if not isinstance(decider, int):
        raise Refused(_("Name who decides: it is known before, not after."))
    if not isinstance(consulted, list) or not all(isinstance(pk, int) for pk in consulted):
        raise Refused(_("Choose the people to ask among the members."))
    asked = sorted({pk for pk in consulted if pk != decider})
    return {"decider": decider, "consulted": asked, "days": common.whole(rules, "days", 7, 1, 90)}


def opened(process: Process) -> None:
    """Those named are asked from now on."""
    if process.decision is None:
        raise Refused(_("Write what would be decided first: advice is given on a text."))
    named = [process.rules["decider"], *process.rules["consulted"]]
    with scope.use(process.space_id):
        rows = Membership.objects.filter(pk__in=named, state=Membership.State.MEMBER).select_related("person")
        present = {one.pk: one for one in rows}
        if not set(named) <= set(present):
            raise Refused(_("Only active members of the group decide and are asked."))
        Stance.objects.bulk_create(
            Stance(
                space_id=process.space_id,
                process=process,
                membership_id=pk,
                version=process.version,
                position=Stance.Position.ASKED,
                at=clock.now(),
            )
            for pk in process.rules["consulted"]
        )
    letters.ask_advice(process, [present[pk] for pk in process.rules["consulted"]])


def ending(process: Process) -> Ending:
    """What the decider decided; Refused as long as they did not, or asked nobody."""
    found = advices.hearing_of(process)
    if not found.asked:
        raise Refused(_("No advice was asked: ask at least one person first."))
    if process.stage not in {DECIDED, DROPPED}:
        raise Refused(_("Whoever decides says what they decide, and what they did of each advice."))
    result = {
        "rule": "advice/1",
        "asked": len(found.asked),
        "answered": len(found.asked) - len(found.silent) - len(found.passed),
        "passed": sorted(one.membership_id for one in found.passed),
        "silent": sorted(one.membership_id for one in found.silent),
        "advices": len(found.advices),
    }
    return Ending(methods.ADOPTED if process.stage == DECIDED else methods.REJECTED, result)


def register() -> None:
    """Add it to the ways of deciding."""
    explain = gettext_lazy(
        "One person decides, after asking those it concerns and those who know; each advice gets an answer."
    )
    way = Way(
        explain=explain,
        clean=clean,
        ending=ending,
        opened=opened,
        first_stage=ADVISING,
        ends_by_clock=False,
        closed=closings.ended,
        withdrawn=closings.ended,
    )
    methods.ways.add(Process.Method.ADVICE, way)
