"""``manage verify_journal``: walk every chain of facts and name each row that was tampered with."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from commun.core import journal
from commun.core.models import ChainHead, Space

REASONS = {
    "missing": "il manque ce fait",
    "unlinked": "ce fait ne suit pas le précédent",
    "altered": "ce fait a été modifié",
    "words": "les mots de ce fait ont été modifiés",
    "head": "la tête de chaîne ne correspond pas au dernier fait",
}


class Command(BaseCommand):
    help = "Vérifie la chaîne des faits de chaque espace et nomme les lignes altérées."

    def handle(self, *args: Any, **options: Any) -> None:
        faults = []
        for space in Space.objects.order_by("pk"):
            found = list(journal.verify(space))
            faults += found
            head = ChainHead.objects.filter(pk=space.pk).first()
            state = "ALTÉRÉE" if found else "intacte"
            self.stdout.write(f"{space.slug} : {head.position if head else 0} faits, chaîne {state}")
        for fault in faults:
            self.stdout.write(f"{fault.space}, fait {fault.position} : {REASONS[fault.reason]}")
        if faults:
            raise CommandError(f"{len(faults)} anomalie(s) dans le journal.")
        self.stdout.write("Journal intact.")
