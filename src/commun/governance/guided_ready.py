"""What guided paths add to the registries of the house, once the room is ready."""

from django.utils.translation import gettext_lazy as _


def register() -> None:
    """À faire, digest, what mails let do, a person's data, the demo."""
    from commun.core import registries
    from commun.governance import demo_guided, mail_consents  # noqa: F401 - fills the acts of mails
    from commun.governance.actions import guided_data
    from commun.governance.queries import guided_news

    registries.digest.add("governance.guided", guided_news.digest_section())
    registries.subjects.add("governance.template", guided_news.templates_called)
    registries.personal_data.add(
        "governance.guided",
        registries.PersonalData(title=_("Deciding together"), export=guided_data.export, erase=guided_data.erase),
    )
    registries.demo.add("governance.guided", registries.DemoPart(28, demo_guided.load))
