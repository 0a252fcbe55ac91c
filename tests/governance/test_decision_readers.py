"""Who was told of a decision and who read it: for whoever carries it alone, without days after a secret ballot (N6)."""

from typing import Any

import pytest

from commun.core import clock, scope
from commun.core.urls import here
from commun.governance import actions
from commun.governance.models import Membership, Process
from commun.people.actions.digests import send_digest
from tests.governance import decisions_world as made
from tests.governance import world as doors
from tests.support.client import GateClient


@pytest.fixture
def alice(db: None) -> Membership:
    return doors.found()


@pytest.fixture
def bob(alice: Membership) -> Membership:
    return doors.member(alice)


def address(member: Membership, name: str, **arguments: Any) -> str:
    return here(member.space.slug, f"governance:{name}", **arguments)


def text(response: Any) -> str:
    return str(response.content.decode())


def test_who_read_is_shown_to_the_carrier_only(client: GateClient, alice: Membership, bob: Membership) -> None:
    decision, carol = made.engaged(bob), doors.member(alice, "Carole Blanc")
    actions.mark_read(by=carol, decision=decision)
    url, thread = (
        address(bob, "decision-readers", decision=decision.ref),
        address(bob, "decision", decision=decision.ref),
    )
    client.force_login(bob.person)
    assert url in text(client.get(thread))
    shown = {row.member.name: (row.is_told, row.reading is not None) for row in client.get(url).context["readers"]}
    assert shown == {"Bob Durand": (False, False), "Carole Blanc": (False, True)}
    client.force_login(alice.person)
    assert client.get(url).status_code == 404
    assert url not in text(client.get(thread))


def test_who_was_told_is_shown_by_letter_and_by_digest(client: GateClient, alice: Membership, bob: Membership) -> None:
    carol, decision = doors.member(alice, "Carole Blanc"), made.adopted(alice)
    actions.follow(by=carol, decision=decision)
    actions.engage(by=alice, decision=decision, carrier=bob, first_step="Appeler", due_on=clock.today())
    client.force_login(bob.person)
    url = address(bob, "decision-readers", decision=decision.ref)
    # Bob had a letter: somebody else wrote that he carries it.
    assert {row.member.name for row in client.get(url).context["readers"] if row.is_told} == {"Bob Durand"}
    with made.later(8):
        send_digest(person=carol.person)
    told = {row.member.name for row in client.get(url).context["readers"] if row.is_told}
    assert told == {"Bob Durand", "Carole Blanc"}


@pytest.mark.parametrize("secretly", [True, False])
def test_a_secret_ballot_hides_when_others_read(
    client: GateClient, alice: Membership, bob: Membership, secretly: bool
) -> None:
    decision = made.engaged(bob)
    with scope.use(bob.space):
        Process.objects.create(
            space=bob.space, decision=decision, method="proposal", state="closed", opened_by=bob,
            created_at=clock.now(), is_secret=secretly,
        )  # fmt: skip
    with made.later(-3):
        actions.mark_read(by=alice, decision=decision)
    client.force_login(bob.person)
    page = text(client.get(address(bob, "decision-readers", decision=decision.ref)))
    assert "Alice Martin" in page
    assert ("13 novembre" in page.replace("\u00a0", " ")) is not secretly
