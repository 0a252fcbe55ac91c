"""``manage expand_rule``: the dates of a recurrence rule, one a line, for anyone who wants to check."""

import datetime as dt
from argparse import ArgumentParser
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from commun.algo import calendar
from commun.core.recurrence_words import why_refused


class Command(BaseCommand):
    help = "Écrit les dates d’une règle de répétition (RRULE), une par ligne."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("rule", metavar="RRULE", help="par exemple FREQ=MONTHLY;BYDAY=3MO (le troisième lundi)")
        parser.add_argument("--start", required=True, help="le premier début, heure locale : 2026-11-16T10:00")
        parser.add_argument("--zone", default="Europe/Paris", help="le fuseau horaire")
        parser.add_argument("--until", help="le dernier jour, compris : 2040-12-31")

    def handle(self, *args: Any, **options: Any) -> None:
        start, zone, until = _start(options["start"]), _zone(options["zone"]), _until(options["until"])
        try:
            found = calendar.expand(calendar.parse(options["rule"]), start, zone, until=until)
        except calendar.RuleError as error:
            raise CommandError(why_refused(error)) from error
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


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError) as error:
        raise CommandError(_("“%(zone)s” is not a time zone: try Europe/Paris.") % {"zone": name[:40]}) from error


def _until(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as error:
        raise CommandError(_("The last day is a date, like 2040-12-31.")) from error
