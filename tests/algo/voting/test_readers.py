"""Files of elections, right and wrong."""

import pytest

from commun.algo.voting.errors import BadBallot, BadFile, BadProfile
from commun.algo.voting.profile import Approvals, Graded, Pile, Ranked
from commun.algo.voting.readers import read
from commun.algo.voting.rules import RULES, both_totals, count
from commun.algo.voting.sheets import Tallies
from tests.algo.voting.test_profile import refused

HEAD = """# FILE NAME: x.toc
# NUMBER ALTERNATIVES: 3
# NUMBER VOTERS: 6
# ALTERNATIVE NAME 1: Ada
# ALTERNATIVE NAME 2: Bo: the second
# ALTERNATIVE NAME 3: Cy
"""


def ballots(profile: Ranked | Approvals) -> dict[object, int]:
    return {pile.ballot: pile.people for pile in profile.piles}


@pytest.mark.parametrize("ending", ["soc", "soi", "toc", "toi", "TOC"])
def test_preflib_keeps_equal_ranks_and_short_orders(ending: str) -> None:
    profile = read(f"x.{ending}", HEAD + "3: 1,{2,3}\n2: {1, 3} , 2\n\n1: 2\n").election
    assert profile.options == ("Ada", "Bo: the second", "Cy")
    assert ballots(profile) == {
        (("Ada",), ("Bo: the second", "Cy")): 3,
        (("Ada", "Cy"), ("Bo: the second",)): 2,
        (("Bo: the second",),): 1,
    }


def test_preflib_without_own_names_uses_numbers() -> None:
    head = HEAD.replace("Cy", "Ada").replace("# NUMBER VOTERS: 6\n", "")
    assert read("x.soi", head + "1: 3,1").election.options == ("1", "2", "3")
    assert read("x.soi", "# NUMBER ALTERNATIVES: 2\n1: 2").election.options == ("1", "2")
    assert read("x.soi", "# ALTERNATIVE NAME 1: Ada\n1: 1").election.options == ("Ada",)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (HEAD, "no-ballots"),
        (HEAD + "5: 1,2,3", "count-mismatch"),
        (HEAD + "6: 1,{2", "bad-line"),
        (HEAD + "6: 1,,2", "bad-line"),
        (HEAD + "x: 1", "bad-line"),
        (HEAD + "6 1,2", "bad-line"),
        (HEAD + "6: 1;2", "bad-line"),
        (HEAD + "6: 4", "unknown-option"),
        (HEAD + "6: 1,1", "repeated-option"),
        (HEAD.replace("VOTERS: 6", "VOTERS: 0") + "0: 1", "bad-weight"),
        ("# NUMBER ALTERNATIVES: 10000\n1: 1", "too-many-options"),
        ("# NUMBER ALTERNATIVES: 99999999999\n1: 1", "too-many-options"),
        ("1: 1", "no-options"),
        ("# NUMBER ALTERNATIVES: 1\n# ALTERNATIVE NAME 1: " + "a" * 5000 + "\n1: 1", "name-too-long"),
    ],
)
def test_wrong_preflib_files_are_refused(text: str, code: str) -> None:
    with pytest.raises((BadFile, BadBallot, BadProfile), check=lambda error: error.code == code):
        read("x.toc", text)


def test_a_bad_line_says_which() -> None:
    with refused("bad-line", BadFile) as caught:
        read("x.toc", HEAD + "6: 1,{2")
    assert caught.value.details == {"number": 7, "line": "6: 1,{2"}


def test_preflib_categories_are_approvals_or_grades() -> None:
    head = "# NUMBER ALTERNATIVES: 3\n# NUMBER CATEGORIES: {}\n"
    two = read("x.cat", head.format(2) + "2: {1,3},{2}\n1: {},{1,2,3}").election
    assert isinstance(two, Approvals)
    assert ballots(two) == {("1", "3"): 2, (): 1}
    three = read("x.cat", head.format(3) + "2: {1},{2},{3}\n1: {},{},{1,2}").election
    assert isinstance(three, Graded)
    assert (three.lowest, three.highest) == (0, 2)
    assert {pile.ballot for pile in three.piles} == {(2, 1, 0), (0, 0, None)}


ABIF = """{title: "x"}
# a comment
=Ada:[Ada Long (Green)]
=[Bo B]:[Bo]
="Cy C":
=Dee
3:Ada>[Bo B]="Cy C" # why
2*Dee,Ada
1: Ada
"""


def test_abif_ranks() -> None:
    profile = read("x.abif", ABIF).election
    assert profile.options == ("Ada", "Bo B", "Cy C", "Dee")
    assert ballots(profile) == {(("Ada",), ("Bo B", "Cy C")): 3, (("Ada", "Dee"),): 2, (("Ada",),): 1}


