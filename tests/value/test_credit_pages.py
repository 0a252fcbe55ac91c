"""Pages of the mutual credit: giving and asking on a phone, bad input refused, files that strangers' programs read."""

import shutil
import subprocess
from pathlib import Path

import pytest

from commun.core import scope
from commun.core.urls import here
from commun.governance import actions as governance
from commun.governance.models import Decision
from commun.people.models import Person
from commun.value import actions
from commun.value.actions.credit import Gift
from commun.value.models import Book, CreditRequest
from commun.value.queries import book_files
from commun.value.queries.verification import check_book
from tests.support.client import GateClient
from tests.support.queries import assert_flat, at_most
from tests.support.world import Group, make_group
from tests.value.credit_world import account, adopt, book_in, give, hours, open_for, plain, third

pytestmark = [pytest.mark.django_db, pytest.mark.english]


@pytest.fixture
def group(group: Group) -> Group:
    """People who read English: sentences as they are in the code, whatever the catalogues hold."""
    Person.objects.update(language="en")
    return group


@pytest.fixture
def book(group: Group) -> Book:
    return open_for(group.alice)


def address(group: Group, name: str = "credit", **arguments: object) -> str:
    return here(group.space.slug, f"value:{name}", **arguments)


def test_a_group_opens_it_from_the_page_by_a_decision(group: Group, client: GateClient) -> None:
    client.force_login(group.alice.person)
    assert address(group) in client.get(address(group, "home")).content.decode()
    assert address(group, "open-credit") in client.get(address(group)).content.decode()
    sent = {"unit": "MIN", "below": "10 h", "above": "20 h", "cents": "30", "why": ""}
    for change in (
        {"below": ""}, {"below": "0"}, {"below": "-3"}, {"below": "beaucoup"}, {"below": "💶"}, {"above": "9" * 40},
        {"unit": "EUR"}, {"unit": ""}, {"cents": ""}, {"cents": "-1"}, {"above": "5 points"},
    ):  # fmt: skip
        page = client.post(address(group, "open-credit"), sent | change)
        assert page.status_code == 422, change
    with scope.use(group.space):
        assert not Decision.objects.exists()
    asked = client.post(address(group, "open-credit"), sent)
    with scope.use(group.space):
        decision = Decision.objects.select_related("space").get()
    assert decision.ref in asked["Location"]
    read = plain(client.get(asked["Location"]).content.decode())
    assert "from −10 h to 20 h" in read
    adopt(group.alice, decision)
    assert "10 h" in plain(client.get(address(group)).content.decode())
    assert client.get(address(group, "open-credit"))["Location"] == address(group)


def test_giving_from_a_phone_and_what_is_refused(book: Book, group: Group, client: GateClient) -> None:
    client.force_login(group.alice.person)
    stranger, gone = make_group().bob, third(group, "Partie Ailleurs")
    governance.leave(member=gone)
    sent = {"who": group.bob.pk, "amount": "1 h 30", "words": "Relecture", "token": "t"}
    for change in (
        {"who": ""}, {"who": stranger.pk}, {"who": gone.pk}, {"who": group.alice.pk}, {"who": "Bob"}, {"amount": ""},
        {"amount": "0"}, {"amount": "-2"}, {"amount": "deux"}, {"amount": "🙂"}, {"amount": "11 h"},
        {"amount": "9" * 25}, {"words": "é" * 300}, {"token": "x" * 50},
    ):  # fmt: skip
        page = client.post(address(group, "give-credit"), sent | change)
        assert page.status_code == 422, change
    assert book_in(group.space).count == 0
    for _time in range(2):
        assert client.post(address(group, "give-credit"), sent).status_code == 302
    assert (hours(group.alice), hours(group.bob)) == (-1.5, 1.5)
    assert client.post(address(group, "give-credit"), sent | {"amount": "2 h"}).status_code == 422
    page = plain(client.get(address(group)).content.decode())
    assert "−1 h 30" in page
    assert "8 h 30" in page
    client.force_login(group.bob.person)
    page = plain(client.get(address(group)).content.decode())
    assert "worth €45" in page
    back = address(group, "give-credit-back", line=1)
    assert "1 h 30" in plain(client.get(back).content.decode())
    assert client.post(back).status_code == client.post(back).status_code == 302
    assert (hours(group.bob), book_in(group.space).count) == (0, 2)


