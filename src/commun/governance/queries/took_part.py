"""Who took part in a guided path: those whom its outcome is told to."""

from commun.core import scope
from commun.governance.models import DecisionVersion, Nomination, Objection, Process, Remark, Stance
from commun.governance.queries import elections
from commun.governance.queries.proposed import proposed_pk


def took_part(process: Process) -> set[int]:
    """Memberships of who brought it, said or answered something, named somebody or were named. At most 6 queries."""
    people = {process.opened_by_id}
    with scope.use(process.space_id):
        for rows in (Remark.objects, Objection.objects):
            people |= set(rows.filter(process=process).values_list("membership", flat=True))
        answered = Stance.objects.filter(process=process).exclude(position=Stance.Position.ASKED)
        people |= set(answered.values_list("membership", flat=True))
        # Whoever was named is told once all read it, never before the reveal.
        sides = ("membership", "nominee") if elections.is_revealed(process) else ("membership",)
        for side in sides:
            people |= set(Nomination.objects.filter(process=process).values_list(side, flat=True))
    if process.decision is not None:
        people.add(process.decision.voiced_by_id)
    chosen = chosen_pk(process)
    return people | ({chosen} if chosen is not None else set())


def chosen_pk(process: Process) -> int | None:
    """The membership that the text on the table would give a mandate. 1 query."""
    with scope.use(process.space_id):
        version = DecisionVersion.objects.filter(decision=process.decision_id, number=process.version).first()
    return proposed_pk(version) if version is not None else None
