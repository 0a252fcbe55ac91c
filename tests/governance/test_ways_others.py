"""Soundings, date polls, draws and budgets through their ballots."""

import datetime as dt
from typing import Any

import pytest

from commun.algo.voting import lots
from commun.core import clock, journal
from commun.core.errors import Refused
from commun.governance.actions import ballots, processes
from commun.governance.actions.processes import OptionWish, Wish
from commun.governance.models import Meeting, Membership, Process
from tests.support import world

pytestmark = [pytest.mark.django_db, pytest.mark.english]
RULE = journal.Rule("governance.agreed-close")
DATES = (OptionWish("lundi 7 décembre"), OptionWish("mardi 8 décembre"), OptionWish("jeudi 10 décembre"))


@pytest.fixture
def voters(group: world.Group) -> list[Membership]:
    more = [world.make_member(group.space, world.make_person(f"Personne {n}")) for n in range(8)]
    return [group.alice, group.bob, *more]


def opened(
    by: Membership, method: str, rules: dict[str, Any] | None = None, options: tuple[OptionWish, ...] = ()
) -> Process:
    close = clock.now() + dt.timedelta(days=7)
    wish = Wish(method=method, title="Où en sommes-nous ?", rules=rules or {}, options=options, closes_at=close)
    return processes.open_process(by=by, wish=wish)


def closed(process: Process, voters: list[Membership], answers: list[dict[str, Any]]) -> tuple[str, dict[str, Any]]:
    for member, content in zip(voters, answers, strict=False):
        ballots.cast(by=member, process=process, content=content)
    row = processes.close(process=process, actor=RULE)
    assert row.result is not None
    return row.outcome, row.result


def test_a_sense_check_shows_where_people_are_and_decides_nothing(voters: list[Membership]) -> None:
    answers = [{"answer": word} for word in ("yes", "yes", "unsure", "no")]
    outcome, result = closed(opened(voters[0], "sense"), voters, answers)
    assert outcome == "noted"
    assert result["counts"] == {"no": 1, "unsure": 1, "yes": 2}
    assert result["electors"] == 10


def test_gradients_go_from_refusal_to_support(voters: list[Membership]) -> None:
    answers = [{"answer": "veto"}, {"answer": "endorse"}, {"answer": "endorse"}]
    _outcome, result = closed(opened(voters[0], "gradient"), voters, answers)
    assert list(result["counts"])[0] == "veto"
    assert (result["counts"]["veto"], result["counts"]["endorse"]) == (1, 2)


@pytest.mark.parametrize("method", ["sense", "gradient", "count", "question", "dates", "sortition", "budget"])
def test_nobody_answered_is_said_without_fault(voters: list[Membership], method: str) -> None:
    options = DATES if method == "dates" else ()
    rules: dict[str, Any] = {}
    if method == "budget":
        options = (OptionWish("A", data={"cost_cents": 100}), OptionWish("B", data={"cost_cents": 200}))
        rules = {"amount_cents": 300}
    outcome, result = closed(opened(voters[0], method, rules, options), voters, [])
    assert outcome in {"noted", "tie"}
    assert result.get("answers", 0) == 0


def test_who_is_in_says_how_many_are_missing(voters: list[Membership]) -> None:
    answers = [{"answer": "in"}, {"answer": "in"}, {"answer": "out"}]
    _outcome, result = closed(opened(voters[0], "count", {"needed": 4}), voters, answers)
    assert (result["reached"], result["missing"]) == (False, 2)
    _outcome, result = closed(opened(voters[0], "count", {"needed": 2}), voters, answers)
    assert (result["reached"], result["missing"]) == (True, 0)


def test_a_round_of_questions_keeps_the_words(voters: list[Membership]) -> None:
    process = opened(voters[0], "question")
    outcome, result = closed(process, voters, [{"text": " Du temps. "}, {"text": "Un lieu."}])
    assert (outcome, result["answers"]) == ("noted", 2)
    texts = {content["text"] for content in process.ballots.model._base_manager.values_list("content", flat=True)}
    assert texts == {"Du temps.", "Un lieu."}


def dates(*replies: str) -> dict[str, Any]:
    words = {"o": "yes", "s": "if-need-be", "n": "no"}
    said = zip("123", replies, strict=False)
    return {"dates": {date: words[reply] for date, reply in said if reply != "-"}}


def test_the_date_kept_has_most_yes_then_fewest_no(voters: list[Membership]) -> None:
    answers = [dates("o", "o", "n"), dates("o", "o", "n"), dates("n", "s", "o")]
    outcome, result = closed(opened(voters[0], "dates", options=DATES), voters, answers)
    assert (outcome, result["settled"]) == ("adopted", ["2"])


