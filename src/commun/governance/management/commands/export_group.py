"""``manage export_group``: a whole group in one file, to take it to another site; its journal says so."""

import errno
import os
import signal
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from commun.core.errors import Refused
from commun.core.models import Space
from commun.core.words import one_line
from commun.governance.actions.operators import export_group
from commun.people.models import Person

FULL = (errno.ENOSPC, errno.EDQUOT)


@contextmanager
def _stopped_politely() -> Iterator[None]:
    """Who stops the command leaves no half of the file behind."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, old in before.items():
            signal.signal(number, old)


class Command(BaseCommand):
    help = "Écrit un groupe entier dans un fichier ; son journal et les personnes qui l’animent le disent."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("group", help="le nom du groupe dans son adresse")
        parser.add_argument("file", type=Path, help="le fichier à écrire, qui n’existe pas encore")
        parser.add_argument("--operator", required=True, help="l’adresse de l’opérateur ou de l’opératrice technique")
        parser.add_argument("--why", required=True, help="la raison, que le groupe lira")

    def handle(self, *args: Any, **options: Any) -> None:
        operator = Person.objects.filter(email=one_line(options["operator"]).lower()).first()
        space = Space.objects.exclude(kind=Space.Kind.HOUSE).filter(slug=one_line(options["group"])).first()
        if operator is None or space is None:
            raise CommandError("Ce groupe ou ce compte n’existe pas.")
        path: Path = options["file"].absolute()
        try:
            with _stopped_politely():
                made = export_group(operator=operator, space=space, path=path, why=options["why"])
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        except OSError as problem:
            why = "le disque est plein" if problem.errno in FULL else f"le système refuse ({problem.strerror})"
            raise CommandError(f"Le fichier n’a pas pu être écrit : {why}. Il n’en reste rien ici.") from problem
        except KeyboardInterrupt as stop:
            raise CommandError("Arrêté. Il ne reste rien du fichier.") from stop
        # A name that is not UTF-8 cannot be said as it is.
        shown = os.fsencode(path).decode(errors="replace")
        size = f"{path.stat().st_size / 1e6:.1f}".replace(".", ",")
        self.stdout.write(
            f"« {space.name} » est dans « {shown} » ({size} Mo) : {made.rows} lignes, {made.files} fichiers, "
            f"{made.position} faits du journal."
        )
        if made.lost:
            self.stdout.write(f"{made.lost} fichier(s) que le disque a perdus ou abîmés n’y sont pas.")
        self.stdout.write("Il contient tout ce que le groupe a écrit, même en privé : gardez-le en lieu sûr.")
