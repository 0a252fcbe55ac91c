"""Pages of votes: the paper of each kind, the receipt, the result, the files; what they cost and what they refuse."""

import datetime as dt
import json
from typing import Any

import pytest

from commun.core import clock, scope
from commun.core.urls import here
from commun.governance.actions import ballots
from commun.governance.models import Ballot, Membership, Process, WaitingBallot
from commun.governance.queries import ballot_results
from tests.governance import vote_world as made
from tests.support import world
from tests.support.client import GateClient
from tests.support.queries import at_most

pytestmark = pytest.mark.django_db


def address(process: Process, name: str = "process") -> str:
    return here(process.space.slug, f"governance:{name}", process=process.ref)


def text(response: Any) -> str:
    return response.content.decode()


def send(client: GateClient, process: Process, sent: dict[str, Any] | None = None) -> Any:
    return client.post(address(process, "cast-ballot"), made.SENT[process.method] if sent is None else sent)


def ballot_of(process: Process, member: Membership) -> Ballot | None:
    with scope.use(process.space_id):
        return Ballot.objects.filter(process=process, elector__membership=member).first()


@pytest.mark.parametrize("method", made.METHODS)
def test_each_kind_is_answered_closed_and_counted_again(client: GateClient, group: world.Group, method: str) -> None:
    process = made.opened(group.alice, method)
    client.force_login(group.bob.person)
    page = text(client.get(address(process)))
    assert "bulletin" in page
    response = send(client, process)
    assert response.status_code == 302, text(response)
    assert "accuse" in text(client.get(address(process)))
    assert ballot_of(process, group.bob) is not None
    assert send(client, process).status_code == 302, "the same answer twice is one"
    row = made.closed(process)
    page = text(client.get(address(process)))
    shown = ballot_results.kept_of(made.again(row))
    assert shown is not None
    assert "resultat" in page
    told = json.loads(client.get(address(process, "ballot-json")).content)
    assert told["result"] == json.loads(json.dumps(made.again(row).result))
    assert client.get(address(process, "paper-ballot")).status_code == 200


@pytest.mark.parametrize("method", made.METHODS)
def test_each_kind_shows_its_result_without_any_answer(client: GateClient, group: world.Group, method: str) -> None:
    process = made.closed(made.opened(group.alice, method))
    client.force_login(group.bob.person)
    assert client.get(address(process)).status_code == 200


@pytest.mark.parametrize("method", made.METHODS)
def test_an_empty_paper_is_refused_in_a_sentence(client: GateClient, group: world.Group, method: str) -> None:
    process = made.opened(group.alice, method)
    client.force_login(group.bob.person)
    response = send(client, process, {})
    if method in {"approval", "budget"}:
        # Ticking nothing is an answer: none of them suits me.
        assert response.status_code == 302
        return
    assert response.status_code == 422
    assert 'role="alert"' in text(response)
    assert ballot_of(process, group.bob) is None


def test_what_was_written_comes_back_when_it_is_refused(client: GateClient, group: world.Group) -> None:
    process = made.opened(group.alice, "dots")
    client.force_login(group.bob.person)
    response = send(client, process, {"n-1": "7", "n-2": "6", "reason": "Parce que."})
    page = text(response)
    assert response.status_code == 422
    assert 'value="7"' in page
    assert "Parce que." in page


@pytest.mark.parametrize(
    ("method", "sent"),
    [
        ("choice", {"option": "9"}),
        ("approval", {"options": ["1", "77"]}),
        ("score", {"n-1": "beaucoup"}),
        ("ranked", {"r-1": "-1"}),
        ("dates", {"d-9": "yes"}),
        ("question", {"text": "x" * 5000}),
        ("approval", {"options": [str(number) for number in range(900)]}),
    ],
)
def test_an_option_that_is_not_there_is_refused(
    client: GateClient, group: world.Group, method: str, sent: dict[str, Any]
) -> None:
    process = made.opened(group.alice, method)
    client.force_login(group.bob.person)
    assert send(client, process, sent).status_code == 422
    assert ballot_of(process, group.bob) is None


