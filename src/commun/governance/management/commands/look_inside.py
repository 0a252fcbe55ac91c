"""``manage look_inside``: what the operator may read of a group, with a reason that the group reads."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from commun.core.errors import NotFound, Refused
from commun.core.models import Space
from commun.governance.actions.operators import look_inside
from commun.people.models import Person


class Command(BaseCommand):
    help = "Lit une décision ou un compte rendu d’un groupe ; son journal et les personnes qui l’animent le disent."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("group", help="le nom du groupe dans son adresse")
        parser.add_argument("ref", help="la référence de la décision ou de la séance, dans son adresse")
        parser.add_argument("--operator", required=True, help="l’adresse de l’opérateur ou de l’opératrice technique")
        parser.add_argument("--why", required=True, help="la raison, que le groupe lira")

    def handle(self, *args: Any, **options: Any) -> None:
        operator = Person.objects.filter(email=options["operator"].strip().lower()).first()
        space = Space.objects.exclude(kind=Space.Kind.HOUSE).filter(slug=options["group"]).first()
        if operator is None or space is None:
            raise CommandError("Ce groupe ou ce compte n’existe pas.")
        try:
            text = look_inside(operator=operator, space=space, ref=options["ref"], why=options["why"])
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        except NotFound as missing:
            raise CommandError("Rien ne porte cette référence dans ce groupe.") from missing
        self.stdout.write(text)
