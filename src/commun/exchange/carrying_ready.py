"""What people of this room open in the file of a whole group."""

from django.utils.translation import gettext_lazy as _


def register() -> None:
    """Messages to the list; keys of addresses stay."""
    from commun.core.registries import Cleaned, Sheet, group_cleaned, group_sheets
    from commun.exchange.addresses import without_keys

    columns = (
        ("at", _("written at")), ("author__person__name", _("who")), ("outside_name", _("somebody from outside")),
        ("thread__subject", _("subject")), ("said", _("words")), ("file_count", _("files")),
    )  # fmt: skip
    group_sheets.add("exchange.messages", Sheet(_("messages"), "exchange.Post", columns))
    # Who answers writes to an address that is theirs alone: it proves who they are, here, for as long as they are.
    group_cleaned.add("exchange.InboundMail", Cleaned(("raw", "envelope_to", "purpose"), without_keys))
