"""What a program reads: in parts that nothing moves, at a cost that does not grow, and nothing that the pages hide."""

import datetime as dt
import json
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from commun.config import api  # noqa: F401 - fills the table
from commun.core import clock, scope
from commun.core.api import shapes
from commun.core.api.routes import routes
from commun.exchange.actions.offers import OfferSheet, answer_offer, write_offer
from commun.exchange.actions.posts import write_post
from commun.governance.actions.ballots import cast
from commun.governance.actions.decisions import Draft, voice
from commun.governance.actions.disagreements import PartyWords, Side, open_case, parties_of, write_words
from commun.governance.actions.follow_up import add_action
from commun.governance.actions.moderation import hide_words
from commun.governance.actions.processes import OptionWish, Wish, open_process
from commun.governance.models import Ballot, Membership, WaitingBallot
from commun.people import actions
from commun.people.models import ApiToken, Person
from commun.value.actions import correct_contribution
from tests.exchange.search_world import indexed
from tests.support.queries import assert_flat
from tests.support.world import Group, make_member, make_person, make_space
from tests.value.contribution_world import brings, chosen, settled

pytestmark = [pytest.mark.django_db, pytest.mark.english]


class Program:
    """A program of a member, with all rights."""

    def __init__(self, member: Membership) -> None:
        cache.clear()
        Person.objects.update(language="en")
        rights = ("read", "write", "decide", "money")
        _token, self.words = actions.make_token(
            person=member.person, name="Essai", space_ids=[member.space_id], rights=rights
        )
        self.root = f"/api/1/groups/{member.space.slug}"

    def get(self, path: str) -> Any:
        return Client().get(f"{self.root}/{path}", headers={"Authorization": f"Bearer {self.words}"})

    def items(self, path: str) -> list[Any]:
        items: list[Any] = self.get(path).json()["items"]
        return items

    def post(self, path: str, body: Any) -> Any:
        return Client().post(
            f"{self.root}/{path}", json.dumps(body), content_type="application/json",
            headers={"Authorization": f"Bearer {self.words}"},
        )  # fmt: skip


def write(member: Membership, number: int) -> None:
    with scope.use(member.space):
        add_action(by=member, title=f"Faire {number}")
        voice(by=member, draft=Draft(title=f"Décider {number}"))
        write_post(by=member, token=f"{number:032d}", subject=f"Fil {number}", text="Bonjour")
        write_offer(by=member, sheet=OfferSheet("need", "time", f"Aide {number}"))


@pytest.mark.parametrize("path", ["actions", "decisions", "threads", "offers", "feed"])
def test_parts_follow_one_another_whatever_comes_meanwhile(group: Group, path: str) -> None:
    program = Program(group.bob)
    for number in range(5):
        write(group.alice, number)
    whole = [json.dumps(one) for one in program.items(f"{path}?limit=200")]
    seen, cursor = [], ""
    while True:
        part = program.get(f"{path}?limit=2{cursor and f'&cursor={cursor}'}").json()
        seen += [json.dumps(one) for one in part["items"]]
        cursor = part["next"]
        if cursor is None:
            break
        write(group.alice, 100 + len(seen))
    assert seen == whole
    assert len(seen) >= 5


def test_what_is_read_whole_is_told_in_parts_too(group: Group) -> None:
    for number in range(4):
        make_member(group.space, make_person(f"Personne {number}"))
    program, seen, cursor = Program(group.bob), [], ""
    while cursor is not None:
        part = program.get(f"members?limit=2{cursor and f'&cursor={cursor}'}").json()
        seen += [one["ref"] for one in part["items"]]
        cursor = part["next"]
    assert seen == [one["ref"] for one in program.items("members")]
    assert len(seen) == len(set(seen)) == 6


