"""``manage fetch_mails``: read the mailbox of the lists (IMAP) once, as is done every two minutes."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.exchange.inbound import mailbox


class Command(BaseCommand):
    """Keep the mails that were not read yet."""

    help = "Relève la boîte des listes (IMAP) : COMMUN_IMAP_URL dit laquelle."

    def handle(self, *args: Any, **options: Any) -> None:
        """Fetch, and say how many."""
        if not settings.IMAP_URL:
            raise CommandError(_("There is no mailbox to read: give its address in COMMUN_IMAP_URL."))
        try:
            count, lost = mailbox.fetch_mails()
        except mailbox.Unreachable as error:
            raise CommandError(_("The mailbox cannot be read: %(why)s") % {"why": error}) from error
        self.stdout.write(ngettext("%(count)s mail read", "%(count)s mails read", count) % {"count": count})
        if lost:
            said = ngettext("%(count)s was for no address here", "%(count)s were for no address here", lost)
            self.stdout.write(said % {"count": lost})
