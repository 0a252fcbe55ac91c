"""``manage worker``: run background jobs until stopped."""

import asyncio
import contextlib
import signal
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from commun.core import jobs


class Command(BaseCommand):
    help = "Exécute les tâches de fond jusqu’à l’arrêt."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--concurrency", type=int, default=2)

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write("Travailleur en marche (Ctrl-C pour l’arrêter).")
        with contextlib.suppress(asyncio.CancelledError, KeyboardInterrupt):
            asyncio.run(self.work(options["concurrency"]))

    async def work(self, concurrency: int) -> None:
        task = asyncio.ensure_future(jobs.work(concurrency))
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, task.cancel)
        await task
