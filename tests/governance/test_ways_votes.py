"""Votes through their ballots: what may be answered, what wins, quorum edges, ties, weights."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest

from commun.algo.voting import lots
from commun.core import clock, journal, scope
from commun.core.errors import Refused
from commun.core.models import ChainHead
from commun.governance.actions import ballot_options, ballots, processes
from commun.governance.actions.processes import OptionWish, Wish
from commun.governance.models import Membership, Process
from tests.support import world

pytestmark = [pytest.mark.django_db, pytest.mark.english]
RULE = journal.Rule("governance.agreed-close")
OUTILS = ("Framavox", "Loomio", "Rien")


@pytest.fixture
def voters(group: world.Group) -> list[Membership]:
    """Ten awake members, Alice and Bob among them."""
    more = [world.make_member(group.space, world.make_person(f"Personne {n}")) for n in range(8)]
    return [group.alice, group.bob, *more]


def opened(
    by: Membership, method: str, rules: dict[str, Any] | None = None, options: tuple[str, ...] = OUTILS
) -> Process:
    wish = Wish(
        method=method,
        title="Quel outil ?",
        rules=rules or {},
        options=[OptionWish(label) for label in options],
        closes_at=clock.now() + dt.timedelta(days=7),
    )
    return processes.open_process(by=by, wish=wish)


def closed(process: Process, answers: dict[Membership, dict[str, Any]]) -> Process:
    for member, content in answers.items():
        ballots.cast(by=member, process=process, content=content)
    return processes.close(process=process, actor=RULE)


def proposal(voters: list[Membership], answers: str, **rules: Any) -> Process:
    """One letter a voter: f(or), a(gainst), o (abstains), - (says nothing)."""
    words = {"f": "for", "a": "against", "o": "abstain"}
    process = opened(voters[0], "proposal", rules, ())
    said = {voter: {"answer": words[letter]} for voter, letter in zip(voters, answers, strict=False) if letter != "-"}
    return closed(process, said)


@pytest.mark.parametrize(
    ("answers", "rules", "outcome"),
    [
        ("ffa", {}, "adopted"),
        ("faa", {}, "rejected"),
        ("fa", {}, "tie"),
        ("", {}, "rejected"),
        ("f", {}, "adopted"),
        ("ffaoo", {"majority": "absolute"}, "adopted"),
        ("ffaoo", {"majority": "absolute", "base": "cast"}, "rejected"),
        ("ffffff", {"majority": "absolute", "base": "eligible"}, "adopted"),
        ("fffff", {"majority": "absolute", "base": "eligible"}, "rejected"),
        ("ffa", {"majority": "qualified", "percent": 66}, "adopted"),
        ("ffa", {"majority": "qualified", "percent": 67}, "rejected"),
        ("fffa", {"majority": "qualified", "percent": 75}, "adopted"),
    ],
)
def test_the_majority_chosen_beforehand_decides(
    voters: list[Membership], answers: str, rules: dict[str, Any], outcome: str
) -> None:
    assert proposal(voters, answers, **rules).outcome == outcome


@pytest.mark.parametrize(
    ("answers", "rules", "outcome"),
    [
        ("ffff", {"quorum_percent": 50}, "no_quorum"),
        ("fffff", {"quorum_percent": 50}, "adopted"),
        ("ffffo", {"quorum_percent": 50}, "adopted"),
        ("ffffo", {"quorum_percent": 50, "abstention_counts": False}, "no_quorum"),
        ("ff", {"quorum_number": 3}, "no_quorum"),
        ("fff", {"quorum_number": 3}, "adopted"),
        ("", {"quorum_number": 1}, "no_quorum"),
    ],
)
def test_the_quorum_is_of_those_who_had_a_voice_at_the_opening(
    voters: list[Membership], answers: str, rules: dict[str, Any], outcome: str
) -> None:
    assert proposal(voters, answers, **rules).outcome == outcome


def test_a_tie_on_a_proposal_follows_the_rule_chosen_before(voters: list[Membership]) -> None:
    assert proposal(voters, "fa", tie="further-discussion").outcome == "tie"
    assert proposal(voters, "fa", tie="status-quo").outcome == "rejected"
    drawn = proposal(voters, "fa", tie="draw")
    assert drawn.result is not None
    first = lots.drawn(["for", "against"], drawn.result["seed"])[0]
    assert drawn.outcome == ("adopted" if first == "for" else "rejected")


def test_the_seed_of_a_draw_is_not_known_before_the_close(voters: list[Membership]) -> None:
    process = opened(voters[0], "proposal", {"tie": "draw"}, ())
    before = ChainHead.objects.get(pk=process.space_id).digest
    for voter, answer in ((voters[0], "for"), (voters[1], "against")):
        ballots.cast(by=voter, process=process, content={"answer": answer})
    last = ChainHead.objects.get(pk=process.space_id).digest
    row = closed(process, {})
    assert row.result is not None
    guess, seed = (lots.seed_from(process.ref, process.electorate_digest, head) for head in (before, last))
    assert row.result["seed"] == seed, "each act of the group until the close is in it"
    assert guess != seed


ANSWERS: dict[str, list[dict[str, Any]]] = {
    "choice": [{"option": "1"}, {"option": "2"}, {"option": "2"}, {"abstain": True}],
    "approval": [{"options": ["1", "2"]}, {"options": ["2"]}, {"options": ["3"]}],
    "score": [{"grades": {"1": 0, "2": 5}}, {"grades": {"1": 4, "2": 0}}],
    "resistance": [{"grades": {"1": 9, "2": 2, "3": 4}}, {"grades": {"1": 0, "2": 1, "3": 4}}],
    "dots": [{"grades": {"1": 3, "2": 5}}, {"grades": {"3": 4}}],
    "grades": [{"grades": {"1": 1, "2": 4, "3": 5}}, {"grades": {"1": 2, "2": 4, "3": 1}}],
    "ranked": [{"ranks": {"2": 1, "1": 2}}, {"ranks": {"2": 1, "3": 1}}, {"ranks": {"1": 1, "2": 2, "3": 3}}],
    "several": [{"ranks": {"2": 1, "1": 2}}, {"ranks": {"2": 1}}, {"ranks": {"1": 1}}],
}


@pytest.mark.parametrize("method", ANSWERS)
def test_each_vote_among_options_keeps_the_option_its_rule_says(voters: list[Membership], method: str) -> None:
    row = closed(opened(voters[0], method), dict(zip(voters, ANSWERS[method], strict=False)))
    assert row.outcome == "adopted"
    assert row.result is not None
    assert row.result["settled"] == ["2"]
    assert row.result["rule"].endswith("/1")


@pytest.mark.parametrize("rule", ["schulze", "ranked-pairs", "irv"])
def test_a_ranked_vote_is_counted_by_the_rule_that_was_named(voters: list[Membership], rule: str) -> None:
    # The first choice of most is not the one preferred two by two.
    ranks = [["1", "2"]] * 4 + [["3", "2"]] * 3 + [["2", "1"]] * 2
    answers = [{"ranks": {name: place for place, name in enumerate(order, start=1)}} for order in ranks]
    row = closed(opened(voters[0], "ranked", {"rule": rule}), dict(zip(voters, answers, strict=False)))
    assert row.result is not None
    assert row.result["rule"].startswith(rule)
    assert row.result["settled"] == (["1"] if rule == "irv" else ["2"])


@pytest.mark.parametrize("method", ANSWERS)
def test_a_vote_without_any_answer_leaves_everything_open(voters: list[Membership], method: str) -> None:
    row = closed(opened(voters[0], method), {})
    assert row.outcome == "tie"


@pytest.mark.parametrize("method", ANSWERS)
def test_a_vote_under_its_quorum_keeps_nothing(voters: list[Membership], method: str) -> None:
    row = closed(opened(voters[0], method, {"quorum_number": 5}), dict(zip(voters, ANSWERS[method], strict=False)))
    assert row.outcome == "no_quorum"
    assert "settled" not in (row.result or {})


@pytest.mark.parametrize(
    ("method", "content", "sentence"),
    [
        ("proposal", {}, "Choose for"),
        ("proposal", {"answer": "maybe"}, "Choose for"),
        ("choice", {}, "one option"),
        ("choice", {"option": "9"}, "not there"),
        ("approval", {"options": ["1", "7"]}, "not there"),
        ("score", {"grades": {"1": 6}}, "scale"),
        ("score", {"grades": {"1": -1}}, "scale"),
        ("score", {"grades": {"1": True}}, "scale"),
        ("score", {"grades": {}}, "at least one"),
        ("resistance", {"grades": {"1": 3}}, "each option"),
        ("dots", {"grades": {"1": 5, "2": 4}}, "take some back"),
        ("grades", {"grades": {"1": 3, "2": 6, "3": 1}}, "scale"),
        ("ranked", {"ranks": {"1": 0}}, "rank"),
        ("ranked", {"ranks": {"8": 1}}, "not there"),
        ("ranked", {"ranks": {}}, "at least one"),
        ("several", {"ranks": {"1": "premier"}}, "rank"),
        ("several", {"ranks": {"1": 1, "2": 1}}, "same rank"),
    ],
)
def test_an_answer_that_does_not_fit_is_refused_in_words(
    group: world.Group, method: str, content: dict[str, Any], sentence: str
) -> None:
    process = opened(group.alice, method, options=() if method == "proposal" else OUTILS)
    with pytest.raises(Refused, match=sentence):
        ballots.cast(by=group.bob, process=process, content=content)


def test_weights_decide_and_both_totals_are_kept(voters: list[Membership]) -> None:
    weights = {str(voters[0].pk): 5, str(voters[2].pk): 0}
    row = proposal(voters, "faa", weights=weights)
    assert row.outcome == "adopted", "5 for; 1 + 0 against"
    assert row.result is not None
    assert row.result["rounds"][0]["counts"] == {"for": 5, "against": 1}
    assert row.result["per_person"]["rounds"][0]["counts"] == {"for": 1, "against": 2}
    assert row.result["people"] == 3, "a weight of 0 takes part"


def test_one_person_one_voice_unless_somebody_chose_otherwise(voters: list[Membership]) -> None:
    from commun.people.models import LegalEntity

    entity = LegalEntity.objects.create(name="La Coop", siren="1")
    for member in voters[:3]:
        member.person.legal_entity = entity
        member.person.save()
    process = opened(voters[0], "proposal", {}, ())
    with scope.use(process.space_id):
        assert set(process.electors.values_list("weight", flat=True)) == {1}


def test_a_secret_ballot_carries_no_weight(group: world.Group) -> None:
    wish = Wish(
        method="proposal",
        title="Oui ?",
        rules={"weights": {str(group.bob.pk): 3}},
        closes_at=clock.now() + dt.timedelta(days=7),
        is_secret=True,
    )
    with pytest.raises(Refused, match="no weight"):
        processes.open_process(by=group.alice, wish=wish)


@pytest.mark.parametrize(
    "rules",
    [
        {"quorum_percent": 101},
        {"quorum_number": -1},
        {"majority": "crushing"},
        {"majority": "qualified", "percent": 101},
        {"tie": "coin"},
        {"absent_per_holder": 99},
        {"weights": {"1": -2}},
        {"min_ballots": 1},
    ],
)
def test_rules_that_cannot_be_are_refused(group: world.Group, rules: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        opened(group.alice, "proposal", rules, ())


@pytest.mark.parametrize(
    ("answers", "most", "outcome"),
    [("fffffffaa", 22, "rejected"), ("fffffffaa", 23, "adopted"), ("fff", 0, "adopted"), ("fffffffffa", 0, "rejected")],
)
def test_too_many_against_stop_a_proposal_whatever_is_for_it(
    voters: list[Membership], answers: str, most: int, outcome: str
) -> None:
    assert proposal(voters, answers, most_against=most).outcome == outcome


@pytest.mark.parametrize(
    ("method", "said", "rules", "outcome"),
    [
        # Of eight answers, one abstains: four of seven, of eight, of ten.
        ("choice", "1111223o", {}, "adopted"),
        ("choice", "1111223o", {"majority": "absolute"}, "adopted"),
        ("choice", "1111223o", {"majority": "absolute", "base": "cast"}, "rejected"),
        ("choice", "1111223o", {"majority": "absolute", "base": "eligible"}, "rejected"),
        ("choice", "1111223o", {"majority": "qualified", "percent": 57}, "adopted"),
        ("choice", "1111223o", {"majority": "qualified", "percent": 58}, "rejected"),
        ("choice", "1111223o", {"majority": "qualified", "percent": 40, "base": "eligible"}, "adopted"),
        # An approval is a share of the ballots, not of the ticks: three of four, though three of seven ticks.
        ("approval", ["13", "13", "12", "2"], {"majority": "qualified", "percent": 75}, "adopted"),
        ("approval", ["13", "13", "12", "2"], {"majority": "qualified", "percent": 76}, "rejected"),
    ],
)
def test_the_first_option_has_the_majority_that_was_asked_for_or_nothing_is_kept(
    voters: list[Membership], method: str, said: Sequence[str], rules: dict[str, Any], outcome: str
) -> None:
    def content(one: str) -> dict[str, Any]:
        if one == "o":
            return {"abstain": True}
        return {"option": one} if method == "choice" else {"options": list(one)}

    row = closed(opened(voters[0], method, rules), dict(zip(voters, map(content, said), strict=False)))
    assert row.outcome == outcome
    assert row.result is not None
    if outcome == "rejected":
        assert (row.result["settled"], row.result["short"], row.result["winners"]) == ([], ["1"], ["1"])


def test_one_organisation_has_one_voice_shared_among_its_people(voters: list[Membership]) -> None:
    from commun.people.models import LegalEntity

    big, small = (LegalEntity.objects.create(name=name, siren=name[-3:]) for name in ("La Coop", "Le Duo"))
    for member, entity in zip(voters, [big, big, big, small, small], strict=False):
        member.person.legal_entity = entity
        member.person.save()
    # Three of La Coop against; Le Duo and one alone for: 3 to 3 by person, 2 to 1 by organisation.
    row = proposal(voters, "aaafff", voices="organisations")
    assert row.result is not None
    with scope.use(row.space_id):
        weights = list(row.electors.order_by("membership_id").values_list("weight", flat=True))
    assert weights == [2, 2, 2, 3, 3, 6, 6, 6, 6, 6]
    assert row.outcome == "adopted"
    assert row.result["rounds"][0]["counts"] == {"for": 12, "against": 6}
    assert row.result["per_person"]["rounds"][0]["counts"] == {"for": 3, "against": 3}


def test_voices_of_organisations_and_weights_by_hand_are_not_mixed(group: world.Group) -> None:
    with pytest.raises(Refused, match="choose one of the two"):
        opened(group.alice, "proposal", {"voices": "organisations", "weights": {str(group.bob.pk): 2}}, ())


@pytest.mark.parametrize("method", ["several", "choice", "approval"])
def test_there_are_never_more_places_than_options(voters: list[Membership], method: str) -> None:
    with pytest.raises(Refused, match="5 places for 3 options"):
        opened(voters[0], method, {"seats": 5})
    row = opened(voters[0], method, {"seats": 3})
    with pytest.raises(Refused, match="3 places for 2 options"):
        ballot_options.change_options(by=voters[0], process=row, options=[OptionWish("A"), OptionWish("B")])
    # One that was opened before this was asked still comes to its end.
    Process._base_manager.filter(pk=row.pk).update(rules=row.rules | {"seats": 9})
    assert processes.close(process=Process._base_manager.get(pk=row.pk), actor=RULE).state == "closed"
