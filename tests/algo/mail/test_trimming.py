"""What the author wrote is kept, what they quote goes; nothing is ever emptied."""

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commun.algo.mail import Trimmed, text_of, trim

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
        (f"Bonjour,\n\n{GMAIL}\n> Qui vient ?\n\nMoi.", "Bonjour,\n\n> Qui vient ?\n\nMoi."),
        ("> Un ?\nOui.\n> Deux ?\nNon.\n> Trois ?\n", "> Un ?\nOui.\n> Deux ?\nNon."),
        (f"Oui.\n\n{OUTLOOK}\n\nQui vient ?", "Oui."),
        ("Oui.\n\n-----Message d'origine-----\nDe : Léa\n\nQui vient ?", "Oui."),
        ("Oui.\n\n----- Mail original -----\nDe: Léa\n\nQui vient ?", "Oui."),
        ("Oui.\n\nEnvoyé de mon iPhone\n", "Oui."),
        ("Oui.\n-- \nPaul\n06 00 00 00 00\n", "Oui."),
        # Without its space, a name makes it a signature; a title does not.
        ("Oui.\n--\nPaul\nfacilitateur\n", "Oui."),
        ("Oui.\n\n--\nce qui reste à dire :\nrien.", "Oui.\n\n--\nce qui reste à dire :\nrien."),
        ("Le projet que Paul a écrit :\nil est bon.", "Le projet que Paul a écrit :\nil est bon."),
        ("Envoyé de vous à moi, merci.", "Envoyé de vous à moi, merci."),
        ("```\n-- \n> a\n```\nVoilà.", "```\n-- \n> a\n```\nVoilà."),
        ("> seulement cité", "> seulement cité"),
        ("", ""),
    ],
)
def test_own_words_are_kept(text: str, said: str) -> None:
    assert trim(text).said == said


THUNDERBIRD = "Le 12/10/2026 à 14:03, Léa Martin a écrit :"
UNDER = "\n".join(f"Point {number} : d'accord avec toi." for number in range(1, 16))


