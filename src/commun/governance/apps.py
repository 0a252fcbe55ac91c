"""The room's place in the house."""

from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from commun.core.registries import NavigationItem


class GovernanceConfig(AppConfig):
    name = "commun.governance"
    label = "governance"

    def ready(self) -> None:
        """Add what this room shows and does to the house's registries."""
        from commun.core import registries
        from commun.governance import (
            ballots_ready,
            carrying_ready,
            charter_ready,
            decisions_ready,
            demo,
            disagreements_ready,
            facilitation_ready,
            guests_ready,
            guided_ready,
            journal,  # noqa: F401
            mail_ways,
            meetings_ready,
            moderation_ready,
            roles_ready,
            search_ready,
            welcomes_ready,
        )
        from commun.governance.actions import personal_data
        from commun.governance.queries import journal_lines, register, todo
        from commun.governance.ways import register_all

        decisions_ready.register()
        roles_ready.register()
        register_all()
        guided_ready.register()
        ballots_ready.register()
        meetings_ready.register()
        charter_ready.register()
        disagreements_ready.register()
        guests_ready.register()
        facilitation_ready.register()
        moderation_ready.register()
        welcomes_ready.register()
        mail_ways.register()
        search_ready.register()
        carrying_ready.register()
        for item in self._doors():
            registries.navigation.add(item.url_name, item)
        registries.demo.add("governance", registries.DemoPart(20, demo.load))
        registries.subjects.add("governance.membership", journal_lines.memberships_called)
        registries.subjects.add("governance.commitment", journal_lines.commitments_called)
        registries.subjects.add("governance.link", journal_lines.links_called)
        registries.subjects.add("governance.invitation", journal_lines.invitations_called)
        registries.subjects.add("core.space", register.spaces_called)
        registries.digest_notes.add("governance", register.seals_for)
        registries.todo.add("governance", todo.things_to_do)
        registries.personal_data.add(
            "governance",
            registries.PersonalData(title=_("Groups"), export=personal_data.export, erase=personal_data.erase),
        )

    def _doors(self) -> "list[NavigationItem]":
        from commun.core.registries import NavigationItem

        members = ("member", "presence", "invitations", "invite-by-mail", "invite-by-link", "invite-by-file", "guests")
        presentation = ("definitions", "links", "edit-presentation")
        hidden = ("moderation", "hidden-words", "hide-words", "words-of-process", "words-of-meeting")
        place = ("expectations", "new-commitment", "leave", "share", "my-time", "my-mails")
        decisions = (
            *("decision", "new-decision", "mirror", "process", "choose-way", "decide-by", "consult", "consult-by"),
            *("actions", "action", "new-action", "let-go-action", "check-decision", "decision-readers", "reminding"),
            *("amend-decision", "postpone-decision", "engage-decision", "finish-decision", "let-go-decision"),
            *(
                "replace-decision",
                "set-review",
                "decisions-print",
                "learning",
                "balance",
                "owed",
                "steering",
                "votes",
                "secret-ballot",
            ),
        )
        meetings = (
            "meeting",
            "lead-meeting",
            "plan-meeting",
            "series",
            "new-series",
            "edit-series",
            "ritual",
            "shared",
            "facilitators",
            "call-facilitator",
            "tell-facilitator",
        )
        return [
            NavigationItem(_("To do"), "governance:todo", "check", 30, "governance:todo-count"),
            NavigationItem(_("Decisions"), "governance:decisions", "vote", 32, also=_named(decisions)),
            NavigationItem(_("Meetings"), "governance:meetings", "calendar", 34, also=_named(meetings)),
            NavigationItem(_("Members"), "governance:members", "person", 60, also=_named(members)),
            NavigationItem(_("Presentation"), "governance:presentation", "info", 70, also=_named(presentation)),
            NavigationItem(_("Journal"), "governance:register", "document", 80, also=_named(hidden)),
            NavigationItem(_("My place in the group"), "governance:my-place", "leaf", 110, also=_named(place)),
            NavigationItem(_("My groups"), "groups", "network", 120),
        ]


def _named(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"governance:{name}" for name in names)
