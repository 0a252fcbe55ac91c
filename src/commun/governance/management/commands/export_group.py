"""``manage export_group``: a whole group in one file, to take it to another site; its journal says so."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from commun.core.errors import Refused
from commun.core.models import Space
from commun.governance.actions.operators import export_group
from commun.people.models import Person


class Command(BaseCommand):
    help = "Écrit un groupe entier dans un fichier ; son journal et les personnes qui l’animent le disent."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("group", help="le nom du groupe dans son adresse")
        parser.add_argument("file", type=Path, help="le fichier à écrire, qui n’existe pas encore")
        parser.add_argument("--operator", required=True, help="l’adresse de l’opérateur ou de l’opératrice technique")
        parser.add_argument("--why", required=True, help="la raison, que le groupe lira")

    def handle(self, *args: Any, **options: Any) -> None:
        operator = Person.objects.filter(email=options["operator"].strip().lower()).first()
        space = Space.objects.exclude(kind=Space.Kind.HOUSE).filter(slug=options["group"]).first()
        if operator is None or space is None:
            raise CommandError("Ce groupe ou ce compte n’existe pas.")
        path: Path = options["file"].absolute()
        try:
            made = export_group(operator=operator, space=space, path=path, why=options["why"])
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        size = f"{path.stat().st_size / 1e6:.1f}".replace(".", ",")
        self.stdout.write(
            f"« {space.name} » est dans « {path} » ({size} Mo) : {made.rows} lignes, {made.files} fichiers, "
            f"{made.position} faits du journal."
        )
        if made.lost:
            self.stdout.write(f"{made.lost} fichier(s) que le disque a perdus ou abîmés n’y sont pas.")
        self.stdout.write("Il contient tout ce que le groupe a écrit, même en privé : gardez-le en lieu sûr.")
