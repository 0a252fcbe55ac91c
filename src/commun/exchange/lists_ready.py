"""What lists and threads add to the registries of the house."""

from django.utils.translation import gettext_lazy as _

# Pages under the door « Liste ».
PAGES = (
    "new-thread",
    "list-settings",
    "my-reading",
    "thread",
    "original-mail",
    "held-mails",
    "held-mail",
    "archives",
    "split-thread",
    "merge-thread",
    "who-was-told",
    "my-address",
    "park-thread",
    "close-thread",
    "sum-up-thread",
    "thread-summaries",
    "file-thread",
    "sections",
    "rename-section",
    "thread-templates",
    "thread-template",
    "new-thread-template",
    "list-keeping",
)


def register() -> None:
    """The door, titles in the journal, « À faire », personal data, the demo."""
    from commun.core import mail_choices, registries
    from commun.exchange import care_ready, demo_lists
    from commun.exchange.actions import list_data
    from commun.exchange.journal import lists as facts
    from commun.exchange.queries import lists as queries
    from commun.exchange.queries.mail_choices import lists_of

    door = registries.NavigationItem(
        _("Mailing list"), "exchange:list", "mail", 37, also=tuple(f"exchange:{name}" for name in PAGES)
    )
    registries.navigation.add("exchange:list", door)
    registries.subjects.add(facts.THREAD, queries.threads_called)
    registries.subjects.add(facts.LIST, queries.lists_called)
    registries.todo.add("exchange.lists", queries.things_to_do)
    registries.personal_data.add(
        "exchange.lists",
        registries.PersonalData(_("Messages to lists"), list_data.export_lists, list_data.erase_lists),
    )
    mail_choices.rows.add("exchange.lists", lists_of)
    care_ready.register()
    registries.demo.add("exchange.lists", registries.DemoPart(68, demo_lists.load))
