"""Turns of several roles over the coming months, shared out at once: levelled, with the proof told (algo.rotation)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from commun.algo.calendar.terms import add_months
from commun.algo.rotation.assign import Given, Plan, Slot, assign
from commun.core import clock, scope
from commun.core.models import Space
from commun.governance.models import Mandate, Membership, Role, Volunteering
from commun.governance.queries.role_load import months_before, role_days
from commun.governance.queries.roles import people_awake

# A mandate starts within a year of today.
MOST_MONTHS = 11
DAYS_OF_A_TURN = 30
WISHES = {Volunteering.Wish.CARRY: 3, Volunteering.Wish.LEARN: 2}


@dataclass(frozen=True)
class Turn:
    """One role for one month: who would hold it and why, or nobody."""

    role: Role
    starts_on: dt.date
    member: Membership | None
    given: Given

    @property
    def ends_on(self) -> dt.date:
        """The first day of the next turn."""
        return add_months(self.starts_on, 1)


@dataclass(frozen=True)
class Turns:
    """The plan, month after month, and whether the solver proved that none is better."""

    turns: Sequence[Turn]
    is_proved: bool
    gap: int
    # Months already held, which the plan leaves as they are.
    kept: int


def first_months(count: int) -> list[dt.date]:
    """The first days of the coming months."""
    first = add_months(clock.today().replace(day=1), 1)
    return [add_months(first, number) for number in range(count)]


def turns_of(space: Space, roles: Sequence[Role], months: int, *, only_willing: bool) -> Turns:
    """Share out the turns of ``roles`` over the coming ``months`` months. Same plan for the same state. 4 queries."""
    people = people_awake(space)
    wishes = _wishes(space, roles)
    slots, where, kept = [], {}, 0
    with scope.use(space):
        held = list(Mandate.objects.filter(role__in=roles, state__in=["in_force", "planned"], learns_beside=None))
    for number, start in enumerate(first_months(months)):
        for role in roles:
            if _seats_left(role, held, start) <= 0:
                kept += 1
                continue
            able = {
                str(member.pk): wishes.get((role.pk, member.pk), 0)
                for member in people
                if not only_willing or (role.pk, member.pk) in wishes
            }
            slot = Slot(key=f"{start}:{role.ref}", meeting=number, role=role.ref, people=able)
            slots.append(slot)
            where[slot.key] = (role, start)
    plan = assign(slots, _history(space, people), seed=f"{space.slug}:{first_months(1)[0]}")
    return Turns(_read(plan, where, people), plan.is_optimal, plan.gap, kept)


def _read(plan: Plan, where: dict[str, tuple[Role, dt.date]], people: Sequence[Membership]) -> list[Turn]:
    by_key = {str(member.pk): member for member in people}
    return [Turn(*where[given.slot], by_key.get(given.person or ""), given) for given in plan.given]


def _seats_left(role: Role, held: Sequence[Mandate], start: dt.date) -> int:
    end = add_months(start, 1)
    taken = [
        one
        for one in held
        if one.role_id == role.pk and (one.ends_on is None or one.ends_on > start) and one.starts_on < end
    ]
    return role.seats - len(taken)


def _wishes(space: Space, roles: Sequence[Role]) -> dict[tuple[int, int], int]:
    with scope.use(space):
        offers = Volunteering.objects.filter(role__in=roles, withdrawn_on=None)
        found: dict[tuple[int, int], int] = {}
        for offer in offers:
            key = (offer.role_id, offer.membership_id)
            found[key] = max(found.get(key, 0), WISHES[Volunteering.Wish(offer.wish)])
    return found


def _history(space: Space, people: Sequence[Membership]) -> dict[str, int]:
    """Months of support role that each held in the last year, as turns already served."""
    last = clock.today()
    first = months_before(last, 12)
    with scope.use(space):
        rows = Mandate.objects.filter(learns_beside=None, starts_on__lte=last).select_related("role")
        days = role_days(people, list(rows), first, last)
    return {key: round(value / DAYS_OF_A_TURN) for key, value in days.items()}
