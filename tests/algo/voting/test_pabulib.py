"""Reading `.pb` files: the shapes of real files, and a code with its line for what cannot be read."""

from dataclasses import replace
from pathlib import Path

import pytest

from commun.algo.voting import pabulib
from commun.algo.voting.budget_election import BudgetElection, Project
from commun.algo.voting.errors import BadFile
from commun.algo.voting.pabulib import PabulibFile
from commun.algo.voting.profile import heft
from tests.algo.voting import budget_reference as reference

HEAD = "META\nkey;value\nnum_projects;2\nnum_votes;2\nbudget;{budget}\nvote_type;{vote_type}\nrule;greedy\n{more}"
PROJECTS = "PROJECTS\nproject_id;cost;votes;name;selected\n1;{cost};2;Jardin;1\n2;20;1;Chorale;0\n"


def written(
    votes: str = "voter_id;vote\na;1,2\nb;1\n",
    vote_type: str = "approval",
    more: str = "",
    budget: str = "100",
    cost: str = "50",
    projects: str = PROJECTS,
) -> str:
    """Return the text of a small file."""
    head = HEAD.format(budget=budget, vote_type=vote_type, more=more)
    return head + projects.format(cost=cost) + "VOTES\n" + votes


def ballots(file: PabulibFile) -> dict[tuple[tuple[str, int], ...], int]:
    """Return the ballots by project key, with how many voters cast each."""
    key = file.election.key
    return {tuple((key(each), points) for each, points in pile.ballot): heft(pile) for pile in file.election.piles}


def test_a_file_says_its_election_and_what_it_calls_selected() -> None:
    file = pabulib.read(written(more="min_project_score_threshold;3\n"))
    assert (file.election.budget, file.election.unit, file.election.threshold) == (100, 1, 3)
    assert [(each.key, each.cost, each.name) for each in file.election.projects] == [
        ("1", 50, "Jardin"),
        ("2", 20, "Chorale"),
    ]
    assert ballots(file) == {(("1", 1), ("2", 1)): 1, (("1", 1),): 1}
    assert (file.rule, file.vote_type, file.selected, file.counted) == (
        "greedy",
        "approval",
        {"1": 1, "2": 0},
        {"1": 2, "2": 1},
    )
    assert file.notes == ()


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n\n", " \n"])
def test_ends_of_lines_marks_and_blank_lines_do_not_matter(end: str) -> None:
    plain = pabulib.read(written())
    assert pabulib.read("\ufeff" + written().replace("\n", end)).election == plain.election
    assert pabulib.read(written().replace("META", "meta").replace("VOTES\n", "Votes \n")).election == plain.election


def test_quoted_names_hold_semicolons_quotes_and_odd_marks() -> None:
    projects = 'PROJECTS\nproject_id;cost;name\n1;{cost};"Le ""square""; et\u2028le parc"\n2;20;\n'
    file = pabulib.read(written(projects=projects))
    assert [each.name for each in file.election.projects] == ['Le "square"; et\u2028le parc', ""]
    assert file.selected == {}


def test_amounts_with_decimals_become_whole_numbers_of_the_smallest_part() -> None:
    file = pabulib.read(written(budget="2000189.87", cost="50.5"))
    assert (file.election.budget, file.election.unit) == (200018987, 100)
    assert [each.cost for each in file.election.projects] == [5050, 2000]
    assert pabulib.read(written(budget="400000.0")).election.unit == 1
    assert pabulib.read(written(budget="1 000 000,50")).election.budget == 10000005


@pytest.mark.parametrize("vote_type", ["cumulative", "scoring"])
def test_points_come_beside_the_names(vote_type: str) -> None:
    votes = "voter_id;vote;points\na;2,1;3,1\nb;1;2.0\nc;1,2;0,1\n"
    assert ballots(pabulib.read(written(votes, vote_type))) == {
        (("1", 1), ("2", 3)): 1,
        (("1", 2),): 1,
        (("2", 1),): 1,
    }


def test_ranks_give_points_from_the_longest_ballot_down() -> None:
    votes = "voter_id;vote\na;2,1\nb;1\n"
    assert ballots(pabulib.read(written(votes, "ordinal", more="max_length;3\n"))) == {
        (("1", 2), ("2", 3)): 1,
        (("1", 3),): 1,
    }
    assert ballots(pabulib.read(written(votes, "ordinal")))[(("1", 1), ("2", 2))] == 1


