"""The room's place in the house."""

from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from commun.core.registries import NavigationItem


class TendersConfig(AppConfig):
    name = "commun.tenders"
    label = "tenders"

    def ready(self) -> None:
        """Declare the facts of the room, and what it adds to the house."""
        from commun.core import registries
        from commun.core.registries import DigestSection
        from commun.core.registries import digest as digest_registry
        from commun.governance import gates, handover
        from commun.tenders import demo, journal, mail_acts, mail_replies, policies  # noqa: F401
        from commun.tenders.actions import handing_over, personal_data
        from commun.tenders.queries import digest, mine

        digest_registry.add("tenders.matches", DigestSection(_("Notices for you"), 10, digest.new_matches))
        digest_registry.add("tenders.changes", DigestSection(_("What changed"), 20, digest.changes))
        digest_registry.add("tenders.intentions", DigestSection(_("In your groups"), 30, digest.group_intentions))
        mail_replies.register()
        for name, item in self._doors().items():
            registries.navigation.add(name, item)
        registries.subjects.add("notice", mine.notices_called)
        registries.demo.add("tenders", registries.DemoPart(30, demo.load))
        gates.gates.add(policies.DECLARE, gates.Gate(_("say what one would do on a notice")))
        handover.sources.add(
            "tenders",
            handover.Source(_("Intentions and notices"), handing_over.held_by, handing_over.give_back),
        )
        registries.todo.add("tenders", mine.things_to_do)
        registries.calendar.add("tenders", mine.calendar_entries)
        registries.personal_data.add(
            "tenders",
            registries.PersonalData(_("Notices and intentions"), personal_data.export, personal_data.erase),
        )

    @staticmethod
    def _doors() -> "dict[str, NavigationItem]":
        """The two first doors of a group, and one's watch."""
        from commun.core.registries import NavigationItem

        about_me = (
            "tenders:notice",
            "tenders:hide-notice",
            "tenders:needs",
            "tenders:new-term",
            "tenders:change-term",
            "tenders:able",
            "tenders:new-notice",
            "tenders:sources",
        )
        watch = ("tenders:new-watch", "tenders:edit-watch")
        return {
            "tenders.for-me": NavigationItem(_("For me"), "tenders:for-me", "star", 10, also=about_me),
            "tenders.board": NavigationItem(
                _("The group"), "tenders:board", "people", 20, also=("tenders:month", "tenders:network")
            ),
            "tenders.watch": NavigationItem(_("My watch"), "tenders:watch", "compass", 105, also=watch),
        }
