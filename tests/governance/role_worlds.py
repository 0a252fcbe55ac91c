"""Role cards, decisions and mandates for tests, made through the doors."""

import itertools
from typing import Any

from commun.core import clock, scope
from commun.governance import actions
from commun.governance.actions import Card
from commun.governance.models import Decision, Mandate, Membership, Role

_numbers = itertools.count(1000)


def card(name: str = "Trésorerie", **changed: Any) -> Card:
    """A card of a support role, complete."""
    content: dict[str, Any] = {
        "name": name,
        "purpose": "Que chacun sache où en sont les comptes.",
        "family": "support",
        "minutes_per_month": 180,
        "expectations": ["Tenir les comptes à jour", "Les présenter chaque trimestre"],
        "domain": "Le compte en banque",
        "term_months": 12,
    }
    return Card(**(content | changed))


def make_role(by: Membership, name: str = "Trésorerie", **changed: Any) -> Role:
    """A role, written by a member who facilitates."""
    return actions.create_role(by=by, card=card(name, **changed))


def make_decision(by: Membership, state: str = "adopted", title: str = "Confier la trésorerie") -> Decision:
    """A decision as it stands in ``state``, made directly."""
    with scope.use(by.space_id):
        return Decision.objects.create(
            space=by.space,
            number=next(_numbers),
            title=title,
            state=state,
            since=clock.today(),
            voiced_by=by,
            created_at=clock.now(),
        )


def give(role: Role, member: Membership, by: Membership, **dates: Any) -> Mandate:
    """A mandate given by an adopted decision."""
    from commun.governance.actions.places import self_of

    return actions.give_mandate(actor=self_of(by), role=role, membership=member, decision=make_decision(by), **dates)
