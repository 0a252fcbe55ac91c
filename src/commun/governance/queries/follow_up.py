"""Things to do, of every source: mine, the group's, late ones; and what a reminder may speak of."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from commun.core import clock, scope
from commun.core.models import Space
from commun.governance import follow_through as steps
from commun.governance.models import Action, Decision, GroupRules, Mandate, Membership
from commun.governance.policies import decisions as policies
from commun.governance.queries.decisions_in_force import self_carried

PER_PAGE = 40
VIEWS = ("miens", "groupe", "retard", "tout", "finis")
UNENGAGED_AFTER = dt.timedelta(days=7)


@dataclass(frozen=True)
class Filters:
    """What is asked of the table of things to do."""

    view: str = "miens"
    words: str = ""
    source: str = ""

    @classmethod
    def read(cls, parameters: Mapping[str, str]) -> "Filters":
        """From the address: ``vue``, ``q``, ``source`` (kind of the origin). Anything else is ignored."""
        view = parameters.get("vue", "")
        return cls(
            view=view if view in VIEWS else VIEWS[0],
            words=parameters.get("q", "").replace("\x00", "").strip()[:200],
            source=parameters.get("source", "")[:30],
        )


def is_reminding(space: Space) -> bool:
    """Whether the group wants courteous reminders; it does unless it said otherwise (R63)."""
    with scope.use(space):
        return not GroupRules.objects.filter(is_reminding=False).exists()


def learning_words(space: Space) -> str:
    """What the group says when an experiment ends (R169): its own words, or the house's. 1 query."""
    with scope.use(space):
        own = GroupRules.objects.values_list("learning_words", flat=True).first()
    return own or _("One has the right to be mistaken: nobody looks for who is at fault, only for what was learnt.")


def mine(member: Membership) -> QuerySet[Action]:
    """What is open and the member's, in person or by a role held today."""
    roles = policies.mandates_today(member).values("role")
    with scope.use(member.space_id):
        return Action.objects.filter(Q(owner=member) | Q(owner_role__in=roles), state=Action.State.OPEN)


def listed(member: Membership, filters: Filters) -> QuerySet[Action]:
    """The table as asked, soonest first, without a date last."""
    with scope.use(member.space_id):
        rows = Action.objects.filter(state=Action.State.OPEN)
    if filters.view == "miens":
        rows = mine(member)
    elif filters.view == "groupe":
        rows = rows.filter(owner=None, owner_role=None)
    elif filters.view == "retard":
        rows = rows.filter(due_on__lt=clock.today())
    elif filters.view == "finis":
        with scope.use(member.space_id):
            rows = Action.objects.exclude(state=Action.State.OPEN)
    for word in filters.words.split():
        rows = rows.filter(Q(title__icontains=word) | Q(decision__title__icontains=word))
    if filters.source:
        rows = rows.filter(origin__startswith=f"{filters.source}:")
    rows = rows.select_related("owner__person", "owner_role", "decision", "blocked_by", "created_by__person")
    if filters.view == "finis":
        return rows.order_by("-closed_on", "-pk")
    return rows.order_by(F("due_on").asc(nulls_last=True), "pk")


def page_of(member: Membership, filters: Filters, number: str | None) -> Page[Action]:
    """One page of the table."""
    return Paginator(listed(member, filters), PER_PAGE).get_page(number)


def counts(member: Membership) -> dict[str, int]:
    """How many in each view of what is open. One query, and that of the roles."""
    roles = list(policies.mandates_today(member).values_list("role", flat=True))
    with scope.use(member.space_id):
        rows = list(Action.objects.filter(state=Action.State.OPEN).values_list("owner", "owner_role", "due_on"))
    today = clock.today()
    return {
        "miens": sum(owner == member.pk or role in roles for owner, role, _due in rows),
        "groupe": sum(owner is None and role is None for owner, role, _due in rows),
        "retard": sum(due is not None and due < today for _owner, _role, due in rows),
        "tout": len(rows),
    }


def holders(role_ids: set[int]) -> dict[int, list[Membership]]:
    """Who holds each role today, learners left out. One query."""
    today = clock.today()
    found: dict[int, list[Membership]] = {role: [] for role in role_ids}
    rows = Mandate.objects.filter(
        Q(ends_on=None) | Q(ends_on__gt=today),
        role__in=role_ids,
        state=Mandate.State.IN_FORCE,
        starts_on__lte=today,
        learns_beside=None,
    ).select_related("membership__person", "membership__space")
    for row in rows:
        found[row.role_id].append(row.membership)
    return found


def due_actions() -> QuerySet[Action]:
    """Open, due today or before, and not waiting for another thing to do (that one comes first)."""
    rows = Action.objects.filter(state=Action.State.OPEN, due_on__lte=clock.today())
    rows = rows.exclude(blocked_by__state=Action.State.OPEN)
    return rows.select_related("space", "owner__person", "owner_role").order_by("due_on", "pk")


def due_decisions() -> QuerySet[Decision]:
    """Engaged, due today or before, with nothing left to do but to say what became of them."""
    left = Action.objects.filter(decision=OuterRef("pk"), state=Action.State.OPEN)
    rows = Decision.objects.filter(~Exists(left), state=steps.ENGAGED, due_on__lte=clock.today())
    return rows.select_related("space", "carrier__person", "carrier_role").order_by("due_on", "pk")


def unengaged_decisions() -> list[Decision]:
    """Adopted for a week and carried by nobody, those left out whose adoption already did what they say. 2 queries."""
    limit = clock.today() - UNENGAGED_AFTER
    rows = list(Decision.objects.filter(state=steps.ADOPTED, since__lte=limit).select_related("space").order_by("pk"))
    done = self_carried(row.pk for row in rows)
    return [row for row in rows if row.pk not in done]


def postponed_decisions() -> QuerySet[Decision]:
    """Kept for later, until a day that has come."""
    rows = Decision.objects.filter(state=steps.HEARD, postponement__again_on__lte=clock.today())
    return rows.select_related("space", "voiced_by__person", "postponement").order_by("pk")