def test_abif_names_options_in_order_when_none_is_declared() -> None:
    assert read("x.abif", "1:b>a\n1:c").election.options == ("b", "a", "c")


def test_abif_scores_for_rules_of_grades() -> None:
    text = "2:a/5>b/3\n1:b/4,a/0"
    graded = read("x.abif", text, rule="score").election
    assert isinstance(graded, Graded)
    assert (graded.highest, graded.lowest) == (5, 0)
    assert {pile.ballot: pile.people for pile in graded.piles} == {(5, 3): 2, (0, 4): 1}
    assert isinstance(read("x.abif", text, rule="irv").election, Ranked)
    with refused("no-grades", BadFile):
        read("x.abif", "2:a/5>b", rule="majority-judgment")


@pytest.mark.parametrize("line", ["a>b", "x:a", "1:a>>b", "1:a>", "1:>a", "1:a b", "1:a/x", "=:[x]", "1:a;b/2 c"])
def test_wrong_abif_lines_are_refused(line: str) -> None:
    with refused("bad-line", BadFile) as caught:
        read("x.abif", f"1:a>b\n{line}")
    assert caught.value.details["number"] == 2
    with refused("no-ballots", BadFile):
        read("x.abif", "=a:[A]")


WARD = '3,2,\n4,1,2,\n3,3,\n1,2,1,3,\n"Candidate 1","Ada","Party (P)",\n"Candidate 2","Bo","P",\n"W 1",'


def test_a_scottish_ward_brings_its_seats() -> None:
    parsed = read("w.csv", WARD)
    assert parsed.seats == 2
    assert parsed.election.options == ("1", "2", "3")
    assert ballots(parsed.election) == {(("1",), ("2",)): 4, (("3",),): 3, (("2",), ("1",), ("3",)): 1}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("3,2,\n", "no-ballots"),
        ("3,2,\n4,1,x,\n", "bad-line"),
        ("3,2,\n4,1,5,\n", "unknown-option"),
        ("10000,2,\n4,1,\n", "too-many-options"),
        ("999999999999,2,\n4,1,\n", "too-many-options"),
        ("hello", "unknown-format"),
        ("", "unknown-format"),
    ],
)
def test_wrong_wards_are_refused(text: str, code: str) -> None:
    with pytest.raises((BadFile, BadBallot, BadProfile), check=lambda error: error.code == code):
        read("w.csv", text)


def test_ballots_of_grades_with_blanks() -> None:
    profile = read("x.csv", ",Ada,Bo\n1,6,0\n2,1,5\n\n").election
    assert (profile.lowest, profile.highest, profile.labels[0], profile.labels[-1]) == (1, 6, "À rejeter", "Très bien")
    assert {pile.ballot for pile in profile.piles} == {(6, None), (1, 5)}
    # Ada 1, 6 and Bo 1 (blank), 5: the lower median is 1 for both, the next grade parts them.
    assert count("majority-judgment", profile).winners == ("Ada",)
    more = read("x.csv", ",Ada,Bo\n1,7,0\n").election
    assert (more.highest, more.labels) == (7, ())


@pytest.mark.parametrize("line", ["1,6", "1,6,x", "1,6,2,3", "1,6,-1", "1,6,1000"])
def test_wrong_grades_are_refused(line: str) -> None:
    with refused("bad-line", BadFile):
        read("x.csv", f",Ada,Bo\n{line}")
    with refused("no-ballots", BadFile):
        read("x.csv", ",Ada,Bo\n")


POLLS = (
    "candidate_id,intention_mention_1,intention_mention_2,intention_mention_3,poll_id,nb_people,"
    "mention1,mention2,mention3,nombre_mentions,candidate\n"
    "A,50,30,20.0,p1,1000,bien,mal,sans opinion,3,Ada\n"
    "B,25,50,24.0,p1,1000,bien,mal,sans opinion,3,Bo\n"
)


def test_a_poll_brings_shares_to_one_total() -> None:
    poll = read("x.csv", POLLS).election
    assert poll == Tallies(("Ada", "Bo"), ((4950, 4950), (7400, 2500)), ("mal", "bien"), 1000)
    result = count("majority-judgment", poll)
    assert (result.winners, result.people) == (("Ada",), 1000)
    several = POLLS + "A,50,30,20,p2,900,bien,mal,NSP,3,Ada\n"
    with refused("several-polls", BadFile) as caught:
        read("x.csv", several)
    assert caught.value.details == {"polls": "p1, p2"}
    assert read("x.csv", several, part="p2").election.people == 900
    with refused("several-polls", BadFile):
        read("x.csv", POLLS, part="p3")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [("20.0", "x", "bad-line"), ("50,30,20.0", "0,0,0", "no-grades"), (",3,Ada", ",9,Ada", "bad-line"),
     ("50,30", "50,-30", "no-grades"), ("bien,mal,sans", "NSP,nsp,sans", "no-grades")],
)  # fmt: skip
def test_wrong_polls_are_refused(old: str, new: str, code: str) -> None:
    with refused(code, BadFile):
        read("x.csv", POLLS.replace(old, new))


