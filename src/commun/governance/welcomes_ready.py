"""What coming in adds to the registries of the house, once the room is ready."""

from django.utils.translation import gettext_lazy as _


def register() -> None:
    """« À faire », departures, personal data, the demo's talk."""
    from commun.core import registries
    from commun.governance import demo_welcomes, handover
    from commun.governance.actions import welcomes as actions
    from commun.governance.queries import welcomes

    registries.todo.add("governance.welcomes", welcomes.things_to_do)
    registries.demo.add("governance.welcomes", registries.DemoPart(61, demo_welcomes.load))
    handover.sources.add("governance.welcomes", handover.Source(_("Welcomes"), welcomes.held_by, actions.release))
    registries.personal_data.add(
        "governance.welcomes",
        registries.PersonalData(title=_("Messages about coming in"), export=actions.export, erase=actions.erase),
    )
