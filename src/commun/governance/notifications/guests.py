"""The mails to a guest: one thing, until one day, by a link of their own; another date of the meeting they come to."""

import datetime as dt
from collections.abc import Sequence

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from commun.core import mail, scope, urls
from commun.governance import states, tokens
from commun.governance.models import Case, Decision, GuestPass, Meeting, Membership
from commun.governance.notifications import Letter, _address, _send, _to_member
from commun.ui.dates import day, moment


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


def tell_changes(by: Membership, changes: Sequence[tuple[Meeting, dt.datetime | None]]) -> int:
    """To who comes to a meeting as its guest: its other moment, each with the former one; or, with none, its end.

    Returns how many letters left. 1 query and the outbox's.
    """
    if mail.is_silent() or not changes:
        return 0
    with scope.use(by.space_id):
        refs = [meeting.ref for meeting, _before in changes]
        rows = GuestPass.objects.filter(GuestPass.live(), kind=GuestPass.Kind.MEETING, thing__in=refs)
        guests = rows.filter(membership__state=states.GUEST).select_related("membership__person", "membership__space")
        passes = list(guests.order_by("pk"))
    told = [
        _tell_change(by, one, meeting, before)
        for meeting, before in changes
        for one in passes
        if one.thing == meeting.ref
    ]
    return sum(told)


def _tell_change(by: Membership, guest_pass: GuestPass, meeting: Meeting, before: dt.datetime | None) -> bool:
    guest = guest_pass.membership
    assert guest is not None
    person = guest.person
    with translation.override(person.language), timezone.override(person.time_zone):
        words = {"actor": by.name, "meeting": meeting.title, "day": moment(meeting.starts_at), "person": guest.name}
        if before is None:
            kind, subject = "governance.meeting-cancelled", _("“%(meeting)s” of %(day)s is cancelled") % words
            said = _("%(actor)s cancelled “%(meeting)s” of %(day)s.") % words
        else:
            words["before"] = moment(before)
            kind, subject = "governance.meeting-moved", _("“%(meeting)s” moves to %(day)s") % words
            said = _("%(actor)s moved “%(meeting)s”: planned for %(before)s, it takes place on %(day)s.") % words
        letter = Letter(
            subject=subject,
            sentences=[_("Hello %(person)s,") % words, said],
            button=_("See the meeting"),
            url=_address(guest.space, "governance:guest-thing", guest_pass=guest_pass.ref),
            why=_("You receive this mail because you are invited to this meeting as a guest."),
        )
        return _to_member(f"{kind}:{meeting.ref}.{meeting.sequence}:{guest_pass.ref}", guest, letter)


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
