"""The HTML gate sees what it is there to see."""

import pytest

from tests.support.client import html_faults

GOOD = '<html lang="fr"><body><main><h1>Titre</h1><h2>Suite</h2></main></body></html>'


def test_a_good_page_passes() -> None:
    assert html_faults(GOOD) == []


@pytest.mark.parametrize(
    ("bad", "word"),
    [
        ('<p id="a"></p><p id="a"></p>', "duplicate id"),
        ('<input name="nom">', "without label"),
        ('<img src="x">', "without alt"),
        ("<h4>Trop bas</h4>", "heading h4"),
        ("<main></main>", "2 main"),
        ('<a onclick="x()">x</a>', "inline handler"),
        ('<p style="color:red">x</p>', "inline style"),
        ('<form method="post"><button>x</button></form>', "without token"),
        ("<p>{{ name }}</p>", "is shown"),
        ("<p>%(name)s</p>", "is shown"),
    ],
)
def test_a_planted_fault_is_seen(bad: str, word: str) -> None:
    assert any(word in fault for fault in html_faults(GOOD.replace("</main>", f"</main>{bad}")))


def test_a_page_without_language_is_seen() -> None:
    assert html_faults(GOOD.replace(' lang="fr"', "")) == ["no language"]


def test_labelled_fields_pass() -> None:
    for field in (
        '<label for="n">Nom</label><input id="n">',
        "<label>Nom <input></label>",
        '<input aria-label="Nom">',
        '<input type="hidden">',
        '<form method="post"><input type="hidden" name="csrfmiddlewaretoken" value="x"></form>',
    ):
        assert html_faults(GOOD.replace("</main>", f"{field}</main>")) == []
