"""What roles and mandates add to the registries of the house, once the room is ready."""

from django.utils.translation import gettext_lazy as _


def register() -> None:
    """Effects of decisions, hand-over at a departure, titles, things to do, digest, dates, data."""
    from commun.core import registries
    from commun.core.registries import DigestSection, NavigationItem, PersonalData
    from commun.governance import demo_roles, demo_steering, effects_roles, handover
    from commun.governance.actions import role_departures
    from commun.governance.journal import roles as facts
    from commun.governance.queries import role_news, roles, work_time

    effects_roles.register()
    handover.sources.add(
        "mandates",
        handover.Source(title=_("Mandates"), list=role_departures.held_by, release=role_departures.release),
    )
    registries.subjects.add(facts.ROLE, roles.roles_called)
    registries.subjects.add(facts.MANDATE, roles.mandates_called)
    registries.subjects.add(facts.FRICTION, roles.frictions_called)
    registries.todo.add("governance.roles", role_news.things_to_do)
    registries.digest.add("governance.roles", DigestSection(_("Roles"), 45, role_news.events))
    registries.calendar.add("governance.roles", role_news.ends_of_terms)
    registries.personal_data.add(
        "governance.roles",
        PersonalData(title=_("Roles and mandates"), export=role_departures.export, erase=role_departures.erase),
    )
    registries.personal_data.add(
        "governance.work_time",
        PersonalData(title=_("Working time"), export=work_time.export, erase=work_time.erase),
    )
    registries.demo.add("governance.roles", registries.DemoPart(26, demo_roles.load))
    registries.demo.add("governance.steering", registries.DemoPart(63, demo_steering.load))
    pages = "role-card new-role edit-role role-sheets role-chart role-version role-settings load turns frictions"
    also = tuple(f"governance:{name}" for name in [*pages.split(), "new-friction", "give-mandate", "propose-mandate"])
    registries.navigation.add("governance:roles", NavigationItem(_("Roles"), "governance:roles", "star", 62, also=also))
