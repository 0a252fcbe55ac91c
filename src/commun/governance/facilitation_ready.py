"""What the pool of facilitators adds to the registries of the house, once the room is ready."""

from django.utils.translation import gettext_lazy as _


def register() -> None:
    """« À faire », the journal's names, personal data, the demo's pool."""
    from commun.core import registries
    from commun.governance import demo_facilitation
    from commun.governance.actions import facilitation as actions
    from commun.governance.journal import facilitation as facts
    from commun.governance.queries import facilitation

    registries.todo.add("governance.facilitators", facilitation.things_to_do)
    registries.subjects.add(facts.CALL, facilitation.calls_called)
    registries.demo.add("governance.facilitators", registries.DemoPart(62, demo_facilitation.load))
    registries.personal_data.add(
        "governance.facilitators",
        registries.PersonalData(title=_("Pool of facilitators"), export=actions.export, erase=actions.erase),
    )
