"""What the care of lists adds to the registries of the house."""

from django.utils.translation import gettext_lazy as _


def register() -> None:
    """« À faire », personal data."""
    from commun.core import registries
    from commun.exchange.actions import care_data
    from commun.exchange.queries import list_care as queries

    registries.todo.add("exchange.list_care", queries.things_to_do)
    registries.personal_data.add(
        "exchange.list_care",
        registries.PersonalData(_("Mails that came back"), care_data.export_care, care_data.erase_care),
    )
