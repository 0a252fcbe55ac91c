"""Decisions at each stage, made through the doors."""

import datetime as dt
from typing import Any

from commun.core import clock, journal, scope
from commun.core.models import Fact
from commun.governance import actions
from commun.governance.models import Action, Decision, Mandate, Membership, Role

FORTNIGHT = dt.timedelta(days=14)


def draft(title: str = "Un atelier par mois", **fields: Any) -> actions.Draft:
    fields.setdefault("text", "Chaque premier mardi, de 14 h à 16 h.")
    fields.setdefault("concerned", "Tout le groupe")
    return actions.Draft(title=title, **fields)


def heard(by: Membership, title: str = "Un atelier par mois", **fields: Any) -> Decision:
    return actions.voice(by=by, draft=draft(title, **fields))


def proposed(by: Membership, title: str = "Un atelier par mois", **fields: Any) -> Decision:
    return actions.propose(by=by, decision=heard(by, title, **fields))


def adopted(by: Membership, title: str = "Un atelier par mois", **fields: Any) -> Decision:
    ends_on = fields.pop("ends_on", None)
    actor = journal.Person(by.person_id)
    return actions.adopt(decision=proposed(by, title, **fields), actor=actor, ends_on=ends_on)


def engaged(
    by: Membership, title: str = "Un atelier par mois", carrier: Membership | None = None, **fields: Any
) -> Decision:
    due_on = fields.pop("due_on", clock.today() + FORTNIGHT)
    decision = adopted(by, title, **fields)
    return actions.engage(
        by=by, decision=decision, carrier=carrier or by, first_step="Réserver la salle", due_on=due_on
    )


def let_go(by: Membership, title: str = "Un atelier par mois", **fields: Any) -> Decision:
    decision = engaged(by, title, **fields)
    return actions.let_go(by=by, decision=decision, reason="Plus personne n’a le temps.", lesson="Commencer petit.")


def role(by: Membership, name: str = "Trésorerie") -> Role:
    with scope.use(by.space_id):
        return Role.objects.create(
            space=by.space,
            name=name,
            purpose="Tenir les comptes",
            expectations=["À jour chaque mois"],
            family="support",
            minutes_per_month=120,
            created_at=clock.now(),
        )


def hold(role: Role, member: Membership, **fields: Any) -> Mandate:
    fields.setdefault("starts_on", clock.today())
    with scope.use(role.space_id):
        return Mandate.objects.create(space_id=role.space_id, role=role, membership=member, **fields)


def again(decision: Decision) -> Decision:
    return Decision._base_manager.select_related("space").get(pk=decision.pk)


def action_again(action: Action) -> Action:
    return Action._base_manager.select_related("space").get(pk=action.pk)


def told(member: Membership, name: str) -> list[Fact]:
    with scope.use(member.space):
        return list(Fact.objects.filter(name=name).order_by("position").prefetch_related("words"))


def later(days: int, hour: int = 12) -> Any:
    """The clock stopped some days after the day of the tests."""
    return clock.stopped(clock.now() + dt.timedelta(days=days, hours=hour - 12))
