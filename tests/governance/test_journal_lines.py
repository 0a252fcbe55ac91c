"""The journal names the person and the thing each line is about (O2), by the name that the group reads."""

import datetime as dt

import pytest

from commun.core import clock, scope
from commun.core.models import Space
from commun.governance import actions, states
from commun.governance.models import Membership, Network
from commun.governance.queries.register import latest
from commun.people.actions.erasure import erase_person
from tests.support.queries import assert_flat
from tests.support.world import Group, make_member, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def told(group: Group) -> list[str]:
    with scope.use(group.space):
        return [line.sentence for line in latest(group.space, 40)]


def test_a_move_names_whom_it_is_about(group: Group) -> None:
    zoe = make_member(group.space, make_person("Zoé Lefèvre"), "applicant")
    actions.move_member(by=group.alice, membership=zoe, to=states.MEMBER)
    assert told(group)[:2] == [
        "Alice Martin named who welcomes Zoé Lefèvre",
        "Alice Martin welcomed Zoé Lefèvre into the group",
    ]
    actions.rest(member=group.bob)
    assert told(group)[0] == "Bob Durand rests for a while"
    actions.come_back(member=group.bob)
    assert told(group)[0] == "Bob Durand is back from rest"
    actions.propose_rest(by=group.alice, membership=group.bob)
    assert told(group)[0] == "Alice Martin asked Bob Durand whether they want to rest"
    actions.place_person(by=group.alice, person=group.chloe, to="guest")
    assert told(group)[0] == "Alice Martin received Chloé Petit as a guest"


def test_a_role_names_its_holder(group: Group) -> None:
    actions.give_role(by=group.alice, membership=group.bob, role=Membership.Role.ANIMATOR)
    assert told(group)[0] == "Alice Martin gave Bob Durand a role: animator"
    actions.end_role(by=group.alice, membership=group.bob)
    assert told(group)[0] == "Alice Martin ended a role of Bob Durand: animator"


def test_a_commitment_and_a_link_are_named(group: Group) -> None:
    actions.take_commitment(member=group.bob, label="Tenir l’accueil")
    assert told(group)[0] == "Bob Durand took a commitment: Tenir l’accueil"
    network = Space.objects.create(slug="reseau", name="Réseau des chemins", kind="network", created_at=clock.now())
    Network.objects.create(space=network)
    make_member(network, group.alice.person, role="facilitator")
    actions.open_link(by=group.alice, around=network)
    assert told(group)[0] == "Alice Martin linked the group: Réseau des chemins"


def test_an_invitation_shows_a_name_and_never_an_address(group: Group) -> None:
    actions.invite_by_mail(by=group.alice, email="zoe@secret.test", name="Zoé")
    assert told(group)[0] == "Alice Martin invited Zoé by mail"
    actions.invite_by_mail(by=group.alice, email="anonyme@secret.test", name="")
    assert "secret.test" not in " ".join(told(group))


def test_whoever_left_under_a_pseudonym_is_called_by_it(group: Group) -> None:
    actions.give_role(by=group.alice, membership=group.bob, role=Membership.Role.ANIMATOR)
    actions.leave(member=group.bob, shown_as="Le promeneur")
    with scope.use(group.space):
        lines = latest(group.space, 40)
    assert lines[0].sentence == "Le promeneur left the group"
    assert "Bob" not in " ".join(line.sentence for line in lines)
    # No link: it would say whose pseudonym it is.
    assert not any(group.bob.person.ref in line.url for line in lines)


def test_an_erased_person_is_named_nowhere(group: Group) -> None:
    actions.take_commitment(member=group.bob, label="Écrire mes mémoires de Bob")
    erase_person(person=group.bob.person, keeps_name=False, pseudonym="Quelqu’un")
    assert "Bob" not in " ".join(told(group))


def test_an_announced_departure_is_told_by_its_rule(group: Group) -> None:
    actions.announce_departure(member=group.bob, on=clock.today() + dt.timedelta(days=1))
    with clock.stopped(clock.now() + dt.timedelta(days=1)):
        actions.execute_departures()
        assert told(group)[0] == "Bob Durand left the group, on the day announced"


def test_naming_costs_the_same_however_long(group: Group) -> None:
    def more(count: int) -> None:
        for number in range(count):
            zoe = make_member(group.space, make_person(f"Zoé {number}"), "applicant")
            actions.move_member(by=group.alice, membership=zoe, to=states.MEMBER)
            actions.take_commitment(member=zoe, label="Accueil")

    with scope.use(group.space):
        assert_flat(more, lambda: latest(group.space, 40), large=12)
