"""Writing what a sheet holds: one's own contributions, all or none; what is there already is not written again."""

import hashlib
from collections import Counter
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import journal
from commun.core.errors import Refused
from commun.core.words import one_line
from commun.governance.actions.places import locked, refuse_unless_awake, self_of
from commun.governance.models import Membership
from commun.value import contribution_file
from commun.value.actions.contributions import Bringing, data_of, held_window, new_row, refuse_unless_true
from commun.value.journal import contributions as facts
from commun.value.models import Contribution
from commun.value.queries.contribution_imports import Plan, PlannedLine, Same, plan, written_already
from commun.value.queries.contributions import window_of, works_for

SOURCE = "import"


def planned(member: Membership, sheet: contribution_file.Sheet) -> Plan:
    """What the sheet would write, each line judged as if it were written by hand. Nothing is written."""
    window, works = window_of(member), {work.pk for work in works_for(member)}
    return plan(member, sheet, lambda line: refuse_unless_true(member, _bringing(line), window, works))


def _bringing(line: PlannedLine) -> Bringing:
    assert line.day is not None
    return Bringing(line.kind, line.quantity, line.day, line.words, line.work)


@transaction.atomic
def import_contributions(*, by: Membership, lines: Sequence[Bringing]) -> list[Contribution]:
    """Write those that are not there yet; as many of the same as the sheet holds. Raises Refused: then nothing is."""
    refuse_unless_awake(by, by.space_id)
    if len(lines) > contribution_file.MOST_LINES:
        raise Refused(_("This file is too long: 500 lines at most."))
    member = locked(by)
    window, works = held_window(member), {work.pk for work in works_for(member)}
    for line in lines:
        refuse_unless_true(member, line, window, works)
    there = written_already(member, [_same(line) for line in lines])
    asked: Counter[Same] = Counter()
    made = []
    for line in lines:
        same = _same(line)
        asked[same] += 1
        if asked[same] > there[same]:
            digest = hashlib.sha256(repr(same).encode()).hexdigest()[:32]
            row = new_row(member, line)
            row.source = f"{SOURCE}:{digest}:{asked[same]}"
            made.append(row)
    Contribution._base_manager.bulk_create(made)
    entries = [journal.Entry(facts.IMPORTED, (facts.CONTRIBUTION, row.ref), data_of(row)) for row in made]
    journal.record_many(entries, space=member.space, actor=self_of(member))
    return made


def _same(line: Bringing) -> Same:
    assert line.kind is not None
    return (line.kind.pk, line.on, line.quantity, line.work.pk if line.work else None, one_line(line.words))
