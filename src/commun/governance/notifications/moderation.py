"""Mails of moderation: the author is told what was hidden and why, and how to have it looked at."""

from django.utils import translation
from django.utils.translation import gettext as _

from commun.governance.models import HiddenWords
from commun.governance.notifications import Letter, _address, _to_member


def hidden(row: HiddenWords) -> bool:
    """To the author, with the reason and their own words."""
    person = row.author.person
    with translation.override(person.language):
        names = {"actor": row.hidden_by.name, "group": row.space.name, "person": row.author.name}
        letter = Letter(
            subject=_("“%(group)s”: words of yours were hidden") % names,
            sentences=[
                _("Hello %(person)s,") % names,
                _("%(actor)s hid words that you wrote in the group “%(group)s”, for the reason below.") % names,
                _("What you voted or answered still counts. You can read your words, and ask that it be looked at."),
            ],
            quote=row.reason,
            button=_("See it, or disagree"),
            url=_address(row.space, "governance:hidden-words", hidden=row.pk),
            why=_("You receive this mail because you wrote these words."),
        )
        return _to_member(f"governance.hidden:{row.pk}", row.author, letter)


def shown_again(row: HiddenWords) -> bool:
    """To the author: the words are back."""
    person = row.author.person
    with translation.override(person.language):
        names = {"group": row.space.name, "person": row.author.name}
        letter = Letter(
            subject=_("“%(group)s”: your words are shown again") % names,
            sentences=[
                _("Hello %(person)s,") % names,
                _("The words of yours that had been hidden in the group “%(group)s” are shown again.") % names,
            ],
            button=_("See the hidden words of the group"),
            url=_address(row.space, "governance:moderation"),
            why=_("You receive this mail because you wrote these words."),
        )
        return _to_member(f"governance.shown_again:{row.pk}", row.author, letter)


def appealed(row: HiddenWords) -> bool:
    """To whoever hid them: the author opened a disagreement."""
    host = row.hidden_by
    if row.case is None or not host.is_current:
        return False
    with translation.override(host.person.language):
        names = {"group": row.space.name, "person": host.name}
        letter = Letter(
            subject=_("“%(group)s”: a disagreement about words that you hid") % names,
            sentences=[
                _("Hello %(person)s,") % names,
                _("Somebody whose words you hid asks that you look at it together. Each says what matters to them."),
            ],
            button=_("Open the disagreement"),
            url=_address(row.space, "governance:disagreement", disagreement=row.case.ref),
            why=_("You receive this mail because you hid these words."),
        )
        return _to_member(f"governance.appealed:{row.pk}", host, letter)
