"""Things of the mutual credit, as ``samples`` makes the others."""

from commun.core import journal
from commun.core.models import Space
from commun.governance.actions import adopt
from commun.governance.models import Membership
from commun.value.actions.credit import Gift, give_credit
from commun.value.actions.credit_limits import Terms as CreditTerms
from commun.value.actions.credit_limits import propose_credit
from commun.value.actions.credit_requests import ask_credit
from commun.value.queries.credit import credit_of
from tests.support.world import make_member, make_person


def _credit_others(space: Space, member: Membership) -> Membership:
    """A mutual credit, and somebody else in it."""
    if credit_of(space) is None:
        decision = propose_credit(by=member, unit="MIN", terms=CreditTerms(600, 600, 3_000))
        adopt(decision=decision, actor=journal.Person(member.person_id))
    return make_member(space, make_person("Qui a aidé"))


def credit_request(space: Space, member: Membership) -> str:
    return ask_credit(by=_credit_others(space, member), of=member, gift=Gift(60)).ref


def credit_line(space: Space, member: Membership) -> int:
    """A line that came to the member."""
    return give_credit(by=_credit_others(space, member), to=member, gift=Gift(60)).number
