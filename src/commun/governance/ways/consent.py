"""Consent with integration (C1), and the end that an election shares with it."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commun.core.errors import Refused
from commun.governance import methods
from commun.governance.consent_rules import Obstacles
from commun.governance.methods import Ending, Way
from commun.governance.models import Process
from commun.governance.notifications import closings
from commun.governance.notifications import guided as letters
from commun.governance.queries import consents
from commun.governance.ways import common
from commun.ui.dates import moment


def clean(rules: Mapping[str, Any]) -> dict[str, Any]:
    """How long people have once they are asked, and whether silence then counts: never unless it was said."""
    return {
        "days": common.whole(rules, "days", 7, 1, 90),
        "silence_counts": bool(rules.get("silence_counts", False)),
    }


def opened(process: Process) -> None:
    """A consent is about a decision: the text that would be adopted."""
    if process.decision is None:
        raise Refused(_("Write what would be decided first: consent is given to a text."))
    letters.opened(process)


def ending(process: Process) -> Ending:
    """Adopted when nothing stands in the way; else Refused says what does."""
    if process.stage not in consents.ANSWERING or process.decision is None:
        raise Refused(_("Nobody was asked for objections yet: it cannot be adopted."))
    if process.decision.version != process.version:
        raise Refused(_("The text was changed meanwhile: put the new version on the table first."))
    found = consents.round_of(process)
    if found.obstacles:
        raise Refused(sentence_of(found.obstacles, process))
    return Ending(methods.ADOPTED, consents.result_of(process, found))


def sentence_of(obstacles: Obstacles, process: Process) -> str:
    """What still stands in the way, in words; empty when nothing does."""
    said = []
    if obstacles.open_objections:
        said.append(
            ngettext(
                "An objection is open: it is lifted by its author, integrated in a new version, or tested.",
                "%(count)s objections are open: each is lifted by its author, integrated, or tested.",
                obstacles.open_objections,
            )
            % {"count": obstacles.open_objections}
        )
    if obstacles.awaited:
        said.append(_awaited(len(obstacles.awaited), process))
    return " ".join(said)


def _awaited(count: int, process: Process) -> str:
    """Who has not answered yet, and what their silence will mean, as it was said at the opening."""
    if process.rules.get("silence_counts") and process.closes_at is not None:
        said = ngettext(
            "One person has not answered yet: silence counts as no objection, once %(moment)s has passed.",
            "%(count)s people have not answered yet: silence counts as no objection, once %(moment)s has passed.",
            count,
        )
        return said % {"count": count, "moment": moment(process.closes_at)}
    said = ngettext(
        "One person has not answered yet, and silence is not consent here.",
        "%(count)s people have not answered yet, and silence is not consent here.",
        count,
    )
    return said % {"count": count}


def register() -> None:
    """Add it to the ways of deciding."""
    explain = gettext_lazy(
        "Adopted when nobody has a reasoned objection left: not everybody in favour, nobody against for a reason."
    )
    way = Way(
        explain=explain,
        clean=clean,
        ending=ending,
        opened=opened,
        first_stage=consents.QUESTIONS,
        ends_by_clock=False,
        closed=closings.ended,
        withdrawn=closings.ended,
    )
    methods.ways.add(Process.Method.CONSENT, way)
