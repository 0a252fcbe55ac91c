"""What the author wrote is kept, what they quote goes; nothing is ever emptied."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commun.algo.mail import trim

GMAIL = "Le lun. 12 oct. 2026 à 14:03, Léa Martin <lea@exemple.test> a écrit :"
OUTLOOK = "De : Léa Martin <lea@exemple.test>\nEnvoyé : lundi 12 octobre 2026 14:03\nÀ : Paul\nObjet : Mardi"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"Oui.\n\n{GMAIL}\n> Qui vient ?\n", "Oui."),
        (f"Oui.\n\n{GMAIL}\n\nQui vient ?\nLéa\n", "Oui."),
        ('Oui.\n\nLe 4 janv. 2016 19:03, "Léa"\n<lea@exemple.test>\na écrit :\n> Qui ?\n', "Oui."),
        ("Oui.\n\nLe\u00a02026-10-12 14:03, Léa\u00a0a écrit\u00a0:\n> Qui ?", "Oui."),
        (f"{GMAIL}\n> Qui vient ?\n\nMoi.", "> Qui vient ?\n\nMoi."),
        (f"Bonjour,\n\n{GMAIL}\n> Qui vient ?\n\nMoi.", "Bonjour,\n\n\n> Qui vient ?\n\nMoi."),
        ("> Un ?\nOui.\n> Deux ?\nNon.\n> Trois ?\n", "> Un ?\nOui.\n> Deux ?\nNon."),
        (f"Oui.\n\n{OUTLOOK}\n\nQui vient ?", "Oui."),
        ("Oui.\n\n-----Message d'origine-----\nDe : Léa\n\nQui vient ?", "Oui."),
        ("Oui.\n\n----- Mail original -----\nDe: Léa\n\nQui vient ?", "Oui."),
        ("Oui.\n\nEnvoyé de mon iPhone\n", "Oui."),
        ("Oui.\n-- \nPaul\n06 00 00 00 00\n", "Oui."),
        ("Oui.\n--\nPaul\n", "Oui.\nPaul"),
        ("Le projet que Paul a écrit :\nil est bon.", "Le projet que Paul a écrit :\nil est bon."),
        ("Envoyé de vous à moi, merci.", "Envoyé de vous à moi, merci."),
        ("```\n-- \n> a\n```\nVoilà.", "```\n-- \n> a\n```\nVoilà."),
        ("> seulement cité", "> seulement cité"),
        ("", ""),
    ],
)
def test_own_words_are_kept(text: str, said: str) -> None:
    assert trim(text).said == said


def test_what_is_left_out_is_told() -> None:
    assert trim(f"Oui.\n\n{GMAIL}\n> Qui ?").rest == f"{GMAIL}\n> Qui ?"


pieces = st.lists(
    st.sampled_from(
        [
            GMAIL,
            OUTLOOK,
            "> cité",
            "Oui.",
            "",
            "-- ",
            "--",
            "-----Message d'origine-----",
            "Envoyé de mon iPhone",
            "```",
        ]
    )
    | st.text(max_size=40),
    max_size=14,
)


@given(pieces)
def test_no_mail_is_emptied_and_no_word_is_made_up(rows: list[str]) -> None:
    text = "\n".join(rows)
    said = trim(text).said
    assert bool(said) == bool(text.strip())
    words = set(text.split())
    assert {word for word in said.split() if word not in words} == set()
