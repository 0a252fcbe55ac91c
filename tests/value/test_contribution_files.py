"""Sheets of contributions: decimals told apart or refused, a preview, written once; and out again without formulas."""

import datetime as dt
import html
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from commun.core import scope
from commun.core.errors import Refused
from commun.core.models import Fact
from commun.core.registries import personal_data
from commun.core.sheets import Unreadable
from commun.core.urls import here
from commun.value import actions, contribution_file
from commun.value.actions.contribution_imports import planned
from commun.value.actions.contributions import Bringing
from commun.value.models import Contribution, ContributionKind
from tests.support.client import GateClient
from tests.support.queries import at_most
from tests.support.world import Group
from tests.value.contribution_world import brings, chosen, joint_work, settled

pytestmark = pytest.mark.django_db
Kinds = dict[str, ContributionKind]


@pytest.fixture
def kinds(group: Group) -> Kinds:
    settled(group.alice, group.bob)
    with translation.override("fr"):
        return chosen(group.alice)


@pytest.fixture
def bob(group: Group, client: GateClient) -> GateClient:
    client.force_login(group.bob.person)
    return client


def sheet(*lines: str, heads: str = "Date;Sorte;Quantité") -> bytes:
    return "\n".join([heads, *lines]).encode()


def text(answer: Any) -> str:
    return re.sub(r"[\xa0\u202f]", " ", html.unescape(answer.content.decode()))


def sent(group: Group, client: GateClient, content: bytes) -> Any:
    file = SimpleUploadedFile("apports.csv", content, "text/csv")
    return client.post(here(group.space.slug, "value:import-contributions"), {"file": file})


def confirmed(group: Group, client: GateClient, content: bytes) -> str:
    """The preview, then yes; the page that follows."""
    preview = sent(group, client, content)
    lines = preview.context["form"].initial["lines"]
    answer = client.post(here(group.space.slug, "value:confirm-import"), {"lines": lines})
    return text(client.get(answer["Location"]))


def rows(group: Group) -> list[tuple[str, int]]:
    with scope.use(group.space):
        return [(f"{one.on}", one.quantity) for one in Contribution.objects.order_by("pk")]


@pytest.mark.parametrize(
    ("quantities", "decimal"),
    [(["2,5", "1"], ","), (["2.5", "1"], "."), (["1", "2"], ""), (["1.250,00 €", "3"], ","), (["2,5", "1.250"], ","),
     (["1h30", "2:15"], "")],
)  # fmt: skip
def test_the_sign_of_decimals_is_told_from_the_whole_file(quantities: list[str], decimal: str) -> None:
    lines = [f'2026-11-02;Travail;"{one}"' for one in quantities]
    assert contribution_file.read(sheet(*lines)).decimal == decimal


