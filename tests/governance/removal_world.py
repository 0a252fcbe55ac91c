"""A disagreement whose path was walked, in a group whose rule lets somebody be asked to go."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from commun.core import clock, scope
from commun.core.models import Space
from commun.governance import actions
from commun.governance.actions import ballots
from commun.governance.models import Case, CaseStep, Membership, Process, Removal
from tests.governance.case_world import Town, helped, make_town, opened, write_rule
from tests.support.world import make_member, make_person

BEFORE = dt.timedelta(days=400)


@dataclass
class Late:
    """The town; the producer is asked to go; four neighbours have been there for long."""

    town: Town
    case: Case
    neighbours: list[Membership]

    @property
    def space(self) -> Space:
        return self.town.space

    @property
    def producer(self) -> Membership:
        return self.town.producer

    @property
    def mayor(self) -> Membership:
        return self.town.mayor


def settle_long_ago(members: Sequence[Membership]) -> None:
    """As if they had been there, and had an account, for more than a year."""
    for member in members:
        member.since = clock.today() - BEFORE
        member.save(update_fields=["since"])
        member.person.joined_at = clock.now() - BEFORE
        member.person.save(update_fields=["joined_at"])


def make_late(**rules: object) -> Late:
    town = make_town()
    write_rule(town, may_remove=True, **rules)
    names = ("Ali", "Rose", "Max", "Lou")
    neighbours = [make_member(town.space, make_person(name)) for name in names]
    settle_long_ago([town.mayor, town.producer, town.basket, town.ines, town.zoe, *neighbours])
    return Late(town, helped(town, opened(town)), neighbours)


def walk(late: Late) -> Case:
    """Talk, mediation and arbitration, each ended."""
    ines = late.town.ines
    actions.end_step(by=ines, case=late.case, note="On s’est dit les choses.")
    for _step in ("mediation", "arbitration"):
        actions.start_step(by=late.mayor, case=late.case)
        actions.end_step(by=ines, case=late.case, note="Rien n’a bougé.")
    return late.case


def asked(late: Late) -> Removal:
    walk(late)
    reason = "Trois mois de menaces, dites devant tous."
    return actions.ask_removal(by=late.mayor, case=late.case, person=late.producer, reason=reason)


def put(late: Late) -> Process:
    """Asked, and put to the vote once the days are over (the caller's clock)."""
    with scope.use(late.space):
        removal = Removal.objects.get()
    return actions.put_removal(by=late.mayor, removal=removal)


def vote(process: Process, voters: Sequence[Membership], answer: str) -> None:
    for member in voters:
        ballots.cast(by=member, process=process, content={"answer": answer})


def steps(case: Case) -> list[str]:
    with scope.use(case.space_id):
        return list(CaseStep.objects.filter(case=case).values_list("path", flat=True))
