"""Whom to invite: the nearest and fewest people of a wider circle who close what a team lacks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from commun.algo.team.pool import can_take
from commun.algo.team.search import Limits, propose
from commun.algo.team.types import LONGEST_WAIT, Ask, Candidate, Composition, Gap, Lack, Need, Problem

# Nobody is asked to bring more strangers than this into a team at once.
MOST_INVITED = 6
SOON = Limits(5.0, 5.0)


@dataclass(frozen=True, slots=True)
class Invitation:
    """People who would close the gaps together (``best``), all who could take each need, and what nobody there has.

    ``able``: (need, people of the nearest circle first, then in the order of their keys). ``still``: gaps that stay.
    """

    best: Composition | None
    able: tuple[tuple[str, tuple[str, ...]], ...]
    still: tuple[Gap, ...]
    lacks: tuple[Lack, ...]


def whom_to_invite(
    problem: Problem, team: Composition, wider: Sequence[Candidate], limits: Limits = SOON
) -> Invitation:
    """Among ``wider``, people not in the team, whom to ask so that nothing is missing any more.

    The nearest circle first, then the fewest people. What the team covers is not asked again.
    """
    lacking = {(lack.kind, lack.need): lack.amount for lack in team.lacks}
    needs = _left(problem, team, lacking)
    others = tuple(_outsider(one) for one in wider if one.key not in team.people)
    able = tuple((need.key, _able(need, others, wider)) for need in needs)
    if not needs and not lacking:
        return Invitation(None, (), (), ())
    ask = Ask(
        most=MOST_INVITED,
        fewest=min(max(lacking.get(("people", ""), 1), 1), MOST_INVITED),
        turnover_cents=lacking.get(("turnover", ""), 0),
        newcomer=("newcomer", "") in lacking,
        carrier=("carrier", "") in lacking,
        most_per_entity=problem.ask.most_per_entity,
        least_half_days=1,
    )
    asked = replace(problem, needs=needs, candidates=others, ask=ask)
    best = next(propose(asked, 1, limits), None)
    if best is None:
        return Invitation(None, able, team.gaps, team.lacks)
    helping = best if any(best.covered.values()) or _kinds(best.lacks) != _kinds(team.lacks) else None
    return Invitation(helping, able, best.gaps, best.lacks)


def _left(problem: Problem, team: Composition, lacking: dict[tuple[str, str], int]) -> tuple[Need, ...]:
    missing = {gap.need: gap.half_days for gap in team.gaps}
    left = (
        replace(need, half_days=missing.get(need.key, 0), references=lacking.get(("references", need.key), 0))
        for need in problem.needs
    )
    return tuple(need for need in left if need.half_days or need.references)


def _outsider(one: Candidate) -> Candidate:
    """Nearness is read as a turn: who is near comes first."""
    return replace(one, left_out=LONGEST_WAIT - min(one.circle, LONGEST_WAIT))


def _able(need: Need, others: Sequence[Candidate], wider: Sequence[Candidate]) -> tuple[str, ...]:
    circles = {one.key: one.circle for one in wider}
    able = [one.key for one in others if one.half_days > 0 and can_take(one, need)]
    return tuple(sorted(able, key=lambda key: (circles[key], key)))


def _kinds(lacks: Sequence[Lack]) -> set[tuple[str, str, int]]:
    return {(lack.kind, lack.need, lack.amount) for lack in lacks}
