"""The mails of this room: short letters, in the reader's language, each with the reason why it came."""

from dataclasses import dataclass, field
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from commun.core import mail, mail_kinds, urls
from commun.core.models import Space
from commun.governance import mail_levels, policies, tokens
from commun.governance.models import Invitation, Membership
from commun.governance.notifications import kinds  # noqa: F401
from commun.people.models import Person
from commun.ui.dates import day


@dataclass(frozen=True)
class Letter:
    """What a mail says: one subject, a few sentences, one thing to press."""

    subject: str
    sentences: list[str]
    button: str = ""
    url: str = ""
    why: str = ""
    quote: str = ""
    # One link for each answer, all of the same weight: what each is called, where it leads.
    answers: tuple[tuple[str, str], ...] = ()
    # A second, quiet link: what it is called, where it leads.
    beside: tuple[str, str] = ("", "")
    headers: dict[str, str] = field(default_factory=dict)


def _to_member(key: str, member: Membership, letter: Letter) -> bool:
    """The door of every letter to somebody of the group: it leaves if their level lets it, with the way to change it.

    The beginning of the key is the letter's kind; raises UnknownMail when no room declared it.
    """
    if not mail_levels.reaches(member, key) or not member.person.email or mail.is_silent():
        return False
    way_out = mail_levels.way_out([member], key)
    text, html = written(letter, way_out)
    return mail.send(
        key=key,
        to=member.person.email,
        subject=letter.subject,
        text=text,
        html=html,
        headers={**mail_levels.headers(key, way_out), **letter.headers},
    )


def _send(key: str, to: str, letter: Letter, *, is_secret: bool = False) -> bool:
    """The door of letters to an address, of somebody who has no place in the group: what they get, they asked for."""
    mail_kinds.kind_of(key)
    if mail.is_silent():
        return False
    text, html = written(letter)
    return mail.send(
        key=key, to=to, subject=letter.subject, text=text, html=html, headers=letter.headers, is_secret=is_secret
    )


def written(letter: Letter, way_out: str = "") -> tuple[str, str]:
    """The letter as text and as a page; ``way_out`` is where its reader chooses their mails of the group."""
    context: dict[str, Any] = {"letter": letter, "language": translation.get_language() or "fr", "way_out": way_out}
    text = render_to_string("governance/mails/letter.txt", context)
    return text, render_to_string("governance/mails/letter.html", context)


def invite(invitation: Invitation, token: str) -> bool:
    """The personal link, to the invited address."""
    space, host = invitation.space, invitation.invited_by
    with translation.override(space.language):
        names = {"host": host.name, "group": space.name, "person": invitation.name}
        hello = _("Hello %(person)s,") % names if invitation.name else _("Hello,")
        letter = Letter(
            subject=_("%(host)s invites you to join “%(group)s”") % names,
            sentences=[
                hello,
                _("%(host)s invites you to join the group “%(group)s”.") % names,
                _("This link is yours alone. It works until %(day)s.") % {"day": day(invitation.expires_at, year=True)},
            ],
            button=_("See the invitation"),
            url=urls.absolute(tokens.path_of(token)),
            why=_("You receive this mail because %(host)s wrote your address. If you do nothing, nothing happens.")
            % names,
        )
        return _send(f"governance.invitation:{invitation.ref}", invitation.email, letter, is_secret=True)


def welcome(membership: Membership, fact_id: int) -> bool:
    """To a person who has just come in."""
    person, space = membership.person, membership.space
    with translation.override(person.language):
        hosts = [other.name for other in policies.roles_in_force(space) if other.pk != membership.pk]
        sentences = [
            _("Hello %(person)s,") % {"person": membership.name},
            _("You are now in the group “%(group)s”. Joining commits you to nothing: you choose what you take part in.")
            % {"group": space.name},
        ]
        if hosts:
            sentences.append(_("A question? Ask %(hosts)s.") % {"hosts": ", ".join(hosts)})
        letter = Letter(
            subject=_("Welcome to “%(group)s”") % {"group": space.name},
            sentences=sentences,
            button=_("See who does what"),
            url=_address(space, "governance:members"),
            why=_("You receive this mail because you joined this group."),
        )
        return _to_member(f"governance.welcome:{fact_id}", membership, letter)


