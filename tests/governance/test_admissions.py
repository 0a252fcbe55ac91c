"""M6: those who ask to come in are answered by the rule of the group: one member, several, its consent."""

from typing import Any

import pytest
from django.urls import reverse

from commun.core import journal, scope
from commun.core.errors import Refused
from commun.core.models import OutgoingMail
from commun.governance import actions, states
from commun.governance.models import Decision, Membership, MembershipRules
from tests.support.client import GateClient
from tests.support.world import Group, make_member, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def rule(group: Group, **fields: Any) -> None:
    with scope.use(group.space):
        MembershipRules.objects.update_or_create(space=group.space, defaults=fields)


@pytest.fixture
def zoe(group: Group) -> Membership:
    group.space.collective.is_public = True
    group.space.collective.save()
    return actions.apply_to_join(space=group.space, person=make_person("Zoé Lefèvre"), note="Bonjour.")


def state(member: Membership) -> str:
    return str(Membership._base_manager.get(pk=member.pk).state)


def test_one_member_who_facilitates_answers(group: Group, zoe: Membership) -> None:
    with pytest.raises(Refused):
        actions.move_member(by=group.bob, membership=zoe, to=states.MEMBER)
    actions.move_member(by=group.alice, membership=zoe, to=states.MEMBER)
    assert state(zoe) == "member"


def test_several_members_say_yes(group: Group, zoe: Membership) -> None:
    rule(group, admission="several", admission_voices=2)
    with pytest.raises(Refused, match="several members"):
        actions.move_member(by=group.alice, membership=zoe, to=states.MEMBER)
    actions.support_application(by=group.bob, membership=zoe)
    with pytest.raises(Refused, match="already"):
        actions.support_application(by=group.bob, membership=zoe)
    assert state(zoe) == "applicant"
    actions.support_application(by=group.alice, membership=zoe)
    assert state(zoe) == "member"


def test_the_group_decides_by_consent(group: Group, zoe: Membership) -> None:
    rule(group, admission="consent")
    with pytest.raises(Refused, match="decided together"):
        actions.move_member(by=group.alice, membership=zoe, to=states.MEMBER)
    with pytest.raises(Refused, match="another one"):
        actions.support_application(by=group.bob, membership=zoe)
    decision = actions.propose_admission(by=group.bob, membership=zoe)
    actions.adopt(decision=decision, actor=journal.Person(group.bob.person_id))
    assert state(zoe) == "member"


@pytest.mark.parametrize("admission", ["one", "several", "consent"])
@pytest.mark.usefixtures("told_ten_times")
def test_under_each_rule_whoever_comes_in_is_told_so_once(group: Group, zoe: Membership, admission: str) -> None:
    rule(group, admission=admission, admission_voices=1)
    if admission == "one":
        actions.move_member(by=group.alice, membership=zoe, to=states.MEMBER)
    elif admission == "several":
        actions.support_application(by=group.bob, membership=zoe)
    else:
        decision = actions.propose_admission(by=group.bob, membership=zoe)
        actions.adopt(decision=decision, actor=journal.Person(group.bob.person_id))
    assert state(zoe) == "member"
    assert OutgoingMail.objects.filter(to=zoe.person.email, key__startswith="governance.welcome:").count() == 1


@pytest.mark.parametrize("admission", ["one", "several", "consent"])
def test_a_request_is_declined_or_withdrawn_under_each_rule(group: Group, zoe: Membership, admission: str) -> None:
    rule(group, admission=admission)
    actions.move_member(by=group.alice, membership=zoe, to=states.VISITOR, reason="Pas cette fois.")
    assert state(zoe) == "visitor"
    actions.apply_to_join(space=group.space, person=zoe.person)
    actions.leave(member=zoe)
    assert state(zoe) == "left"


def test_a_withdrawn_request_is_not_adopted(group: Group, zoe: Membership) -> None:
    rule(group, admission="consent")
    decision = actions.propose_admission(by=group.bob, membership=zoe)
    actions.leave(member=zoe)
    with pytest.raises(Refused, match="any more"):
        actions.adopt(decision=decision, actor=journal.Person(group.bob.person_id))
    assert state(zoe) == "left"


def test_asking_again_starts_again(group: Group, zoe: Membership) -> None:
    rule(group, admission="several", admission_voices=2)
    actions.support_application(by=group.bob, membership=zoe)
    actions.leave(member=zoe)
    actions.apply_to_join(space=group.space, person=zoe.person)
    actions.support_application(by=group.alice, membership=zoe)
    assert state(zoe) == "applicant"


def test_those_at_rest_and_those_outside_do_not_answer(group: Group, zoe: Membership) -> None:
    rule(group, admission="several", admission_voices=1)
    resting = make_member(group.space, make_person("Rémi"), "dormant")
    for other in (resting, zoe):
        with pytest.raises(Refused, match="awake"):
            actions.support_application(by=other, membership=zoe)


@pytest.mark.parametrize(("admission", "act"), [("one", "accueillir"), ("several", "oui"), ("consent", "ensemble")])
def test_the_page_answers_by_each_rule(group: Group, zoe: Membership, admission: str, act: str) -> None:
    rule(group, admission=admission, admission_voices=1)
    client = GateClient()
    client.force_login(group.alice.person, backend="django.contrib.auth.backends.ModelBackend")
    where = {"space_slug": group.space.slug}
    assert "Bonjour." in client.get(reverse("governance:admissions", kwargs=where)).content.decode()
    url = reverse("governance:answer-application", kwargs={**where, "applicant": zoe.person.ref})
    assert client.post(url, {act: "1"}, follow=True).status_code == 200
    if admission == "consent":
        with scope.use(group.space):
            decision = Decision.objects.select_related("space").get()
        actions.adopt(decision=decision, actor=journal.Person(group.alice.person_id))
    assert state(zoe) == "member"


def test_the_groups_own_questions_are_asked_and_their_answers_read(group: Group, zoe: Membership) -> None:
    rule(group, admission_questions=["Que cherchez-vous ?", "Qui connaissez-vous ?"])
    where = {"space_slug": group.space.slug}
    client = GateClient()
    client.force_login(group.chloe, backend="django.contrib.auth.backends.ModelBackend")
    assert "Que cherchez-vous" in client.get(reverse("governance:presentation", kwargs=where)).content.decode()
    form = {"note": "Bonjour.", "question_0": "Des collègues", "question_1": ""}
    client.post(reverse("governance:apply", kwargs=where), form, follow=True)
    reader = GateClient()
    reader.force_login(group.bob.person, backend="django.contrib.auth.backends.ModelBackend")
    page = reader.get(reverse("governance:admissions", kwargs=where)).content.decode()
    assert "Des collègues" in page
    assert "Qui connaissez-vous" not in page
