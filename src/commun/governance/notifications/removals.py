"""Mails of the last resort: to the person concerned, before anything, and at the end."""

from django.utils import translation
from django.utils.translation import gettext as _

from commun.core import urls
from commun.governance.models import Removal
from commun.governance.notifications import Letter, _to_member
from commun.ui.dates import day


def asked(removal: Removal) -> None:
    """What is asked, until when nothing is voted, and where to write what the group should read."""
    person, space = removal.membership.person, removal.space
    with translation.override(person.language):
        words = {"person": removal.membership.name, "group": space.name, "day": day(removal.heard_until, year=True)}
        letter = Letter(
            subject=_("You can be heard: a request about your place in “%(group)s”") % words,
            sentences=[
                _("Hello %(person)s,") % words,
                _("Somebody asks that the group “%(group)s” be consulted on whether you should go.") % words,
                _(
                    "Nothing is put to the vote before %(day)s. Until then, and until the ballot opens, you can write "
                    "what you want everybody to read: your words are shown beside what is asked."
                )
                % words,
            ],
            quote=removal.reason[:500],
            button=_("Read it and answer"),
            url=urls.absolute(urls.here(space.slug, "governance:removal", removal=removal.ref)),
            why=_("You receive this mail because it is about your place in this group."),
        )
        _to_member(f"governance.removal:{removal.ref}", removal.membership, letter)


def gone(removal: Removal, fact_id: int) -> None:
    """The result, said plainly."""
    person, space = removal.membership.person, removal.space
    with translation.override(person.language):
        words = {"person": removal.membership.name, "group": space.name}
        letter = Letter(
            subject=_("You are no longer in “%(group)s”") % words,
            sentences=[
                _("Hello %(person)s,") % words,
                _("By secret ballot, the group “%(group)s” decided that you leave it.") % words,
                _(
                    "What you held in it went back to the group. Your account, your profile and your other groups are "
                    "as they were."
                ),
            ],
            why=_("You receive this mail because it is about your place in this group."),
        )
        _to_member(f"governance.removed:{fact_id}", removal.membership, letter)
