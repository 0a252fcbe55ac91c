"""A pad read as minutes: nothing is lost, each line under its point, what is proposed is only proposed."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commun.algo import minutes

MONDAY = dt.date(2026, 11, 16)
PIECES = (
    "- ", "* ", "## ", "# ", "[ ] ", "Décision : ", "Action :", "(@Lucie, pour le 12/12)", "=====", "---", "\r\n", "\n",
    "\r", "🎉", "é", "e\u0301", "\u2028", "\x85", " ", "\t", "Budget", "1. ", "@", "#", "\ufeff", "x" * 1200,
)  # fmt: skip
pads = st.one_of(st.text(max_size=400), st.lists(st.sampled_from(PIECES), max_size=40).map("".join))


def _lines(pad: str) -> list[minutes.Line]:
    return minutes.read(pad, today=MONDAY)


def _solid(text: str) -> str:
    return "".join(text.split())


@given(pads)
def test_no_sign_of_a_pad_is_lost(pad: str) -> None:
    lines = _lines(pad)
    assert "".join(_solid(line.marks + line.text) for line in lines) == _solid(pad)
    assert all(len(line.text) <= minutes.LONGEST for line in lines)
    assert [one.line for one in minutes.place(lines, ["Budget", "Météo", ""])] == lines


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=200))
def test_no_word_of_a_page_is_lost(words: str) -> None:
    import html

    page = f"<!doctype html><html><head><title>x</title></head><body><p>{html.escape(words)}</p></body></html>"
    assert _solid(minutes.text_of_html(page)) == _solid(words)


PAD = """# Compte rendu
## 1. Budget de la fête (10 min)
- On a 300 € 🎉
  * Décision : on achète une presse
* **Action :** appeler la mairie (@Lucie, pour le 12/12)
- [ ] réserver la salle avec @Bob Martin avant le 3 janvier
météo
Tout va bien.
### En détail
oui
Divers
------
Rien.
"""


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_each_line_falls_under_the_point_that_a_heading_names(end: str) -> None:
    placed = minutes.place(_lines(PAD.replace("\n", end)), ["Météo", "Le budget", "Divers points"])
    under = [(one.line.text, one.point) for one in placed if one.line.text]
    assert under[0] == ("Compte rendu", None)
    assert [point for _text, point in under[1:6]] == [1] * 5
    assert under[6:10] == [("météo", 0), ("Tout va bien.", 0), ("En détail", 0), ("oui", 0)]
    assert under[10:] == [("Divers", 2), ("Rien.", 2)]
    assert [one.line.text for one in placed if one.is_title] == ["météo"]


def test_a_heading_like_no_point_ends_the_point_above_unless_it_is_deeper() -> None:
    placed = minutes.place(_lines("## Budget\nun\n### Cidre\ndeux\n## Varia\ntrois"), ["Budget"])
    assert [one.point for one in placed] == [0, 0, 0, 0, None, None]


def test_decisions_and_actions_are_recognised_with_who_and_when() -> None:
    lines = [line for line in _lines(PAD) if line.kind in {"decision", "action"}]
    found = {line.short or line.said: (line.kind, line.who, line.due_on) for line in lines}
    assert found["on achète une presse"] == ("decision", "", None)
    assert found["appeler la mairie"] == ("action", "Lucie", dt.date(2026, 12, 12))
    salle = found["réserver la salle avec @Bob Martin"]
    assert salle == ("action", "Bob Martin", dt.date(2027, 1, 3))
    kinds = [
        line.kind for line in _lines("Nos décisions ont été bonnes : oui\nAction :\nDÉCIDÉ : non\nle 31/02 : rien")
    ]
    assert kinds == ["note", "note", "decision", "note"]
    assert _lines("Action : coller (avec @Lucie et le camion)")[0].short == "coller (avec @Lucie et le camion)"
    assert _lines("Action : coller (le matin)")[0].short == "coller (le matin)"
    assert _lines("Action : rien (pour le 31/02)")[0].due_on is None


def test_a_page_of_a_pad_becomes_lines_and_one_too_deep_is_refused() -> None:
    page = (
        "<html><head><style>a{}</style></head><body>Bonjour<br>ligne<!-- c -->suite"
        "<ul class='bullet'><li>un<ul><li><input type='checkbox'>deux</li></ul></li></ul><h2>Budget</h2>"
        "<p>a <b>b</b> c</p><script>no()</script>fin</body></html>"
    )
    expected = ["Bonjour", "lignesuite", "- un", "- [ ] deux", "## Budget", "a b c", "fin"]
    assert minutes.text_of_html(page).split("\n") == expected
    assert minutes.text_of_html("") == ""
    with pytest.raises(ValueError, match="too deep"):
        minutes.text_of_html("<div>" * 5000 + "profond" + "</div>" * 5000)


@pytest.mark.parametrize(
    ("said", "short", "who", "others", "day"),
    [
        ("acheter les vis @Lucie pour le 12/12", "acheter les vis", "Lucie", (), "12/12"),
        ("acheter les vis pour le 1er février 2027, @Lucie.", "acheter les vis", "Lucie", (), "1er février 2027"),
        ("coller (@Camille et @Malik)", "coller (@Camille et @Malik)", "Camille", ("Malik",), ""),
        ("coller @Camille et @Malik avant le 3/1", "coller @Camille et @Malik", "Camille", ("Malik",), "3/1"),
        ("préparer la fête du 12/12 avec @Lucie", "préparer la fête du 12/12 avec @Lucie", "Lucie", (), "12/12"),
        ("rien pour le 30/02", "rien", "", (), "30/02"),
        ("pour le 12/12", "pour le 12/12", "", (), "12/12"),
    ],
)  # fmt: skip
def test_who_and_when_at_the_end_are_taken_out_of_the_words(
    said: str, short: str, who: str, others: tuple[str, ...], day: str
) -> None:
    (line,) = _lines(f"Action : {said}")
    assert (line.short, line.who, line.others, line.due_said) == (short, who, others, day)
