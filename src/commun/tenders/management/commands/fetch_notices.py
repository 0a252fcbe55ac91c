"""./commun manage fetch_notices [boamp|ted]: visit the live sources now."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from commun.tenders import tasks
from commun.tenders.queries.faults import fault_sentence
from commun.tenders.sources import adapters
from commun.tenders.sources.visits import visit


class Command(BaseCommand):
    """Visit the live sources from where the last visits stopped, then queue the matching."""

    help = "Visit the live sources (BOAMP, TED) from where the last visits stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which sources; all by default."""
        parser.add_argument("names", nargs="*", choices=["", *(adapter.name for adapter in adapters())], default="")

    def handle(self, *args: Any, names: list[str], **options: Any) -> None:
        """One line a source, then its faults."""
        chosen = [adapter for adapter in adapters() if not names or adapter.name in names]
        is_new = False
        for adapter in chosen:
            run = visit(adapter)
            is_new = is_new or run.new_count > 0
            line = _("%(source)s: %(state)s, %(received)d received of %(announced)s announced, %(new)d new")
            self.stdout.write(
                line
                % {
                    "source": adapter.name,
                    "state": run.get_state_display(),
                    "received": run.received_count,
                    "announced": "?" if run.announced_count is None else run.announced_count,
                    "new": run.new_count,
                }
            )
            for fault in run.faults:
                self.stdout.write(f"  {fault_sentence(fault)}")
        if is_new:
            tasks.queue_matching()
