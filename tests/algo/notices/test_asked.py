"""Needs read in the words of a notice: suggestions with the words they come from, none invented, none twice."""

from hypothesis import given, settings
from hypothesis import strategies as st

from commun.algo.notices.asked import MOST, asked, half_days

TEXT = """Étude de programmation d'un tiers-lieu.
Le titulaire devra justifier de compétences en concertation citoyenne, urbanisme et économie de la construction.
Composition de l’équipe :
- un chef de projet confirmé (10 jours)
- un·e facilitateur·rice, 3 demi-journées
- un juriste, le cas échéant

Compétences attendues : animation de réunions publiques ; facilitation graphique.
La maîtrise des outils collaboratifs serait un plus.
Le mandataire sera architecte.
Prestations attendues
1. Diagnostic partagé
2. Restitution à distance
Le délai est de douze mois."""


def test_lists_sentences_trades_lots_and_codes_each_suggest_needs() -> None:
    found = asked(TEXT, [("Lot 2 : Signalétique du site", "")], ["79411000"], {"79400000": "Conseil en affaires"})
    assert [(one.source, one.label) for one in found] == [
        ("list", "Chef de projet confirmé"), ("list", "Un·e facilitateur·rice"), ("list", "Juriste"),
        ("list", "Animation de réunions publiques"), ("list", "Facilitation graphique"),
        ("list", "Diagnostic partagé"), ("list", "Restitution à distance"),
        ("phrase", "Concertation citoyenne"), ("phrase", "Urbanisme"), ("phrase", "Économie de la construction"),
        ("phrase", "Outils collaboratifs"), ("trade", "Architecte"), ("lot", "Signalétique du site"),
        ("cpv", "Conseil en affaires"),
    ]  # fmt: skip
    by_label = {one.label: one for one in found}
    assert (by_label["Chef de projet confirmé"].half_days, by_label["Chef de projet confirmé"].level) == (20, 3)
    assert by_label["Un·e facilitateur·rice"].half_days == 3
    assert [one.label for one in found if not one.is_must] == ["Juriste", "Outils collaboratifs"]
    assert by_label["Restitution à distance"].is_remote
    assert by_label["Urbanisme"].quote.startswith("Le titulaire devra justifier")


def test_what_stands_already_is_not_suggested_again_and_a_plain_text_suggests_nothing() -> None:
    known = ["juristes", "Économie de la construction (bâtiment)"]
    labels = [one.label for one in asked(TEXT, known=known)]
    assert "Juriste" not in labels
    assert "Économie de la construction" not in labels
    assert asked("Assistance à maîtrise d’ouvrage et maîtrise d’usage.") == []
    assert asked("Fourniture de papier. Livraison en trois semaines.") == []


def test_days_are_read_as_they_are_written() -> None:
    assert [half_days(text) for text in ("2,5 jours", "10 jours/homme", "3 demi-journées", "2 ateliers", "0 jour")] == [
        5, 20, 3, None, None,
    ]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("abcé œ:;,.-•1234567890()\n’équipe jours compétences en "), max_size=300))
def test_any_text_gives_few_distinct_suggestions_in_its_own_words(text: str) -> None:
    found = asked("Compétences :\n" + text)
    assert len({one.key for one in found}) == len(found) <= MOST
    for one in found:
        assert one.label.casefold().replace(" ", "") in "".join(text.replace("’", "'").casefold().split())