def test_an_empty_ballot_is_a_voter() -> None:
    file = pabulib.read(written("vote;voter_id\n;a\n1;b\n"))
    assert ballots(file) == {(): 1, (("1", 1),): 1}
    assert file.election.voters == 2


def test_what_is_repaired_is_said() -> None:
    file = pabulib.read(written("voter_id;vote\na;1,1\nb;1\nc;1,1\n"))
    assert ballots(file) == {(("1", 1),): 3}
    assert file.notes == ("num_votes says 2, the file holds 3: 1", "project named twice on a ballot, counted once: 2")
    minus = pabulib.read(written("voter_id;vote;points\na;1,2;-1,2\nb;1;1\n", "scoring"))
    assert minus.notes == ("points below zero, not counted: 1",)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("no-section", "META\nkey;value\n"),
        ("bad-line", "hello\n" + written()),
        ("unknown-vote-type", written(vote_type="shouting")),
        ("no-column", written("voter_id;choice\na;1\n")),
        ("no-column", written("voter_id;vote\na;1\n", "cumulative")),
        ("no-column", written(projects="PROJECTS\nid;cost\n1;{cost}\n")),
        ("bad-line", written("voter_id;vote\na;1\nb\n")),
        ("bad-line", written(projects="PROJECTS\nproject_id;cost\n1;{cost}\n2\n")),
        ("bad-line", written("voter_id;vote;points\na;1,2;1\n", "cumulative")),
        ("bad-line", written("voter_id;vote\na;" + "1" * 200_000 + "\n")),
        ("bad-number", written("voter_id;vote;points\na;1;x\n", "cumulative")),
        ("bad-number", written("voter_id;vote;points\na;1;1.5\n", "cumulative")),
        ("bad-number", written(budget="")),
        ("bad-number", written(budget="1e999999999")),
        ("bad-number", written(budget="-1")),
        ("bad-number", written(cost="NaN")),
        ("bad-number", written(cost="0.00001")),
        ("bad-number", written(more="min_project_score_threshold;some\n")),
        ("unknown-option", written("voter_id;vote\na;3\n")),
        ("repeated-name", written(projects="PROJECTS\nproject_id;cost\n1;{cost}\n1;2\n")),
        ("empty-name", written(projects="PROJECTS\nproject_id;cost\n;{cost}\n")),
        ("no-options", written(projects="PROJECTS\nproject_id;cost\n")),
        (
            "too-many-options",
            written(projects="PROJECTS\nproject_id;cost\n" + "".join(f"{n};1\n" for n in range(3000))),
        ),
    ],
)
def test_what_cannot_be_read_is_refused(code: str, text: str) -> None:
    with pytest.raises(BadFile) as refused:
        pabulib.read(text)
    assert refused.value.code == code


@pytest.mark.parametrize("points", [1, 4])
def test_what_is_written_is_read_again(points: int) -> None:
    for seed in range(20):
        election = replace(reference.generated(seed, most_points=points), order=(), threshold=seed % 2)
        assert pabulib.read(pabulib.write(election)).election == election
    euros = replace(pabulib.read(written(budget="100.5")).election)
    again = pabulib.read(pabulib.write(euros, {"description": "Budget; du village", "rule": "equalshares/add1"}))
    assert (again.election, again.rule, again.notes) == (euros, "equalshares/add1", ())
    assert again.meta["description"] == "Budget; du village"
    with pytest.raises(BadFile, match="comma-in-name"):
        pabulib.write(BudgetElection.build([Project("a,b", 1)], 1, []))


def test_a_bad_line_is_told_by_its_number() -> None:
    with pytest.raises(BadFile) as refused:
        pabulib.read(written("voter_id;vote\na;1\nb\n"))
    assert refused.value.details == {"number": 15, "line": "b"}


def test_every_real_file_is_read_and_holds_the_votes_it_says(data: Path) -> None:
    files = sorted((data / "choice" / "pb").glob("*.pb"))
    assert len(files) >= 120
    for path in files:
        with path.open(encoding="utf-8", newline="") as opened:
            file = pabulib.read(opened.read())
        assert file.notes == (), path.name
        points = {each.key: given for each, given in zip(file.election.projects, file.election.points(), strict=True)}
        assert points == file.counted, path.name
