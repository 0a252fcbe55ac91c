"""The room's place in the house."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GovernanceConfig(AppConfig):
    name = "commun.governance"
    label = "governance"

    def ready(self) -> None:
        from commun.core import registries
        from commun.governance import demo, journal  # noqa: F401
        from commun.governance.actions import personal_data
        from commun.governance.queries import register, todo
        from commun.governance.views import register as waiting

        registries.navigation.add(
            "governance.members",
            registries.NavigationItem(
                label=_("Members"),
                url_name="governance:members",
                icon="person",
                order=60,
                also=(
                    "governance:member",
                    "governance:presence",
                    "governance:invitations",
                    "governance:invite-by-mail",
                    "governance:invite-by-link",
                    "governance:invite-by-file",
                ),
            ),
        )
        registries.navigation.add(
            "governance.presentation",
            registries.NavigationItem(
                label=_("Presentation"),
                url_name="governance:presentation",
                icon="info",
                order=70,
                also=("governance:definitions", "governance:links", "governance:edit-presentation"),
            ),
        )
        registries.navigation.add(
            "governance.my-place",
            registries.NavigationItem(
                label=_("My place in the group"),
                url_name="governance:my-place",
                icon="leaf",
                order=110,
                also=("governance:expectations", "governance:new-commitment", "governance:leave"),
            ),
        )
        registries.navigation.add(
            "governance.groups",
            registries.NavigationItem(label=_("My groups"), url_name="groups", icon="network", order=120),
        )
        registries.demo.add("governance", registries.DemoPart(20, demo.load))
        registries.navigation.add(
            "governance.todo",
            registries.NavigationItem(_("To do"), "governance:todo", "check", 30, waiting.todo_count),
        )
        registries.navigation.add(
            "governance.register", registries.NavigationItem(_("Journal"), "governance:register", "document", 80)
        )
        registries.subjects.add("governance.membership", register.memberships_called)
        registries.subjects.add("core.space", register.spaces_called)
        registries.todo.add("governance", todo.things_to_do)
        registries.personal_data.add(
            "governance",
            registries.PersonalData(title=_("Groups"), export=personal_data.export, erase=personal_data.erase),
        )
