"""``manage sync_privileges``: give the application's role its rights again (after a restore)."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from commun.core import dbrole


class Command(BaseCommand):
    help = "Redonne ses droits au rôle de l’application."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            dbrole.sync_privileges()
        except dbrole.RoleMissing as error:
            raise CommandError(str(error)) from error
        self.stdout.write("Droits du rôle de l’application en place.")