@pytest.mark.parametrize(
    "text",
    [
        # What looks like a header is one's own, alone or in a notice of meeting.
        "Résultat du vote\nPour : 12\nContre : 3\nDate : 12 novembre",
        "Bus :\nDe : Lyon\nÀ : Dijon\nLe : 12/10 à 14:03\nIl reste 3 places.",
        "Je confirme.\n\nDate : mardi 24 novembre à 18 h\nLieu : salle B\nObjet : budget 2027\n\nLéa",
        # So are days, hours and people who wrote.
        "Au programme\n\n2026-11-24 14:00 réunion du bureau\n2026-11-25 9:00 : café\n\nÀ mardi",
        "Bonne nouvelle.\nLe 12 octobre, la mairie nous a dit :\n- le permis est accordé",
        "Le 3 mars, le préfet nous a écrit.\nVoici sa lettre.",
        "Le 3 mars Paul a écrit :\n« je démissionne ».",
        "J'ai vu que lea@exemple.test a écrit au maire\net qu'il répond.",
        "Poste 2064, Zoé Durand <zoe@exemple.test>\nelle saura.",
        "News.\nOn Monday at 14:00 the board said:\nno.",
        "Panne.\nLe 12 à 14:03 le serveur a écrit :\nerreur",
        "News.\nOn Monday 12 October 2026 at 14:00 the board said:\nno.",
        # Too few headers, or nobody who sends.
        "Voici :\nDe : la gare, gare@exemple.test\nÀ : Dijon",
        "Voici :\nDate : 12/10/2026 14:03\nObjet : le budget\nPour : tous",
        # What people say others wrote, with their address.
        "Voici.\nPaul Durand <paul@exemple.test> m'a écrit le 3 juin 2026 à 14:03 :\nle four est en panne.",
        "Voici.\n\nVoici ce que Paul <paul@exemple.test> a écrit :\n\nle four est en panne.",
        "News.\nTom <tom@exemple.test> wrote to me on June 3, 2026, 10:11:\nno.",
        "Noté.\nLe 12 oct. 2026 à 14:03 Paul a écrit : merci à tous",
        # « -- » twice divides; a phrase quoted on purpose at the end.
        "Les candidats :\n\n-- \nAli\n\n-- \nZoé\n\nOn vote jeudi.",
        "Relisez notre charte :\n\n> Une personne, une voix.",
        # Longer than a signature.
        "Un\n-- \n" + "\n".join(f"suite {number}" for number in range(14)),
        "La lettre est partie\nEnvoyé par courrier hier\nOn attend",
        "Oui\n++",
        # « ++ » is a word; a rule divides one's own.
        "Oui.\n++\nLéa",
        "Un\n-----\ndeux",
        # The mark of a device is one only where devices put it.
        "La lettre est partie.\nEnvoyé par courrier hier.\nOn attend.",
        # Nobody's own words: passed on, and shown whole with its author.
        f"---------- Message transféré ---------\n{OUTLOOK}\n\nLa salle est libre.",
        "Début du message transféré :\n\n> De : Léa\n> Objet : Mardi\n> \n> La salle est libre.",
    ],
)
def test_words_that_look_like_those_of_programs_stay(text: str) -> None:
    assert trim(text) == Trimmed(text, "")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        # A sentence over the marker, or before it on its line.
        (f"Le camion arrive à huit heures.\n{GMAIL}\n> vieux", "Le camion arrive à huit heures."),
        (f"Oui.\nLe camion arrive à huit heures.\n{GMAIL}\n> vieux", "Oui.\nLe camion arrive à huit heures."),
        (f"D'accord. {GMAIL}\n> vieux", "D'accord."),
        ("Hyvä\n\nti 12. lok. 2026 klo 14.03 Léa (<lea@exemple.test>)\nkirjoitti:\n\nMoi", "Hyvä"),
        ("Ja\n12.10.2026, 14:03 Uhr schrieb Léa <\nlea@exemple.test>:\n> Wer?", "Ja"),
        ("Oui.\n\nPaul a écrit :\n> vieux", "Oui."),
        ("Oui.\n\n> Message du : 12/10/2026 14:03\n> De : Léa\n> Copie à :\n> vieux", "Oui."),
        ("Ja.\n\n---- Opprinnelig epost ----\nFra: Léa\nDato: 12.10.2026\n\ngammel", "Ja."),
        ("Да.\n\nОт: Léa\nОтправлено: 12 октября 2026 14:03\nКому: Paul\n\nстарое", "Да."),
        (f"Oui.\n\n{GMAIL}\n> un lien\n <https://exemple.test/tres/long>\n> la suite\n", "Oui."),
        ("Oui.\n\nLe 12/10/2026 14:03, Léa a écrit :\nvieux", "Oui."),
        ("Sí\n\n12 d'oct. 2026 a les 14:03, Léa <lea@exemple.test> ha dit:\nvell", "Sí"),
        (
            "Oui.\n\nDe : Léa <lea@exemple.test>\nÀ : Paul <p@exemple.test>,\n  Zoé <z@exemple.test>\n"
            "Envoyé : lundi 12 octobre 2026 14:03\nObjet : Mardi\n\nvieux",
            "Oui.",
        ),
        ("Oui.\n-- \n06 00 00 00 00", "Oui."),
        (f"Pas mardi.\n\n{THUNDERBIRD}\n> vieux\n\n" + "un\n" * 8, "Pas mardi.\n\n> vieux\n\n" + "un\n" * 7 + "un"),
        ("Yes.\n\nSent from my cell, please excuse any typos.", "Yes."),
        # Answers below stay, with what they answer to.
        (f"Merci, c'est clair.\n\n{THUNDERBIRD}\n> vieux\n\n{UNDER}", f"Merci, c'est clair.\n\n> vieux\n\n{UNDER}"),
        (f"Ma réponse ci-dessous.\n\n{THUNDERBIRD}\n> vieux\n\nOui", "Ma réponse ci-dessous.\n\n> vieux\n\nOui"),
        (f"Zoé,\n\n{THUNDERBIRD}\n> vieux\n\nOui", "Zoé,\n\n> vieux\n\nOui"),
        (f"Pas mardi.\n\n{THUNDERBIRD}\n> vieux\n\nMercredi me va.", "Pas mardi.\n\n> vieux\n\nMercredi me va."),
        (f"Pas mardi.\n\n{THUNDERBIRD}\n> vieux\n\nPaul Martin\nmenuisier", "Pas mardi."),
        (f"Pas mardi.\n\n{THUNDERBIRD}\n> vieux\n\nBien à toi,\nPaul", "Pas mardi.\n\n> vieux\n\nBien à toi,\nPaul"),
        # A phrase quoted on purpose, over the quote that ends the mail.
        (f"Je reprends :\n> on garde mardi\n\n{GMAIL}\n> tout", "Je reprends :\n> on garde mardi"),
        # A mail that no « > » marks, over another.
        (
            f"Oui, mardi.\n\nPaul <p@exemple.test> a écrit le 12/10/2026 14:03 :\nOn garde ?\n\n{GMAIL}\n> vieux",
            "Oui, mardi.",
        ),
        (f"Oui.\n\n-------- Message d'origine --------\n{OUTLOOK}\n\nMardi ?\n\n{GMAIL}\n> vieux", "Oui."),
        (f"Bonjour,\n\n{THUNDERBIRD}\n\nOui pour mardi.\nLéa", "Bonjour,\n\n\nOui pour mardi.\nLéa"),
        (f"Bonjour, oui pour mardi.\n\n{THUNDERBIRD}\n\nMardi ?", "Bonjour, oui pour mardi."),
        (f"Oui.\n\n{GMAIL}\n> {'une très longue ligne ' * 3}dans la\nsalle du bas.\n> Paul", "Oui."),
        (
            f"Non.\n\n{GMAIL}\n> {'une très longue ligne ' * 3}?\noui pour moi\n> Paul",
            f"Non.\n\n> {'une très longue ligne ' * 3}?\noui pour moi",
        ),
        (
            "Oui.\n\nDe : Léa <lea@exemple.test> Envoyé : lundi 12 octobre 2026 14:03 À : Paul Objet : Mardi\n\nvieux",
            "Oui.",
        ),
        (
            "Voté.\n\nPour : 12 Contre : 3 Date : 12/10/2026 À : Lyon",
            "Voté.\n\nPour : 12 Contre : 3 Date : 12/10/2026 À : Lyon",
        ),
        # Marks of devices, and sentences.
        ("Oui.\n\nEnvoyé de mon lit, c'est plus doux.", "Oui.\n\nEnvoyé de mon lit, c'est plus doux."),
        ("Oui.\n\nEnvoyé par Paul hier soir.", "Oui.\n\nEnvoyé par Paul hier soir."),
        ("Oui.\n\nEnvoyé de mon Fairphone avec K-9 Mail. Veuillez excuser ma brièveté.", "Oui."),
        ("Oui.\n\nGaranti\nsans virus.www.avast.com\n<#DAB4FAD8-2DD7>", "Oui."),
        ("Oui.\n\n---\nL'absence de virus dans ce courrier a été vérifiée.\nhttps://www.avast.com/antivirus", "Oui."),
        ("Oui.\n\n\u2063Télécharger BlueMail pour Android\u2063", "Oui."),
        ("Oui.\n-- \nPaul\n\nPS : et le café ?", "Oui.\nPS : et le café ?"),
        ("Oui.\n--\nCe message est confidentiel.\nIl n'engage que moi.", "Oui."),
        # The quote on the line of its marker; a marker without a verb; one without a date, between empty lines.
        ("Oui.\n\nLe ven., avr. 12, 2026 à 8:14, Léa <lea@exemple.test> a écrit :   Qui vient ?\nLéa", "Oui."),
        ('Oui.\n\n"Léa Martin" lea@exemple.test – 12 octobre 2026 14:03\n> vieux', "Oui."),
        ("Oui.\n\nLéa <lea@exemple.test> a écrit :\n\nQui vient ?", "Oui."),
        # Answers inside a mail that nothing marks as quoted.
        (
            f"Mes réponses dans le texte.\n\n{OUTLOOK}\n\nQui ferme ?\n=> Moi",
            "Mes réponses dans le texte.\n\n\nQui ferme ?\n=> Moi",
        ),
        (
            f"Mes réponses ci-dessous.\n\n{GMAIL}\n\nQui ferme ?\n=> Moi",
            "Mes réponses ci-dessous.\n\n\nQui ferme ?\n=> Moi",
        ),
        (f"Lisez ci-dessous ce que dit Léa.\n\n{OUTLOOK}\n\nQui ferme ?", "Lisez ci-dessous ce que dit Léa."),
        # Feet of lists.
        ("Oui.\n____________\nCA mailing list\nca@exemple.test\nhttps://exemple.test/listinfo/ca\n", "Oui."),
        ("Oui.\n\nTéléchargez BlueMail pour Android\n", "Oui."),
    ],
)
def test_the_answer_is_found_wherever_it_stands(text: str, said: str) -> None:
    assert trim(text).said == said


def test_a_signature_of_an_html_mail_is_seen() -> None:
    page = '<p>Oui.</p><div class="moz-signature">--&nbsp;<br>06 00 00 00 00</div>'
    assert trim(text_of(page)).said == "Oui."


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
            "Envoyé par courrier.",
            "Pour : 12",
            "De : Lyon",
            "Le : 12/10/2026 à 14:03",
            f"Oui. {GMAIL}",
            "_____",
            "```",
        ]
    )
    | st.text(max_size=40),
    max_size=14,
)


@given(pieces)
def test_no_mail_is_emptied_no_word_is_made_up_and_none_is_lost(rows: list[str]) -> None:
    text = "\n".join(rows)
    done = trim(text)
    assert bool(done.said) == bool(text.strip())
    written, found = Counter(re.findall(r"\w+", text)), Counter(re.findall(r"\w+", f"{done.said}\n{done.rest}"))
    assert found == written