def test_an_abcvoting_profile() -> None:
    parsed = read("i.abc.yaml", "description: x\nprofile: [[0, 2], [],\n  [1]]\nnum_cand: 3\ncommitteesize: 2\n")
    assert parsed.seats == 2
    assert ballots(parsed.election) == {("0", "2"): 1, (): 1, ("1",): 1}
    assert read("i.yaml", "profile: [[0]]\nnum_cand: 1\n").seats is None


@pytest.mark.parametrize(
    ("text", "code"),
    [("profile: x\nnum_cand: 3", "no-ballots"), ("profile: [[0]]\n", "no-ballots"),
     ("profile: [[0, ]]\nnum_cand: 3", "bad-line"), ("profile: [0, 1]\nnum_cand: 3", "bad-line"),
     ("profile: [[7]]\nnum_cand: 3", "unknown-option"), ("profile: [[0]]\nnum_cand: 10000", "too-many-options")],
)  # fmt: skip
def test_wrong_approval_profiles_are_refused(text: str, code: str) -> None:
    with pytest.raises((BadFile, BadBallot, BadProfile), check=lambda error: error.code == code):
        read("x.yaml", text)


PB = "META\nkey;value\nbudget;10\nvote_type;{}\nPROJECTS\nproject_id;cost\n7;5\n8;5\n9;5\nVOTES\nvoter_id;vote{}\n"


def test_the_ballots_of_a_budget_are_counted_by_other_rules() -> None:
    approving = read("x.pb", PB.format("approval", "") + "1;7,8\n2;8\n3;\n").election
    assert dict(count("approval", approving).rounds[0].counts) == {"7": 1, "8": 2, "9": 0}
    points = read("x.pb", PB.format("cumulative", ";points") + "1;7,8;3,1\n2;8,7;4,2\n").election
    assert dict(count("score", points).rounds[0].counts) == {"7": 5, "8": 5, "9": 0}
    # The first ballot prefers 7 to 8, the second 8 to 7.
    assert count("schulze", points).ties == (("7", "8"),)
    assert count("irv", points).ties == (("7", "8"),)
    with refused("too-many-choices"):
        count("plurality", points)


def test_what_cannot_be_read_is_said() -> None:
    for name in ("x.doc", "x", ".soc2"):
        with refused("unknown-format", BadFile):
            read(name, "")
    for content in (b"\xff\xfe\x00a", b"1:a\x00"):
        with refused("not-text", BadFile):
            read("x.abif", content)
    assert read("x.abif", b"\xef\xbb\xbf1:a").election.options == ("a",)


def test_rules_refuse_ballots_of_another_kind() -> None:
    ranked, graded = read("x.abif", "1:a>b>c").election, read("x.csv", ",a,b\n1,1,2").election
    approving = read("x.yaml", "profile: [[0]]\nnum_cand: 2").election
    for name in ("plurality", "irv", "schulze", "ranked-pairs", "scottish-stv"):
        with refused("wrong-ballots", BadProfile):
            count(name, graded)
        assert count(name, ranked).rule.startswith(f"{name}/")
    for name in ("score", "resistance", "dots", "quadratic", "majority-judgment"):
        for other in (ranked, approving):
            with refused("wrong-ballots", BadProfile) as caught:
                count(name, other)
        assert caught.value.details["needs"] == "graded"
        assert count(name, graded).rule == f"{name}/1"
    with refused("wrong-ballots", BadProfile):
        count("irv", approving)
    with refused("unknown-rule", BadProfile):
        count("borda", ranked)
    with refused("one-seat", BadProfile):
        count("irv", ranked, 2)
    with refused("bad-seats", BadProfile):
        count("irv", ranked, 0)


def test_every_name_of_a_rule_is_that_of_its_results() -> None:
    needed = {"plurality", "approval", "score", "resistance", "majority-judgment", "irv", "schulze", "ranked-pairs",
              "scottish-stv"}  # fmt: skip
    assert needed <= set(RULES)


def test_both_totals_are_shown_beside_weights() -> None:
    profile = Approvals.build("ab", [Pile("a", 3, 3), Pile("b", 1, 9), Pile("b", 1, 0)])
    persons, weighted = both_totals("approval", profile)
    assert dict(persons.rounds[0].counts) == {"a": 3, "b": 2}
    assert dict(weighted.rounds[0].counts) == {"a": 3, "b": 9}
    assert (persons.winners, weighted.winners) == (("a",), ("b",))
    assert (persons.people, weighted.people, weighted.weight) == (5, 5, 12)
