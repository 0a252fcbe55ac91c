"""What moderation adds to the registries of the house, once the room is ready."""

from django.utils.translation import gettext_lazy as _


def register() -> None:
    """The journal's names of what was hidden, the author's own data, and the demo's example."""
    from commun.core import registries
    from commun.governance import demo_moderation
    from commun.governance.actions import moderation as actions
    from commun.governance.journal import moderation as facts
    from commun.governance.queries import moderation

    registries.subjects.add(facts.HIDDEN_WORDS, moderation.hidden_called)
    registries.demo.add("governance.moderation", registries.DemoPart(62, demo_moderation.load))
    registries.personal_data.add(
        "governance.moderation",
        registries.PersonalData(title=_("Hidden words"), export=moderation.export, erase=actions.erase),
    )