def test_the_date_kept_becomes_one_meeting_of_the_group(voters: list[Membership]) -> None:
    starts = [dt.datetime(2026, 12, day, 17, tzinfo=dt.UTC) for day in (8, 9, 10)]
    days = tuple(OptionWish(f"le {at.day}", data={"starts_at": at.isoformat()}) for at in starts)
    process = opened(voters[0], "dates", {"minutes": 90}, days)
    _outcome, result = closed(process, voters, [dates("n", "o", "n")])
    meeting = Meeting._base_manager.get(space=process.space)
    assert (meeting.ref, meeting.starts_at) == (result["meeting"], starts[1])


def test_equal_dates_stay_open(voters: list[Membership]) -> None:
    outcome, result = closed(opened(voters[0], "dates", options=DATES), voters, [dates("o", "o", "n")])
    assert (outcome, result["ties"]) == ("tie", [["1", "2"]])


def test_needed_people_who_cannot_come_are_told(voters: list[Membership]) -> None:
    process = opened(voters[0], "dates", {"needed": [voters[2].pk, voters[3].pk]}, DATES)
    _outcome, result = closed(process, voters, [dates("o", "n", "n"), dates("o", "n", "n"), dates("n", "o", "o")])
    assert result["settled"] == ["1"]
    assert sorted(result["missing"]) == sorted([voters[2].pk, voters[3].pk])


def test_anybody_can_draw_the_lot_again(voters: list[Membership]) -> None:
    process = opened(voters[0], "sortition", {"seats": 2})
    outcome, result = closed(process, voters, [{"answer": "in"}] * 5 + [{"answer": "out"}])
    assert outcome == "adopted"
    assert result["pool"] == sorted(member.person.ref for member in voters[:5])
    assert result["settled"] == list(lots.drawn(result["pool"], result["seed"]))[:2]


def test_a_draw_among_all_leaves_out_who_declined(voters: list[Membership]) -> None:
    process = opened(voters[0], "sortition", {"seats": 1, "among": "everybody"})
    _outcome, result = closed(process, voters, [{"answer": "out"}])
    assert voters[0].person.ref not in result["pool"]
    assert len(result["pool"]) == 9


def test_a_draw_with_too_few_people_draws_nobody(voters: list[Membership]) -> None:
    outcome, result = closed(opened(voters[0], "sortition", {"seats": 3}), voters, [{"answer": "in"}] * 2)
    assert (outcome, result["settled"], result["short"]) == ("tie", [], 1)


def test_each_group_has_its_share_of_a_draw(voters: list[Membership]) -> None:
    strata = {"Lyon": [member.pk for member in voters[:4]], "Brest": [member.pk for member in voters[4:8]]}
    process = opened(voters[0], "sortition", {"seats": 2, "strata": strata})
    _outcome, result = closed(process, voters, [{"answer": "in"}] * 8)
    refs = {name: {member.person.ref for member in voters if member.pk in pks} for name, pks in strata.items()}
    assert len(refs["Lyon"] & set(result["settled"])) == 1
    assert len(refs["Brest"] & set(result["settled"])) == 1


def test_people_of_no_group_of_a_draw_are_drawn_from_too(voters: list[Membership]) -> None:
    strata = {"Lyon": [member.pk for member in voters[:4]]}
    process = opened(voters[0], "sortition", {"seats": 2, "strata": strata})
    _outcome, result = closed(process, voters, [{"answer": "in"}] * 8)
    lyon = {member.person.ref for member in voters[:4]}
    assert [ref in lyon for ref in result["settled"]].count(True) == 1
    assert set(result["pool"]) == {ref for refs in result["strata"].values() for ref in refs}


PROJECTS = (
    OptionWish("Formation", data={"cost_cents": 60_000}),
    OptionWish("Local", data={"cost_cents": 60_000}),
    OptionWish("Fête", data={"cost_cents": 40_000}),
)


def test_a_budget_gives_each_an_equal_share_and_greedy_is_kept_beside(voters: list[Membership]) -> None:
    # Six want the training and the premises, four the party: by votes alone the four would have nothing.
    cheaper = (PROJECTS[0], OptionWish("Local", data={"cost_cents": 59_000}), PROJECTS[2])
    process = opened(voters[0], "budget", {"amount_cents": 120_000}, cheaper)
    answers = [{"options": ["1", "2"]}] * 6 + [{"options": ["3"]}] * 4
    outcome, result = closed(process, voters, answers)
    assert outcome == "adopted"
    assert sorted(result["settled"]) == ["2", "3"]
    assert (result["spent_cents"], result["left_cents"]) == (99_000, 21_000)
    assert sorted(result["beside"]["winners"]) == ["1", "2"]
    assert result["beside"]["rule"].startswith("greedy")


