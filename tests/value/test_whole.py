"""Value seen whole: money beside the rest, each in its unit, down to its rows; outside nobody is told apart."""

import csv
import datetime as dt
import io

import pytest

from commun.core import clock
from commun.core.urls import here
from commun.value import actions
from commun.value.actions.sharings import prepared_for
from commun.value.models import ContributionKind
from commun.value.queries.whole import Cell, whole_of
from commun.value.queries.whole_periods import MONTH, QUARTER, YEAR, Asked
from tests.support import world
from tests.support.client import GateClient
from tests.support.queries import at_most
from tests.support.world import Group
from tests.value.adopted import adopt_key
from tests.value.contribution_world import brings, chosen, joint_work, settled
from tests.value.key_world import equal
from tests.value.works import receive

pytestmark = pytest.mark.django_db
NATURE = ContributionKind.Nature


@pytest.fixture
def kinds(group: Group) -> dict[str, ContributionKind]:
    settled(group.alice, group.bob)
    return chosen(group.alice)


def test_both_series_stand_side_by_side_and_are_not_added(group: Group, kinds: dict[str, ContributionKind]) -> None:
    """16 November 2026: a receipt of 1,000 EUR, 100 kept, 900 shared by two; hours of care in this quarter and last."""
    work = joint_work(group.alice, group.bob)
    adopt_key(group, equal())
    receive(work, group.alice, 1_000_00, kept=100_00)
    actions.share_out(by=group.alice, work=work, seen=prepared_for(work).fingerprint)
    care = kinds[NATURE.CARE]
    brings(group.alice, care, 90)
    brings(group.bob, care, 30, days=60)
    actions.correct_contribution(by=group.bob, contribution=brings(group.bob, care, 600), why="Erreur", quantity=0)
    found = whole_of(group.space, Asked(2026, QUARTER))
    money = {row.key: [cell.quantity for cell in row.cells] for row in found.money}
    assert money == {"received": [0, 0, 0, 1_000_00], "kept": [0, 0, 0, 100_00], "shared": [0, 0, 0, 900_00]}
    (row,) = found.rare
    assert (row.label, row.measure) == (care.name, care.measure)
    assert [*row.cells, row.total] == [Cell(0, 0), Cell(0, 0), Cell(30, 1), Cell(90, 1), Cell(120, 2)]
    assert (found.earning, found.awake, found.gini) == (2, 2, None)
    assert sum(cell.quantity or 0 for cell in whole_of(group.space, Asked(2025, YEAR)).money[0].cells) == 0


@pytest.mark.parametrize(
    ("asked", "count"), [({"annee": "2026"}, 4), ({"par": "mois"}, 11), ({"par": "annee"}, 5), ({"annee": "9999"}, 4)]
)
def test_periods_end_today(asked: dict[str, str], count: int) -> None:
    periods = Asked.read(asked).periods
    assert len(periods) == count
    assert periods[-1].first <= clock.today() <= periods[-1].last
    assert all(one.last + dt.timedelta(days=1) == after.first for one, after in zip(periods, periods[1:], strict=False))


def test_a_figure_leads_to_its_rows(client: GateClient, group: Group, kinds: dict[str, ContributionKind]) -> None:
    work = joint_work(group.alice, group.bob)
    receive(work, group.alice, 1_234_00, label="Acompte")
    row = brings(group.bob, kinds[NATURE.FACILITATION], 120, words="Réunion de rentrée")
    client.force_login(group.alice.person)
    with at_most(25):
        page = client.get(here(group.space.slug, "value:whole"), {"par": MONTH}).content.decode()
    rows = f"{here(group.space.slug, 'value:contributions')}?mois=2026-11&amp;sorte={row.kind.ref}"  # type: ignore[union-attr]
    assert rows in page
    assert "Réunion de rentrée" in client.get(rows.replace("&amp;", "&")).content.decode()
    behind = f"{here(group.space.slug, 'value:whole-money')}?du=2026-11-01&amp;au=2026-11-30"
    assert behind in page
    with at_most(20):
        assert "Acompte" in client.get(behind.replace("&amp;", "&")).content.decode()
    assert client.get(here(group.space.slug, "value:whole-money"), {"du": "demain"}).status_code == 404


def test_outside_reads_no_figure_of_fewer_than_five(
    client: GateClient, group: Group, kinds: dict[str, ContributionKind]
) -> None:
    """Six facilitate this quarter, one took care: the hours of care are not told, those of facilitation are."""
    others = [world.make_member(group.space, world.make_person(f"Personne {number}")) for number in range(4)]
    settled(*others)
    for member in (group.alice, group.bob, *others):
        brings(member, kinds[NATURE.FACILITATION], 60)
    brings(group.alice, kinds[NATURE.CARE], 77)
    client.force_login(group.alice.person)
    sheet = client.get(here(group.space.slug, "value:whole-outside")).content.decode("utf-8-sig")
    told = {row[0]: row[1:] for row in csv.reader(io.StringIO(sheet), delimiter=";") if len(row) > 1}
    assert told[kinds[NATURE.FACILITATION].name][-2:] == ["6\u00a0h", "6\u00a0h"]
    assert told[kinds[NATURE.CARE].name][-2:] == ["non dit", "non dit"]
    assert "17" not in "".join(told[kinds[NATURE.CARE].name])


def test_a_year_of_few_people_is_not_told_outside_either(group: Group, kinds: dict[str, ContributionKind]) -> None:
    """Two people took care in each of two quarters: no quarter is told, nor the year, which is theirs alone."""
    for member in (group.alice, group.bob):
        for days in (0, 60):
            brings(member, kinds[NATURE.CARE], 77, days=days)
    (row,) = whole_of(group.space, Asked(2026, QUARTER)).rare
    hidden = row.hidden()
    assert [cell.quantity for cell in hidden.cells] == [0, 0, None, None]
    assert hidden.total.quantity is None


def test_from_five_people_on_it_is_said_how_evenly_parts_fall(group: Group) -> None:
    others = [world.make_member(group.space, world.make_person(f"Personne {number}")) for number in range(4)]
    work = joint_work(group.alice, group.bob, *others)
    adopt_key(group, equal())
    receive(work, group.alice, 600_00)
    actions.share_out(by=group.alice, work=work, seen=prepared_for(work).fingerprint)
    found = whole_of(group.space, Asked(2026, YEAR))
    assert (found.earning, found.awake, found.gini) == (6, 6, 0)


def test_a_stranger_finds_nothing(client: GateClient, group: Group) -> None:
    client.force_login(group.chloe)
    for name in ("whole", "whole-money", "whole-outside"):
        assert client.get(here(group.space.slug, f"value:{name}")).status_code == 404
