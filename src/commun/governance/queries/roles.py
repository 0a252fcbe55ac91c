"""Roles as members read them: the list by family with its empty seats, and one card with everything around it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from commun.core import scope
from commun.core.models import Space
from commun.core.registries import Subject
from commun.core.urls import here
from commun.governance.models import (
    Decision,
    Friction,
    Mandate,
    Membership,
    Process,
    Role,
    RoleSettings,
    RoleVersion,
    Thanks,
    Vacancy,
    Volunteering,
)
from commun.governance.queries import elections
from commun.governance.queries.role_words import card_lines, load_words

LIVE = (Mandate.State.IN_FORCE, Mandate.State.PLANNED)
MOST_THANKS = 5
MOST_PAST = 60
# More cards than this would push the list away; the list tells of every empty seat.
MOST_SEATS_SHOWN = 12


@dataclass
class RoleLine:
    """One role of the list: who holds it, who learns it, which seats are empty, who offered."""

    role: Role
    holders: list[Mandate] = field(default_factory=list)
    to_come: list[Mandate] = field(default_factory=list)
    learners: list[Mandate] = field(default_factory=list)
    offers: list[Volunteering] = field(default_factory=list)
    vacancies: list[Vacancy] = field(default_factory=list)

    @property
    def empty_seats(self) -> int:
        """Seats that nobody holds today."""
        return max(0, self.role.seats - len(self.holders))

    @property
    def load(self) -> str:
        """« 3 h a month »."""
        return load_words(self.role.minutes_per_month)

    @property
    def process_ref(self) -> str:
        """The renewal that is open, if one is."""
        going_on = {Process.State.DRAFT, Process.State.SCHEDULED, Process.State.OPEN}
        found = [one.process.ref for one in self.vacancies if one.process and one.process.state in going_on]
        return found[0] if found else ""

    def offer_of(self, member: Membership, wish: str) -> Volunteering | None:
        """What the member offered, if they did."""
        return next((one for one in self.offers if one.membership_id == member.pk and one.wish == wish), None)


def role_lines(space: Space, roles: QuerySet[Role] | None = None) -> list[RoleLine]:
    """The roles of the group that are not retired, by family then name. 4 queries, whatever their number."""
    with scope.use(space):
        listed = Role.objects.filter(retired_on=None) if roles is None else roles
        people = "membership__person"
        full = listed.prefetch_related(
            Prefetch("mandates", Mandate.objects.filter(state__in=LIVE).select_related(people).order_by("starts_on")),
            Prefetch("volunteerings", Volunteering.objects.filter(withdrawn_on=None).select_related(people)),
            Prefetch("vacancies", Vacancy.objects.filter(closed_on=None).select_related("process")),
        )
        return [_line(role) for role in full]


def _line(role: Role) -> RoleLine:
    line = RoleLine(role, offers=list(role.volunteerings.all()), vacancies=list(role.vacancies.all()))
    for mandate in role.mandates.all():
        if mandate.learns_beside_id:
            line.learners.append(mandate)
        elif mandate.state == Mandate.State.IN_FORCE:
            line.holders.append(mandate)
        else:
            line.to_come.append(mandate)
    return line


@dataclass(frozen=True)
class RolesPage:
    """Everything the list shows."""

    vacant: Sequence[RoleLine]
    families: Sequence[tuple[str, Sequence[RoleLine]]]
    count: int
    settings: RoleSettings | None


def roles_page(space: Space) -> RolesPage:
    """The list of the group's roles. 5 queries."""
    lines = role_lines(space)
    families: dict[str, list[RoleLine]] = defaultdict(list)
    for line in lines:
        families[line.role.family].append(line)
    titles = {Role.Family.SUPPORT: _("Support functions"), Role.Family.PRODUCTION: _("Production functions")}
    grouped = [(title, families[name]) for name, title in titles.items() if families[name]]
    return RolesPage(
        vacant=[line for line in lines if line.empty_seats][:MOST_SEATS_SHOWN],
        families=grouped,
        count=len(lines),
        settings=settings_of(space),
    )


def settings_of(space: Space) -> RoleSettings | None:
    """What the group chose about its roles, if it did. 1 query."""
    return RoleSettings.objects.filter(space=space).first()