def test_dots_on_projects_stay_within_what_each_has(voters: list[Membership]) -> None:
    process = opened(voters[0], "budget", {"amount_cents": 100_000, "credits": 5}, PROJECTS)
    with pytest.raises(Refused, match="take some back"):
        ballots.cast(by=voters[1], process=process, content={"dots": {"1": 4, "2": 2}})
    ballots.cast(by=voters[1], process=process, content={"dots": {"1": 4, "2": 1}})


def test_a_budget_under_its_quorum_funds_nothing(voters: list[Membership]) -> None:
    rules = {"amount_cents": 100_000, "quorum_number": 4}
    outcome, result = closed(opened(voters[0], "budget", rules, PROJECTS), voters, [{"options": ["1"]}] * 3)
    assert (outcome, result["cast"], result["needed"]) == ("no_quorum", 3, 4)
    assert "settled" not in result
    outcome, _result = closed(opened(voters[0], "budget", rules, PROJECTS), voters, [{"options": ["1"]}] * 4)
    assert outcome == "adopted"


@pytest.mark.parametrize("rule", ["greedy", "equal-shares"])
@pytest.mark.parametrize("tie", ["further-discussion", "status-quo", "draw"])
def test_projects_of_one_cost_and_one_support_follow_the_tie_rule(
    voters: list[Membership], tie: str, rule: str
) -> None:
    rules = {"amount_cents": 110_000, "rule": rule, "tie": tie}
    answers = [{"options": ["3", "1", "2"]}] * 9 + [{"options": ["3"]}]
    outcome, result = closed(opened(voters[0], "budget", rules, PROJECTS), voters, answers)
    assert result["settled"][0] == "3"
    if tie == "draw":
        first = lots.drawn(["1", "2", "3"], result["seed"])
        kept = next(name for name in first if name != "3")
        assert (outcome, result["settled"], result["left_cents"]) == ("adopted", ["3", kept], 10_000)
    else:
        assert (outcome, result["settled"], result["left_cents"]) == ("tie", ["3"], 70_000)


@pytest.mark.parametrize("cost", [None, 0, -5, 100_001, "12"])
def test_a_project_without_a_cost_that_can_be_paid_is_refused(group: world.Group, cost: Any) -> None:
    options = (OptionWish("A", data={"cost_cents": cost}), OptionWish("B", data={"cost_cents": 5}))
    with pytest.raises(Refused, match="needs a cost"):
        opened(group.alice, "budget", {"amount_cents": 100_000}, options)


@pytest.mark.parametrize(
    ("method", "content"),
    [
        ("sense", {"answer": "perhaps"}),
        ("gradient", {}),
        ("count", {"answer": "maybe"}),
        ("question", {"text": "  "}),
        ("question", {"text": "x" * 2001}),
        ("dates", {"dates": {}}),
        ("dates", {"dates": {"9": "yes"}}),
        ("dates", {"dates": {"1": "oui"}}),
        ("sortition", {"answer": ""}),
    ],
)
def test_an_answer_that_does_not_fit_is_refused(group: world.Group, method: str, content: dict[str, Any]) -> None:
    process = opened(group.alice, method, options=DATES if method == "dates" else ())
    with pytest.raises(Refused):
        ballots.cast(by=group.bob, process=process, content=content)


def test_somebody_in_two_groups_of_a_draw_is_refused(group: world.Group) -> None:
    with pytest.raises(Refused, match="two of the groups"):
        opened(group.alice, "sortition", {"strata": {"A": [1, 2], "B": [2]}})


def test_a_date_that_is_past_or_before_the_close_is_refused(voters: list[Membership]) -> None:
    def wish(start: str) -> processes.Wish:
        options = [processes.OptionWish(f"Date {start}", data={"starts_at": start}), DATES[0]]
        closes_at = clock.now() + dt.timedelta(days=5)
        return processes.Wish(method="dates", title="Quand ?", options=options, closes_at=closes_at)

    for start in ("2020-01-01T17:00:00+00:00", "2026-11-18T17:00:00+00:00"):
        with pytest.raises(Refused, match=start[:10]):
            processes.open_process(by=voters[0], wish=wish(start))
    with pytest.raises(Refused, match="two years"):
        processes.open_process(by=voters[0], wish=wish("9999-12-09T17:00:00+00:00"))
    assert processes.open_process(by=voters[0], wish=wish("2026-12-18T17:00:00+00:00")).state == "open"