def test_nothing_is_taken_after_the_bell(client: GateClient, group: world.Group) -> None:
    process = made.opened(group.alice)
    client.force_login(group.bob.person)
    with clock.stopped(process.closes_at or clock.now()):
        assert "bulletin-titre" not in text(client.get(address(process)))
        response = send(client, process)
    assert response.status_code == 422
    assert ballot_of(process, group.bob) is None


def test_a_member_without_a_voice_reads_and_does_not_vote(client: GateClient, group: world.Group) -> None:
    process = made.opened(group.alice)
    late = world.make_member(group.space, world.make_person("Dominique Tard"))
    client.force_login(late.person)
    assert "bulletin-titre" not in text(client.get(address(process)))
    assert send(client, process).status_code == 422


def test_the_receipt_on_the_page_tells_what_when_and_until_when(client: GateClient, group: world.Group) -> None:
    process = made.opened(group.alice)
    client.force_login(group.bob.person)
    send(client, process)
    page = text(client.get(address(process)))
    ballot = ballot_of(process, group.bob)
    assert ballot is not None
    receipt = page.split('id="accuse"')[1].split("</section>")[0]
    assert "Pour" in receipt
    assert "16\u00a0nov" in receipt
    assert "23\u00a0nov" in receipt
    response = client.post(address(process, "take-ballot-back"))
    assert response.status_code == 302
    assert ballot_of(process, group.bob) is None


def test_a_secret_vote_is_received_and_says_no_more(client: GateClient, group: world.Group) -> None:
    process = made.opened(group.alice, is_secret=True)
    client.force_login(group.bob.person)
    assert here(group.space.slug, "governance:secret-ballot") in text(client.get(address(process)))
    assert send(client, process, {"answer": "against"}).status_code == 302
    with scope.use(group.space):
        assert WaitingBallot.objects.filter(process=process).count() == 1
    page = text(client.get(address(process)))
    assert "bulletin-titre" not in page
    assert "checked" not in page
    assert send(client, process, {"answer": "for"}).status_code == 422


@pytest.mark.parametrize(
    ("shown", "before", "after"), [("always", True, True), ("voted", False, True), ("close", False, False)]
)
def test_results_are_shown_when_it_was_agreed(
    client: GateClient, group: world.Group, shown: str, before: bool, after: bool
) -> None:
    process = made.opened(group.alice, "choice", shown=shown)
    ballots.cast(by=group.alice, process=process, content={"option": "2"}, reason="Un mot d’Alice")
    client.force_login(group.bob.person)
    seen = []
    for _turn in range(2):
        page = text(client.get(address(process)))
        seen.append("c-chart" in page)
        assert ("Un mot d’Alice" in page) == ("c-chart" in page)
        send(client, process)
    assert seen == [before, after]


@pytest.mark.parametrize("name", ["ballot-json", "ballot-file"])
def test_no_file_leaves_before_the_close(client: GateClient, group: world.Group, name: str) -> None:
    process = made.opened(group.alice, "choice", shown="always")
    client.force_login(group.bob.person)
    assert client.get(address(process, name)).status_code == 404


def test_no_page_tells_a_result_before_its_time(client: GateClient, group: world.Group) -> None:
    process = made.opened(group.alice, "choice")
    ballots.cast(by=group.alice, process=process, content={"option": "2"}, reason="Mot-témoin")
    client.force_login(group.bob.person)
    slug = group.space.slug
    for name in ("votes", "todo", "register", "decisions"):
        page = text(client.get(here(slug, f"governance:{name}")))
        assert "Mot-témoin" not in page
        assert "Loomio" not in page


@pytest.mark.parametrize("method", ["proposal", "ranked", "grades", "dates", "budget"])
@pytest.mark.parametrize("state", ["open", "closed"])
def test_the_page_of_a_vote_costs_the_same_for_few_and_many(
    client: GateClient, group: world.Group, method: str, state: str
) -> None:
    way_content = {
        "proposal": {"answer": "for"},
        "ranked": {"ranks": {"1": 1}},
        "grades": {"grades": {"1": 1, "2": 2, "3": 3}},
        "dates": {"dates": {"1": "yes"}},
        "budget": {"options": ["1"]},
    }[method]
    costs = []
    for many in (10, 100):
        for number in range(many):
            world.make_member(group.space, world.make_person(f"Personne {many} {number}"))
        process = made.opened(group.alice, method, shown="always")
        made.filled(process, way_content)
        if state == "closed":
            made.closed(process)
        client.force_login(group.bob.person)
        client.get(address(process))
        with at_most(25) as captured:
            client.get(address(process))
        costs.append(len(captured))
    assert costs[0] == costs[1]


