"""``manage trim_reply FILE``: what the author of a mail wrote, without what they quote."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from commun.algo import mail


class Command(BaseCommand):
    help = "Écrit les mots de l’auteur d’un courriel (un fichier .eml, ou son texte seul)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            raw = file.read_bytes()
        except OSError as error:
            raise CommandError(f"Ce fichier ne se lit pas : {file} ({error.strerror})") from error
        text = mail.read(raw).text if mail.is_mail(raw) else mail.in_words(raw, None)
        self.stdout.write(mail.trim(text).said)
