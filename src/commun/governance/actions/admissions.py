"""Answering those who ask to come in, by the rule that the group chose: one member, several, or its consent (M6)."""

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import journal, scope
from commun.core.errors import Refused
from commun.core.models import Fact
from commun.governance import journal as facts
from commun.governance import states
from commun.governance.actions import charter, places, welcomes
from commun.governance.actions.places import self_of
from commun.governance.models import Decision, Membership, MembershipRules
from commun.governance.policies.charter import rules_of
from commun.governance.states import By

ADMIT = "membership.admit"


@transaction.atomic
def support_application(*, by: Membership, membership: Membership) -> Membership:
    """Say yes to somebody who asks to come in; the last yes that the rule needs opens the door. Raises Refused."""
    if by.state != states.MEMBER or by.space_id != membership.space_id:
        raise Refused(_("Only awake members of the group answer."))
    row = places.locked(membership)
    refuse_unless_asking(row)
    rules = rules_of(row.space)
    if rules.admission != MembershipRules.Admission.SEVERAL:
        raise Refused(_("The rule of the group is another one: see how it welcomes."))
    said = supporters_of(row)
    if by.person_id in said:
        raise Refused(_("You said yes already."))
    data = {"person": row.person_id, "of": rules.admission_voices}
    about = (places.ABOUT, row.pk)
    journal.record(facts.ADMISSION_SUPPORTED, space=row.space, actor=self_of(by), about=about, data=data)
    if len(said) + 1 >= rules.admission_voices:
        welcome(row, self_of(by))
    return row


@transaction.atomic
def propose_admission(*, by: Membership, membership: Membership) -> Decision:
    """Put the request to the group: adopted, the person is in, at that very moment. Raises Refused."""
    row = places.locked(membership)
    refuse_unless_asking(row)
    proposal = charter.Proposal(
        # Never the name: who leaves later under a pseudonym must not be read there.
        title=_("Welcome somebody into the group"),
        why="",
        change={"kind": ADMIT, "membership": row.pk},
        subject=_("Members"),
    )
    return charter.propose_charter_change(by=by, proposal=proposal)


def welcome(row: Membership, actor: journal.Person | journal.Rule) -> None:
    """A locked row comes in, and is told so."""
    made = places.move(row, states.MEMBER, by=By.GROUP, actor=actor)
    welcomes.name_at_arrival(row, actor)
    places.say_welcome(made)


def refuse_unless_asking(row: Membership) -> None:
    """Raises Refused for who does not ask (any more)."""
    if row.state != states.APPLICANT:
        raise Refused(_("This person does not ask to come in (any more)."))


def supporters_of(row: Membership) -> set[int]:
    """Who said yes since the last time the person asked. 2 queries."""
    with scope.use(row.space_id):
        about = Fact.objects.filter(about_kind=places.ABOUT, about_ref=str(row.pk))
        asked = about.filter(name=facts.MOVED, data__to=states.APPLICANT).order_by("-position").first()
        since = asked.position if asked else 0
        told = about.filter(name=facts.ADMISSION_SUPPORTED, position__gt=since)
        return {person for person in told.values_list("person_id", flat=True) if person}


def refuse_unless_one_answers(row: Membership) -> None:
    """Raises Refused when the rule of the group is not that one member answers alone."""
    rules = rules_of(row.space)
    if rules.admission == MembershipRules.Admission.SEVERAL:
        raise Refused(_("In this group, several members say yes: do it on the page of the requests."))
    if rules.admission == MembershipRules.Admission.CONSENT:
        raise Refused(_("In this group, who comes in is decided together: put the request to the group."))
