"""``manage demo_load``: fill an empty database with the demo; twice is once."""

from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection, transaction

from commun.core import clock, journal, registries
from commun.core.models import Space
from commun.core.search import indexing


@contextmanager
def _one_piece() -> Iterator[None]:
    """No action sets a point to come back to, a quarter of the queries: the demo is loaded whole or not at all."""
    before = connection.features.uses_savepoints
    connection.features.uses_savepoints = False
    try:
        yield
    finally:
        connection.features.uses_savepoints = before


class Command(BaseCommand):
    help = "Remplit une base vide avec la coopérative fictive de démonstration."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--quiet", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if Space.objects.exclude(kind=Space.Kind.HOUSE).exists():
            self.stdout.write("La base n’est pas vide : la démonstration n’y est pas chargée.")
            return
        say = (lambda sentence: None) if options["quiet"] else self.stdout.write
        stage = registries.DemoStage(today=clock.today(), say=say)
        with transaction.atomic(), _one_piece(), journal.alone():
            for part in sorted(registries.demo, key=lambda part: part.order):
                part.load(stage)
        indexing.index_everything()
        self.stdout.write("Démonstration chargée.")
