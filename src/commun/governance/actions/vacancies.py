"""Seats left empty: no vacancy is silent. One opens with each mandate that ends, and the next mandate fills it."""

from commun.core import clock, journal, scope
from commun.governance.journal import roles as facts
from commun.governance.models import Mandate, Vacancy

Actor = journal.Person | journal.Rule


def open_for(mandate: Mandate, cause: str, actor: Actor) -> Vacancy:
    """The seat of a mandate that has just ended, inside the ending transaction."""
    with scope.use(mandate.space_id):
        vacancy = Vacancy.objects.create(
            space=mandate.space,
            role=mandate.role,
            mandate=mandate,
            cause=cause,
            opened_on=mandate.ended_on or clock.today(),
        )
    journal.record(
        facts.VACANCY_OPENED,
        space=mandate.space,
        actor=actor,
        about=(facts.ROLE, mandate.role.ref),
        data={"mandate": mandate.ref, "cause": cause},
    )
    return vacancy


def fill(mandate: Mandate) -> None:
    """The oldest empty seat of the role is taken by a mandate that starts."""
    with scope.use(mandate.space_id):
        vacancy = Vacancy.objects.select_for_update().filter(role=mandate.role_id, closed_on=None).first()
        if vacancy is None or mandate.learns_beside_id:
            return
        vacancy.closed_on, vacancy.filled_by = clock.today(), mandate
        vacancy.save(update_fields=["closed_on", "filled_by"])
    journal.record(
        facts.VACANCY_FILLED,
        space=mandate.role.space,
        actor=journal.Rule(facts.RULE_OF_TERM),
        about=(facts.ROLE, mandate.role.ref),
        data={"mandate": mandate.ref},
    )
