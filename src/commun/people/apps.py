"""The room's place in the house."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "commun.people"
    label = "people"

    def ready(self) -> None:
        from commun.core import readonly, registries
        from commun.people import demo, digest_replies, journal, mail_acts, personal_data, replies  # noqa: F401
        from commun.people.actions.erasure import erase_own_part

        readonly.bookkeeping.add("people_apitokenuse")
        replies.register()
        digest_replies.register()
        registries.demo.add("people", registries.DemoPart(10, demo.load))
        registries.personal_data.add(
            "people", registries.PersonalData(_("My account"), personal_data.export_own_part, erase_own_part)
        )
        for order, label, url_name, icon, also in (
            (100, _("My profile"), "people:profile", "person", ("people:change-profile",)),
            (110, _("My preferences"), "people:preferences", "bell", ()),
            (120, _("How I come in"), "people:security", "key", ("people:add-passkey", "people:remove-passkey")),
            (125, _("My programs"), "tokens", "network", ("new-token", "rotate-token", "revoke-token", "api")),
            (130, _("My data"), "people:data", "lock", ("people:erase",)),
        ):
            registries.navigation.add(url_name, registries.NavigationItem(label, url_name, icon, order, "", also))
