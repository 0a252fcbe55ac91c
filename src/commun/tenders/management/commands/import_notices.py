"""./commun manage import_notices PATH [--shift-dates] [--limit N]: notices from files."""

import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.tenders import tasks
from commun.tenders.queries.faults import broken_sentence
from commun.tenders.sources.files import ImportReport, import_path

SHOWN_FAULTS = 20


class Bar:
    """A progress bar on the error output: redrawn on a terminal, one line a step elsewhere."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self._is_live = bool(getattr(stream, "isatty", lambda: False)())
        self._drawn_at = 0.0
        self._step = ""
        self._tenth = -1

    def __call__(self, step: str, done: int, total: int) -> None:
        """Show that ``done`` of ``total`` bytes are read."""
        if step != self._step:
            self._step, self._tenth = step, -1
        share = done / total if total else 1.0
        label = _("Reading dates") if step == "dates" else _("Importing")
        if self._is_live:
            if time.monotonic() - self._drawn_at > 0.1 or done >= total:
                self._drawn_at = time.monotonic()
                self._stream.write(f"\r{label} [{'#' * int(share * 30):<30}] {share:4.0%}")
        elif int(share * 10) > self._tenth:
            self._tenth = int(share * 10)
            self._stream.write(f"{label} {share:.0%}\n")
        self._stream.flush()

    def end(self) -> None:
        """Leave the line."""
        if self._is_live:
            self._stream.write("\n")


class Command(BaseCommand):
    """Import notices and awards from a file or a folder."""

    help = "Import notices (BOAMP, TED, eForms, JSON lines) and awards (DECP) from a file or a folder."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """PATH, --shift-dates, --limit."""
        parser.add_argument("path", type=Path)
        parser.add_argument("--shift-dates", action="store_true", help="move dates: last publication is today")
        parser.add_argument("--limit", type=int, default=None, help="read at most this many records")

    def handle(self, *args: Any, path: Path, shift_dates: bool, limit: int | None, **options: Any) -> None:
        """Read, record, queue the matching, sum up."""
        if not path.exists():
            raise CommandError(_("There is no file or folder %(path)s.") % {"path": path})
        bar = Bar(sys.stderr)
        report = import_path(path=path, shift_dates=shift_dates, limit=limit, progress=bar)
        bar.end()
        if report.tally.notice_ids:
            tasks.queue_matching()
        self._summary(report)
        if len(report.tally.broken) == report.read_count:
            raise CommandError(_("Nothing could be read in %(path)s.") % {"path": path})

    def _summary(self, report: ImportReport) -> None:
        tally = report.tally
        lines = [
            ngettext("%(count)d record read", "%(count)d records read", report.read_count)
            % {"count": report.read_count},
            ngettext("%(count)d new notice", "%(count)d new notices", tally.new) % {"count": tally.new},
            ngettext("%(count)d new version", "%(count)d new versions", tally.versions) % {"count": tally.versions},
            ngettext("%(count)d past award", "%(count)d past awards", tally.awards) % {"count": tally.awards},
            _("%(count)d unchanged") % {"count": tally.unchanged},
            ngettext("%(count)d broken record", "%(count)d broken records", len(tally.broken))
            % {"count": len(tally.broken)},
        ]
        if report.shift_days:
            lines.append(_("dates moved by %(count)d days for a trial") % {"count": report.shift_days})
        self.stdout.write("\n".join(lines))
        for fault in tally.broken[:SHOWN_FAULTS]:
            self.stdout.write(f"  {fault.place}: {broken_sentence(fault.reason)}")
        if len(tally.broken) > SHOWN_FAULTS:
            self.stdout.write("  " + _("and %(count)d more") % {"count": len(tally.broken) - SHOWN_FAULTS})
