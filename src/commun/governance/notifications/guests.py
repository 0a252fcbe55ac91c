"""The mail to a guest: one thing, until one day, by a link of their own."""

from django.utils import translation
from django.utils.translation import gettext as _

from commun.core import urls
from commun.governance import tokens
from commun.governance.models import Case, Decision, GuestPass, Meeting
from commun.governance.notifications import Letter, _send
from commun.ui.dates import day


def invite(guest_pass: GuestPass, thing: Decision | Meeting | Case, token: str) -> bool:
    """To the invited address. A disagreement is not named: its people decide together who reads it."""
    invitation, space = guest_pass.invitation, guest_pass.space
    with translation.override(space.language):
        names = {"host": guest_pass.given_by.name, "group": space.name, "title": thing.title}
        letter = Letter(
            subject=_("%(host)s invites you as a guest of “%(group)s”") % names,
            sentences=[
                _("Hello %(person)s,") % {"person": invitation.name} if invitation.name else _("Hello,"),
                _what(guest_pass) % names,
                _("You read this and nothing else of the group, until %(day)s. It commits you to nothing.")
                % {"day": day(guest_pass.ends_on, year=True)},
                _link(guest_pass),
            ],
            button=_("See the invitation"),
            url=urls.absolute(tokens.path_of(token)),
            why=_("You receive this mail because %(host)s wrote your address. If you do nothing, nothing happens.")
            % names,
        )
        return _send(f"governance.guest:{guest_pass.ref}", invitation.email, letter, is_secret=True)


def _link(guest_pass: GuestPass) -> str:
    """The link has a last day of its own only when it stops working before the pass ends."""
    expires_at = guest_pass.invitation.expires_at
    if expires_at.date() >= guest_pass.ends_on:
        return _("This link is yours alone.")
    return _("This link is yours alone. It works until %(day)s.") % {"day": day(expires_at, year=True)}


def _what(guest_pass: GuestPass) -> str:
    if guest_pass.kind == GuestPass.Kind.CASE:
        return _("%(host)s invites you to help people of the group “%(group)s” to hear one another.")
    if guest_pass.kind == GuestPass.Kind.MEETING:
        return _("%(host)s invites you to a meeting of the group “%(group)s”: “%(title)s”.")
    return _("%(host)s invites you to read a decision of the group “%(group)s”: “%(title)s”.")
