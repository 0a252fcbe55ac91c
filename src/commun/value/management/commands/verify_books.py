"""``manage verify_books``: every book, sharing and key read again from its first line; what does not hold is named."""

import sys
from functools import partial
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from commun.core import scope
from commun.core.models import Space
from commun.value.models import Book
from commun.value.queries.invariants import offenders

WIDTH = 40
WORDS = {
    "seal": "le sceau n'est pas le bon : la ligne a été changée",
    "number": "il manque une ligne, ou une est de trop",
    "head": "la fin du livre n'est pas celle qui est écrite",
    "standing": "les soldes écrits avec la ligne ne sont pas ceux qu'on retrouve",
    "words": "les mots ont été changés",
    "balance": "la somme des comptes n'est pas zéro",
    "unknown_account": "un compte n'est pas de ce livre",
    "changed": "ce n'est plus ce qui a été écrit",
    "lines": "les lignes du livre ne disent pas la même chose",
    "limits": "les limites du compte ne sont pas celles qui ont été décidées",
    "mirror": "le livre de l'autre groupe ne dit pas la même chose",
    "signatures": "les signatures ne sont pas celles qu'il fallait",
    "undecided": "aucune décision adoptée n'est derrière",
    "tied to nothing": "des lignes tiennent à quelque chose qui n'existe pas",
}


def bar(read: int, whole: int) -> str:
    """« [####....] 5000 lignes »."""
    done = min(WIDTH, WIDTH * read // max(1, whole))
    return f"[{'#' * done}{'.' * (WIDTH - done)}] {read} lignes"


class Command(BaseCommand):
    help = "Relit chaque livre, chaque partage et chaque clé depuis le début, et nomme ce qui ne tient pas."

    def handle(self, *args: Any, **options: Any) -> None:
        count = 0
        with scope.everywhere("every book is read again"):
            spaces = list(Space.objects.filter(pk__in=Book.objects.values("space")).order_by("slug"))
            lines = dict(Book.objects.values_list("space", "count"))
        for space in spaces:
            found = offenders(space, partial(self._progress, lines[space.pk]))
            count += len(found)
            self.stdout.write(f"{space.slug} : {'NE TIENT PAS' if found else 'tout tient'}")
            for one in found:
                self.stdout.write(f"  {one.where} {one.which} : {WORDS.get(one.why, one.why)}")
        if count:
            raise CommandError(f"{count} anomalie(s) dans les livres.")
        self.stdout.write("Tous les livres tiennent.")

    def _progress(self, whole: int, read: int) -> None:
        """A bar, where somebody watches."""
        if sys.stderr.isatty():
            self.stderr.write(f"\r{bar(read, whole)}", ending="")
