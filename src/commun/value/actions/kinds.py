"""Kinds of contributions: proposed to the group; only the adoption of a decision writes them (gov B4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import clock, journal, scope
from commun.core.errors import Refused
from commun.core.models import Space
from commun.core.words import one_line
from commun.governance.actions.decisions import Draft, voice
from commun.governance.actions.places import hold, refuse_unless_awake
from commun.governance.models import Decision, Membership
from commun.value.journal import contributions as facts
from commun.value.models import ContributionKind

EFFECT = "value.kinds"
LONGEST_NAME, MOST_AT_ONCE, MOST_KINDS = 80, 12, 40
Nature, Measure = ContributionKind.Nature, ContributionKind.Measure
EUROS = (Measure.TURNOVER, Measure.EXPENSES)
MAY_BE_IN_EUROS = (Nature.SALE, Nature.MONEY, Nature.RESOURCE)


@dataclass(frozen=True)
class NewKind:
    """A kind that somebody would add."""

    name: str
    nature: str
    measure: str


def starters() -> list[NewKind]:
    """One kind of each nature, in the language of whoever proposes them."""
    return [
        NewKind(_("Work"), Nature.WORK, Measure.DAYS),
        NewKind(_("Business brought"), Nature.SALE, Measure.TURNOVER),
        NewKind(_("Facilitation"), Nature.FACILITATION, Measure.HOURS),
        NewKind(_("Care"), Nature.CARE, Measure.HOURS),
        NewKind(_("Expenses advanced"), Nature.MONEY, Measure.EXPENSES),
        NewKind(_("Resource shared"), Nature.RESOURCE, Measure.POINTS),
    ]


@transaction.atomic
def propose_kinds(
    *, by: Membership, add: Sequence[NewKind] = (), retire: Sequence[ContributionKind] = (), why: str = ""
) -> Decision:
    """Propose to the group the kinds that it would recognise, and those that it would no longer. Raises Refused."""
    refuse_unless_awake(by, by.space_id)
    change = change_of(add, retire)
    checked(by.space, change)
    draft = Draft(
        title=_("What we count as contributions"),
        text=why.strip() or _("What each of us brings is written in kinds that we choose together."),
        concerned=_("Everybody in the group"),
        change=change,
    )
    return voice(by=by, draft=draft, origin="value:kinds")


@transaction.atomic
def propose_starters(*, by: Membership, why: str = "") -> Decision:
    """Propose one kind of each nature, but those that the group has already. Raises Refused."""
    with scope.use(by.space_id):
        known = {name.casefold() for name in _names()}
    missing = [kind for kind in starters() if kind.name.casefold() not in known]
    if not missing:
        raise Refused(_("The group has all of these kinds already."))
    return propose_kinds(by=by, add=missing, why=why)


def change_of(add: Sequence[NewKind], retire: Sequence[ContributionKind] = ()) -> dict[str, Any]:
    """What the decision carries."""
    return {
        "kind": EFFECT,
        "add": [{"name": one_line(one.name), "nature": one.nature, "measure": one.measure} for one in add],
        "retire": [one.ref for one in retire],
    }


def checked(space: Space, change: Mapping[str, Any]) -> tuple[list[NewKind], list[ContributionKind]]:
    """The kinds to add and to retire, once they can be as things stand. Raises Refused. 1 query."""
    add, retire = change.get("add", []), change.get("retire", [])
    if not isinstance(add, list) or not isinstance(retire, list) or not add + retire:
        raise Refused(_("Say which kinds to add, or which ones to use no longer."))
    with scope.use(space):
        current = {kind.ref: kind for kind in ContributionKind.objects.filter(retired_on=None)}
    gone = [current.get(ref) if isinstance(ref, str) else None for ref in retire]
    if None in gone or len(set(retire)) != len(retire):
        raise Refused(_("One of these kinds is not, or no longer, in use in the group."))
    kept = {kind.name.casefold() for ref, kind in current.items() if ref not in retire}
    new = [_new(told) for told in add]
    names = [kind.name.casefold() for kind in new]
    if len(set(names)) != len(names) or kept & set(names):
        raise Refused(_("Two kinds would have the same name: give them names that tell them apart."))
    if len(new) > MOST_AT_ONCE or len(kept) + len(new) > MOST_KINDS:
        raise Refused(_("That is a lot of kinds: nobody would find theirs. Keep the main ones."))
    return new, sorted((kind for kind in gone if kind is not None), key=lambda kind: kind.pk)


@transaction.atomic
def apply_kinds(*, decision: Decision, change: Mapping[str, Any], actor: journal.Person | journal.Rule) -> None:
    """Write exactly these kinds, by this decision, which is being adopted. Raises Refused."""
    space, today = decision.space, clock.today()
    hold(space)
    new, gone = checked(space, change)
    with scope.use(space):
        for kind in gone:
            kind.retired_on, kind.retired_by = today, decision
            kind.save(update_fields=["retired_on", "retired_by"])
            _tell(facts.KIND_RETIRED, kind, decision, actor)
        for one in new:
            kind = ContributionKind(
                space=space, name=one.name, nature=one.nature, measure=one.measure, chosen_on=today, decision=decision
            )
            kind.save()
            _tell(facts.KIND_CHOSEN, kind, decision, actor)


def _tell(fact: str, kind: ContributionKind, decision: Decision, actor: journal.Person | journal.Rule) -> None:
    data = {"decision": decision.ref, "nature": kind.nature, "measure": kind.measure}
    journal.record(fact, space=decision.space, actor=actor, about=(facts.KIND, kind.ref), data=data)


def _names() -> list[str]:
    return list(ContributionKind.objects.filter(retired_on=None).values_list("name", flat=True))


def _new(told: Any) -> NewKind:
    """One kind as the change tells it. Raises Refused."""
    values = [told.get(key) for key in ("name", "nature", "measure")] if isinstance(told, Mapping) else [None]
    if len(values) != 3 or not all(isinstance(value, str) for value in values):
        raise Refused(_("This is not a kind of contribution."))
    kind = NewKind(one_line(str(values[0])), str(values[1]), str(values[2]))
    if not kind.name or len(kind.name) > LONGEST_NAME:
        raise Refused(_("Give each kind a name of 80 signs at most."))
    if kind.nature not in Nature.values or kind.measure not in Measure.values:
        raise Refused(_("Choose the nature of each kind, and what it is counted in."))
    if kind.measure in EUROS and kind.nature not in MAY_BE_IN_EUROS:
        raise Refused(_("Work, facilitation and care are counted in days, hours or points: they are no money."))
    if kind.nature == Nature.MONEY and kind.measure not in EUROS:
        raise Refused(_("Money is counted in euros."))
    return kind
