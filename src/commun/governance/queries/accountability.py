"""Who owes what to whom, and where it stands: drawn from the things to do, the mandates and the commitments (R82)."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from commun.core import clock, scope
from commun.core.models import Space
from commun.core.urls import here
from commun.governance.models import Action, Commitment, Mandate, Membership
from commun.ui.dates import day

# What was kept lately stays to be read: an owed thing that is done is good news.
KEPT_DAYS = 30


@dataclass(frozen=True)
class Owed:
    """One line: who, what, to whom, where it stands (its tone), by when, and where to read it."""

    who: str
    sort_key: str
    what: str
    to_whom: str
    state: str
    tone: str
    due_on: dt.date | None
    url: str
    is_kept: bool = False
    is_lasting: bool = True


def owed_in(space: Space) -> list[Owed]:
    """Everything owed today and what was kept in the last month, by name, never in order of merit. 3 queries."""
    with scope.use(space):
        lines = [*_actions(space), *_mandates(space), *_commitments(space)]
    return sorted(lines, key=lambda one: (one.sort_key, one.due_on or dt.date.max, one.what))


def _actions(space: Space) -> Iterator[Owed]:
    lately = clock.today() - dt.timedelta(days=KEPT_DAYS)
    rows = Action.objects.filter(Q(owner__isnull=False) | Q(owner_role__isnull=False)).filter(
        Q(state=Action.State.OPEN) | Q(state=Action.State.DONE, closed_on__gte=lately)
    )
    for row in rows.select_related("owner__person", "owner_role", "decision", "created_by__person"):
        is_asked = row.owner is not None and row.created_by_id != row.owner_id
        to_whom = _("the group")
        if row.decision is not None:
            to_whom = _("the group, decision %(number)s") % {"number": row.decision.number}
        elif is_asked:
            to_whom = _("the group, %(person)s asked") % {"person": row.created_by.name}
        state, tone = _state_of(row)
        who, key = _bearer(row)
        url = here(space.slug, "governance:action", action=row.ref)
        is_kept = row.state == Action.State.DONE
        yield Owed(who, key, row.title, to_whom, state, tone, row.due_on, url, is_kept=is_kept, is_lasting=False)


def _bearer(row: Action) -> tuple[str, str]:
    if row.owner is not None:
        return row.owner.name, _key(row.owner)
    assert row.owner_role is not None, row.pk
    return _("the role “%(role)s”") % {"role": row.owner_role.name}, "~" + row.owner_role.name.casefold()


def _state_of(row: Action) -> tuple[str, str]:
    if row.state == Action.State.DONE:
        return _("kept"), "leaf"
    if row.due_on is not None and row.due_on < clock.today():
        return _("its date has passed"), "honey"
    return _("under way"), "open"


def _mandates(space: Space) -> Iterator[Owed]:
    rows = Mandate.objects.filter(state=Mandate.State.IN_FORCE)
    for row in rows.select_related("membership__person", "role", "decision"):
        to_whom = _("the group")
        if row.decision is not None:
            to_whom = _("the group, decision %(number)s") % {"number": row.decision.number}
        what = _("Holds the role “%(role)s”") % {"role": row.role.name}
        if row.learns_beside_id is not None:
            what = _("Learns the role “%(role)s”") % {"role": row.role.name}
        url = here(space.slug, "governance:role-card", role=row.role.ref)
        yield Owed(row.membership.name, _key(row.membership), what, to_whom, _("in force"), "leaf", row.ends_on, url)


def _commitments(space: Space) -> Iterator[Owed]:
    today = clock.today()
    rows = Commitment.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today), starts_on__lte=today)
    for row in rows.exclude(frame=Commitment.Frame.MANDATE).select_related("membership__person"):
        to_whom = _("the group") if row.frame == Commitment.Frame.GROUP else str(row.get_frame_display())
        url = here(space.slug, "governance:member", ref=row.membership.person.ref)
        yield Owed(
            row.membership.name, _key(row.membership), row.label, to_whom, _("in force"), "leaf", row.ends_on, url
        )


def _key(member: Membership) -> str:
    return member.person.sort_key


def until(line: Owed) -> str:
    """« for Thursday … », « until Thursday … », in words; empty without a day, or once it is kept."""
    if line.due_on is None or line.is_kept:
        return ""
    said = _("until %(day)s") if line.is_lasting else _("for %(day)s")
    return said % {"day": day(line.due_on)}
