"""The components: each documented, each shown, each drawn right."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from commun import ui
from commun.ui import diffs, faces
from commun.ui.templatetags.ui import register

FOLDER = Path(ui.__file__).parent
COMPONENTS = sorted((FOLDER / "templates" / "ui" / "components").glob("*.html"))
CATALOGUE = "".join(page.read_text() for page in (FOLDER / "templates" / "ui" / "catalogue").glob("*.html"))
TAG_OF_COMPONENT = {"form": "form_page"}
DRAWN_BY_EVERY_PAGE = {"toasts", "error_summary"}


def draw(source: str, **context: Any) -> str:
    return Template(source).render(Context(context))


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_a_component_says_its_options_first(path: Path) -> None:
    first = path.read_text().splitlines()[0]
    assert re.fullmatch(r"\{# .+ #\}", first)
    assert "ption" in first


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_a_component_stands_in_the_catalogue(path: Path) -> None:
    tag = TAG_OF_COMPONENT.get(path.stem, path.stem)
    assert tag in register.tags
    assert path.stem in DRAWN_BY_EVERY_PAGE or re.search(rf"\{{% {tag}\b", CATALOGUE)


def test_every_tag_and_filter_is_documented() -> None:
    page = (FOLDER.parents[2] / "docs" / "rooms" / "ui.md").read_text()
    unsaid = [name for name in (*register.tags, *register.filters) if not re.search(rf"\b{name}\b", page)]
    assert unsaid == []


def test_every_icon_that_is_asked_for_exists() -> None:
    sprite = set(re.findall(r'<symbol id="([\w-]+)"', (FOLDER / "static" / "ui" / "icons.svg").read_text()))
    sources = [path.read_text() for path in FOLDER.parent.rglob("*.html")]
    asked = {name for source in sources for name in re.findall(r'(?:\{% icon |icon=)"([\w-]+)"', source)}
    assert asked - sprite == set()


def test_a_button_takes_any_attribute_and_escapes_it() -> None:
    drawn = draw('{% button label kind="danger" hx_post=url disabled=True name="" %}', label="Ôter <b>", url='/x?"y')
    assert 'hx-post="/x?&quot;y"' in drawn
    assert " disabled" in drawn
    assert "name=" not in drawn
    assert "Ôter &lt;b&gt;" in drawn


def test_blocks_keep_their_content_as_it_is() -> None:
    drawn = draw('{% page_head title %}{% link_button "Ici" "/ici/" %}{% endpage_head %}', title="L'eau <vive>")
    assert '<a href="/ici/"' in drawn
    assert "L’eau &lt;vive&gt;" in drawn


def test_a_reason_that_was_guessed_says_so() -> None:
    drawn = draw("{% reasons items %}", items=["Nord", {"label": "CPV", "is_estimated": True}])
    assert drawn.count("c-tag--leaf") == 1
    assert re.search(r"c-tag--honey\">CPV \((estimé|estimated)\)", drawn)


def test_a_deadline_that_nobody_knows_has_no_date() -> None:
    assert "<time" not in draw("{% due None %}")


def test_a_table_gives_each_cell_the_name_of_its_column() -> None:
    drawn = draw('{% table "T" heads rows %}', heads=["Avis", {"label": "Heures", "at_end": True}], rows=[["A", 3]])
    assert '<th scope="row">A</th>' in drawn
    assert '<td data-label="Heures" class="c-end">3</td>' in drawn


def test_one_page_alone_needs_no_pagination() -> None:
    assert draw("{% pagination page %}", page=Paginator(range(3), 20).page(1)) == ""


def test_pagination_keeps_the_rest_of_the_address() -> None:
    request = RequestFactory().get("/avis/?q=gare&page=2&q=nord")
    drawn = draw("{% pagination page %}", page=Paginator(range(60), 20).page(2), request=request)
    assert "?q=gare&amp;q=nord&amp;page=1" in drawn or "?q=gare&amp;page=1&amp;q=nord" in drawn
    assert "page=3" in drawn


def test_facts_without_value_are_left_out() -> None:
    drawn = draw("{% facts pairs %}", pairs=[("Lieu", "Nord"), ("Valeur", ""), ("Lots", 0)])
    assert "Valeur" not in drawn
    assert "<dd>0</dd>" in drawn


def test_bars_of_nothing_do_not_divide_by_zero() -> None:
    assert "<rect" in draw('{% bar_chart "T" pairs %}', pairs=[("A", 0)])
    assert "<rect" not in draw('{% bar_chart "T" pairs %}', pairs=[])


def test_bars_are_written_with_a_point_in_french() -> None:
    assert 'width="33.3"' in draw('{% bar_chart "T" pairs %}', pairs=[("A", 1), ("B", 3)])


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Maya Diallo", "MD"),
        ("Jean-Luc de la Tour", "JT"),
        ("Inès", "I"),
        ("de la Rue", "R"),
        ("  ", "?"),
        ("42", "4"),
        ("Anne d'Arc", "AA"),
    ],
)
def test_initials(name: str, expected: str) -> None:
    assert faces.initials(name) == expected


@given(st.text(max_size=30))
def test_a_face_is_always_the_same(name: str) -> None:
    face = faces.face_of(name)
    assert face == faces.face_of(name)
    assert 0 <= face.colour < faces.COLOURS
    assert 1 <= len(face.initials) <= 3 or not name.strip()


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_difference_holds_both_texts(before: str, after: str) -> None:
    pieces = diffs.words(before, after)
    assert "".join(piece.text for piece in pieces if piece.state != "added") == before
    assert "".join(piece.text for piece in pieces if piece.state != "removed") == after


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("version 2.0", "version 3.0", [("same", "version "), ("removed", "2.0"), ("added", "3.0")]),
        ("on se dit", "on ne se cache", [("same", "on "), ("removed", "se dit"), ("added", "ne se cache")]),
    ],
)  # fmt: skip
def test_a_difference_is_told_in_whole_figures_and_not_in_bits(
    before: str, after: str, expected: list[tuple[str, str]]
) -> None:
    assert [(piece.state, piece.text) for piece in diffs.words(before, after)] == expected
