"""Letters about votes: once each, to those who have a voice; receipts; links that vote without signing in."""

import datetime as dt
import re

import pytest

from commun.core import clock, scope
from commun.core.errors import Refused
from commun.core.models import OutgoingMail
from commun.governance import actions, vote_links
from commun.governance.actions import ballot_letters, ballots
from commun.governance.models import Ballot, BallotVersion, Elector, Membership, Process
from tests.governance import vote_world as made
from tests.support import world
from tests.support.client import GateClient

pytestmark = pytest.mark.django_db


def mails(start: str) -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(key__startswith=f"governance.{start}:").order_by("pk"))


def link_in(mail: OutgoingMail) -> str:
    found = re.search(r"/voter/[^\s\"<]+/", mail.text)
    assert found
    return found[0]


def elector(process: Process, member: Membership) -> Elector:
    with scope.use(process.space_id):
        return Elector.objects.select_related("membership__person", "membership__space").get(
            process=process, membership=member
        )


def test_the_opening_is_told_once_to_those_who_have_not_voted(group: world.Group) -> None:
    process = made.opened(group.alice)
    ballots.cast(by=group.alice, process=process, content={"answer": "for"})
    for _turn in range(3):
        ballot_letters.tell_all()
    assert [mail.to for mail in mails("vote-open")] == [group.bob.person.email]


def test_the_close_that_comes_is_told_once_the_day_before(group: world.Group) -> None:
    process = made.opened(group.alice)
    ballot_letters.tell_all()
    assert mails("vote-soon") == []
    with clock.stopped((process.closes_at or clock.now()) - dt.timedelta(hours=20)):
        ballots.cast(by=group.alice, process=process, content={"answer": "for"})
        for _turn in range(2):
            ballot_letters.tell_all()
    assert [mail.to for mail in mails("vote-soon")] == [group.bob.person.email]


@pytest.mark.parametrize("is_secret", [False, True])
@pytest.mark.usefixtures("told_ten_times")
def test_the_result_is_told_at_the_close_to_all_who_had_a_voice(group: world.Group, is_secret: bool) -> None:
    process = made.opened(group.alice, is_secret=is_secret)
    ballots.cast(by=group.bob, process=process, content={"answer": "for"})
    ballot_letters.tell_all()
    assert mails("vote-result") == []
    made.closed(process)
    for _turn in range(2):
        ballot_letters.tell_all()
    assert len(mails("vote-result")) == 2
    for mail in mails("vote-result"):
        assert ("dopt" in mail.text) is not is_secret, "under its minimum a secret vote has no result"


def test_who_left_the_group_receives_no_more_letters_about_its_votes(group: world.Group) -> None:
    process = made.opened(group.alice)
    actions.leave(member=group.bob)
    ballot_letters.tell_all()
    with clock.stopped((process.closes_at or clock.now()) - dt.timedelta(hours=20)):
        ballot_letters.tell_all()
    made.closed(process)
    ballot_letters.tell_all()
    told = mails("vote-open") + mails("vote-soon") + mails("vote-result")
    assert {mail.to for mail in told} == {group.alice.person.email}


def test_a_vote_closed_long_ago_is_told_to_nobody(group: world.Group) -> None:
    made.closed(made.opened(group.alice))
    with clock.stopped(clock.now() + dt.timedelta(days=10)):
        assert ballot_letters.tell_all() == 0


def test_each_answer_has_its_receipt_by_mail(group: world.Group) -> None:
    process = made.opened(group.alice, "choice")
    ballots.cast(by=group.bob, process=process, content={"option": "2"})
    ballots.cast(by=group.bob, process=process, content={"option": "2"})
    ballots.cast(by=group.bob, process=process, content={"option": "1"})
    ballots.withdraw_ballot(by=group.bob, process=process)
    texts = [mail.text for mail in mails("receipt")]
    assert ["Loomio" in text for text in texts] == [True, False, False]
    assert ["Framavox" in text for text in texts] == [False, True, False]
    assert all("23\u00a0novembre" in text for text in texts)


def test_a_secret_receipt_says_only_that_it_was_received(group: world.Group) -> None:
    process = made.opened(group.alice, "choice", is_secret=True)
    ballots.cast(by=group.bob, process=process, content={"option": "2"})
    (mail,) = mails("receipt")
    assert "Loomio" not in mail.text + mail.html + mail.subject
    assert "reçu" in mail.text
    assert "repris" not in mail.text


