"""``manage check_mail``: what is missing for lists to work, one sentence each."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.exchange import mail_check
from commun.exchange.mail_check import Weight


class Command(BaseCommand):
    """Look at settings, doors, servers and the DNS; change nothing, send nothing."""

    help = "Dit ce qui manque pour que les listes marchent : réglages, portes, serveurs, DNS."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--selector."""
        parser.add_argument("--selector", default="", help="le nom de la clé DKIM, pour la vérifier aussi")

    def handle(self, *args: Any, selector: str, **options: Any) -> None:
        """Say each finding; end with an error when something is missing."""
        words = {Weight.FINE: _("fine"), Weight.LOOK: _("to see"), Weight.MISSING: _("missing")}
        count = 0
        for one in mail_check.everything(mail_check.ask_dns, selector):
            count += one.weight == Weight.MISSING
            self.stdout.write(f"{words[one.weight]:<9} {one.sentence}")
        if count:
            said = ngettext("%(count)s thing is missing.", "%(count)s things are missing.", count)
            raise CommandError(said % {"count": count})
        self.stdout.write(_("Nothing is missing."))
