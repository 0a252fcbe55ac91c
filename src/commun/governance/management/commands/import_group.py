"""``manage import_group``: a whole group from its file; says first what it would make, and makes it if asked."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from commun.core.carrying.reading import Parcel, Plan, look
from commun.core.errors import Refused
from commun.core.search import indexing
from commun.governance.actions.operators import import_group

SAID_MOST = 10


class Command(BaseCommand):
    help = "Dit ce que ferait l’arrivée d’un groupe depuis son fichier ; avec --apply, le fait."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="le fichier écrit par export_group")
        parser.add_argument("--apply", action="store_true", help="faire ce qui est dit")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            parcel = Parcel(options["file"].absolute())
            plan = look(parcel)
            self._say(plan)
            if plan.troubles:
                raise CommandError("Rien n’a été fait.")
            if not options["apply"]:
                self.stdout.write("Rien n’a été fait. Pour le faire : la même commande avec --apply.")
                return
            space = import_group(parcel=parcel)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"« {space.name} » est là. Son journal et ses livres ont été relus en entier : intacts.")
        self.stdout.write(f"Recherche : {indexing.index_space(space)} document(s).")
        self.stdout.write("Chaque personne entre par un code envoyé à son adresse.")

    def _say(self, plan: Plan) -> None:
        """What would be made, then what stands in the way."""
        self.stdout.write(f"« {plan.name} » ({plan.slug}) : {sum(plan.counts.values())} lignes.")
        for label, count in plan.counts.items():
            if count:
                self.stdout.write(f"  {label} : {count}")
        self.stdout.write(f"Personnes : {len(plan.new_people)} à créer, {len(plan.known_people)} déjà là.")
        self.stdout.write(f"Avis, structures, marchés passés : {plan.new_shared} à créer, {plan.known_shared} déjà là.")
        self.stdout.write(f"Fichiers : {plan.file_count}, et {plan.lost_count} déjà perdu(s) au départ.")
        for sentence in plan.troubles[:SAID_MOST]:
            self.stdout.write(f"Empêche : {sentence}")
        if len(plan.troubles) > SAID_MOST:
            self.stdout.write(f"… et {len(plan.troubles) - SAID_MOST} autres empêchements.")
