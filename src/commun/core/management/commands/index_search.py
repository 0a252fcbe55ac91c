"""``manage index_search``: read every group again for the search; twice is once."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from commun.core.models import Space
from commun.core.search import indexing


class Command(BaseCommand):
    help = "Relit tout ce que la recherche trouve, groupe par groupe ; deux fois font une."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--group", help="l’adresse d’un seul groupe")

    def handle(self, *args: Any, **options: Any) -> None:
        spaces = Space.objects.order_by("pk")
        if options["group"]:
            spaces = spaces.filter(slug=options["group"])
            if not spaces:
                raise CommandError(f"Aucun groupe n’a pour adresse « {options['group']} ».")
        started, changed, total = time.monotonic(), 0, len(spaces)
        for number, space in enumerate(spaces, 1):
            count = indexing.index_space(space)
            changed += count
            self.stdout.write(f"{number}/{total} {space.name} : {count} document(s) changé(s)")
        self.stdout.write(f"{changed} document(s) changé(s) en {time.monotonic() - started:.1f} s")
