"""What people type is kept clean, and says nothing when nothing is seen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commun.core.errors import Refused
from commun.core.urls import here
from commun.core.words import as_written, one_line, shows_nothing, straight
from tests.support.client import GateClient
from tests.support.world import Group

UNSEEN = "\u200b\u2060\u00ad\ufeff\u202e"


@given(st.text(max_size=300))
def test_one_line_is_one_line_and_stays_so(text: str) -> None:
    line = one_line(text)
    assert line == one_line(line) == straight(line)
    assert len(line.splitlines()) <= 1
    assert line == "" or not shows_nothing(line)


@given(st.text(max_size=300))
def test_what_is_written_keeps_its_letters(text: str) -> None:
    kept = as_written(text)
    assert kept == as_written(kept)
    assert not text.isalnum() or kept == text


@pytest.mark.parametrize(
    ("written", "line"),
    [
        ("  Une\tligne\r\nou deux ", "Une ligne ou deux"),
        (UNSEEN, ""),
        ("Lundi \u202e3 décembre", "Lundi 3 décembre"),
        ("Mois d\udce9cembre\ud800", "Mois dcembre"),
        ("👩\u200d🌾 au champ", "👩\u200d🌾 au champ"),
        ("Prix\u00a0: 12\u202f€", "Prix : 12 €"),
    ],
)
def test_one_line(written: str, line: str) -> None:
    assert one_line(written) == line


def test_too_long_is_said_in_signs() -> None:
    assert one_line("é" * 12, 12) == "é" * 12
    with pytest.raises(Refused, match="12.*13|13.*12"):
        as_written("é" * 13, 12)


@pytest.mark.parametrize("name", ["new-decision", "new-action", "new-role"])
def test_a_title_that_nobody_sees_is_no_title(group: Group, client: GateClient, name: str) -> None:
    client.force_login(group.bob.person)
    sent = dict.fromkeys(("title", "name", "text", "purpose", "why"), "\u200b\u2060 ")
    answer = client.post(here(group.space.slug, f"governance:{name}"), sent)
    assert answer.status_code in {200, 422}
    assert set(answer.context["form"].errors) & {"title", "name"}