def test_the_list_of_votes_tells_what_is_open_and_what_is_over(client: GateClient, group: world.Group) -> None:
    made.opened(group.alice, title="Ouvert encore")
    made.closed(made.opened(group.alice, title="Clos déjà"))
    client.force_login(group.bob.person)
    page = text(client.get(here(group.space.slug, "governance:votes")))
    assert page.index("Ouvert encore") < page.index("Clos déjà")


def test_an_absent_members_answer_is_written_down_and_shown_as_such(client: GateClient, group: world.Group) -> None:
    process = made.opened(group.alice, rules={"absent_per_holder": 1}, shown="always")
    client.force_login(group.alice.person)
    url = address(process, "cast-for-absent")
    assert client.get(url).status_code == 200
    assert client.post(url, {"answer": "for"}).status_code == 422
    sent = {"answer": "for", "absent": group.bob.person.ref}
    assert client.post(url, sent).status_code == 302
    ballot = ballot_of(process, group.bob)
    assert ballot is not None
    assert ballot.written_by_id == group.alice.pk
    page = text(client.get(address(process)))
    assert page.count("Alice Martin") >= 1
    client.force_login(group.bob.person)
    assert "Alice Martin" in text(client.get(address(process)))
    send(client, process, {"answer": "against"})
    changed = ballot_of(process, group.bob)
    assert changed is not None
    assert (changed.content, changed.written_by_id) == ({"answer": "against"}, None)


def test_without_the_rule_nobody_writes_for_another(client: GateClient, group: world.Group) -> None:
    process = made.opened(group.alice)
    client.force_login(group.alice.person)
    assert client.get(address(process, "cast-for-absent")).status_code == 404


def test_options_change_until_the_first_ballot_then_only_in_a_new_vote(client: GateClient, group: world.Group) -> None:
    process = made.opened(group.alice, "choice")
    client.force_login(group.alice.person)
    url = address(process, "change-options")
    assert client.post(url, {"choices": "Un\nDeux"}).status_code == 302
    ballots.cast(by=group.bob, process=process, content={"option": "1"})
    assert client.post(url, {"choices": "Trois\nQuatre"}).status_code == 422, "the reason is missing"
    assert client.post(url, {"choices": "Trois\nQuatre", "reason": "Oubli."}).status_code == 302
    assert made.again(process).state == "withdrawn"
    new = Process._base_manager.get(follows=process)
    with scope.use(group.space):
        assert [one.label for one in new.options.order_by("position")] == ["Trois", "Quatre"]
        assert not Ballot.objects.filter(process=new).exists()


def test_a_tie_between_dates_is_settled_by_people_and_makes_one_meeting(client: GateClient, group: world.Group) -> None:
    process = made.opened(group.alice, "dates", {"place": "La Halle", "minutes": 90})
    ballots.cast(by=group.bob, process=process, content={"dates": {"1": "yes", "2": "yes"}})
    made.closed(process)
    client.force_login(group.alice.person)
    assert address(process, "keep-poll-date") in text(client.get(address(process)))
    client.post(address(process, "keep-poll-date"), {"date": "2"})
    row = made.again(process)
    assert row.result is not None
    assert row.result["settled"] == ["2"]
    client.post(address(process, "keep-poll-date"), {"date": "1"})
    with scope.use(group.space):
        from commun.governance.models import Meeting

        meeting = Meeting.objects.get()
    kept = made.again(process).result
    assert kept is not None
    assert kept["settled"] == ["2"], "chosen once"
    assert meeting.starts_at == dt.datetime(2026, 12, 9, 17, tzinfo=dt.UTC)
    assert meeting.place == "La Halle"
    assert here(group.space.slug, "governance:meeting", meeting=meeting.ref) in text(client.get(address(process)))


