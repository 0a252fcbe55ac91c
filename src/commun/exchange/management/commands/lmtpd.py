"""``manage lmtpd``: the door by which the mail server of the house hands its mails over."""

import asyncio
import contextlib
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from commun.exchange.inbound import lmtp


class Command(BaseCommand):
    """Listen for mails, on this machine only unless told otherwise, until stopped."""

    help = "Listen for the mails of lists (LMTP), until stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--host, --port."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8024)

    def handle(self, *args: Any, host: str, port: int, **options: Any) -> None:
        """Say where, then serve."""
        self.stdout.write(f"lmtp://{host}:{port}")
        self.stdout.flush()
        try:
            with contextlib.suppress(KeyboardInterrupt):
                asyncio.run(lmtp.serve(host, port))
        except OSError as error:
            raise CommandError(
                _("This address cannot be used: %(why)s") % {"why": error.strerror or str(error)}
            ) from error
