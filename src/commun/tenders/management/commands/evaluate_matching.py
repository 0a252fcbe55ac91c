"""./commun manage evaluate_matching FOLDER --corpus FILE: measure the matching; the last line is one JSON object."""

import json
import time
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from commun.algo.matching import ALGORITHM, evaluate
from commun.tenders.queries.ts_rank import ts_rank

NEEDED = ("awards.jsonl.gz", "supplier_queries.jsonl", "profile_topics.json", "profile_qrels.tsv")


class Command(BaseCommand):
    """Evaluate the matching on a folder of judged data, beside BM25 and PostgreSQL's ts_rank."""

    help = "Measure the matching on a folder of judged data, beside BM25 and PostgreSQL's ts_rank."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """FOLDER, --corpus, --labels."""
        parser.add_argument("folder", type=Path)
        parser.add_argument("--corpus", type=Path, required=True, help="JSON lines of the notices to rank")
        parser.add_argument("--labels", type=Path, default=None, help="CSV of CPV codes and French labels")

    def handle(self, *args: Any, folder: Path, corpus: Path, labels: Path | None, **options: Any) -> None:
        """Say what is being done, then print the figures."""
        missing = [name for name in NEEDED if not (folder / name).is_file()]
        if missing:
            raise CommandError(_("%(folder)s has no %(name)s.") % {"folder": folder, "name": missing[0]})
        if not corpus.is_file():
            raise CommandError(_("There is no file %(path)s.") % {"path": corpus})
        self.stdout.write(f"{ALGORITHM}: {folder}, {corpus.name}")
        started = time.monotonic()
        figures = evaluate(folder, corpus, ts_rank=self._peer, cpv_labels=labels, tell=self._tell)
        self.stdout.write(f"{time.monotonic() - started:.0f} s")
        self.stdout.write(json.dumps(figures, ensure_ascii=False))

    def _tell(self, step: str) -> None:
        self.stdout.write(step)
        self.stdout.flush()

    def _peer(
        self, documents: Sequence[tuple[str, str]], queries: Sequence[tuple[str, str]], top: int
    ) -> Mapping[str, Sequence[tuple[str, float]]]:
        self._tell(f"ts_rank: {len(queries)} × {len(documents)}")
        return ts_rank(documents, queries, top)
