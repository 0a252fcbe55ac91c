"""What guests add to the registries of the house, once the room is ready."""

from django.utils.translation import gettext_lazy as _


def register() -> None:
    """The journal's names of what a guest reads, and the guest's own data."""
    from commun.core import registries
    from commun.governance import demo_guests
    from commun.governance.journal import guests as facts
    from commun.governance.queries import guests

    registries.subjects.add(facts.GUEST, guests.passes_called)
    registries.demo.add("governance.guests", registries.DemoPart(60, demo_guests.load))
    registries.personal_data.add(
        "governance.guests",
        registries.PersonalData(title=_("Invitations as a guest"), export=guests.export, erase=guests.nothing_to_erase),
    )
