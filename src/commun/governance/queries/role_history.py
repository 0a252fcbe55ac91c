"""Who held what on a day: rebuilt from the journal alone, and compared in tests with what the tables say."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from commun.core import clock, scope
from commun.core.models import Fact, Space
from commun.governance.journal import roles as facts
from commun.governance.models import Mandate, Membership, Role, RoleVersion

KINDS = (facts.ROLE, facts.MANDATE)


@dataclass(frozen=True)
class CardState:
    """A role card: which version held, and whether the role was retired."""

    version: int
    retired_on: str | None = None


@dataclass(frozen=True)
class MandateState:
    """A mandate: the role, the person's membership, the decision it comes from, its dates and its state."""

    role: str
    membership: int
    decision: str | None
    state: str
    starts_on: str
    ends_on: str | None
    ended_on: str | None
    renewal: int
    beside: str | None


@dataclass
class Structure:
    """Cards and mandates by reference."""

    cards: dict[str, CardState] = field(default_factory=dict)
    mandates: dict[str, MandateState] = field(default_factory=dict)


def stored(space: Space) -> Structure:
    """What the tables say now. 2 queries."""
    with scope.use(space):
        cards = {
            role.ref: CardState(role.version, role.retired_on.isoformat() if role.retired_on else None)
            for role in Role.objects.all()
        }
        rows = Mandate.objects.select_related("role", "decision", "learns_beside")
        return Structure(cards, {row.ref: _stored(row) for row in rows})


def _stored(row: Mandate) -> MandateState:
    return MandateState(
        role=row.role.ref,
        membership=row.membership_id,
        decision=row.decision.ref if row.decision else None,
        state=row.state,
        starts_on=row.starts_on.isoformat(),
        ends_on=row.ends_on.isoformat() if row.ends_on else None,
        ended_on=row.ended_on.isoformat() if row.ended_on else None,
        renewal=row.renewal_number,
        beside=row.learns_beside.ref if row.learns_beside else None,
    )


def rebuilt(space: Space, until: dt.datetime | None = None) -> Structure:
    """What the journal says, up to a moment (all of it without one). 1 query."""
    with scope.use(space):
        told = Fact.objects.filter(about_kind__in=KINDS).order_by("position")
        return replay(list(told.filter(at__lte=until) if until else told))


def replay(told: Iterable[Fact]) -> Structure:
    """Facts, in order, into the structure that they make."""
    structure = Structure()
    for fact in told:
        if fact.name in facts.CARDS:
            _turn_card(structure, fact)
        elif fact.about_kind == facts.MANDATE:
            _turn_mandate(structure, fact.name, fact.about_ref, fact.data)
    return structure


def _turn_card(structure: Structure, fact: Fact) -> None:
    is_retired = fact.name == facts.CARD_RETIRED
    day = fact.at.astimezone(clock.PARIS).date().isoformat() if is_retired else None
    structure.cards[fact.about_ref] = CardState(fact.data["version"], day)


def _turn_mandate(structure: Structure, name: str, ref: str, data: dict[str, Any]) -> None:
    if name in facts.STARTS:
        keys = ("role", "membership", "decision", "state", "starts_on", "ends_on", "renewal", "beside")
        structure.mandates[ref] = MandateState(**{key: data[key] for key in keys}, ended_on=None)
    elif name == facts.MANDATE_STARTED:
        structure.mandates[ref] = replace(structure.mandates[ref], state=data["state"])
    elif name in facts.ENDS:
        structure.mandates[ref] = replace(structure.mandates[ref], state=data["state"], ended_on=data["on"])


@dataclass(frozen=True)
class PastRole:
    """One role on a past day: its card as it was then, and the names of those who held it."""

    ref: str
    name: str
    purpose: str
    family: str
    seats: int
    holders: tuple[str, ...]
    learners: tuple[str, ...]


def roles_on(space: Space, day: dt.date) -> list[PastRole]:
    """The roles and their holders at the end of a day, by name; from the journal. 3 queries."""
    end = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), clock.PARIS)
    structure = rebuilt(space, end - dt.timedelta(microseconds=1))
    with scope.use(space):
        versions = RoleVersion.objects.select_related("role")
        contents = {(version.role.ref, version.number): version.content for version in versions}
        people = {row.pk: row.name for row in Membership.objects.select_related("person")}
    found = [
        _past(ref, contents[ref, card.version], structure, people)
        for ref, card in structure.cards.items()
        if card.retired_on is None
    ]
    return sorted(found, key=lambda role: role.name.casefold())


def _past(ref: str, content: dict[str, Any], structure: Structure, people: dict[int, str]) -> PastRole:
    live = [one for one in structure.mandates.values() if one.role == ref and one.state == Mandate.State.IN_FORCE]
    return PastRole(
        ref=ref,
        name=content["name"],
        purpose=content["purpose"],
        family=content["family"],
        seats=content["seats"],
        holders=tuple(sorted(people[one.membership] for one in live if one.beside is None)),
        learners=tuple(sorted(people[one.membership] for one in live if one.beside is not None)),
    )
