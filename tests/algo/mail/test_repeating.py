"""A mail in which nothing was written is told from one in which little was."""

import pytest

from commun.algo.mail import only_repeats

SAID = "Bonjour,\n\nOn relit le mémoire lundi à 10 h, ou bien mardi ?\nDites oui ou non avant vendredi soir.\n"
FOOT = "\n-- \nVous recevez ce message car vous êtes du groupe.\nLire la liste autrement : https://c.exemple/g/a/lecture/\n"
GMAIL = "Le lun. 16 nov. 2026 à 12:00, Bob via Coop <coop@exemple.test> a écrit :"
OUTLOOK = "De : Bob via Coop <coop@exemple.test>\nEnvoyé : lundi 16 novembre 2026 12:00\nÀ : coop\nObjet : Lundi"
QUOTE = "".join(f"> {line}\n" for line in (SAID + FOOT).splitlines())
IPHONE = f"\n\nEnvoyé de mon iPhone\n\n> {GMAIL}\n> \n{QUOTE}"
WRAPPED = QUOTE.replace("10 h, ou", "10 h,\n> ou").replace("c.exemple/g/a", "c.exemple/\n> g/a")


@pytest.mark.parametrize(
    "text",
    [
        f"{GMAIL}\n\n{QUOTE}",
        f"\n\n{GMAIL}\n\n{WRAPPED}",
        IPHONE,
        f"\n\n{OUTLOOK}\n\n{SAID}{FOOT}",
        f"{GMAIL}\n> Bonjour,\n> On relit le mémoire lundi à 10 h\n",
        f"{GMAIL}\n\n{QUOTE}\n\nEnvoyé de mon iPhone\n",
    ],
)
def test_nothing_was_written(text: str) -> None:
    assert only_repeats(text, ["Autre chose.", SAID + FOOT])
    assert not only_repeats(text, ["Autre chose."])
    assert not only_repeats(text, [])


@pytest.mark.parametrize(
    "text",
    [
        f"oui\n\n{GMAIL}\n\n{QUOTE}",
        f"👍\n\n{GMAIL}\n\n{QUOTE}",
        f"+1\n\n{GMAIL}\n\n{QUOTE}",
        f"{GMAIL}\n\n{QUOTE}\noui\n",
        f"{GMAIL}\n\n{QUOTE}\n👍\n",
        f"{GMAIL}\n\n{QUOTE}".replace("mardi ?\n", "mardi ?\noui\n"),
        f"{GMAIL}\n\n{QUOTE}".replace("mardi ?\n", "mardi ?\n> oui\n"),
        f"{GMAIL}\n\n{QUOTE}".replace("lundi à 10", "jeudi à 10"),
        f"{GMAIL}\n\n{QUOTE}".replace("> Dites oui ou non avant vendredi soir.", "> oui"),
        f"\n\n{OUTLOOK}\n\n{SAID}oui\n{FOOT}",
        f"{GMAIL}\n\n{QUOTE}".replace("mardi ?\n", "mardi ? 👍\n"),
        f"{GMAIL}\n> Bonjour,\n> On relit le mémoire\nlundi\n",
        f"{GMAIL}\n\n{QUOTE}".replace("mardi ?", "mardi !"),
        SAID,
        "",
        "> \n> ",
    ],
)
def test_something_was_written(text: str) -> None:
    assert not only_repeats(text, [SAID + FOOT])