_MOVED: dict[str, tuple[Any, Any]] = {
    "member": (
        translation.gettext_noop("You are in “%(group)s”"),
        translation.gettext_noop("%(actor)s accepted your request: you are now in the group “%(group)s”."),
    ),
    "left": (
        translation.gettext_noop("You are no longer in “%(group)s”"),
        translation.gettext_noop("%(actor)s recorded that you are no longer in the group “%(group)s”."),
    ),
    "visitor": (
        translation.gettext_noop("Your place in “%(group)s”"),
        translation.gettext_noop("%(actor)s recorded you as a visitor of the group “%(group)s”."),
    ),
    "guest": (
        translation.gettext_noop("Your place in “%(group)s”"),
        translation.gettext_noop("%(actor)s recorded you as a guest of the group “%(group)s”."),
    ),
    "invited": (
        translation.gettext_noop("“%(group)s” invites you"),
        translation.gettext_noop("%(actor)s invites you to join the group “%(group)s”."),
    ),
}


def moved(membership: Membership, by: Membership, reason: str, fact_id: int) -> bool:
    """To a person whose place somebody else changed."""
    if membership.state not in _MOVED:
        return False
    with translation.override(membership.person.language):
        names = {"actor": by.name, "group": membership.space.name}
        subject, sentence = _MOVED[membership.state]
        letter = Letter(
            subject=_(subject) % names,
            sentences=[_("Hello %(person)s,") % {"person": membership.name}, _(sentence) % names],
            quote=reason,
            button=_("Go to my groups"),
            url=urls.absolute(reverse("groups")),
            why=_("You receive this mail because it is about your place in this group."),
        )
        return _to_member(f"governance.moved:{fact_id}", membership, letter)


def propose_rest(membership: Membership, by: Membership | None, fact_id: int) -> bool:
    """A question, with no deadline and no consequence; by somebody, or by the rule that the group chose."""
    with translation.override(membership.person.language):
        names = {"actor": by.name if by else "", "group": membership.space.name}
        asked = (
            _("%(actor)s asks whether you would like to rest for a while in the group “%(group)s”.")
            if by
            else _("The group “%(group)s” has had no sign of you for a while, and asks whether you would like to rest.")
        )
        letter = Letter(
            subject=_("“%(group)s”: would you like to rest?") % names,
            sentences=[
                _("Hello %(person)s,") % {"person": membership.name},
                asked % names,
                _("Resting, you stay in the group and come back in one click. If you do not answer, nothing changes."),
            ],
            button=_("Answer"),
            url=_address(membership.space, "governance:my-place"),
            why=_("You receive this mail because you are in this group."),
        )
        return _to_member(f"governance.rest:{fact_id}", membership, letter)


def asked_to_join(applicant: Membership, note: str, fact_id: int) -> None:
    """To those who facilitate: somebody asks to come in."""
    for host in policies.roles_in_force(applicant.space):
        with translation.override(host.person.language):
            names = {"person": applicant.name, "group": applicant.space.name}
            letter = Letter(
                subject=_("%(person)s asks to join “%(group)s”") % names,
                sentences=[
                    _("Hello %(person)s,") % {"person": host.name},
                    _("%(person)s asks to join the group “%(group)s”.") % names,
                ],
                quote=note,
                button=_("Answer"),
                url=_address(applicant.space, "governance:application", applicant=applicant.person.ref),
                why=_("You receive this mail because you facilitate this group."),
            )
            _to_member(f"governance.asked:{fact_id}:{host.pk}", host, letter)


def _to_person(key: str, person: Person, letter: Letter) -> bool:
    """As ``_send``, to somebody of the house who has no place in this group."""
    return bool(person.email) and _send(key, person.email or "", letter)


def _address(space: Space, name: str, **arguments: Any) -> str:
    return urls.absolute(urls.here(space.slug, name, **arguments))
