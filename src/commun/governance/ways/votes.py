"""Votes that decide: for or against a proposal, or among options by the rule chosen before the opening."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commun.algo.voting import judgment, lots, majority, rules
from commun.algo.voting.profile import Approvals, Graded, Pile, Profile, Ranked
from commun.algo.voting.result import Round
from commun.core.errors import Refused
from commun.governance import methods
from commun.governance.methods import Ending, Way
from commun.governance.models import Process
from commun.governance.ways import common

FOR, AGAINST, ABSTAIN = "for", "against", "abstain"
SCORE_MOST, CREDITS = 5, 8


# -- for or against ----------------------------------------------------------------------------------------------


def clean_proposal(said: Mapping[str, Any]) -> dict[str, Any]:
    """The rules of a vote on one proposal: majority, of whom."""
    kept = common.clean(said)
    kept["majority"] = common.one_of(said, "majority", list(common.MAJORITIES))
    kept["base"] = common.one_of(said, "base", majority.BASES)
    if kept["majority"] == "qualified":
        kept["percent"] = common.whole(said, "percent", 67, 50, 100)
    if said.get("most_against") is not None:
        kept["most_against"] = common.whole(said, "most_against", 100, 0, 100)
    return kept


def answer_to_proposal(process: Process, content: Mapping[str, Any]) -> dict[str, Any]:
    """For, against or abstention."""
    answer = content.get("answer")
    if answer not in (FOR, AGAINST, ABSTAIN):
        raise Refused(_("Choose for, against or abstention."))
    return {"answer": answer}


def count_proposal(process: Process) -> Ending:
    """Count once with one voice each, and once with the weights when there are some; the weights then decide."""
    piles, (electors, weight) = common.piles_of(process), common.eligible_of(process)
    persons = _proposal(process, [Pile(pile.ballot) for pile in piles], electors, electors)
    result = persons.as_json()
    if common.is_weighted(process.rules):
        persons = _proposal(process, piles, electors, weight)
        result = {**persons.as_json(), "per_person": result}
    result["electors"] = electors
    if _lacks_quorum(result):
        return Ending(methods.NO_QUORUM, result)
    if persons.ties:
        return _settled_proposal(process, persons, result)
    return Ending(methods.ADOPTED if persons.winners == (FOR,) else methods.REJECTED, result)


def _proposal(process: Process, piles: list[Pile[Any]], electors: int, eligible: int) -> Any:
    counts = {FOR: 0, AGAINST: 0, ABSTAIN: 0}
    people = {FOR: 0, AGAINST: 0, ABSTAIN: 0}
    for pile in piles:
        counts[pile.ballot["answer"]] += 1 if pile.weight is None else pile.weight
        people[pile.ballot["answer"]] += 1
    said = process.rules
    rule = majority.Majority(
        rule=common.MAJORITIES[said.get("majority", "relative")],
        share=Fraction(said.get("percent", 67), 100),
        base=said.get("base", majority.EXPRESSED),
        conditions=_conditions(said),
        quorum=common.quorum_of(said),
    )
    tally = majority.Tally(
        counts={FOR: counts[FOR], AGAINST: counts[AGAINST]},
        abstentions=counts[ABSTAIN],
        eligible=eligible,
        voters=people[FOR] + people[AGAINST],
        abstainers=people[ABSTAIN],
        electors=electors,
    )
    return majority.decide(rule, tally)


def _conditions(said: Mapping[str, Any]) -> list[majority.Condition]:
    """« At most so much against », on the same base as the majority, where it was asked."""
    if said.get("most_against") is None:
        return []
    share, base = Fraction(said["most_against"], 100), said.get("base", majority.EXPRESSED)
    return [majority.Condition(AGAINST, majority.AT_MOST, share, base)]


def _lacks_quorum(result: Mapping[str, Any]) -> bool:
    return any(round["event"] == "quorum" and round["facts"]["reached"] == "no" for round in result["rounds"])


def _settled_proposal(process: Process, found: Any, result: Mapping[str, Any]) -> Ending:
    """A tie on a proposal: nothing changes, it goes back to discussion, or a lot decides, as was chosen before."""
    seed = common.seed_of(process)
    settled = lots.settle(found, process.rules["tie"], seed=seed, status_quo=AGAINST)
    told = {**result, **settled.as_json(), "seed": seed}
    if settled.winners == (FOR,):
        return Ending(methods.ADOPTED, told)
    return Ending(methods.TIE if settled.outcome == lots.FURTHER_DISCUSSION else methods.REJECTED, told)


# -- among options -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Box:
    """One kind of ballot: how an answer is read, and how the ballots make a profile for the rules."""

    read: Callable[[Process, Mapping[str, Any]], dict[str, Any]]
    profile: Callable[[Process, list[str], list[Pile[Any]]], Profile[Any]]


def _read_one(process: Process, content: Mapping[str, Any]) -> dict[str, Any]:
    if content.get("abstain"):
        return {"abstain": True}
    if not content.get("option"):
        raise Refused(_("Choose one option."))
    return {"option": common.known(process, [content["option"]])[0]}


def _read_several(process: Process, content: Mapping[str, Any]) -> dict[str, Any]:
    if content.get("abstain"):
        return {"abstain": True}
    chosen = common.known(process, dict.fromkeys(content.get("options") or ()))
    return {"options": sorted(chosen, key=int)}


def _read_grades(process: Process, content: Mapping[str, Any]) -> dict[str, Any]:
    if content.get("abstain"):
        return {"abstain": True}
    grades = {str(name): value for name, value in dict(content.get("grades") or {}).items() if value is not None}
    common.known(process, grades)
    most = _scale_of(process)[1]
    if any(
        not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most for value in grades.values()
    ):
        raise Refused(_("One of the grades is not on the scale."))
    needs_all = process.method in {Process.Method.RESISTANCE, Process.Method.GRADES}
    if needs_all and len(grades) < len(common.options_of(process)):
        raise Refused(_("Give each option a grade."))
    if not grades:
        raise Refused(_("Give at least one option a grade."))
    if process.method == Process.Method.DOTS and sum(grades.values()) > int(process.rules["credits"]):
        raise Refused(_("This is more than what each has to give: take some back."))
    return {"grades": {name: grades[name] for name in sorted(grades, key=int)}}


def _read_ranks(process: Process, content: Mapping[str, Any]) -> dict[str, Any]:
    if content.get("abstain"):
        return {"abstain": True}
    ranks = {str(name): value for name, value in dict(content.get("ranks") or {}).items() if value is not None}
    names = common.known(process, ranks)
    if any(not isinstance(value, int) or isinstance(value, bool) or value < 1 for value in ranks.values()):
        raise Refused(_("A rank is a whole number: 1 for the one you prefer."))
    if not names:
        raise Refused(_("Rank at least one option."))
    if process.method == Process.Method.SEVERAL and len(set(ranks.values())) < len(ranks):
        # This rule moves a voice from one option to the next: two at the same rank would stop it there.
        raise Refused(_("Two options have the same rank: give each one its own, or leave one without a rank."))
    return {"ranks": {name: ranks[name] for name in sorted(names, key=int)}}


def _scale_of(process: Process) -> tuple[int, int]:
    if process.method == Process.Method.GRADES:
        return 0, len(judgment.FRENCH_GRADES) - 1
    if process.method == Process.Method.DOTS:
        return 0, int(process.rules["credits"])
    return 0, int(process.rules.get("scale", SCORE_MOST))


def _approvals(process: Process, options: list[str], piles: list[Pile[Any]]) -> Profile[Any]:
    chosen = [
        Pile([pile.ballot["option"]] if "option" in pile.ballot else pile.ballot["options"], pile.people, pile.weight)
        for pile in piles
    ]
    return Approvals.build(options, chosen)


def _graded(process: Process, options: list[str], piles: list[Pile[Any]]) -> Profile[Any]:
    labels = judgment.FRENCH_GRADES if process.method == Process.Method.GRADES else ()
    given = [Pile(pile.ballot["grades"], pile.people, pile.weight) for pile in piles]
    return Graded.build(options, given, scale=_scale_of(process), labels=labels)


def _ranked(process: Process, options: list[str], piles: list[Pile[Any]]) -> Profile[Any]:
    return Ranked.build(options, [Pile(_groups(pile.ballot["ranks"]), pile.people, pile.weight) for pile in piles])


def _groups(ranks: Mapping[str, int]) -> list[list[str]]:
    """Options of one rank side by side, best rank first."""
    return [[name for name in ranks if ranks[name] == rank] for rank in sorted(set(ranks.values()))]


ONE, SEVERAL = Box(_read_one, _approvals), Box(_read_several, _approvals)
GRADES, RANKS = Box(_read_grades, _graded), Box(_read_ranks, _ranked)
# Where one may ask that the first option has a majority of the ballots.
WITH_MAJORITY = frozenset({Process.Method.CHOICE, Process.Method.APPROVAL})
# Each method: its kind of ballot, and the rules it may be counted by (the first by default).
COUNTS: dict[str, tuple[Box, tuple[str, ...]]] = {
    Process.Method.CHOICE: (ONE, ("plurality",)),
    Process.Method.APPROVAL: (SEVERAL, ("approval",)),
    Process.Method.SCORE: (GRADES, ("score",)),
    Process.Method.RESISTANCE: (GRADES, ("resistance",)),
    Process.Method.DOTS: (GRADES, ("dots",)),
    Process.Method.GRADES: (GRADES, ("majority-judgment",)),
    Process.Method.RANKED: (RANKS, ("schulze", "ranked-pairs", "irv")),
    Process.Method.SEVERAL: (RANKS, ("scottish-stv",)),
}


def clean_for(method: str) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    """The rules of a vote among options, for one method."""

    def check(said: Mapping[str, Any]) -> dict[str, Any]:
        kept = common.clean(said)
        kept["rule"] = common.one_of(said, "rule", COUNTS[method][1])
        kept["seats"] = common.whole(said, "seats", 1, 1, 50)
        if method in {Process.Method.SCORE, Process.Method.RESISTANCE}:
            kept["scale"] = common.whole(
                said, "scale", 10 if method == Process.Method.RESISTANCE else SCORE_MOST, 1, 100
            )
        if method == Process.Method.DOTS:
            kept["credits"] = common.whole(said, "credits", CREDITS, 1, 1000)
        if said.get("status_quo"):
            kept["status_quo"] = str(said["status_quo"])
        return kept | (_clean_majority(said) if method in WITH_MAJORITY else {})

    return check


def _clean_majority(said: Mapping[str, Any]) -> dict[str, Any]:
    """What the first option needs beside coming first, where it was asked."""
    kept: dict[str, Any] = {"majority": common.one_of(said, "majority", list(common.MAJORITIES))}
    if kept["majority"] != "relative":
        kept["base"] = common.one_of(said, "base", majority.BASES)
    if kept["majority"] == "qualified":
        kept["percent"] = common.whole(said, "percent", 67, 1, 100)
    return kept


def count_options(process: Process) -> Ending:
    """Count by the rule of the process, with its quorum and its tie rule; both totals where there are weights."""
    box, _names = COUNTS[process.method]
    options = common.options_of(process)
    cast = common.piles_of(process)
    piles = [pile for pile in cast if not pile.ballot.get("abstain")]
    electors, eligible = common.eligible_of(process)
    told: dict[str, Any] = {"electors": electors, "cast": len(cast), "abstentions": len(cast) - len(piles)}
    quorum = common.quorum_of(process.rules)
    if quorum is not None and not quorum.reached(eligible=electors, voted=len(piles), abstained=told["abstentions"]):
        return Ending(methods.NO_QUORUM, {**told, "needed": quorum.needed(electors), "rule": "quorum/1"})
    if not piles:
        return Ending(methods.TIE, {**told, "rule": process.rules["rule"], "winners": [], "ties": [options]})
    profile = box.profile(process, options, piles)
    seed = common.seed_of(process)
    seats = min(int(process.rules["seats"]), len(options))
    settled = rules.decided(
        process.rules["rule"],
        profile,
        seats,
        tie_rule=process.rules["tie"],
        seed=seed,
        status_quo=process.rules.get("status_quo"),
    )
    told = {**told, **settled.as_json(), "seed": seed}
    if common.is_weighted(process.rules):
        told["per_person"] = rules.count(process.rules["rule"], profile.per_person(), seats).as_json()
    if len(settled.winners) < seats:
        return Ending(methods.TIE, told)
    bases = {majority.EXPRESSED: _weight(piles), majority.CAST: _weight(cast), majority.ELIGIBLE: eligible}
    return _with_majority(process, settled, told, bases)


def _weight(piles: list[Pile[Any]]) -> int:
    return sum(pile.people if pile.weight is None else pile.weight for pile in piles)


def _with_majority(process: Process, settled: lots.Settled, told: dict[str, Any], bases: Mapping[str, int]) -> Ending:
    """Keep the option that came first only if it has the majority asked for, out of the ballots that count."""
    said = process.rules
    if said.get("majority", "relative") == "relative":
        return Ending(methods.ADOPTED, told)
    asked = majority.Majority(
        common.MAJORITIES[said["majority"]], Fraction(said.get("percent", 67), 100), base=said["base"]
    )
    first, base = settled.winners[0], bases[said["base"]]
    is_held = majority.has_majority(asked, dict(settled.result.rounds[0].counts)[first], base)
    facts = (("base", base), ("needed", majority.needed(asked)))
    told = {**told, "rounds": [*told["rounds"], Round("majority", (first,), facts=facts).as_json()]}
    if is_held:
        return Ending(methods.ADOPTED, told)
    return Ending(methods.REJECTED, {**told, "settled": [], "short": [first]})


EXPLAIN: dict[str, Any] = {
    Process.Method.CHOICE: gettext_lazy("Each chooses one option; the one with most voices is kept."),
    Process.Method.APPROVAL: gettext_lazy("Each ticks all the options that suit them; the one ticked most is kept."),
    Process.Method.SCORE: gettext_lazy("Each gives every option a score; the highest total is kept."),
    Process.Method.RESISTANCE: gettext_lazy(
        "Each says how strongly they resist each option; the one that meets least resistance is kept."
    ),
    Process.Method.DOTS: gettext_lazy("Each shares a few dots among the options; the one with most dots is kept."),
    Process.Method.GRADES: gettext_lazy(
        "Each gives every option a grade, from “to reject” to “very good”; the best median grade is kept."
    ),
    Process.Method.RANKED: gettext_lazy(
        "Each ranks the options; the one preferred to all others, two by two, is kept."
    ),
    Process.Method.SEVERAL: gettext_lazy(
        "Each ranks the options; the seats are shared so that each large enough group is represented."
    ),
}


def register() -> None:
    """Add the votes to the ways of deciding."""
    methods.ways.add(
        Process.Method.PROPOSAL,
        Way(
            explain=gettext_lazy("Each is for, against or abstains; the majority chosen beforehand decides."),
            clean=clean_proposal,
            ballot=answer_to_proposal,
            opened=common.weigh,
            ending=count_proposal,
            may_be_secret=True,
        ),
    )
    for method, (box, _names) in COUNTS.items():
        methods.ways.add(
            method,
            Way(
                explain=EXPLAIN[method],
                clean=clean_for(method),
                ballot=box.read,
                opened=common.weigh,
                ending=count_options,
                needs_options=True,
                may_be_secret=True,
            ),
        )
