"""What disagreements add to the registries of the house: for their own people only, once the room is ready."""

from django.utils.translation import gettext_lazy as _


def register() -> None:
    """« À faire », the digest's chapter, departures, personal data, the door. No title for the journal, no search."""
    from commun.core import registries
    from commun.governance import demo_disagreements, effects_removals, handover
    from commun.governance.actions import case_data
    from commun.governance.queries import disagreements, removals

    registries.demo.add("governance.disagreements", registries.DemoPart(48, demo_disagreements.load))
    registries.todo.add("governance.disagreements", disagreements.things_to_do)
    registries.todo.add("governance.removals", removals.things_to_do)
    registries.digest.add(
        "governance.disagreements", registries.DigestSection(_("Disagreements"), 48, disagreements.digest_events)
    )
    handover.sources.add(
        "governance.disagreements", handover.Source(_("Disagreements"), case_data.held_by, case_data.release)
    )
    registries.personal_data.add(
        "governance.disagreements",
        registries.PersonalData(title=_("Disagreements"), export=case_data.export, erase=case_data.erase),
    )
    effects_removals.register()
    pages = (
        "disagreement new-disagreement write-words restate propose-handler be-handler end-step new-option new-risk "
        "outcome look-back leave-disagreement reopen-disagreement removal ask-removal answer-removal"
    )
    also = tuple(f"governance:{name}" for name in pages.split())
    door = registries.NavigationItem(_("Disagreements"), "governance:disagreements", "chat", 74, also=also)
    registries.navigation.add("governance:disagreements", door)
