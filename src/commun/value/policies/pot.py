"""The common pot: everybody of the group reads it; any awake member asks; those whom a line names sign for others."""

from collections.abc import Iterable

from django.db.models import Q

from commun.core import clock, scope
from commun.core.errors import NotFound
from commun.core.models import Space
from commun.governance import policies as group
from commun.governance import states
from commun.governance.models import Mandate, Membership, Role
from commun.value.models import BudgetLine, Spending
from commun.value.policies import can_see_value

Signers = BudgetLine.Signers


def line_for(member: Membership | None, ref: str) -> BudgetLine:
    """A budget line of the member's group, else NotFound. 1 query."""
    if member is None or not can_see_value(member):
        raise NotFound
    with scope.use(member.space_id):
        rows = BudgetLine.objects.select_related("space", "account__book__space", "decision", "role")
        found = rows.filter(ref=ref).first()
    if found is None:
        raise NotFound
    return found


def spending_for(member: Membership | None, ref: str) -> Spending:
    """A spending of the member's group, else NotFound. 1 query."""
    if member is None or not can_see_value(member):
        raise NotFound
    with scope.use(member.space_id):
        rows = Spending.objects.select_related(
            "space", "line__account__book__space", "line__role", "asked_by__person", "reimburses__person"
        )
        found = rows.select_related("line__space", "settled_by__person").filter(ref=ref).first()
    if found is None:
        raise NotFound
    return found


def is_open(line: BudgetLine) -> bool:
    """Neither closed by a decision, nor past its last day."""
    return line.closed_on is None and (line.until is None or clock.today() <= line.until)


def can_ask(member: Membership, line: BudgetLine) -> bool:
    """Any awake member, while the line is open."""
    return member.state == states.MEMBER and member.space_id == line.space_id and is_open(line)


class Signing:
    """Who may sign in a group today: read once, asked for any number of lines. 2 queries."""

    def __init__(self, space: Space) -> None:
        today = clock.today()
        with scope.use(space):
            awake = Membership.objects.filter(space=space, state=states.MEMBER).select_related("person", "space")
            self.members = list(awake.order_by("person__sort_key", "pk"))
            held = Mandate.objects.filter(
                Q(ends_on=None) | Q(ends_on__gt=today),
                state=Mandate.State.IN_FORCE,
                starts_on__lte=today,
                learns_beside=None,
            )
            self.held = set(held.values_list("membership_id", "role_id"))
        keepers = {one.pk for one in self.members if group.has_power(one, Role.Power.TREASURE)}
        self.leaders = {one.pk for one in self.members if group.has_role(one)}
        # While nobody holds a mandate for it, those who facilitate keep the accounts.
        self.keepers = keepers or self.leaders

    def may_sign(self, member: Membership, line: BudgetLine) -> bool:
        """The line lets this member sign, for what is not their own."""
        if member.state != states.MEMBER or member.space_id != line.space_id:
            return False
        if line.signers == Signers.ANYBODY or member.pk in self.keepers:
            return True
        if line.signers == Signers.ACCOUNTS:
            return member.pk in self.leaders
        return (member.pk, line.role_id) in self.held

    def of(self, line: BudgetLine, besides: Iterable[int | None] = ()) -> list[Membership]:
        """All who may sign on the line, without those."""
        left_out = set(besides)
        return [one for one in self.members if one.pk not in left_out and self.may_sign(one, line)]

    def told_of(self, line: BudgetLine, besides: Iterable[int | None] = ()) -> list[Membership]:
        """Those of them who get a mail: where anybody signs, those who keep the accounts first, else everybody."""
        found = self.of(line, besides)
        first = [one for one in found if one.pk in self.keepers | self.leaders]
        return first if line.signers == Signers.ANYBODY and first else found


def reads_words(member: Membership, spending: Spending, signing: Signing) -> bool:
    """What a request is for: everybody reads it, but on a discreet line who asks and who may sign only."""
    if not spending.line.is_discreet or member.pk == spending.asked_by_id:
        return True
    return signing.may_sign(member, spending.line)