@dataclass(frozen=True)
class CardPage:
    """A role card and what is around it."""

    line: RoleLine
    # What is open to choose somebody, if something is.
    choosing: Process | None
    facts: Sequence[tuple[str, str]]
    past: Sequence[Mandate]
    # Names of those who learnt it beside a holder, and do no more.
    learnt: Sequence[str]
    thanks: Sequence[Thanks]
    frictions: Sequence[Friction]
    versions: Sequence[RoleVersion]


def card_page(role: Role) -> CardPage:
    """One role with its mandates, offers, thanks, frictions and versions. 10 queries."""
    with scope.use(role.space_id):
        (line,) = role_lines(role.space, Role.objects.filter(pk=role.pk))
        over = Mandate.objects.filter(role=role).exclude(state__in=LIVE)
        past = list(over.select_related("membership__person", "decision").order_by("-ended_on", "-pk")[:MOST_PAST])
        said = Thanks.objects.filter(mandate__role=role).select_related("by__person", "mandate__membership__person")
        return CardPage(
            line=line,
            choosing=elections.going_on(role).first(),
            facts=facts_of(role),
            past=[one for one in past if one.learns_beside_id is None][:20],
            learnt=list(dict.fromkeys(one.membership.name for one in past if one.learns_beside_id)),
            thanks=list(said[:MOST_THANKS]),
            frictions=list(Friction.objects.filter(roles=role, state=Friction.State.OPEN)),
            versions=list(RoleVersion.objects.filter(role=role).select_related("decision", "author__person")),
        )


def facts_of(role: Role) -> list[tuple[str, str]]:
    """The short lines of a card; purpose and expectations have their own place."""
    lines = card_lines(role)
    skipped = {role.name, role.purpose, "\n".join(role.expectations)}
    return [(label, text) for label, text in lines.items() if text not in skipped]


def people_awake(space: Space, besides: Iterable[int] = ()) -> list[Membership]:
    """Awake members by name, without some of them. 1 query."""
    with scope.use(space):
        awake = Membership.objects.filter(state="member").exclude(pk__in=list(besides))
        return list(awake.select_related("person").order_by("person__sort_key", "pk"))


def decisions_in_force(space: Space) -> list[Decision]:
    """Decisions that a mandate may come from, latest first. 1 query."""
    from commun.governance.follow_through import IN_FORCE

    with scope.use(space):
        return list(Decision.objects.filter(state__in=IN_FORCE).order_by("-number")[:100])


def mandates_of(member: Membership) -> list[Mandate]:
    """What a member holds or learns, in force or to come. 1 query."""
    with scope.use(member.space_id):
        rows = Mandate.objects.filter(membership=member, state__in=LIVE)
        return list(rows.select_related("role", "learns_beside__membership__person").order_by("role__name", "pk"))


def frictions_of(space: Space) -> list[Friction]:
    """Friction zones, open ones first, then the latest. 3 queries."""
    with scope.use(space):
        rows = Friction.objects.select_related("noted_by__person", "decision").prefetch_related("roles")
        return sorted(rows[:200], key=lambda one: one.state != Friction.State.OPEN)


def roles_called(space: Space, references: Iterable[str]) -> dict[str, Subject]:
    """What a fact about a role is about. 1 query."""
    rows = Role.objects.filter(ref__in=list(references))
    return {row.ref: Subject(row.name, here(space.slug, "governance:role-card", role=row.ref)) for row in rows}


def mandates_called(space: Space, references: Iterable[str]) -> dict[str, Subject]:
    """What a fact about a mandate is about: the person and the role. 1 query."""
    rows = Mandate.objects.filter(ref__in=list(references)).select_related("role", "membership__person")
    return {
        row.ref: Subject(
            f"{row.membership.name} · {row.role.name}", here(space.slug, "governance:role-card", role=row.role.ref)
        )
        for row in rows
    }


def frictions_called(space: Space, references: Iterable[str]) -> dict[str, Subject]:
    """What a fact about a friction zone is about: the roles; its words are read on its page. 2 queries."""
    rows = Friction.objects.filter(ref__in=list(references)).prefetch_related("roles")
    url = here(space.slug, "governance:frictions")
    return {row.ref: Subject(", ".join(role.name for role in row.roles.all()), url) for row in rows}
