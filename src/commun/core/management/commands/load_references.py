"""``manage load_references [--path FILE]``: fill the CPV list, from the official file or from what is bundled."""

import csv
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from commun.core import codes
from commun.core.models import CpvCode

FILE_NAME = "cpv_2008_fr_en.csv"
LENGTH, LABEL_LENGTH, BATCH = 8, 250, 2000


class Command(BaseCommand):
    help = (
        "Remplit la liste CPV (vocabulaire des marchés publics) depuis un fichier CSV aux colonnes code, label_fr, "
        "label_en (ou le dossier qui le contient) ; sans fichier, les divisions et les groupes fournis."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--path", type=Path, help="fichier CSV, ou dossier qui contient " + FILE_NAME)

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path | None = options["path"]
        rows = list(_from_file(path)) if path else list(_bundled())
        with transaction.atomic():
            CpvCode.objects.bulk_create(
                [CpvCode(code=code, french=french, english=english) for code, french, english in rows],
                batch_size=BATCH,
                update_conflicts=True,
                unique_fields=["code"],
                update_fields=["french", "english"],
            )
        self.stdout.write(f"{len(rows)} codes CPV chargés.")


def _bundled() -> Iterator[tuple[str, str, str]]:
    for prefix, (french, english) in codes.cpv_branches().items():
        yield prefix.ljust(LENGTH, "0"), french, english


def _from_file(path: Path) -> Iterator[tuple[str, str, str]]:
    """Each code once, the last line winning; raises CommandError with one sentence."""
    file = path / FILE_NAME if path.is_dir() else path
    if not file.is_file():
        raise CommandError(f"Il n’y a pas de fichier {file}.")
    found: dict[str, tuple[str, str, str]] = {}
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            for row in csv.DictReader(lines):
                code = row["code"].strip()[:LENGTH]
                if len(code) == LENGTH and code.isascii() and code.isdigit():
                    found[code] = (code, row["label_fr"].strip()[:LABEL_LENGTH], row["label_en"].strip()[:LABEL_LENGTH])
    except KeyError as error:
        raise CommandError(f"Il manque la colonne {error} dans {file.name}.") from error
    except (UnicodeDecodeError, csv.Error, AttributeError) as error:
        raise CommandError(f"{file.name} n’est pas un fichier CSV lisible (UTF-8, virgules).") from error
    if not found:
        raise CommandError(f"{file.name} ne contient aucun code CPV.")
    yield from found.values()
