"""``manage import_mbox GROUP FILE``: messages of an old list (Mailman, HyperKitty, Sympa) become those of a group."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from commun.core.models import Space
from commun.core.sizes import size
from commun.exchange.actions.archives import read_archive, start_import
from commun.exchange.models import ArchiveImport


class Command(BaseCommand):
    help = "Reprend dans la liste d’un groupe les messages d’une archive mbox (.mbox ou .mbox.gz), sans rien envoyer."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("group", help="le nom court du groupe, celui de son adresse")
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, group: str, file: Path, **options: Any) -> None:
        space = Space.objects.exclude(kind=Space.Kind.HOUSE).filter(slug=group).first()
        if space is None:
            raise CommandError(f"Aucun groupe ne s’appelle « {group} ».")
        try:
            file.open("rb").close()
        except OSError as error:
            raise CommandError(f"Ce fichier ne se lit pas : {file} ({error.strerror})") from error
        row = start_import(space=space, path=file)
        self.stdout.write(f"{file.name} : {size(row.size)}")
        read_archive(row=row, path=file, say=self._say)
        self.stdout.write(self._told(row))

    def _say(self, row: ArchiveImport) -> None:
        if (row.new_count + row.known_count) % 2000 < 200:
            self.stdout.write(f"… {self._told(row)}")

    def _told(self, row: ArchiveImport) -> str:
        told = f"{row.new_count} nouveaux, {row.known_count} déjà là, {row.unread_count} laissés de côté"
        return f"{told} ; le fichier est coupé" if row.state == ArchiveImport.State.CUT else told
