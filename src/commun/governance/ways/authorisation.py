"""Authorisation a priori (C2): an act is announced; without an objection in the window, it stands."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commun.core import scope
from commun.core.errors import Refused
from commun.governance import methods
from commun.governance.methods import Ending, Way
from commun.governance.models import Objection, Process
from commun.governance.notifications import closings
from commun.governance.notifications import guided as letters
from commun.governance.ways import common


def clean(rules: Mapping[str, Any]) -> dict[str, Any]:
    """How many days people have to object."""
    return {"days": common.whole(rules, "days", 7, 1, 90)}


def opened(process: Process) -> None:
    """An announced act is written: it is what would stand."""
    if process.decision is None:
        raise Refused(_("Write what would be done first: people object to a text, or let it be."))
    letters.opened(process)


def ending(process: Process) -> Ending:
    """It stands unless somebody objected in time."""
    with scope.use(process.space_id):
        objections = Objection.objects.filter(process=process).count()
    result = {"rule": "authorisation/1", "days": process.rules.get("days"), "objections": objections}
    if process.decision is not None and process.decision.version != process.version:
        # What stands is what was announced, and nothing else.
        return Ending(methods.REJECTED, {**result, "text_moved": True})
    return Ending(methods.REJECTED if objections else methods.ADOPTED, result)


def register() -> None:
    """Add it to the ways of deciding."""
    explain = gettext_lazy("An act is announced; if nobody objects in the days that follow, it stands.")
    way = Way(
        explain=explain,
        clean=clean,
        ending=ending,
        opened=opened,
        first_stage="window",
        closed=closings.ended,
        withdrawn=closings.ended,
    )
    methods.ways.add(Process.Method.AUTHORISATION, way)
