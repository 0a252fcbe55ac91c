"""``manage trim_reply``: the author's words of a whole mail, or of its text alone."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command


def written(file: Path) -> str:
    out = StringIO()
    call_command("trim_reply", str(file), stdout=out)
    return out.getvalue()


def test_the_words_of_a_mail_and_of_a_text(tmp_path: Path) -> None:
    text = "Été : oui.\r\n\r\nLe 12 oct. 2026 à 14:03, Léa a écrit :\r\n> Qui ?\r\n"
    alone = tmp_path / "texte.txt"
    alone.write_bytes(text.encode())
    whole = tmp_path / "courriel.eml"
    whole.write_bytes(b"Message-ID: <a@x>\r\nContent-Type: text/plain; charset=cp1252\r\n\r\n" + text.encode("cp1252"))
    assert written(alone) == written(whole) == "Été : oui.\n"


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="ne se lit pas"):
        written(tmp_path / "rien")
