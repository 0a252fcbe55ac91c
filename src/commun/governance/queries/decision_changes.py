"""What is being decided: the text on the table and what adopting it changes, in words, before and for good (C25)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext as _

from commun.core import scope
from commun.core.errors import Refused
from commun.core.models import Space
from commun.governance import follow_through as steps
from commun.governance.effects import DiffLine, effects
from commun.governance.models import Decision, DecisionVersion, Process

# Longer than this, a text or a diff is folded: the page still says that it is there.
LONG = 2000
# What a decision may do to another one in force.
REVIEW, REPLACE, END = "decision.review", "decision.replace", "decision.end"


@dataclass(frozen=True)
class Change:
    """What a version changes: ``is_made`` once it was adopted and applied; ``trouble``: why it could not be."""

    label: str = ""
    lines: Sequence[DiffLine] = ()
    trouble: str = ""
    is_made: bool = False
    link: tuple[str, str] | None = None

    @property
    def is_long(self) -> bool:
        """More than one reads at a glance."""
        return sum(len(line.before) + len(line.after) for line in self.lines) > LONG


@dataclass(frozen=True)
class Matter:
    """What a process decides on: the version put to people, the one before, what it changes.

    ``newer``: the text as it is today, where advice was asked on an earlier one.
    """

    version: DecisionVersion
    before: DecisionVersion | None
    change: Change
    reviewed: "Reviewed | None"
    newer: DecisionVersion | None = None

    @property
    def is_long(self) -> bool:
        """More than one reads at a glance."""
        return len(self.version.text) > LONG


def matter_of(process: Process) -> Matter | None:
    """What people answer to; None for what stands alone. 1 query and those of the change."""
    decision = process.decision
    if decision is None:
        return None
    with scope.use(process.space_id):
        rows = DecisionVersion.objects.filter(decision=decision, number__gte=process.version - 1)
        read = list(rows.select_related("author__person").order_by("-number"))
    found = [version for version in read if version.number <= process.version]
    if not found:
        return None
    advised = process.method == Process.Method.ADVICE and process.state == Process.State.OPEN
    # The same group, already read with the process.
    decision.space = process.space
    return Matter(
        version=found[0],
        before=found[1] if len(found) > 1 else None,
        change=change_of(decision, found[0]),
        reviewed=reviewed_by(process.space, found[0]),
        newer=read[0] if advised and read[0].number > process.version else None,
    )


@dataclass(frozen=True)
class Reviewed:
    """The decision in force on which another decides, its text, and in words what adopting does to it."""

    decision: Decision
    text: str
    sentence: str

    @property
    def is_long(self) -> bool:
        """More than one reads at a glance."""
        return len(self.text) > LONG


def reviewed_by(space: Space, version: DecisionVersion) -> Reviewed | None:
    """What would be stopped, kept or replaced. At most 1 query."""
    done = {
        "stop": _("If it is adopted, “%(title)s” stops: it is let go."),
        "keep": _("If it is adopted, “%(title)s” is kept as it is."),
        "adapt": _("If it is adopted, this text replaces “%(title)s”."),
    }
    kind = version.change.get("kind")
    answer = {REVIEW: version.change.get("answer"), REPLACE: "adapt", END: "stop"}.get(str(kind))
    if answer not in done:
        return None
    with scope.use(space):
        texts = DecisionVersion.objects.filter(decision__ref=version.change.get("decision"))
        found = texts.filter(number=F("decision__version")).select_related("decision").first()
    if found is None:
        return None
    return Reviewed(found.decision, found.text, done[answer] % {"title": found.decision.title})


def looked_at_again(decision: Decision) -> Process | None:
    """The process that may stop, keep or replace this decision, while it goes on. 1 query."""
    going_on = (Process.State.SCHEDULED, Process.State.OPEN)
    with scope.use(decision.space_id):
        versions = DecisionVersion.objects.filter(
            decision=OuterRef("decision"),
            number=OuterRef("decision__version"),
            change__kind__in=[REVIEW, REPLACE, END],
            change__decision=decision.ref,
        )
        return Process.objects.filter(Exists(versions), state__in=going_on).order_by("pk").first()


def change_of(decision: Decision, version: DecisionVersion) -> Change:
    """What this version would change as things stand; of an adopted one, what it changed on that day."""
    if not version.change:
        return Change()
    effect = effects.get(str(version.change.get("kind", "")))
    if effect is None:
        return Change(trouble=_("Nobody here knows how to apply this change: write it in words instead."))
    label, link = str(effect.label), effect.link(decision.space, version.change)
    try:
        if _is_made(decision, version):
            past = effect.past(decision.space, {decision.pk: version.change})
            return Change(label, past.get(decision.pk, ()), is_made=True, link=link)
        lines = effect.diff(decision.space, version.change)
        if decision.state in {steps.HEARD, steps.PROPOSED}:
            effect.check(decision.space, version.change)
    except Refused as refusal:
        return Change(label, trouble=str(refusal.sentence), link=link)
    return Change(label, lines, link=link)


def made_by(space: Space, rows: Iterable[Decision], texts: Mapping[int, DecisionVersion]) -> Mapping[int, Change]:
    """What each adopted decision changed, by its id, of those that changed something. A few queries a kind."""
    asked: dict[str, dict[int, Mapping[str, Any]]] = defaultdict(dict)
    for row in rows:
        version = texts[row.pk]
        if version.change and _is_made(row, version):
            asked[str(version.change.get("kind", ""))][row.pk] = version.change
    found: dict[int, Change] = {}
    for kind, changes in asked.items():
        effect = effects.get(kind)
        if effect is not None:
            past = effect.past(space, changes)
            found |= {pk: Change(str(effect.label), past.get(pk, ()), is_made=True) for pk in changes}
    return found


def _is_made(decision: Decision, version: DecisionVersion) -> bool:
    return decision.adopted_on is not None and version.number == decision.version
