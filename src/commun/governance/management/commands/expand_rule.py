"""``manage expand_rule``: the dates of a recurrence rule, one a line, for anyone who wants to check."""

import datetime as dt
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from commun.algo import calendar
from commun.core.errors import Refused
from commun.governance import meeting_dates


class Command(BaseCommand):
    help = "Écrit les dates d’une règle de répétition (RRULE), une par ligne."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("rule", metavar="RRULE", help="par exemple FREQ=MONTHLY;BYDAY=3MO (le troisième lundi)")
        parser.add_argument("--start", required=True, help="le premier début, heure locale : 2026-11-16T10:00")
        parser.add_argument("--zone", default="Europe/Paris", help="le fuseau horaire")
        parser.add_argument("--until", help="le dernier jour, compris : 2040-12-31")

    def handle(self, *args: Any, **options: Any) -> None:
        start, until = _start(options["start"]), _until(options["until"])
        try:
            zone, rule = meeting_dates.zone_of(options["zone"]), meeting_dates.read_rule(options["rule"])
            found = calendar.expand(rule, start, zone, until=until)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        except calendar.RuleError as error:
            raise CommandError(meeting_dates.sentence_of(error)) from error
        for moment in found.starts:
            self.stdout.write(moment.isoformat(timespec="minutes"))


def _start(text: str) -> dt.datetime:
    try:
        start = dt.datetime.fromisoformat(text)
    except ValueError:
        start = None
    if start is None or start.tzinfo is not None:
        raise CommandError(_("The start is a day and a local time, like 2026-11-16T10:00."))
    return start


def _until(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as error:
        raise CommandError(_("The last day is a date, like 2040-12-31.")) from error
