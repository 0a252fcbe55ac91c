"""What projects add to the registries of the house."""

from django.utils.translation import gettext_lazy as _

# Pages under the door « Projets ».
PAGES = (
    "new-project",
    "project-from-bid",
    "task",
    "edit-task",
    "ask-move",
    "edit-beneficiaries",
    "edit-stakeholder",
    "edit-compost",
    "project",
    "edit-project",
    "experiment",
    "new-beneficiaries",
    "new-stakeholder",
    "project-tasks",
    "new-task",
    "project-board",
    "project-calendar",
    "project-load",
    "project-compost",
    "new-compost",
    "close-project",
    "project-debrief",
    "project-papers",
    "add-project-file",
    "brands",
    "brand",
    "new-brand",
    "edit-brand",
)


def register() -> None:
    """Titles, « À faire », calendar, search, what was seen, departures, personal data, the door, the demo."""
    from commun.bids import demo_projects, project_texts
    from commun.bids.actions import brands as brand_actions
    from commun.bids.actions import project_data
    from commun.bids.journal import brands as brand_facts
    from commun.bids.journal import projects as facts
    from commun.bids.queries import brands, project_registries, project_seen, projects
    from commun.core import registries
    from commun.governance import handover
    from commun.value.around import around_work
    from commun.value.seen import seen

    door = registries.NavigationItem(
        _("Projects"), "bids:projects", "board", 35, also=tuple(f"bids:{name}" for name in PAGES)
    )
    registries.navigation.add("bids:projects", door)
    registries.subjects.add(facts.PROJECT, projects.projects_called)
    registries.subjects.add(brand_facts.BRAND, brands.brands_called)
    project_texts.register()
    registries.todo.add("bids.projects", project_registries.things_to_do)
    registries.digest.add(
        "bids.projects", registries.DigestSection(_("Projects"), 35, project_registries.digest_events)
    )
    registries.calendar.add("bids.projects", project_registries.dates_of)
    around_work.add("bids.projects", projects.project_of_work)
    seen.add("bids.times", project_seen.times_seen)
    seen.add("bids.tasks", project_seen.tasks_seen)
    handover.sources.add(
        "bids.projects", handover.Source(_("Projects"), project_registries.held_by, project_data.release)
    )
    handover.sources.add("bids.brands", handover.Source(_("Joint brands"), brands.held_by, brand_actions.release))
    registries.personal_data.add(
        "bids.projects",
        registries.PersonalData(title=_("Projects"), export=project_data.export, erase=project_data.erase),
    )
    # While the joint works on which they stand are still open.
    registries.demo.add("bids.projects", registries.DemoPart(57, demo_projects.load))
