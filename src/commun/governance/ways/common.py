"""What the votes share: the rules that every vote may have, the ballots as they are counted, the public seed."""

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from commun.algo.voting import lots, majority
from commun.algo.voting.errors import BadInput
from commun.algo.voting.profile import Pile
from commun.core import scope
from commun.core.errors import Refused
from commun.core.models import ChainHead
from commun.governance.models import Ballot, Elector, Process, SecretBallot
from commun.governance.ways import sentences

ORGANISATIONS = "organisations"
# Voices of organisations are shared in whole numbers: beyond that many parts, people weigh by hand.
MOST_PARTS = 1_000_000
MAJORITIES = {
    "relative": majority.RELATIVE,
    "absolute": majority.ABSOLUTE,
    "qualified": majority.QUALIFIED,
}
Content = Mapping[str, Any]


def whole(rules: Mapping[str, Any], name: str, default: int, least: int, most: int) -> int:
    """A whole number of the rules within its bounds. Raises Refused."""
    value = rules.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise Refused(
            _("A number of the rules is out of its bounds: between %(least)s and %(most)s.") % vars_of(least, most)
        )
    return value


def vars_of(least: int, most: int) -> dict[str, int]:
    """What the sentence about bounds needs."""
    return {"least": least, "most": most}


def one_of(rules: Mapping[str, Any], name: str, choices: Sequence[str]) -> str:
    """A word of the rules among those it may be; the first by default. Raises Refused."""
    value = rules.get(name) or choices[0]
    if value not in choices:
        raise Refused(_("This rule does not exist: choose one of the list."))
    return str(value)


def clean(rules: Mapping[str, Any]) -> dict[str, Any]:
    """The rules that every vote has, completed: quorum, ties, absent members, early close, minimum, weights."""
    percent = rules.get("quorum_percent")
    number = rules.get("quorum_number")
    kept: dict[str, Any] = {
        "tie": one_of(rules, "tie", lots.TIE_RULES),
        "absent_per_holder": whole(rules, "absent_per_holder", 0, 0, 5),
        "may_close_early": bool(rules.get("may_close_early")),
        "min_ballots": whole(rules, "min_ballots", 4, 2, 1000),
        "abstention_counts": bool(rules.get("abstention_counts", True)),
        "next": str(rules.get("next") or "")[:300],
    }
    if percent:
        kept["quorum_percent"] = whole(rules, "quorum_percent", 50, 1, 100)
    elif number:
        kept["quorum_number"] = whole(rules, "quorum_number", 1, 1, 100_000)
    if rules.get("weights"):
        kept["weights"] = _weights(rules["weights"])
    if rules.get("voices"):
        kept["voices"] = one_of(rules, "voices", (ORGANISATIONS,))
    if "weights" in kept and "voices" in kept:
        raise Refused(_("One voice per organisation, or weights written by hand: choose one of the two."))
    return kept


def is_weighted(rules: Mapping[str, Any]) -> bool:
    """Voices do not all count the same: both totals are kept and shown."""
    return bool(rules.get("weights") or rules.get("voices"))


def _weights(said: Any) -> dict[str, int]:
    """Weights by membership; a weight of 0 takes part without weighing."""
    kept = {str(key): value for key, value in dict(said).items()}
    if any(not isinstance(value, int) or not 0 <= value <= 1_000_000 for value in kept.values()):
        raise Refused(_("A weight is a whole number, 0 or more."))
    return kept


def quorum_of(rules: Mapping[str, Any]) -> majority.Quorum | None:
    """The quorum of the rules, if there is one."""
    counts = bool(rules.get("abstention_counts", True))
    if rules.get("quorum_percent"):
        return majority.Quorum(share=Fraction(rules["quorum_percent"], 100), abstention_counts=counts)
    if rules.get("quorum_number"):
        return majority.Quorum(number=rules["quorum_number"], abstention_counts=counts)
    return None


def weigh(process: Process) -> None:
    """At the opening: give each elector the weight that the rules say (1 where they say nothing)."""
    if not is_weighted(process.rules):
        return
    if process.is_secret:
        raise Refused(_("A secret ballot carries no weight: it would tell whose it is."))
    with scope.use(process.space_id):
        electors = list(Elector.objects.filter(process=process).select_related("membership__person"))
        weights = process.rules.get("weights") or _by_organisation(electors)
        for elector in electors:
            elector.weight = weights.get(str(elector.membership_id), 1)
        Elector.objects.bulk_update(electors, ["weight"])


def _by_organisation(electors: Sequence[Elector]) -> dict[str, int]:
    """One voice for each organisation, shared evenly among its people; who belongs to none is one alone."""
    people: dict[str, list[int]] = {}
    for elector in electors:
        entity = elector.membership.person.legal_entity_id
        people.setdefault(f"entity {entity}" if entity else f"member {elector.membership_id}", []).append(
            elector.membership_id
        )
    parts = math.lcm(*(len(members) for members in people.values()))
    if parts > MOST_PARTS:
        raise Refused(_("The organisations are too many and too uneven to share their voices: write the weights."))
    return {str(member): parts // len(members) for members in people.values() for member in members}


def options_of(process: Process) -> list[str]:
    """The options as the count names them: their positions, "1", "2" …"""
    with scope.use(process.space_id):
        return [str(option.position) for option in process.options.all()]


def piles_of(process: Process) -> list[Pile[Content]]:
    """The ballots to count, each with its weight. 1 query."""
    with scope.use(process.space_id):
        if process.is_secret:
            contents = (
                SecretBallot.objects.filter(process=process).order_by("position").values_list("content", flat=True)
            )
            return [Pile(content) for content in contents]
        rows = Ballot.objects.filter(process=process).values_list("content", "elector__weight")
        return [Pile(content, 1, weight) for content, weight in rows]


def eligible_of(process: Process) -> tuple[int, int]:
    """How many electors, and what they weigh together. 1 query."""
    with scope.use(process.space_id):
        weights = list(Elector.objects.filter(process=process).values_list("weight", flat=True))
    return len(weights), sum(weights)


def seed_of(process: Process) -> str:
    """The public seed of lots, fixed at the close: the head of the group's chain and the process's reference.

    Nobody can choose it: it depends on every act of the group until the close.
    """
    head = ChainHead.objects.filter(pk=process.space_id).values_list("digest", flat=True).first() or ""
    return lots.seed_from(process.ref, process.electorate_digest, head)


def speaking(check: Callable[[], Any]) -> Any:
    """Run a check of the counting, and say its refusal in words people understand."""
    try:
        return check()
    except BadInput as problem:
        raise Refused(sentences.of(problem)) from problem


def known(process: Process, names: Any) -> list[str]:
    """The options that an answer names, as the count names them. Raises Refused for one that is not there."""
    present = set(options_of(process))
    said = [str(name) for name in names]
    if not set(said) <= present:
        raise Refused(_("One of these options is not there (any more): read the page again."))
    return said
