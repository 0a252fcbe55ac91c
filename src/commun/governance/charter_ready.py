"""What the texts of the group add to the registries of the house, once the room is ready."""

from django.utils.translation import gettext_lazy as _


def register() -> None:
    """Effects of decisions, titles, « À faire », the digest's chapter, personal data, the door."""
    from commun.core import registries
    from commun.governance import demo_charter, effects_charter, effects_members, effects_rules
    from commun.governance.journal import charter as facts
    from commun.governance.queries import charter

    effects_charter.register()
    # After the notices: what people said there was said before the charter asked anything.
    registries.demo.add("governance.charter", registries.DemoPart(47, demo_charter.load))
    effects_rules.register()
    effects_members.register()
    registries.subjects.add(facts.TEXT, charter.texts_called)
    registries.subjects.add(facts.ARTICLE, charter.articles_called)
    registries.todo.add("governance.charter", charter.things_to_do)
    registries.digest.add("governance.charter", registries.DigestSection(_("Charter"), 46, charter.digest_events))
    registries.personal_data.add(
        "governance.charter",
        # An acceptance stays: it tells what the group stood on; the name goes with the account.
        registries.PersonalData(title=_("Acceptances"), export=charter.export, erase=lambda person: None),
    )
    pages = (
        "text article rules admissions change-rules new-text new-article change-article withdraw-article acceptances"
    )
    also = tuple(f"governance:{name}" for name in pages.split())
    door = registries.NavigationItem(_("Charter"), "governance:charter", "document", 72, also=also)
    registries.navigation.add("governance:charter", door)
