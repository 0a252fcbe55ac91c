"""Absences as programs write them without any mark, and as people speak of theirs."""

import pytest

from commun.algo.mail import read, why_automatic

SURE = [
    "AUTO: Jeanne est absent(e) du bureau (retour 03/01/2026)", "AUTO: Jean is out of the office (returning Monday)",
    "[Réponse automatique] Lundi", "[AUTO GENERATED] Lundi", "Lundi (réponse automatique)",
    "Re: Lundi (Automatic Response)",
    "Absent(e) du bureau : Lundi", "Absence du bureau", "Absence du bureau : Lundi", "Absente du bureau Re: Lundi",
    "Resposta automática: Lundi", "Automatisch antwoord: Lundi", "Fuera de la oficina", "Autosvar: Lundi",
]  # fmt: skip
PERHAPS = [
    "Message d’absence", "Notification d'absence : Lundi", "Répondeur de Jeanne",
    "Actuellement absente", "Absente jusqu'au 12", "Absent du 3 au 10", "I am on vacation", "Away until May 5",
    "Absence du bureau à la réunion de lundi",
]  # fmt: skip
PEOPLE = [
    "Re: Réponse automatique : Lundi", "Auto : qui prend la voiture ?",
    "Automobile : qui a une auto ?", "Automatisation des factures",
    "Les absences de mars", "Vacances d'été : le planning", "Congés : qui est là en août ?", "Autogestion",
    "Le message d'absence à mettre en août", "Autoroute (réponse à Paul)",
]  # fmt: skip


@pytest.mark.parametrize(
    ("subject", "why"),
    [(one, "away") for one in SURE] + [(one, "perhaps-away") for one in PERHAPS] + [(one, "") for one in PEOPLE],
)
def test_an_absence_is_told_by_its_subject(subject: str, why: str) -> None:
    raw = f"From: a@x.test\nSubject: {subject}\n\nJe rentre lundi.".encode()
    assert why_automatic(read(raw), "a@x.test") == why


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("X-Apple-Action: VACATION", "auto-submitted"),
        ("X-Precedence: auto_reply", "precedence"),
        ("Delivered-To: Autoresponder", "auto-submitted"),
        ("X-Auto-Response-Suppress: All\nX-MS-Exchange-Inbox-Rules-Loop: a@x.test", "auto-submitted"),
        ("X-MS-Exchange-Inbox-Rules-Loop: a@x.test", ""),
        ("Delivered-To: a@x.test", ""),
        ("X-Apple-Action: NONE", ""),
        ("Auto-Submitted: no (written by hand)", ""),
        ("Auto-Submitted: auto-replied (zimbra; vacation)", "auto-submitted"),
    ],
)
def test_an_absence_is_told_by_what_its_program_writes(said: str, why: str) -> None:
    raw = f"From: a@x.test\nSubject: Lundi\n{said}\n\nJe rentre lundi.".encode()
    assert why_automatic(read(raw), "a@x.test") == why


def test_what_a_server_sends_in_its_own_name_is_no_persons() -> None:
    raw = b"From: Filtre <filtre@x.test>\nSubject: Mail Error\n\nNon remis."
    assert why_automatic(read(raw), "MAILER-DAEMON@mx.x.test") == "nobody"
    assert why_automatic(read(raw), "bounces+7@relais.test") == ""