def test_a_cursor_is_of_its_own_address(group: Group) -> None:
    program = Program(group.bob)
    for number in range(3):
        write(group.alice, number)
    cursor = program.get("actions?limit=1").json()["next"]
    assert program.get(f"actions?cursor={cursor}").status_code == 200
    assert program.get(f"offers?cursor={cursor}").status_code == 422
    assert program.get(f"actions?cursor={cursor}x").status_code == 422
    # Another question, or another group: what is between would be left out without a word.
    assert program.get(f"actions?view=mine&cursor={cursor}").status_code == 422
    make_member(make_space("Ailleurs", "ailleurs"), group.bob.person)
    with scope.everywhere("a token of two groups"):
        ApiToken.objects.update(space_ids=list(Membership.objects.values_list("space", flat=True).distinct()))
    there = program.root.replace(group.space.slug, "ailleurs")
    answer = Client().get(f"{there}/actions?cursor={cursor}", headers={"Authorization": f"Bearer {program.words}"})
    assert answer.status_code == 422
    assert Client().get(f"{there}/actions", headers={"Authorization": f"Bearer {program.words}"}).status_code == 200


def test_the_search_ends(group: Group) -> None:
    write(group.alice, 1)
    program = Program(group.bob)
    indexed()
    first = program.get("search?q=faire").json()
    assert first["items"]
    assert program.get("search?q=faire&page=2").json() == {"total": first["total"], "items": []}


def test_lists_cost_the_same_for_two_and_for_twenty(group: Group) -> None:
    program, count = Program(group.bob), iter(range(10_000))

    def more(rows: int) -> None:
        for _row in range(rows):
            number = next(count)
            write(group.alice, number)
            make_member(group.space, make_person(f"Personne {number}"))

    def ask() -> None:
        for path in ("actions", "decisions", "threads", "offers", "members"):
            assert program.get(path).status_code == 200

    more(1)
    program.get("actions")
    assert_flat(more, ask, 2, 8)


def test_words_that_the_group_hid_are_not_told(group: Group) -> None:
    with scope.use(group.space):
        post = write_post(by=group.bob, token="a" * 32, subject="Bonjour", text="INSULTE")
        hide_words(by=group.alice, kind="post", target=post.pk, reason="Cela blesse.")
    program = Program(group.alice)
    (told,) = program.items(f"threads/{post.thread.ref}")
    assert (told["said"], told["is_hidden"]) == ("", True)
    assert "INSULTE" not in everything(program, group)


def everything(program: Program, group: Group) -> str:
    """All that the readings without a reference in their address tell, as one text."""
    paths = [route.path.removeprefix("groups/{group}/") for route in routes.values()
             if route.method == "GET" and route.is_of_group and not route.places]  # fmt: skip
    return " ".join(program.get(f"{path}?q=x" if path == "search" else path).content.decode() for path in paths)


def test_the_words_of_a_disagreement_are_in_no_reading(group: Group) -> None:
    with scope.use(group.space):
        sides = [Side([group.alice]), Side([group.bob])]
        case = open_case(by=group.alice, object="Le partage DISCRET", parties=sides)
        write_words(by=group.alice, party=parties_of(case)[0], words=PartyWords(narrative="CONFIDENCE"))
    third = make_member(group.space, make_person("Dominique"))
    for member in (group.alice, group.bob, third):
        told = everything(Program(member), group)
        assert "CONFIDENCE" not in told
        assert "DISCRET" not in told


def test_the_title_of_a_disagreement_stays_on_its_page(group: Group) -> None:
    with scope.use(group.space):
        open_case(by=group.alice, object="Le partage DISCRET", parties=[Side([group.alice]), Side([group.bob])])
    program = Program(group.bob)
    told = Client().get("/api/1/me/todo", headers={"Authorization": f"Bearer {program.words}"}).content.decode()
    assert "governance.case:" in told
    assert "DISCRET" not in told


def test_what_was_taken_back_is_told_so_that_a_month_adds_up(group: Group) -> None:
    settled(group.alice, group.bob)
    wrong = brings(group.bob, chosen(group.alice)["work"], 300)
    with scope.use(group.space):
        correct_contribution(by=group.bob, contribution=wrong, why="C’était deux", quantity=200)
    told = Program(group.alice).items("contributions")
    assert [(one["quantity"], one["corrects"]) for one in told] == [(200, None), (-300, wrong.ref), (300, None)]


def open_vote(group: Group, **fields: Any) -> Any:
    options = [OptionWish("Lundi"), OptionWish("Mardi")]
    wish = Wish(
        method="choice", title="Quel jour ?", options=options, closes_at=clock.now() + dt.timedelta(days=2), **fields
    )
    with scope.use(group.space):
        return open_process(by=group.alice, wish=wish)


PAPER = {"option": "1"}


