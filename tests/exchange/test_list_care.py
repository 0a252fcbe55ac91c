"""The pages of those who look after a list, and of a member's own address; personal data; what to do."""

import json
from typing import Any

import pytest

from commun.core import clock, scope
from commun.core.registries import personal_data, todo
from commun.core.urls import here
from commun.exchange.actions.lists import open_list
from commun.exchange.models import AddressTrouble, Delivery, InboundMail, MailingList, MailReturn, TrustedSender
from commun.governance.models import Membership
from tests.exchange.list_world import OURS, arrives, mail_of, speaking_english
from tests.exchange.test_deliveries import wrote
from tests.support.client import GateClient
from tests.support.queries import assert_flat
from tests.support.world import Group, make_group

pytestmark = [pytest.mark.django_db, pytest.mark.english]


@pytest.fixture(autouse=True)
def _our_server(settings: Any) -> None:
    settings.AUTHSERV_ID = OURS
    settings.MAIL_URL = "smtp://127.0.0.1:1"


@pytest.fixture
def group(group: Group) -> Group:
    return speaking_english(group)


def seen_by(member: Membership) -> GateClient:
    client = GateClient()
    client.force_login(member.person)
    return client


def path(group: Group, rest: str) -> str:
    return here(group.space.slug, "exchange:list") + rest


def paused(member: Membership, words: str = "550 5.1.1 no such user") -> AddressTrouble:
    with scope.use(member.space):
        row = AddressTrouble(
            space=member.space, membership=member, list=open_list(member.space), state="paused", words=words,
            token="a" * 16, since=clock.now(),
        )  # fmt: skip
        row.save()
    return row


def stop(group: Group) -> None:
    wrote(group)
    with scope.use(group.space):
        MailingList.objects.update(stopped_at=clock.now())
        Delivery.objects.update(state="stopped")


def things_of(member: Membership) -> list[str]:
    ours = todo.get("exchange.list_care")
    assert ours is not None
    return [one.key for one in ours(member.person)]


def test_a_member_whose_mails_are_paused_is_told_and_resumes_them(group: Group) -> None:
    client, page = seen_by(group.bob), path(group, "mon-adresse/")
    assert "nothing came back" in client.get(page).content.decode()
    paused(group.bob)
    assert things_of(group.bob) == [f"exchange.address:{group.space.slug}"]
    text = client.get(page).content.decode()
    assert "they are paused since" in text
    assert "550 5.1.1 no such user" in text
    assert client.post(page).status_code == 302
    assert things_of(group.bob) == []
    with scope.use(group.space):
        assert AddressTrouble.objects.get().state == "well"


def test_a_list_that_is_stopped_is_seen_and_let_go_by_those_who_look_after_it(group: Group) -> None:
    stop(group)
    paused(group.bob)
    assert things_of(group.alice) == [f"exchange.stopped:{group.space.slug}"]
    text = seen_by(group.alice).get(path(group, "attente/")).content.decode()
    assert "The mails of the list are stopped" in text
    assert "Bob Durand" in text
    assert seen_by(group.bob).post(path(group, "reprendre/")).status_code == 404
    assert seen_by(group.alice).post(path(group, "reprendre/")).status_code == 302
    with scope.use(group.space):
        assert Delivery.objects.get().state == "queued"
    assert things_of(group.alice) == []


def test_one_trusts_sets_aside_and_takes_trust_back_on_the_pages(group: Group) -> None:
    client = seen_by(group.alice)
    first = arrives(mail_of(group.chloe, group.space), group.space)
    second = arrives(mail_of("x@autre.test", group.space, number="2", proof=""), group.space)
    assert "the next ones of this sender" in client.get(path(group, f"attente/{first.ref}/")).content.decode()
    assert "the next ones of this sender" not in client.get(path(group, f"attente/{second.ref}/")).content.decode()
    assert seen_by(group.bob).post(path(group, f"attente/{first.ref}/faire-confiance/")).status_code == 404
    client.post(path(group, f"attente/{first.ref}/faire-confiance/"))
    client.post(path(group, f"attente/{second.ref}/mettre-de-cote/"))
    assert [one.state for one in InboundMail._base_manager.order_by("pk")] == ["posted", "dropped"]
    with scope.use(group.space):
        row = TrustedSender.objects.get()
    assert str(group.chloe.email) in client.get(path(group, "attente/")).content.decode()
    other = make_group()
    for number in (str(row.pk), "0", "9" * 30, "x"):
        assert seen_by(other.alice).post(path(other, f"expediteurs/{number}/retirer/")).status_code == 404
    client.post(path(group, f"expediteurs/{row.pk}/retirer/"))
    with scope.use(group.space):
        assert not TrustedSender.objects.exists()


def test_a_storm_and_a_word_before_subjects_are_set_on_the_page(group: Group) -> None:
    given = {"reply_to": "list", "is_open": "on", "holds_all": "on", "tag": "Coop"}
    assert seen_by(group.alice).post(path(group, "reglages/"), given).status_code == 302
    with scope.use(group.space):
        row = MailingList.objects.get()
    assert (row.holds_all, row.tag) == (True, "Coop")
    assert "Coop" in seen_by(group.alice).get(path(group, "reglages/")).content.decode()
    long = given | {"tag": "x" * 21}
    assert seen_by(group.alice).post(path(group, "reglages/"), long).status_code == 422


def test_what_came_back_is_given_to_its_owner_and_forgotten_with_them(group: Group) -> None:
    trouble = paused(group.bob, "bob@exemple.test is unknown")
    with scope.use(group.space):
        row = MailReturn(
            space=group.space, list=trouble.list, membership=group.bob, on=clock.today(), at=clock.now(),
            strength="hard", words="bob@exemple.test is unknown",
        )  # fmt: skip
        row.save()
    ours = personal_data.get("exchange.list_care")
    assert ours is not None
    assert "bob@exemple.test is unknown" in json.dumps(ours.export(group.bob.person), default=str)
    assert ours.export(group.alice.person) == []
    ours.erase(group.bob.person)
    with scope.use(group.space):
        assert not MailReturn.objects.exists()
        assert not AddressTrouble.objects.exists()


def test_what_waits_costs_the_same_for_two_and_for_twenty(group: Group) -> None:
    client, page = seen_by(group.alice), path(group, "attente/")

    def trust(count: int) -> None:
        with scope.use(group.space):
            row = open_list(group.space)
            for number in range(count):
                address = f"a{count}.{number}@x.test"
                TrustedSender(space=group.space, list=row, address=address, by=group.bob, at=clock.now()).save()

    assert_flat(trust, lambda: client.get(page))