def test_a_lost_receipt_is_asked_again(client: GateClient, group: world.Group) -> None:
    process = made.opened(group.alice)
    with pytest.raises(Refused):
        ballot_letters.ask_receipt(by=group.bob, process=process)
    ballots.cast(by=group.bob, process=process, content={"answer": "for"})
    ballot_letters.ask_receipt(by=group.bob, process=process)
    ballot_letters.ask_receipt(by=group.bob, process=process)
    assert len(mails("receipt")) == 2, "at most one a minute"


def test_an_absent_member_is_told_what_was_written_for_them(group: world.Group) -> None:
    process = made.opened(group.alice, rules={"absent_per_holder": 1})
    ballots.cast_for_absent(by=group.alice, absent=group.bob, process=process, content={"answer": "against"})
    (mail,) = mails("receipt")
    assert mail.to == group.bob.person.email
    assert "Alice Martin" in mail.text


def test_a_program_that_opens_every_link_votes_for_nobody(client: GateClient, group: world.Group) -> None:
    made.opened(group.alice)
    ballot_letters.tell_all()
    for mail in mails("vote-open"):
        for _turn in range(2):
            assert client.get(link_in(mail)).status_code == 200
        assert client.head(link_in(mail)).status_code == 200
    with scope.use(group.space):
        assert not BallotVersion.objects.exists()


def test_the_link_of_a_mail_votes_without_signing_in(client: GateClient, group: world.Group) -> None:
    made.opened(group.alice, "grades")
    ballot_letters.tell_all()
    (mail,) = [mail for mail in mails("vote-open") if mail.to == group.bob.person.email]
    assert client.post(link_in(mail), {"n-1": "5"}).status_code == 422
    page = client.post(link_in(mail), {"n-1": "5", "n-2": "3", "n-3": "0"})
    assert page.status_code == 200
    assert "accuse" in page.content.decode()
    with scope.use(group.space):
        assert Ballot.objects.get().elector.membership_id == group.bob.pk


def test_a_link_is_one_persons_dies_when_renewed_forged_or_gone(client: GateClient, group: world.Group) -> None:
    process = made.opened(group.alice)
    old = vote_links.link_of(elector(process, group.bob), process)
    path = re.search(r"/voter/.*", old)
    assert path
    assert client.get(path[0]).status_code == 200
    assert client.get(path[0][:-3] + "x/").status_code == 410
    ballot_letters.renew_link(by=group.bob, process=process)
    assert client.get(path[0]).status_code == 410
    new = link_in(mails("vote-link")[0])
    assert client.get(new).status_code == 200
    group.bob.state = "left"
    group.bob.save()
    assert client.get(new).status_code == 410


def test_a_link_says_nothing_of_a_result_and_takes_nothing_after_the_close(
    client: GateClient, group: world.Group
) -> None:
    process = made.opened(group.alice, "choice")
    ballots.cast(by=group.alice, process=process, content={"option": "2"}, reason="Mot-témoin")
    path = re.search(r"/voter/.*", vote_links.link_of(elector(process, group.bob), process))
    assert path
    page = client.get(path[0]).content.decode()
    assert "Mot-témoin" not in page
    assert "c-chart" not in page
    made.closed(process)
    assert client.post(path[0], {"option": "1"}).status_code == 422
    with scope.use(group.space):
        assert Ballot.objects.count() == 1


def test_a_free_answer_can_be_erased_from_everywhere(group: world.Group) -> None:
    from commun.governance.actions import ballot_data

    process = made.opened(group.alice, "question")
    ballots.cast(by=group.bob, process=process, content={"text": "Secret de famille"})
    choice = made.opened(group.alice, "choice")
    ballots.cast(by=group.bob, process=choice, content={"option": "1"}, reason="Mon histoire")
    assert "Secret de famille" in str(ballot_data.export(group.bob.person))
    ballot_data.erase(group.bob.person)
    with scope.use(group.space):
        kept = str(list(Ballot.objects.values())) + str(list(BallotVersion.objects.values()))
        assert "Secret de famille" not in kept
        assert "Mon histoire" not in kept
        assert Ballot.objects.get(process=choice).content == {"option": "1"}