def test_answering_a_request_and_whose_it_is(book: Book, group: Group, client: GateClient) -> None:
    client.force_login(group.bob.person)
    sent = {"who": group.alice.pk, "amount": "2", "words": "Un coup de main", "token": "t"}
    for _time in range(2):
        assert client.post(address(group, "ask-credit"), sent).status_code == 302
    with scope.use(group.space):
        row = CreditRequest.objects.get()
    answer = address(group, "answer-credit", credit_request=row.ref)
    assert client.post(answer, {"reponse": "oui"}).status_code == 302
    client.force_login(third(group).person)
    assert client.post(answer, {"reponse": "oui"}).status_code == 404
    client.force_login(group.chloe)
    assert client.post(answer, {"reponse": "oui"}).status_code == 404
    assert client.get(address(group)).status_code == 404
    client.force_login(group.alice.person)
    assert "Un coup de main" in client.get(address(group)).content.decode()
    assert client.post(answer, {"reponse": "peut-être"}).status_code == 404
    for _time in range(2):
        client.post(answer, {"reponse": "oui"})
    assert (hours(group.alice), hours(group.bob), book_in(group.space).count) == (-2, 2, 1)


def test_who_left_waits_to_be_settled_on_the_page(book: Book, group: Group, client: GateClient) -> None:
    gone = third(group)
    give(gone, group.bob, 3)
    client.force_login(gone.person)
    governance.leave(member=gone)
    client.force_login(group.alice.person)
    page = client.get(address(group)).content.decode()
    assert "To be settled" in page
    where = address(group, "account", account=account(gone).pk)
    assert "share it equally" in client.get(where).content.decode()
    close = address(group, "close-account", account=account(gone).pk)
    client.post(close)
    assert account(gone).closed_on is None
    asked = client.post(close, {"decider": "1"})
    with scope.use(group.space):
        decision = Decision.objects.select_related("space").order_by("-pk")[0]
    assert decision.ref in asked["Location"]
    read = plain(client.get(asked["Location"]).content.decode())
    assert "−1 h 30" in read
    adopt(group.alice, decision)
    assert "To be settled" not in client.get(address(group)).content.decode()


def test_pages_cost_the_same_for_two_people_and_for_twenty(book: Book, group: Group, client: GateClient) -> None:
    client.force_login(group.alice.person)
    give(group.alice, group.bob, 0.5)

    def more(count: int) -> None:
        for _number in range(count):
            other = third(group)
            give(other, group.alice, 0.25, words="Coup de main")
            actions.ask_credit(by=other, of=group.alice, gift=Gift(5))

    def ask() -> None:
        for name in ("credit", "credit-book", "give-credit"):
            with at_most(25):
                assert client.get(address(group, name)).status_code == 200

    assert_flat(more, ask)


def test_the_book_is_read_checked_and_taken_away_in_its_unit(
    book: Book, group: Group, client: GateClient, tmp_path: Path
) -> None:
    client.force_login(group.bob.person)
    line = give(group.alice, group.bob, 1.5, words="Relecture")
    actions.give_credit_back(by=group.bob, line=line)
    give(group.alice, group.bob, 2)
    page = plain(client.get(address(group, "credit-book")).content.decode())
    assert "1 h 30" in page
    assert "€" not in page
    statement = address(group, "account", account=account(group.alice).pk)
    assert "−1 h 30" in plain(client.get(statement).content.decode())
    # What was given back is neither help received nor help given: two hours, of which a worth is told.
    told = plain(client.get(address(group, "credit")).content.decode())
    assert "worth €60" in told
    assert "3 h 30" not in told
    sheet = client.get(address(group, "statement-csv", account=account(group.alice).pk)).content.decode()
    assert ";90;" in sheet
    assert "Relecture" in sheet
    assert "3 lines" in client.get(address(group, "credit-verify-book")).content.decode()
    assert client.get(address(group, "credit-book-export")).content.decode().startswith(f"book,{book.ref},MIN")
    assert "MIN" in client.get(address(group, "credit-book-beancount")).content.decode()
    assert check_book(book_in(group.space)) == []
    path = tmp_path / "credit.journal"
    path.write_text("".join(book_files.hledger_journal(book_in(group.space))), encoding="utf-8")
    assert path.read_text() == client.get(address(group, "credit-book-journal")).content.decode()
    if shutil.which("hledger"):
        done = subprocess.run(
            ["hledger", "-f", str(path), "check", "--strict"], capture_output=True, text=True, check=False, timeout=60
        )
        assert done.returncode == 0, done.stderr


def test_what_it_is_not_names_the_law(group: Group, client: GateClient) -> None:
    client.force_login(group.alice.person)
    page = client.get(address(group, "credit-is-not")).content.decode()
    for said in ("L.311-5", "L.311-6", "barter", "not an invoice", "Limits are mandatory"):
        assert said in page