def test_an_answer_taken_back_is_said_on_the_screen_as_in_the_mail(client: GateClient, group: world.Group) -> None:
    from commun.core.models import OutgoingMail

    process = made.opened(group.alice)
    client.force_login(group.bob.person)
    send(client, process)
    client.post(address(process, "take-ballot-back"))
    page = text(client.get(address(process)))
    mail = OutgoingMail.objects.filter(key__startswith="governance.receipt:").latest("pk")
    for said in ("Vous avez repris votre réponse", "23\u00a0nov"):
        assert said in page
        assert said in mail.text
    assert "bulletin-titre" in page


def test_grades_are_shown_from_the_best_to_the_worst(client: GateClient, group: world.Group) -> None:
    process = made.opened(group.alice, "grades")
    ballots.cast(by=group.bob, process=process, content={"grades": {"1": 1, "2": 5, "3": 0}})
    made.closed(process)
    shown = ballot_results.kept_of(made.again(process))
    assert shown is not None
    words = [header["label"] for header in shown.grids[0].headers[1:]]
    assert words == ["Très bien", "Bien", "Assez bien", "Passable", "Insuffisant", "À rejeter"]
    assert list(shown.grids[0].rows[1]) == ["Loomio", "1", "0", "0", "0", "0", "0"]


def test_the_list_says_where_i_am_and_what_came_out(client: GateClient, group: world.Group) -> None:
    for title, answer in (("Une oui", "for"), ("Une non", "against")):
        process = made.opened(group.alice, title=title)
        ballots.cast(by=group.alice, process=process, content={"answer": answer})
        made.closed(process)
    made.closed(made.opened(group.alice, title="Sans quorum", rules={"quorum_number": 2}))
    asked = made.opened(group.alice, title="Ouverte")
    client.force_login(group.bob.person)
    url = here(group.space.slug, "governance:votes")
    page = text(client.get(url))
    for words in ("adopté", "rejeté", "sans quorum", "à vous de répondre", "jusqu’au lundi 23\u00a0novembre"):
        assert words in page
    ballots.cast(by=group.bob, process=asked, content={"answer": "for"})
    assert "vous avez répondu" in text(client.get(url))


def test_a_project_that_a_tie_left_open_is_not_told_as_funded(client: GateClient, group: world.Group) -> None:
    from commun.governance.actions.processes import OptionWish

    options = [OptionWish(name, data={"cost_cents": 30_000}) for name in ("Jardin", "Vélos")]
    process = made.opened(group.alice, "budget", {"amount_cents": 40_000}, options=options)
    ballots.cast(by=group.bob, process=process, content={"options": ["1", "2"]})
    made.closed(process)
    shown = ballot_results.kept_of(made.again(process))
    assert shown is not None
    assert "Égalité entre Jardin, Vélos" in shown.sentence
    assert not [step for step in shown.steps if "Jardin" in step]


@pytest.mark.parametrize("method", made.METHODS)
def test_the_paper_ballot_has_each_option_what_to_write_and_until_when(
    client: GateClient, group: world.Group, method: str
) -> None:
    process = made.opened(group.alice, method, guidance="À lire avant de répondre.")
    client.force_login(group.bob.person)
    page = text(client.get(address(process, "paper-ballot")))
    assert "À lire avant de répondre." in page
    assert "23\u00a0nov" in page
    paper = page.split("<main", 1)[1].replace("\u00a0", " ").replace("\u202f", " ")
    with scope.use(group.space):
        assert all(option.label in paper for option in process.options.all())
    assert "☐" in paper or "………" in paper


def test_closing_early_is_asked_and_a_secret_ballot_says_what_it_would_lose(
    group: world.Group, client: GateClient
) -> None:
    rules = {"may_close_early": True}
    process, plain = made.opened(group.alice, is_secret=True, rules=rules), made.opened(group.alice, rules=rules)
    client.force_login(group.alice.person)
    page = text(client.get(address(process, "close-process")))
    assert "0 sur 2" in page
    assert "détruits" in page
    assert "détruits" not in text(client.get(address(plain, "close-process")))
    assert made.again(process).state == "open"
    assert client.post(address(process, "close-process")).status_code == 302
    assert made.again(process).state == "closed"
    assert client.get(address(process, "close-process")).status_code == 404
