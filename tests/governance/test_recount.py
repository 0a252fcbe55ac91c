"""« Recompter vous-même »: the files that leave a vote give the result of the screen, through the house's command."""

import json
import random
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from commun.algo.voting import lots
from commun.core import scope
from commun.core.urls import here
from commun.governance.actions import ballots
from commun.governance.models import Membership, Process
from commun.governance.queries import ballot_export, ballot_results
from tests.governance import vote_world as made
from tests.support import world
from tests.support.client import GateClient

pytestmark = pytest.mark.django_db
COUNTED = ("choice", "approval", "score", "resistance", "dots", "grades", "ranked", "several", "budget")


def answer(method: str, chance: random.Random) -> dict[str, Any]:
    """A random answer that fits."""
    names = ["1", "2", "3"]
    if method == "choice":
        return {"option": chance.choice(names)}
    if method in {"approval", "budget"}:
        return {"options": chance.sample(names, chance.randint(1, 3))}
    if method in {"ranked", "several"}:
        order = chance.sample(names, chance.randint(1, 3))
        return {"ranks": {name: rank for rank, name in enumerate(order, start=1)}}
    if method == "dots":
        return {"grades": {"1": chance.randint(1, 4), "2": chance.randint(0, 3)}}
    most = {"score": 5, "resistance": 10, "grades": 5}[method]
    return {"grades": {name: chance.randint(0, most) for name in names}}


def voters(group: world.Group, count: int) -> list[Membership]:
    return [world.make_member(group.space, world.make_person(f"Personne {n}")) for n in range(count)]


def recounted(process: Process, folder: Path) -> dict[str, Any]:
    """What the command that the page shows prints for the file that the page gives."""
    words = ballot_export.command_of(process).split()
    options = dict(zip(words[3:-1:2], words[4:-1:2], strict=True))
    path = folder / words[-1]
    path.write_text(ballot_export.as_file(process))
    out = StringIO()
    arguments: dict[str, Any] = {"rule": options["--rule"], "seed": options.get("--seed", "")}
    if "--seats" in options:
        arguments["seats"] = int(options["--seats"])
    call_command("count", str(path), stdout=out, **arguments)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def recounted_from_json(process: Process, folder: Path) -> dict[str, Any]:
    """The same from everything that the page exports."""
    path = folder / "vote.json"
    path.write_text(ballot_export.as_json(ballot_export.as_dict(process)))
    seed = str((process.result or {}).get("seed") or "") if process.rules.get("tie") == "draw" else ""
    out = StringIO()
    call_command("count", str(path), rule=ballot_export.rule_of(process), seed=seed, stdout=out)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


@pytest.mark.parametrize("is_secret", [False, True])
@pytest.mark.parametrize("method", COUNTED)
def test_the_file_counted_by_the_command_gives_the_result_of_the_page(
    group: world.Group, tmp_path: Path, method: str, is_secret: bool
) -> None:
    chance = random.Random(method)
    people = voters(group, 9)
    process = made.opened(group.alice, method, is_secret=is_secret)
    for one in people:
        ballots.cast(by=one, process=process, content=answer(method, chance))
    row = made.again(made.closed(process))
    assert row.result is not None
    found = recounted(row, tmp_path)
    assert found["rule"] == row.result["rule"]
    assert found["winners"] == row.result["winners"]
    assert found["ties"] == row.result["ties"]
    with scope.use(row.space_id):
        labels = {str(one.position): one.label for one in row.options.all()}
    told = {*found["winners"], *(name for group in found["ties"] for name in group)}
    assert found["names"] == {name: labels[name] for name in told}
    assert recounted_from_json(row, tmp_path) == found


def test_weights_are_in_the_file(group: world.Group, tmp_path: Path) -> None:
    process = made.opened(group.alice, "choice", {"weights": {str(group.bob.pk): 5}})
    people = [group.alice, group.bob]
    for one, option in zip(people, ("1", "2"), strict=True):
        ballots.cast(by=one, process=process, content={"option": option})
    row = made.again(made.closed(process))
    assert recounted(row, tmp_path)["winners"] == ["2"]


def test_a_tie_by_lot_can_be_drawn_again_from_the_export(client: GateClient, group: world.Group) -> None:
    people = voters(group, 2)
    process = made.opened(group.alice, "choice", {"tie": "draw"})
    for one, option in zip(people, ("1", "2"), strict=True):
        ballots.cast(by=one, process=process, content={"option": option})
    row = made.again(made.closed(process))
    client.force_login(group.bob.person)
    url = here(group.space.slug, "governance:ballot-json", process=row.ref)
    told = json.loads(client.get(url).content)
    assert told["result"]["settled"] == [lots.drawn(told["result"]["ties"][-1], told["result"]["seed"])[0]]
    page = client.get(here(group.space.slug, "governance:process", process=row.ref)).content.decode()
    assert told["result"]["seed"] in page


def test_a_draw_can_be_made_again_from_the_export(group: world.Group) -> None:
    process = made.opened(group.alice, "sortition", {"seats": 2, "among": "everybody"})
    row = made.again(made.closed(process))
    told = ballot_export.as_dict(row)["result"]
    assert list(lots.sortition(told["pool"], told["seats"], told["seed"])) == told["settled"]


def test_no_name_leaves_in_the_files(client: GateClient, group: world.Group) -> None:
    process = made.opened(group.alice, "choice", {"weights": {str(group.bob.pk): 5}})
    ballots.cast(by=group.bob, process=process, content={"option": "1"}, reason="Moi, Bob Durand")
    row = made.again(made.closed(process))
    text = ballot_export.as_json(ballot_export.as_dict(row)) + ballot_export.as_file(row)
    for word in ("Bob", "Durand", group.bob.person.ref, f'"{group.bob.pk}"'):
        assert word not in text


@pytest.mark.slow
@pytest.mark.parametrize(
    ("method", "count"),
    [(name, 200) for name in ("sense", "gradient", "count")]
    + [(name, 40) for name in ("proposal", "dates", "budget", "ranked")],
)
def test_many_answers_are_shown_and_exported_alike(
    client: GateClient, group: world.Group, method: str, count: int
) -> None:
    chance = random.Random(method)
    people = voters(group, count)
    process = made.opened(group.alice, method)
    scales = {"proposal": ("for", "against", "abstain"), "sense": ("yes", "unsure", "no"), "count": ("in", "out")}
    for one in people:
        if method == "dates":
            content: dict[str, Any] = {"dates": {str(n): chance.choice(["yes", "if-need-be", "no"]) for n in (1, 2, 3)}}
        elif method in {"budget", "ranked"}:
            content = answer(method, chance)
        else:
            content = {"answer": chance.choice(scales.get(method, ("endorse", "veto", "abstain")))}
        ballots.cast(by=one, process=process, content=content)
    row = made.again(made.closed(process))
    client.force_login(group.bob.person)
    page = client.get(here(group.space.slug, "governance:process", process=row.ref)).content.decode()
    told = ballot_export.as_dict(row)
    assert sum(pile["people"] for pile in told["ballots"]) == count
    shown = ballot_results.results_of(row, told["result"], is_live=False)
    for chart in shown.bars:
        for label, value in chart.pairs:
            assert f'<th scope="row">{label}</th><td class="c-end">{value}</td>' in page
