"""What the editor's island says, in the language of the page."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def words() -> dict[str, str]:
    """Labels of buttons, states, sentences; ``…Long`` is what is read aloud and shown on hover."""
    return {
        "text": _("Text"),
        "toolbar": _("Layout"),
        "title": _("Title"),
        "titleLong": _("Title of a part"),
        "subtitle": _("Subtitle"),
        "subtitleLong": _("Title inside a part"),
        "bold": _("Bold"),
        "italic": _("Italic"),
        "bullets": _("List"),
        "bulletsLong": _("List with dots"),
        "numbers": _("1, 2, 3"),
        "numbersLong": _("Numbered list"),
        "quote": pgettext("layout", "Quotation"),
        "link": pgettext("layout", "Link"),
        "table": pgettext("layout", "Table"),
        "tableLong": _("Insert a table"),
        "rowAdd": _("+ row"),
        "rowAddLong": _("Add a row below"),
        "columnAdd": _("+ column"),
        "columnAddLong": _("Add a column after"),
        "rowDrop": _("− row"),
        "rowDropLong": _("Remove this row"),
        "columnDrop": _("− column"),
        "columnDropLong": _("Remove this column"),
        "tableDrop": _("− table"),
        "tableDropLong": _("Remove the table"),
        "undo": _("Undo"),
        "redo": _("Redo"),
        "comment": _("Comment"),
        "commentLong": _("Comment on the selected passage"),
        "suggest": _("Suggest"),
        "suggestLong": _("Suggest other words for the selected passage"),
        "linkAddress": _("Address of the link"),
        "linkPut": _("Put the link"),
        "linkWrong": _("This is not the address of a page nor of a mail: https://… or name@example.org"),
        "selectFirst": _("Select the passage first."),
        "oneParagraph": _("Select a passage inside one paragraph."),
        "tooLarge": _("This is too large to be pasted at once: paste the text in several parts."),
        "saved": _("Saved"),
        "saving": _("Saving…"),
        "offline": _("Offline: you can go on, your words will be saved on your return."),
        "read": _("Offline: the text as this device last saw it."),
        "kept": _("Offline: saved on this device. Your words will leave on your return."),
        "unsaved": _("Offline and not saved: this browser keeps nothing. Leave this page open."),
        "refused": _("Not saved."),
        "gone": _(
            "This text is no longer there, or no longer yours to read: copy your words before you leave this page."
        ),
    }