@pytest.mark.parametrize(
    ("quantities", "said"),
    [(["2,5", "1.5"], "ligne 3"), (["1.250", "3"], "ligne 2"), (["1,250"], "ligne 2")],
)
def test_a_file_that_mixes_both_or_never_tells_is_refused(quantities: list[str], said: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        contribution_file.read(sheet(*(f'2026-11-02;Travail;"{one}"' for one in quantities)))
    assert said in str(refusal.value.sentence).casefold()


@pytest.mark.parametrize(
    "content",
    [b"", b"\n \n", b"PK\x03\x04\x00", b"a;b\n1;2", sheet(*["2026-11-02;Travail;1"] * 501), b"x" * 500_001],
)
def test_what_is_no_such_sheet_is_refused(content: bytes) -> None:
    with pytest.raises(Unreadable):
        contribution_file.read(content)


@pytest.mark.parametrize(
    ("text", "day"),
    [("2026-11-02", dt.date(2026, 11, 2)), ("02/11/2026", dt.date(2026, 11, 2)), ("2/1/2026", dt.date(2026, 1, 2)),
     ("31/02/2026", None), ("02/11/26", None), ("11-02-2026", None), ("hier", None), ("", None), ("20261102", None)],
)  # fmt: skip
def test_days_are_read_as_french_or_as_iso_dates(text: str, day: dt.date | None) -> None:
    assert contribution_file.day_of(text) == day


def test_a_preview_then_yes_and_the_same_again_writes_nothing(group: Group, bob: GateClient, kinds: Kinds) -> None:
    joint_work(group.bob)
    content = sheet(
        "02/11/2026;travail;2,5;Concertation du parc;Balade;Bob Durand",
        "2026-11-03;Facilitation;1h30;;;",
        "2026-11-03;Facilitation;1h30;;;",
        "2026-11-04;Affaire apportée;1 250,00 €;;;",
        heads="Jour;Sorte;Quantité;Travail commun;Mots;Personne",
    )
    preview = sent(group, bob, content)
    assert preview.status_code == 200
    assert "Rien n’est encore écrit" in text(preview)
    assert rows(group) == []
    assert "4 lignes notées" in confirmed(group, bob, content)
    assert rows(group) == [("2026-11-02", 250), ("2026-11-03", 90), ("2026-11-03", 90), ("2026-11-04", 125_000)]
    again = text(sent(group, bob, content))
    assert "4 lignes y sont déjà" in again
    assert "rien de nouveau" in again
    assert Fact._base_manager.filter(name="value.contribution.imported").count() == 4


def test_a_confirmation_sent_twice_writes_once_and_says_so(group: Group, bob: GateClient, kinds: Kinds) -> None:
    lines = sent(group, bob, sheet("2026-11-03;Soin;1")).context["form"].initial["lines"]
    url = here(group.space.slug, "value:confirm-import")
    for said in ("1 ligne notée", "rien n’est noté deux fois"):
        answer = bob.post(url, {"lines": lines})
        assert said in text(bob.get(answer["Location"]))
    assert len(rows(group)) == 1


def test_what_was_written_by_hand_is_not_written_again(group: Group, bob: GateClient, kinds: Kinds) -> None:
    brings(group.bob, kinds["care"], 60)
    page = confirmed(group, bob, sheet("16/11/2026;Soin;1", "16/11/2026;Soin;1"))
    assert "1 ligne notée" in page
    assert len(rows(group)) == 2


@pytest.mark.parametrize(
    "line",
    ["2099-01-01;Soin;1;", "2024-01-01;Soin;1;", "2026-11-02;Magie;1;", "2026-11-02;Soin;-1;", "2026-11-02;Soin;🙂;",
     "2026-11-02;Soin;1;Alice Martin", "2026-11-02;Soin;9999;", "demain;Soin;1;", "2026-11-02;Soin;;"],
)  # fmt: skip
def test_a_line_that_cannot_be_is_left_out_with_its_reason(
    group: Group, bob: GateClient, kinds: Kinds, line: str
) -> None:
    content = sheet(line, "2026-11-02;Travail;1;", heads="Date;Sorte;Quantité;Personne")
    preview = sent(group, bob, content)
    (wrong,) = preview.context["plan"].wrong
    assert wrong.number == 2
    assert wrong.problem.endswith(".")
    confirmed(group, bob, content)
    assert rows(group) == [("2026-11-02", 100)]


@pytest.mark.parametrize(
    "lines",
    ["", "[", "[[1]]", '[["2026-11-02","nowhere",1,"",""]]', '{"a":1}', '[["2026-11-02",null,"1","",""]]', "[" * 5000],
)
def test_a_confirmation_that_was_tampered_with_writes_nothing(
    group: Group, bob: GateClient, kinds: Kinds, lines: str
) -> None:
    answer = bob.post(here(group.space.slug, "value:confirm-import"), {"lines": lines})
    assert answer.status_code == 302
    assert rows(group) == []


def test_an_import_is_whole_or_nothing(group: Group, kinds: Kinds) -> None:
    good, bad = (Bringing(kinds["care"], 60, dt.date(year, 11, 2)) for year in (2026, 2099))
    with pytest.raises(Refused):
        actions.import_contributions(by=group.bob, lines=[good, bad])
    assert rows(group) == []


def test_a_long_sheet_costs_what_a_short_one_does(group: Group, kinds: Kinds) -> None:
    read = contribution_file.read(
        sheet(*(f"2026-11-{day:02};Soin;1" for day in range(1, 16)), *["2026-11-01;Soin;2"] * 400)
    )
    with at_most(12):
        found = planned(group.bob, read)
    assert len(found.new) == 415
    with at_most(20):
        lines = [Bringing(one.kind, one.quantity, one.day or dt.date.min) for one in found.new]
        actions.import_contributions(by=group.bob, lines=lines)


def test_what_comes_out_holds_no_formula_and_comes_in_again(group: Group, bob: GateClient, kinds: Kinds) -> None:
    brings(group.bob, kinds["work"], 150, words="=HYPERLINK(1)")
    wrong = brings(group.bob, kinds["care"], 60, days=1)
    actions.correct_contribution(by=group.bob, contribution=wrong, why="Erreur")
    brings(group.alice, kinds["care"], 60, days=40)
    url = here(group.space.slug, "value:contributions-csv")
    month = bob.get(url).content.decode("utf-8-sig").splitlines()
    assert month[1:] == [
        "2026-11-15;Bob Durand;Soin;1;heures;Soin;;;;",
        "2026-11-15;Bob Durand;Soin;-1;heures;Soin;;Erreur;2026-11-15;",
        "2026-11-16;Bob Durand;Travail;1,50;jours;Travail;;'=HYPERLINK(1);;",
    ]
    whole = bob.get(url + "?tout=1").content
    assert len(whole.decode().splitlines()) == 5
    plan = sent(group, bob, whole).context["plan"]
    assert (len(plan.new), plan.known, len(plan.wrong)) == (0, 2, 2)


def test_words_go_with_the_person_and_quantities_stay(group: Group, kinds: Kinds) -> None:
    row = brings(group.bob, kinds["care"], 60, words="Une visite à Alice")
    actions.acknowledge(by=group.alice, contribution=row)
    data = personal_data.get("value.contributions")
    assert data is not None
    assert "Une visite à Alice" in str(data.export(group.bob.person))
    assert "Soin" in str(data.export(group.alice.person))
    data.erase(group.bob.person)
    row.refresh_from_db()
    assert (row.words, row.quantity) == ("", 60)
