"""French typography: what it sets, and what it never touches."""

import html
import re
import time

import pytest
from django.template import Context, Template
from django.utils import translation
from django.utils.safestring import SafeString
from hypothesis import given
from hypothesis import strategies as st

from commun.core.urls import absolute
from commun.ui.tags.text import typo
from commun.ui.typography import NARROW, NO_BREAK, french, french_markup, spaced

SENTENCES = st.text(
    alphabet=st.sampled_from("aéÀ0127 :;!?\"'«».,…%€()-\u202f\u00a0\n"),
    max_size=60,
)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Quoi ?", f"Quoi{NARROW}?"),
        ("Quoi?", f"Quoi{NARROW}?"),
        ("Oui ; non", f"Oui{NARROW}; non"),
        ("Ah !!", f"Ah{NARROW}!!"),
        ("Deux choses : une", f"Deux choses{NO_BREAK}: une"),
        ("l'eau d'Inès", "l’eau d’Inès"),
        ('le mot "commun" ici', f"le mot «{NARROW}commun{NARROW}» ici"),
        ("« déjà »", f"«{NARROW}déjà{NARROW}»"),
        ("Attendez...", "Attendez…"),
        ("20 %", f"20{NARROW}%"),
        ("12 000 €", f"12{NARROW}000{NO_BREAK}€"),
        ("1 234 567 habitants", f"1{NARROW}234{NARROW}567 habitants"),
        ("le 10 décembre à 12 h 00", f"le 10{NO_BREAK}décembre à 12{NO_BREAK}h{NO_BREAK}00"),
        ("marché n° 3", f"marché n°{NO_BREAK}3"),
    ],
)
def test_what_is_written_by_hand_is_set_well(written: str, expected: str) -> None:
    assert french(written) == expected


@pytest.mark.parametrize("piece", ["@", "a@", "a.", "&a", "a://", '"', " "])
def test_a_long_word_of_signs_holds_nobody_up(piece: str) -> None:
    start = time.process_time()
    french('"' + piece * 4000)
    assert time.process_time() - start < 1


@pytest.mark.parametrize(
    "text",
    [
        "https://www.boamp.fr/avis?id=12&x=a:b",
        "https://exemple.fr/l'eau...fin",
        "ecrire@exemple.fr",
        "www.exemple.fr/page?q=oui",
        "12:30",
        "en 2024 300 personnes",
        "06 12 34 56 78",
        "1.234 567",
    ],
)
def test_addresses_hours_and_telephones_are_left_alone(text: str) -> None:
    assert french(text) == text


@given(SENTENCES)
def test_setting_twice_changes_nothing_more(text: str) -> None:
    once = french(text)
    assert french(once) == once


@given(st.text(max_size=80))
def test_letters_and_figures_are_never_changed(text: str) -> None:
    words = re.compile(r"[^\W_]")
    assert words.findall(french(text)) == words.findall(text)


@given(st.text(alphabet=st.sampled_from("ab<>&;'\" !?:/="), max_size=40))
def test_what_comes_from_people_stays_escaped(text: str) -> None:
    shown = Template("{{ text|typo }}").render(Context({"text": text}))
    assert "<" not in shown
    assert ">" not in shown


def test_a_sentence_of_a_mail_that_ends_on_an_address_leads_there() -> None:
    signed = absolute("/m/.eJw:1xV-_/")
    shown = Template("{{ text|leading }}").render(Context({"text": f"Pas d'objection ? <Un clic> : {signed}"}))
    assert shown == f'<a href="{signed}">Pas d’objection{NARROW}? &lt;Un clic&gt;</a>'
    for text in (
        f"Voir {signed} demain",
        "javascript : alert(1)",
        "Payez ici : https://autre.test/x",
        f'x : {signed}"onclick="1',
    ):
        assert "<a" not in Template("{{ text|leading }}").render(Context({"text": text}))


def test_markup_keeps_its_tags_and_entities() -> None:
    markup = '<a href="/x?a=1" title="non ?">Fin &amp; suite ?</a>'
    assert french_markup(markup) == f'<a href="/x?a=1" title="non ?">Fin &amp; suite{NARROW}?</a>'
    assert Template("{{ text|typo }}").render(Context({"text": SafeString("<b>l&#x27;eau</b>")})) == "<b>l’eau</b>"


def test_nothing_at_all_is_an_empty_text() -> None:
    assert Template("{{ text|typo }}|{{ text|number }}").render(Context({"text": None})) == "|"


def test_thousands_are_spaced() -> None:
    assert (spaced(999), spaced(12000), spaced(1234567)) == ("999", f"12{NARROW}000", f"1{NARROW}234{NARROW}567")


@pytest.mark.parametrize(("language", "expected"), [("fr", "Oui\u202f!"), ("en", "Oui !")])
def test_the_filter_moves_nothing_on_a_page_in_another_language(language: str, expected: str) -> None:
    with translation.override(language):
        assert typo("Oui !") == expected
        assert typo(None) == ""


@pytest.mark.parametrize(
    "text",
    [
        "voir (https://a.fr/x/). Fin",
        "(http://a.fr/x), il ; (www.a.fr)… (a@b.fr) ; https://a.fr/x_(y).",
        "« https://a.fr/?a=1&b=2 », (https://a.fr/?a=1&amp;b=2;), https://a.fr/x!!",
        "((https://a.fr/)):),",
        "<b>(https://a.fr/)</b>. 'www.a.fr'; \"www.b.fr\".",
    ],
)
def test_addresses_become_links_and_no_sign_is_lost(text: str) -> None:
    shown = Template("{{ text|urlize }}").render(Context({"text": text}))
    assert "<a href=" in shown
    assert "<b>" not in shown
    assert html.unescape(re.sub(r"</?a[^>]*>", "", shown)) == text
