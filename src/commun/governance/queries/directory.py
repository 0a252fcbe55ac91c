"""« Who does what » in the group: the people, always in alphabetical order, never ranked."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Prefetch, Q
from django.utils.translation import gettext as _

from commun.algo.text import parse_query
from commun.core import clock, scope
from commun.core.models import Space
from commun.governance import states
from commun.governance.models import Commitment, Membership
from commun.people.models import Activity, Availability, Person

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Filters:
    """What is asked of the directory; empty means everybody."""

    words: str = ""
    state: str = ""
    role: bool = False
    available: bool = False

    @classmethod
    def read(cls, parameters: Mapping[str, str]) -> "Filters":
        """From the address: ``q``, ``etat`` (eveil, repos), ``role`` and ``dispo`` (1). Anything else is ignored."""
        state = {"eveil": states.MEMBER, "repos": states.DORMANT}.get(parameters.get("etat", ""), "")
        return cls(
            words=parameters.get("q", "").replace("\x00", "").strip()[:200],
            state=state,
            role=parameters.get("role") == "1",
            available=parameters.get("dispo") == "1",
        )


@dataclass(frozen=True)
class Entry:
    """One person of the directory."""

    membership: Membership
    activities: tuple[Activity, ...]
    hours: int | None

    @property
    def person(self) -> Person:
        """Who."""
        return self.membership.person

    @property
    def role(self) -> str:
        """The role in force, in words, or nothing."""
        return str(self.membership.get_role_display()) if has_role_today(self.membership) else ""

    @property
    def text(self) -> str:
        """Everything that the search reads."""
        person = self.person
        words = [self.membership.name, person.trade, person.bio, person.town, self.role]
        for activity in self.activities:
            words += [activity.label, activity.statement, *activity.keywords]
        words += [f"{reference.title} {reference.client}" for reference in person.references.all()]
        return " . ".join(filter(None, words))


def has_role_today(member: Membership) -> bool:
    """Facilitates or animates today."""
    from commun.governance.policies import has_role

    return has_role(member)


def people_of(space: Space) -> list[Entry]:
    """Everybody in the group today, by name. 4 queries."""
    today = clock.today()
    present = Availability.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today), starts_on__lte=today)
    with scope.use(space):
        rows = (
            Membership.objects.filter(state__in=states.INSIDE)
            .select_related("person", "space")
            .prefetch_related(
                Prefetch("person__activities", Activity.objects.filter(is_active=True)),
                "person__references",
                Prefetch("person__availabilities", present.order_by("-starts_on", "-pk")),
            )
            .order_by("person__sort_key", "pk")
        )
        return [_entry(row) for row in rows]


def _entry(row: Membership) -> Entry:
    now = next(iter(row.person.availabilities.all()), None)
    return Entry(row, tuple(row.person.activities.all()), now.hours_per_week if now else None)


def directory(space: Space, filters: Filters) -> list[Entry]:
    """The people who answer the filters, by name. 4 queries whatever the size."""
    found = people_of(space)
    if filters.state:
        found = [entry for entry in found if entry.membership.state == filters.state]
    if filters.role:
        found = [entry for entry in found if entry.role]
    if filters.available:
        found = [entry for entry in found if entry.hours]
    if filters.words:
        asked = parse_query(filters.words)
        found = [entry for entry in found if asked.matches(entry.text)]
    return found


def as_csv(entries: Iterable[Entry]) -> str:
    """The directory for a spreadsheet: semicolons, a mark of UTF-8, and no cell that could be a formula."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(
        [_("Name"), _("Trade"), _("Town"), _("Activities"), _("Keywords"), _("Role"), _("State"), _("Hours per week")]
    )
    for entry in entries:
        keywords = dict.fromkeys(word for activity in entry.activities for word in activity.keywords)
        cells = [
            entry.membership.name,
            entry.person.trade,
            entry.person.town,
            " | ".join(activity.label for activity in entry.activities),
            " | ".join(keywords),
            entry.role,
            str(entry.membership.get_state_display()),
            "" if entry.hours is None else str(entry.hours),
        ]
        writer.writerow([f"'{cell}" if cell.startswith(FORMULA_SIGNS) else cell for cell in cells])
    return "\ufeff" + out.getvalue()


def commitments_of(member: Membership) -> tuple[list[Commitment], list[Commitment]]:
    """What the person is (or will be) committed to, and what has ended. 1 query."""
    with scope.use(member.space_id):
        rows = list(Commitment.objects.filter(membership=member))
    today = clock.today()
    open_ = [row for row in rows if row.ends_on is None or row.ends_on >= today]
    return open_, [row for row in rows if row not in open_]
