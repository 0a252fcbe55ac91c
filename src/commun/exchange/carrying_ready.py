"""What people of this room open in the file of a whole group."""

from django.utils.translation import gettext_lazy as _


def register() -> None:
    """Messages to the list."""
    from commun.core.registries import Sheet, group_sheets

    columns = (
        ("at", _("written at")), ("author__person__name", _("who")), ("outside_name", _("somebody from outside")),
        ("thread__subject", _("subject")), ("said", _("words")), ("file_count", _("files")),
    )  # fmt: skip
    group_sheets.add("exchange.messages", Sheet(_("messages"), "exchange.Post", columns))
