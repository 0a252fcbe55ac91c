"""Where a consent stands: who answered, who is awaited, which objections are left."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from commun.core import clock, scope
from commun.core.models import Space
from commun.governance import consent_rules, states
from commun.governance.models import GroupRules, Objection, Process, Stance

QUESTIONS, REACTIONS, OBJECTIONS, INTEGRATION = "questions", "reactions", "objections", "integration"
STAGES = (QUESTIONS, REACTIONS, OBJECTIONS, INTEGRATION)
# In these stages people say whether they object; an election ends by the same two.
ANSWERING = (OBJECTIONS, INTEGRATION)
BY_CONSENT = (Process.Method.CONSENT, Process.Method.ELECTION)


@dataclass(frozen=True)
class Round:
    """The version on the table as its electors answered it."""

    stances: Sequence[Stance]
    objections: Sequence[Objection]
    obstacles: consent_rules.Obstacles

    @property
    def open_objections(self) -> list[Objection]:
        """Those that still need an answer, whatever version they were raised on."""
        return [one for one in self.objections if one.state == Objection.State.OPEN]


def round_of(process: Process) -> Round:
    """The stances on the version on the table, every objection, and what is left before adoption. At most 2 queries."""
    if process.stage not in ANSWERING and process.decision_id is None:
        return Round([], [], consent_rules.Obstacles(0, frozenset()))
    with scope.use(process.space_id):
        stances = list(
            Stance.objects.filter(process=process, version=process.version)
            .select_related("membership__person")
            .order_by("membership__person__sort_key", "membership")
        )
        objections = list(
            Objection.objects.filter(process=process)
            .select_related("membership__person", "membership__space")
            .order_by("raised_at", "pk")
        )
    return Round(stances, objections, _obstacles(process, stances, objections))


def voices_of(stances: Sequence[Stance], objections: Sequence[Objection]) -> list[consent_rules.Voice]:
    """The stances as the pure rules read them."""
    authors = {one.membership_id for one in objections}
    return [
        consent_rules.Voice(
            elector=one.membership_id,
            position=str(one.position),
            wants_again=one.wants_again,
            has_objected=one.membership_id in authors,
            is_here=one.membership.state == states.MEMBER,
        )
        for one in stances
    ]


def _obstacles(process: Process, stances: Sequence[Stance], objections: Sequence[Objection]) -> consent_rules.Obstacles:
    return consent_rules.obstacles(
        voices_of(stances, objections),
        open_objections=sum(one.state == Objection.State.OPEN for one in objections),
        silence_counts=bool(process.rules.get("silence_counts")),
        is_window_over=process.closes_at is not None and process.closes_at <= clock.now(),
    )


def result_of(process: Process, found: Round) -> dict[str, Any]:
    """What is kept at the adoption: the rule and its version, and how many stood where. No name."""
    stood = Counter(str(one.position) for one in found.stances)
    met = Counter(str(one.state) for one in found.objections)
    return {
        "rule": "consent/1",
        "version": process.version,
        "electors": len(found.stances),
        "consents": stood[consent_rules.CONSENTS],
        "aside": stood[consent_rules.ASIDE],
        "silent": stood[consent_rules.ASKED],
        "silence_counts": bool(process.rules.get("silence_counts")),
        "objections": len(found.objections),
        "lifted": met[Objection.State.LIFTED],
        "integrated": met[Objection.State.INTEGRATED],
        "not_kept": met[Objection.State.NOT_KEPT],
    }


def group_rules(space: Space | int) -> GroupRules:
    """What the group chose about its ways of deciding, or the defaults. 1 query."""
    with scope.use(space):
        found = GroupRules.objects.first()
    return found or GroupRules()


def criteria_of(rules: GroupRules) -> list[str]:
    """The questions that test an objection: the group's own, else the house's."""
    own = [str(one).strip() for one in rules.objection_criteria if str(one).strip()]
    return own or [
        _("Does it say what harm the proposal would do to the group or to its purpose?"),
        _("Does the harm come from this proposal: without it, would it not be there?"),
        _("Could the harm not be repaired in time, if the group tried and looked at it again?"),
        _("Does it come from what the group needs, rather than from a preference or a better idea?"),
    ]
