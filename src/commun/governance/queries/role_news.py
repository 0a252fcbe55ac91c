"""What roles tell elsewhere: things to do, the digest, dates."""

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext as _

from commun.core import links, scope
from commun.core.models import Fact
from commun.core.registries import CalendarEntry, DigestEvent, TodoItem
from commun.core.urls import absolute, here
from commun.governance import policies as group_policies
from commun.governance import states
from commun.governance.journal import roles as facts
from commun.governance.models import Mandate, Membership, Role, RoleSettings, Vacancy
from commun.governance.notifications import acts
from commun.governance.policies import roles as policies
from commun.people.models import Person


def _places(person: Person) -> list[Membership]:
    with scope.everywhere("a person's own groups"):
        rows = Membership.objects.filter(person=person, state__in=states.INSIDE)
        return list(rows.select_related("space", "person").order_by("pk"))


def things_to_do(person: Person) -> Iterator[TodoItem]:
    """The alert on the sharing of tasks, until it was seen; for those who facilitate, seats that no process fills.

    At most 3 queries.
    """
    places = _places(person)
    yield from _seats_to_fill([one for one in places if group_policies.has_role(one)])
    watching = {one.space_id: one for one in places if policies.watches_sharing(one)}
    passed = RoleSettings.objects.filter(space__in=watching, seen_on=None).exclude(above_since=None)
    for settings in passed if watching else ():
        space = watching[settings.space_id].space
        yield TodoItem(
            key=f"governance.spread:{space.pk}:{settings.above_since}",
            title=_("Support tasks rest on few people in “%(group)s”") % {"group": space.name},
            url=here(space.slug, "governance:load"),
            reason=_("You watch over the sharing of tasks."),
        )


def _seats_to_fill(facilitated: list[Membership]) -> Iterator[TodoItem]:
    """Vacant seats whose renewal ended without naming anybody: somebody has to take it up with the group."""
    slugs = {one.space_id: one.space.slug for one in facilitated}
    if not slugs:
        return
    with scope.use(*slugs):
        over = Vacancy.objects.filter(closed_on=None, process__state__in=["closed", "withdrawn"])
        waiting = list(over.select_related("role").order_by("opened_on", "pk"))
    for vacancy in waiting:
        yield TodoItem(
            key=f"governance.vacancy:{vacancy.pk}",
            title=_("A renewal to prepare: “%(role)s”") % {"role": vacancy.role.name},
            url=here(slugs[vacancy.space_id], "governance:role-card", role=vacancy.role.ref),
            reason=_("The last one named nobody, and you facilitate this group."),
        )


def events(person: Person, since: dt.datetime, until: dt.datetime) -> Iterator[DigestEvent]:
    """Seats that became vacant and mandates that started in the person's groups. At most 4 queries."""
    places = _places(person)
    slugs = {one.space_id: one.space.slug for one in places}
    if not slugs:
        return
    with scope.use(*slugs):
        told = Fact.objects.filter(
            name__in=[facts.VACANCY_OPENED, facts.MANDATE_GIVEN, facts.MANDATE_DECLARED], at__gt=since, at__lte=until
        )
        found = list(told.order_by("-at", "-pk")[:30])
        refs = {fact.about_ref if fact.about_kind == facts.MANDATE else fact.data["mandate"] for fact in found}
        rows = Mandate.objects.filter(ref__in=refs).select_related("role", "membership__person")
        mandates = {row.ref: row for row in rows}
    for fact in found:
        mandate = mandates.get(fact.about_ref if fact.about_kind == facts.MANDATE else fact.data["mandate"])
        if mandate is not None:
            yield _event(person, fact, mandate, slugs[mandate.space_id])


def _offers(person: Person, role: Role) -> tuple[tuple[str, str], ...]:
    """An offer gives no role: the group chooses."""
    return (
        (_("I would gladly do it"), links.link(acts.VOLUNTEER, person.pk, role=role.ref, wish="carry")),
        (_("I would like to learn it"), links.link(acts.VOLUNTEER, person.pk, role=role.ref, wish="learn")),
    )


def _event(person: Person, fact: Fact, mandate: Mandate, slug: str) -> DigestEvent:
    names = {"role": mandate.role.name, "person": mandate.membership.name}
    is_vacancy = fact.name == facts.VACANCY_OPENED
    said = _("The role “%(role)s” waits for somebody") if is_vacancy else _("%(person)s takes the role “%(role)s”")
    return DigestEvent(
        key=f"governance.roles:{fact.space_id}:{fact.position}",
        at=fact.at,
        title=said % names,
        url=absolute(here(slug, "governance:role-card", role=mandate.role.ref)),
        reason=_("It is one of your group’s roles."),
        act_urls=_offers(person, mandate.role) if is_vacancy else (),
        answers=(acts.ROLE, slug, mandate.role.ref) if is_vacancy else None,
    )


def ends_of_terms(person: Person, first: dt.date, last: dt.date) -> Iterator[CalendarEntry]:
    """The ends of one's own mandates between two days, both included. 2 queries."""
    spaces = [one.space_id for one in _places(person)]
    if not spaces:
        return
    with scope.use(*spaces):
        rows = Mandate.objects.filter(
            membership__person=person, state=Mandate.State.IN_FORCE, ends_on__gte=first, ends_on__lte=last
        )
        found = list(rows.select_related("role", "space").order_by("ends_on", "pk"))
    for mandate in found:
        assert mandate.ends_on is not None
        yield CalendarEntry(
            uid=f"mandate-{mandate.ref}",
            title=_("End of the mandate “%(role)s”") % {"role": mandate.role.name},
            starts_at=dt.datetime.combine(mandate.ends_on, dt.time(), dt.UTC),
            ends_at=None,
            url=here(mandate.space.slug, "governance:role-card", role=mandate.role.ref),
        )
