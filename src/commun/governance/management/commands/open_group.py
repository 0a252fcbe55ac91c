"""``manage open_group``: the first account and the first group of an empty site."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.urls import reverse

from commun.core import scope
from commun.core.errors import Refused
from commun.core.urls import absolute
from commun.governance.actions import NewGroup, found_group
from commun.governance.models import Collective, Membership
from commun.people.actions import register_person


class Command(BaseCommand):
    help = "Ouvre un groupe et le compte de la personne qui l’anime ; elle invite ensuite les autres."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("group", help="le nom du groupe")
        parser.add_argument("--email", required=True, help="l’adresse de la première personne")
        parser.add_argument("--name", default="", help="son nom")
        parser.add_argument("--kind", choices=Collective.Kind.values, default="trade", help="project, trade ou brand")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        try:
            person = register_person(email=options["email"], name=options["name"])
            # Whoever may run this command may already do anything: the mark only lets them found a first group.
            person.is_operator = True
            person.save(update_fields=["is_operator"])
            with scope.everywhere("founding a group from the operator's terminal"):
                membership: Membership = found_group(
                    person=person, group=NewGroup(name=options["group"], kind=options["kind"])
                )
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"« {membership.space.name} » est ouvert, et {person.name} l’anime.")
        self.stdout.write(f"Pour entrer : {absolute(reverse('account_login'))} avec {person.email}.")
