"""Seats left empty: no vacancy is silent. One opens with each mandate that ends, and the next mandate fills it."""

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import clock, journal, scope
from commun.core.errors import Refused
from commun.governance import policies
from commun.governance.journal import roles as facts
from commun.governance.models import Mandate, Membership, Process, Role, Vacancy
from commun.governance.renewals import wish_for

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


def open_renewals() -> int:
    """Open, once each, the renewals of seats left empty, in the way their card names; says how many opened."""
    with scope.everywhere("renewals that role cards name"):
        waiting = list(
            Vacancy.objects.filter(closed_on=None, process=None, role__retired_on=None)
            .exclude(role__filling=Role.Filling.SELF)
            .order_by("opened_on", "pk")
        )
    return sum(_open_renewal(vacancy) for vacancy in waiting)


def _open_renewal(vacancy: Vacancy) -> bool:
    """Never stops the others: what is refused today is tried again, and the seat stays visible meanwhile."""
    try:
        return _renew(vacancy)
    except Refused:
        return False


@transaction.atomic
def _renew(vacancy: Vacancy) -> bool:
    with scope.use(vacancy.space_id):
        row = Vacancy.objects.select_for_update(of=("self",)).select_related("role__space").get(pk=vacancy.pk)
        if row.closed_on is not None or row.process_id is not None:
            return False
        going_on = Process.objects.filter(
            role=row.role, state__in=[Process.State.DRAFT, Process.State.SCHEDULED, Process.State.OPEN]
        ).first()
    if going_on is not None:
        row.process = going_on
        row.save(update_fields=["process"])
        return False
    from commun.governance.actions import processes

    host = _host_of(row)
    process = processes.open_by_rule(opened_by=host, wish=wish_for(row, host), rule=facts.RULE_OF_RENEWAL)
    row.process = process
    row.save(update_fields=["process"])
    journal.record(
        facts.RENEWAL_OPENED,
        space=row.role.space,
        actor=journal.Rule(facts.RULE_OF_RENEWAL),
        about=(facts.ROLE, row.role.ref),
        data={"process": process.ref, "mandate": row.mandate_id},
    )
    return True


def _host_of(vacancy: Vacancy) -> Membership:
    """In whose hands the process is: somebody who facilitates, else whoever held the seat, else any awake member."""
    host = policies.roles_in_force(vacancy.role.space).first()
    if host is None:
        with scope.use(vacancy.space_id):
            awake = Membership.objects.filter(state="member").select_related("person", "space")
            host = awake.filter(pk=vacancy.mandate.membership_id).first() or awake.order_by("pk").first()
    if host is None:
        raise Refused(_("Nobody would have a voice: the group has no awake member."))
    return host