@pytest.mark.parametrize(("shown", "before", "after"), [("close", 0, 0), ("voted", 0, 1), ("always", 1, 1)])
def test_results_wait_as_the_vote_says(group: Group, shown: str, before: int, after: int) -> None:
    process, program = open_vote(group, shown=shown), Program(group.bob)
    with scope.use(group.space):
        cast(by=group.alice, process=process, content=PAPER)
    path = f"votes/{process.ref}"
    told = program.get(path).json()
    assert (len(told["answers"]), told["results"] is not None) == (before, bool(before))
    assert (told["cast"], told["has_voted"], told["may_vote"]) == (1, False, True)
    assert program.post(f"{path}/cast", {"content": PAPER}).status_code == 200
    told = program.get(path).json()
    assert (len(told["answers"]), told["has_voted"]) == (2 * after, True)
    assert told["my_ballot"]


def test_a_secret_ballot_goes_through_no_program(group: Group) -> None:
    process, program = open_vote(group, is_secret=True), Program(group.bob)
    response = program.post(f"votes/{process.ref}/cast", {"content": PAPER})
    assert response.status_code == 409
    assert "on its page only" in response.json()["detail"]
    assert not WaitingBallot._base_manager.exists()
    assert not Ballot._base_manager.exists()


def test_answers_to_an_offer_are_for_who_wrote_it_and_for_who_gave_them(group: Group) -> None:
    third = make_member(group.space, make_person("Dominique"))
    with scope.use(group.space):
        offer = write_offer(by=group.alice, sheet=OfferSheet("need", "time", "Porter un carton"))
        answer_offer(by=group.bob, offer=offer, said="Moi, jeudi")
    path = f"offers/{offer.ref}/answers"
    assert [len(Program(one).items(path)) for one in (group.alice, group.bob, third)] == [1, 1, 0]


def test_what_is_written_through_the_api_is_as_written_on_the_page(group: Group) -> None:
    program = Program(group.bob)
    (thing,) = program.post("threads", {"subject": "Lundi", "text": "On se voit ?"}).json()["things"]
    assert thing["kind"] == "exchange.post"
    (thread,) = program.items("threads")
    assert program.post(f"threads/{thread['ref']}", {"text": "Oui"}).status_code == 200
    assert [one["said"] for one in program.items(f"threads/{thread['ref']}")] == ["Oui", "On se voit ?"]
    program.post("threads", {"subject": "Lundi encore", "text": "Où ?"})
    (second, first) = [one["ref"] for one in program.items("threads")]
    assert program.post(f"threads/{second}/merge", {"other": first}).status_code == 200
    assert [one["ref"] for one in program.items("threads")] == [first]
    (action,) = program.post("actions", {"title": "Réserver", "due_on": "2026-12-01"}).json()["things"]
    assert program.post(f"actions/{action['ref']}/take", {}).status_code == 200
    assert program.post(f"actions/{action['ref']}/finish", {"note": "Fait"}).status_code == 200
    assert program.get(f"actions/{action['ref']}").json()["state"] == "done"
    refused = program.post(f"actions/{action['ref']}/finish", {})
    assert refused.status_code == 409
    assert refused.json()["detail"]


@pytest.mark.parametrize(
    ("shape", "sent"),
    [
        (shapes.Whole(), True), (shapes.Whole(), 2**31), (shapes.Whole(), "1"), (shapes.Exact(), 1.5),
        (shapes.Exact(), "1e5"), (shapes.Time("date-time"), "2026-11-30T10:30:00"), (shapes.Time("date"), "2026-W48-1"),
        (shapes.Time("time"), "25:00"), (shapes.Choice((1, 2)), True), (shapes.Many(shapes.Text()), "x"),
        (shapes.Row((shapes.Text(),)), []), (shapes.Text(3), "long"), (shapes.YesNo(), 1), (shapes.Free(), "\ud800"),
    ],
)  # fmt: skip
def test_another_shape_is_refused(shape: shapes.Shape, sent: Any) -> None:
    with pytest.raises(shapes.Unreadable):
        shape.read(sent, "body", None)


@pytest.mark.parametrize("text", ["vrai", "1", "True", ""])
def test_a_query_says_true_or_false(text: str) -> None:
    with pytest.raises(shapes.Unreadable):
        shapes.YesNo().from_text(text, "query", None)
