"""Who leaves under a pseudonym: nothing that the program wrote by itself gives the name any more (M9)."""

import pytest
from django.test import Client

from commun.core import scope
from commun.core.urls import here
from commun.governance import actions
from commun.governance.actions import consent, elections, processes
from commun.governance.models import Decision, Membership, Option, Process
from commun.governance.tokens import token_of
from tests.exchange.search_world import indexed
from tests.governance import guided_world as paths
from tests.governance.guided_world import Circle, all_consent
from tests.governance.role_worlds import give, make_role
from tests.support import world

pytestmark = pytest.mark.django_db
NAME, PSEUDONYM = "Élie Blanc", "Renard"


@pytest.fixture
def circle(group: world.Group) -> Circle:
    return paths.make_circle(group)


def elect_elie(circle: Circle) -> Process:
    """Élie is proposed after somebody else was, so that the decision has two versions."""
    wish = processes.Wish(method="election", role=paths.a_role(circle))
    process = processes.open_process(by=circle.alice, wish=wish)
    for by, nominee in ((circle.alice, circle.elie), (circle.bob, circle.dina)):
        elections.nominate(by=by, process=process, nominee=nominee, reason="Sait écouter.")
    elections.reveal(by=circle.alice, process=process)
    elections.end_changes(by=circle.alice, process=process)
    for nominee in (circle.dina, circle.elie):
        elections.propose_person(by=circle.alice, process=process, nominee=nominee, reason="Sait écouter.")
    all_consent(paths.again(process), *circle.everybody)
    consent.adopt(by=circle.alice, process=process)
    return paths.again(process)


def pages_about(process: Process) -> list[str]:
    """Where the group reads of this election, and what it takes away in files."""
    slug, decision = process.space.slug, paths.decision_of(process).ref
    assert process.role is not None
    return [
        here(slug, "governance:process", process=process.ref),
        *(
            here(slug, f"governance:{name}", decision=decision)
            for name in ("decision", "decision-text", "decision-markdown", "decision-json")
        ),
        *(here(slug, f"governance:{name}") for name in ("decisions", "register", "roles", "role-sheets")),
        *(here(slug, f"governance:decisions-{name}") for name in ("csv", "json", "markdown", "print")),
        here(slug, "governance:role-card", role=process.role.ref),
    ]


def test_after_an_election_the_pages_the_journal_and_the_files_give_the_pseudonym_alone(
    circle: Circle, client: Client
) -> None:
    process = elect_elie(circle)
    actions.leave(member=circle.elie, shown_as=PSEUDONYM)
    client.force_login(circle.bob.person)
    read = {url: client.get(url).content.decode() for url in pages_about(process)}
    assert [url for url, text in read.items() if NAME in text] == []
    assert any(PSEUDONYM in text for text in read.values())
    indexed()
    found = client.get(here(process.space.slug, "exchange:search"), {"q": "Blanc"})
    assert f"/decisions/{paths.decision_of(process).ref}/" not in found.content.decode()


def test_no_title_that_the_program_writes_holds_a_name(circle: Circle, client: Client) -> None:
    """From the role card, and for somebody who asks to come in."""
    role = paths.a_role(circle)
    client.force_login(circle.bob.person)
    url = here(circle.group.space.slug, "governance:propose-mandate", role=role.ref)
    assert client.post(url, {"person": circle.elie.pk, "why": "Sait écouter."}).status_code == 302
    asking = world.make_member(circle.group.space, world.make_person("Zoé Petit"), Membership.State.APPLICANT)
    actions.propose_admission(by=circle.bob, membership=asking)
    with scope.use(circle.group.space):
        titles = list(Decision.objects.order_by("number").values_list("title", flat=True))
    assert len(titles) == 2
    assert [title for title in titles if NAME in title or "Zoé" in title] == []


def test_a_vote_among_volunteers_calls_who_left_by_the_pseudonym(group: world.Group) -> None:
    role = make_role(group.alice, filling="vote")
    carol = world.make_member(group.space, world.make_person("Carol Noir"))
    actions.end_mandate(by=group.alice, mandate=give(role, group.alice, group.alice))
    for member in (group.bob, carol):
        actions.volunteer(by=member, role=role, wish="carry")
    actions.open_renewals()
    actions.leave(member=carol, shown_as=PSEUDONYM)
    with scope.use(group.space):
        labels = set(Option.objects.values_list("label", flat=True))
    assert labels == {group.bob.name, PSEUDONYM}


def test_the_list_of_invitations_does_not_tell_whose_pseudonym_it_is(group: world.Group, client: Client) -> None:
    invitation = actions.invite_by_mail(by=group.alice, email="zoe@exemple.test", name="Zoé Lefèvre")
    arrival = actions.accept_invitation(token=token_of(invitation), name="Zoé Lefèvre", email="zoe@exemple.test")
    assert arrival.membership is not None
    actions.leave(member=arrival.membership, shown_as=PSEUDONYM)
    client.force_login(group.alice.person)
    read = client.get(here(group.space.slug, "governance:invitations")).content.decode()
    assert PSEUDONYM in read
    assert "Zoé" not in read
    assert "zoe@exemple.test" not in read
