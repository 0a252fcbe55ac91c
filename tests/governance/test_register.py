"""The group's journal in words, and what waits for a person."""

import datetime as dt
import sys

from django.db import transaction

from commun.core import clock, journal, scope
from commun.core.journal import Rule
from commun.core.models import ChainHead
from commun.core.urls import here
from commun.governance import actions
from commun.governance import journal as facts
from commun.governance.queries.register import latest, seals_for
from commun.tenders.actions.intentions import declare_intention
from commun.tenders.models import Notice
from tests.governance import world as doors
from tests.support.client import GateClient
from tests.support.queries import assert_flat
from tests.support.world import Group, make_member, make_person, make_space


def make_notice(title: str) -> Notice:
    return Notice.objects.create(
        state="open", title=title, buyer="Ville", published_on=clock.today(), created_at=clock.now(),
        changed_at=clock.now(), deadline_at=clock.now() + dt.timedelta(days=5),
    )  # fmt: skip


def declare(group: Group, title: str) -> None:
    with scope.use(group.space):
        declare_intention(member=group.alice, notice=make_notice(title), need="whole", stance="carry", note="secret")


def read(client: GateClient, group: Group, name: str, **query: str) -> str:
    client.force_login(group.bob.person)
    response = client.get(here(group.space.slug, f"governance:{name}"), query)
    assert response.status_code == 200
    return str(response.content.decode())


def test_the_journal_says_who_did_what(client: GateClient, group: Group) -> None:
    declare(group, "Concertation préalable")
    page = read(client, group, "register")
    assert "Alice Martin" in page
    assert "Concertation préalable" in page
    assert "secret" not in page
    assert page.count("Concertation préalable") == 1, "what the program did for the same act is not told"


def test_the_journal_can_be_read_room_by_room(client: GateClient, group: Group) -> None:
    declare(group, "Concertation préalable")
    assert "Concertation" not in read(client, group, "register", salle="governance")
    assert "Concertation" in read(client, group, "register", salle="../../x")


def test_the_journal_of_another_group_is_not_here(client: GateClient, group: Group) -> None:
    other = make_space("Autre")
    with transaction.atomic():
        journal.record(facts.GROUP_FOUNDED, space=other, actor=journal.PROGRAM, about=("core.space", other.slug))
    assert "founded" not in read(client, group, "register")
    assert "fondé" not in read(client, group, "register")


def test_what_the_clock_did_for_a_person_is_told_in_words(client: GateClient, group: Group) -> None:
    host = doors.found("Groupe né des portes")
    zoe = doors.member(host, "Zoé Lefèvre")
    actions.announce_departure(member=zoe, on=clock.today() + dt.timedelta(days=1))
    with clock.stopped(clock.now() + dt.timedelta(days=1)):
        assert actions.execute_departures() == 1
    client.force_login(host.person)
    page = client.get(here(host.space.slug, "governance:register")).content.decode()
    assert "announced-departure" not in page
    assert "Zoé Lefèvre a quitté le groupe, au jour annoncé" in page


def test_every_rule_that_the_clock_executes_has_its_words() -> None:
    names = [name for name in sys.modules if name.startswith("commun.governance.")]
    rules = {thing.name for name in names for thing in vars(sys.modules[name]).values() if isinstance(thing, Rule)}
    assert len(rules) > 6
    assert rules <= {*facts.RULES, journal.PROGRAM.name}


def test_the_journal_costs_the_same_however_long(group: Group) -> None:
    def grow(count: int) -> None:
        for number in range(count):
            declare(group, f"Avis {number}")

    with scope.use(group.space):
        assert_flat(grow, lambda: latest(group.space, 40))


def test_what_i_carry_and_ends_soon_waits_for_me(client: GateClient, group: Group) -> None:
    declare(group, "Concertation préalable")
    client.force_login(group.alice.person)
    page = client.get(here(group.space.slug, "governance:todo")).content.decode()
    assert "Concertation préalable" in page
    assert "Concertation" not in read(client, group, "todo")


def test_only_open_ballots_and_due_actions_call_by_the_badge(client: GateClient, group: Group) -> None:
    address, page = (here(group.space.slug, f"governance:{name}") for name in ("todo-count", "todo"))
    client.force_login(group.alice.person)
    make_member(group.space, make_person("Zoé"), "applicant")
    assert "c-badge" not in client.get(address).content.decode()
    assert "Zoé" in client.get(page).content.decode()
    actions.add_action(by=group.alice, title="Relire la charte", owner=group.alice, due_on=clock.today())
    assert '<span class="c-badge">1' in client.get(address).content.decode()
    shown = client.get(page).content.decode()
    assert address in shown
    assert shown.index("Relire la charte") < shown.index("Zoé")


def test_the_seal_of_the_journal_goes_to_the_people_of_the_group_and_stops_when_they_leave(db: None) -> None:
    host = doors.found()
    bob = doors.member(host)
    head = ChainHead.objects.get(pk=host.space_id)
    assert [(str(head.position) in seal, head.digest in seal) for seal in seals_for(bob.person)] == [(True, True)]
    actions.leave(member=bob)
    assert list(seals_for(bob.person)) == []
    assert len(list(seals_for(host.person))) == 1
