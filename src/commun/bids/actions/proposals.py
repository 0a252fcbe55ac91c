"""Verbs of composing a team: ask for teams to choose from, compute them, ask the people of one."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commun.algo.team import Composition, Limits, Problem, propose, whom_to_invite
from commun.bids.actions.bids import MOST_CENTS
from commun.bids.actions.support import held_for_writing, tell
from commun.bids.actions.teams import Ask, ask_into_team
from commun.bids.journal import proposals as facts
from commun.bids.models import Bid, TeamPart, TeamProposal
from commun.bids.queries.teaming import ALGORITHM, Matter, key_of, matter_of
from commun.core import clock, scope
from commun.core.errors import Refused
from commun.governance.models import Membership
from commun.people.models import Person
from commun.tenders.actions.needs import settle_needs

LARGEST_TEAM = 20
# A computation older than this was lost: another one may be asked for.
PATIENCE = dt.timedelta(minutes=3)
LIMITS = Limits(first=10.0, whole=30.0)
State = TeamProposal.State


@transaction.atomic
def ask_for_teams(*, by: Membership, bid: Bid, ask: Mapping[str, Any]) -> TeamProposal:
    """Ask for three teams; they are computed behind (tasks.proposals). Raises Refused while some are."""
    held = held_for_writing(by, bid)
    clean = _clean(ask)
    with scope.use(held.space_id):
        settle_needs(member=by, notice=held.notice)
        waiting = TeamProposal.objects.filter(bid=held, state__in=(State.WAITING, State.RUNNING))
        if waiting.filter(asked_at__gt=clock.now() - PATIENCE).exists():
            raise Refused(_("Teams are being computed already: they come in some seconds."))
        row = TeamProposal.objects.create(
            space_id=held.space_id, bid=held, ask=clean, asked_by=by, asked_at=clock.now()
        )
    tell(by, facts.COMPOSED, held, proposal=row.ref)
    return row


def compute(*, proposal: TeamProposal, limits: Limits = LIMITS) -> TeamProposal:
    """Compute the teams of a proposal and keep each as it comes; safe to run twice.

    Not one transaction: it takes seconds, and what is known can be read meanwhile.
    """
    with scope.use(proposal.space_id):
        if not _start(proposal):
            return proposal
        matter = matter_of(proposal.bid, proposal.ask)
        teams: list[Composition] = []
        ended: list[bool] = []
        for team in _search(matter.problem, limits, ended):
            teams.append(team)
            _keep(proposal, teams, [])
        # Whom to invite is asked only where something is missing.
        _finish(proposal, teams, [_invitation(matter, team) for team in teams], matter.digest, is_all=ended == [True])
    return proposal


def _search(problem: Problem, limits: Limits, ended: list[bool]) -> Iterator[Composition]:
    """The teams as they are found, then in ``ended`` whether it is proven that there are no others."""
    ended.append((yield from propose(problem, limits=limits)))


@transaction.atomic
def stop_proposal(*, proposal: TeamProposal) -> None:
    """Say that a computation broke, so that another one may be asked for."""
    with scope.use(proposal.space_id):
        TeamProposal.objects.filter(pk=proposal.pk).exclude(state=State.DONE).update(state=State.STOPPED)


@transaction.atomic
def ask_people(
    *, by: Membership, bid: Bid, tasks: Mapping[str, Sequence[tuple[str, int]]], standing: str = ""
) -> list[TeamPart]:
    """Ask these people into the team: by key (« m12 », « p7 »), with (need, half days) that one has in mind for them.

    Who is in it or asked already is passed over. Raises Refused when nobody is left to ask, or for an unknown key.
    """
    held = held_for_writing(by, bid)
    known = set(matter_of(held, {}).names)
    with scope.use(held.space_id):
        busy = TeamPart.objects.filter(bid=held, state__in=(TeamPart.State.JOINED, TeamPart.State.ASKED))
        there = {key_of(part) for part in busy}
        # Who left since it was computed is passed over too.
        wanted = [key for key in tasks if key in known and key not in there]
        if not wanted:
            raise Refused(_("Choose people to ask: these are in the team or asked already, or no longer to be found."))
        return [
            ask_into_team(by=by, bid=held, ask=_ask(key, tasks[key], standing or TeamPart.Standing.CO_CONTRACTOR))
            for key in wanted
        ]


def _ask(key: str, tasks: Sequence[tuple[str, int]], standing: str) -> Ask:
    needs = tuple({"need": need, "days": half_days / 2} for need, half_days in tasks)
    if key.startswith("m"):
        member = Membership.objects.select_related("person__legal_entity").get(pk=int(key[1:]))
        return Ask(member=member, needs=needs, standing=standing)
    return Ask(person=Person.objects.get(pk=int(key[1:])), needs=needs, standing=standing)


def _clean(ask: Mapping[str, Any]) -> dict[str, Any]:
    most, fewest = int(ask.get("most") or 6), int(ask.get("fewest") or 2)
    if not 1 <= fewest <= most <= LARGEST_TEAM:
        raise Refused(_("Write how many people: from 1 to 20, the smaller number first."))
    turnover = int(ask.get("turnover_cents") or 0)
    if not 0 <= turnover <= MOST_CENTS:
        raise Refused(_("Write the turnover asked in euros, or nothing."))
    same = int(ask.get("most_per_entity") or 0)
    return {
        "fewest": fewest, "most": most, "turnover_cents": turnover, "newcomer": bool(ask.get("newcomer")),
        "carrier": bool(ask.get("carrier")), "most_per_entity": same if 0 < same <= LARGEST_TEAM else None,
    }  # fmt: skip


@transaction.atomic
def _start(proposal: TeamProposal) -> bool:
    rows = TeamProposal.objects.filter(pk=proposal.pk).exclude(state=State.DONE)
    return bool(rows.update(state=State.RUNNING))


@transaction.atomic
def _keep(proposal: TeamProposal, teams: Sequence[Composition], invited: Sequence[dict[str, Any] | None]) -> None:
    proposal.result = {"teams": [_stored(one) for one in teams], "invited": list(invited)}
    TeamProposal.objects.filter(pk=proposal.pk).update(result=proposal.result)


@transaction.atomic
def _finish(
    proposal: TeamProposal,
    teams: Sequence[Composition],
    invited: Sequence[dict[str, Any] | None],
    digest: str,
    *,
    is_all: bool,
) -> None:
    _keep(proposal, teams, invited)
    proposal.result["is_all"] = is_all
    proposal.algorithm, proposal.input_digest = ALGORITHM, digest
    proposal.state, proposal.done_at = State.DONE, clock.now()
    proposal.save(update_fields=["result", "algorithm", "input_digest", "state", "done_at"])


def _stored(team: Composition) -> dict[str, Any]:
    return asdict(team) | {"score": list(team.score)}


def _invitation(matter: Matter, team: Composition) -> dict[str, Any] | None:
    if not team.gaps and not team.lacks:
        return None
    found = whom_to_invite(matter.problem, team, matter.wider)
    return {
        "best": _stored(found.best) if found.best else None,
        "able": [[need, list(keys[:12])] for need, keys in found.able],
        "still": [asdict(gap) for gap in found.still],
        "lacks": [asdict(lack) for lack in found.lacks],
    }
