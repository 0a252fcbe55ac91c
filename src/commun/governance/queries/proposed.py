"""Who is proposed for a role by what a process decides on, elections apart: they are asked, and may decline."""

from dataclasses import dataclass

from django.db.models import BigIntegerField, Exists, OuterRef, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from commun.core import scope
from commun.core.models import Fact
from commun.governance import states
from commun.governance.journal import guided as facts
from commun.governance.models import DecisionVersion, Membership, Process
from commun.governance.queries.decision_changes import Matter
from commun.people.models import Person

MANDATE = "mandate"


@dataclass(frozen=True)
class Proposed:
    """The person whom the decision would give a role, what they said, and whether it is for the reader to say."""

    person: Membership
    has_accepted: bool
    is_reader: bool
    may_answer: bool


def proposed_pk(version: DecisionVersion) -> int | None:
    """The membership that this version would give a mandate."""
    found = version.change.get("membership") if version.change.get("kind") == MANDATE else None
    return found if isinstance(found, int) else None


def proposed_of(process: Process, matter: Matter | None, reader: Membership) -> Proposed | None:
    """Who is proposed, outside of an election. None for anything else; at most 2 queries."""
    pk = proposed_pk(matter.version) if matter is not None else None
    if pk is None or process.method == Process.Method.ELECTION:
        return None
    with scope.use(process.space_id):
        person = Membership.objects.select_related("person").filter(pk=pk).first()
        if person is None:
            return None
    # Who opens it for themselves has said yes by doing so.
    has_accepted = has_said_yes(process, person) or process.opened_by_id == pk
    is_reader = reader.pk == pk
    may_answer = is_reader and process.state == Process.State.OPEN and reader.state == states.MEMBER
    return Proposed(person, has_accepted, is_reader, may_answer)


def has_said_yes(process: Process, member: Membership) -> bool:
    """Whether they said that they would gladly hold the role. 1 query."""
    with scope.use(process.space_id):
        said = Fact.objects.filter(name=facts.ACCEPTED, about_ref=process.ref, person_id=member.person_id)
        return said.exists()


def awaited(person: Person) -> QuerySet[Process]:
    """Open processes that would give the person a role, of which they said nothing yet."""
    mine = Membership.objects.filter(person=person, state=states.MEMBER)
    named = DecisionVersion.objects.annotate(named=Cast(KeyTextTransform("membership", "change"), BigIntegerField()))
    on_the_table = named.filter(
        decision=OuterRef("decision"), number=OuterRef("version"), change__kind=MANDATE, named__in=mine.values("pk")
    )
    said = Fact.objects.filter(name=facts.ACCEPTED, about_ref=OuterRef("ref"), person_id=person.pk)
    rows = Process.objects.filter(Exists(on_the_table), ~Exists(said), state=Process.State.OPEN)
    return rows.exclude(method=Process.Method.ELECTION).exclude(opened_by__in=mine.values("pk"))


def of_role(ref: str) -> Q:
    """Processes on a proposal of somebody for this role."""
    named = DecisionVersion.objects.filter(
        decision=OuterRef("decision"), number=OuterRef("version"), change__kind=MANDATE, change__role=ref
    )
    return Q(Exists(named.filter(change__membership__isnull=False)))
