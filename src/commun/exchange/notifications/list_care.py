"""Letters to those who look after a list, and to members whose address no longer takes its mails."""

from collections.abc import Callable

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.core import clock
from commun.core import mail as outbox
from commun.core.urls import absolute, here
from commun.exchange import addresses
from commun.exchange.models import AddressTrouble, InboundMail, MailingList, Subscription
from commun.governance.models import Membership
from commun.governance.notifications import Letter, _to_member
from commun.governance.policies import roles_in_force
from commun.ui.dates import day


def plain(text: str) -> str:
    """Words of a mail as the database takes them."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def _to_those_who_look_after(row: MailingList, key: str, letter: Callable[[Membership], Letter]) -> None:
    for member in roles_in_force(row.space):
        with translation.override(member.person.language):
            _to_member(f"{key}:{member.pk}", member, letter(member))


def _looks_after() -> str:
    return _("You receive this mail because you facilitate this group.")


def list_stopped(row: MailingList, count: int) -> None:
    """To those who look after the list: other servers refuse its mails, and what to check."""

    def letter(member: Membership) -> Letter:
        names = {"person": member.name, "group": row.space.name, "count": count}
        return Letter(
            subject=_("The mails of the list are stopped: %(group)s") % names,
            sentences=[
                _("Hello %(person)s,") % names,
                ngettext(
                    "Within an hour, the mail server of %(count)s member refused the mails of the list of %(group)s "
                    "by a rule of its own. Nobody is at fault and nobody was removed: the mails wait.",
                    "Within an hour, the mail servers of %(count)s members refused the mails of the list of %(group)s "
                    "by a rule of their own. Nobody is at fault and nobody was removed: the mails wait.",
                    count,
                )
                % names,
                _("Whoever runs the server can see what is missing with the command check_mail. Then let the mails "
                  "leave again."),
            ],
            button=_("Look after the list"),
            url=absolute(here(row.space.slug, "exchange:held-mails")),
            why=_looks_after(),
        )  # fmt: skip

    _to_those_who_look_after(row, f"exchange.stopped:{row.pk}:{clock.today().isoformat()}", letter)


def called_unwanted(subscription: Subscription) -> None:
    """To those who look after the list: a member no longer receives its mails, after a complaint."""

    def letter(member: Membership) -> Letter:
        names = {"person": member.name, "member": subscription.membership.name, "group": subscription.space.name}
        return Letter(
            subject=_("A mail of the list was called unwanted: %(group)s") % names,
            sentences=[
                _("Hello %(person)s,") % names,
                _("%(member)s told their mail provider that a mail of the list of %(group)s is unwanted. They read "
                  "the list on its page only from now on, and stay members.") % names,
                _("Often it is a wrong press: a word with them may settle it. They choose again on their own page."),
            ],
            why=_looks_after(),
        )  # fmt: skip

    key = f"exchange.unwanted:{subscription.pk}:{clock.today().isoformat()}"
    _to_those_who_look_after(subscription.list, key, letter)


def mails_expire(row: MailingList, count: int) -> None:
    """To those who look after the list: what waits is set aside in two days."""

    def letter(member: Membership) -> Letter:
        names = {"person": member.name, "group": row.space.name, "count": count}
        return Letter(
            subject=_("Mails still wait to be read: %(group)s") % names,
            sentences=[
                _("Hello %(person)s,") % names,
                ngettext(
                    "%(count)s mail has waited for twelve days. In two days it is set aside.",
                    "%(count)s mails have waited for twelve days. In two days they are set aside.",
                    count,
                )
                % names,
            ],
            button=_("See what waits"),
            url=absolute(here(row.space.slug, "exchange:held-mails")),
            why=_looks_after(),
        )

    _to_those_who_look_after(row, f"exchange.expire:{row.pk}:{clock.today().isoformat()}", letter)


def written_to_owners(mail: InboundMail, text: str) -> None:
    """To those who look after the list: somebody wrote to them; an answer goes to that person."""

    def letter(member: Membership) -> Letter:
        names = {"person": member.name, "group": mail.space.name, "sender": mail.sender or "?"}
        headers = {"Reply-To": mail.sender} if mail.sender.isascii() and mail.sender.count("@") == 1 else {}
        return Letter(
            subject=_("Written to those who look after the list: %(subject)s")
            % {"subject": mail.subject or _("(no subject)")},
            sentences=[
                _("Hello %(person)s,") % names,
                _("%(sender)s writes to those who look after the list of %(group)s. Nothing proves who they are.")
                % names,
            ],
            quote=plain(text)[:3000],
            why=_looks_after(),
            headers=headers,
        )

    _to_those_who_look_after(mail.list, f"exchange.owner:{mail.pk}", letter)


def try_address(trouble: AddressTrouble) -> bool:
    """To the address that no longer answers: if this comes back too, the mails are paused."""
    person = trouble.membership.person
    with translation.override(person.language):
        names = {"person": trouble.membership.name, "group": trouble.list.space.name}
        sentences = [
            _("Hello %(person)s,") % names,
            _("Mails of the list of %(group)s to this address came back several times. This one is a trial: if you "
              "read it, you have nothing to do.") % names,
            _("If it comes back too, the mails of the list are paused for you. You stay a member, and read the list "
              "on its page."),
        ]  # fmt: skip
        return bool(person.email) and outbox.send(
            key=f"exchange.trial:{trouble.token}",
            to=person.email or "",
            subject=_("Does this mail reach you? %(group)s") % names,
            text="\n\n".join(sentences) + "\n",
            envelope=addresses.bounce_address(trouble.token),
        )


def still_paused(trouble: AddressTrouble) -> bool:
    """To a paused address, at most three times: how to take it up again."""
    member, space = trouble.membership, trouble.space
    with translation.override(member.person.language):
        names = {"person": member.name, "group": space.name, "day": day(trouble.since, year=True)}
        letter = Letter(
            subject=_("The mails of the list are paused for you: %(group)s") % names,
            sentences=[
                _("Hello %(person)s,") % names,
                _("The mails of the list of %(group)s came back from this address, and are paused since %(day)s. If "
                  "you read this, it works again: have them sent again.") % names,
            ],
            button=_("Receive the mails again"),
            url=absolute(here(space.slug, "exchange:my-address")),
            why=_("You receive this mail because you are a member of this group."),
        )  # fmt: skip
        return _to_member(f"exchange.paused:{trouble.token}:{trouble.letter_count}", member, letter)


def confirm(subscription: Subscription, command: str, reply_to: str) -> bool:
    """To a member's own address: somebody asked this by mail; only an answer from there does it."""
    member = subscription.membership
    with translation.override(member.person.language):
        names = {"person": member.name, "group": subscription.space.name}
        wanted = (
            _("A mail asks that you receive each message of the list of %(group)s by mail.")
            if command == addresses.SUBSCRIBE
            else _("A mail asks that you no longer receive the list of %(group)s by mail.")
        )
        letter = Letter(
            subject=_("Please confirm: the list of %(group)s") % names,
            sentences=[
                _("Hello %(person)s,") % names,
                wanted % names,
                _("If it was you, answer this mail without changing anything. If not, do nothing: nothing changes."),
            ],
            why=_("You receive this mail because you are a member of this group."),
            headers={"Reply-To": reply_to},
        )
        # Its key serves until the reading changes: whoever changed their mind since is asked again.
        changed = f"{subscription.changed_at:%Y%m%d%H%M%S%f}"
        key = f"exchange.confirm:{subscription.pk}:{command}:{changed}:{clock.today().isoformat()}"
        return _to_member(key, member, letter)


def answer(mail: InboundMail, language: str, subject: str, sentences: list[str], key: str) -> bool:
    """A program's answer to a mail: short, marked as such, in its thread. Who may be answered, the caller checked."""
    with translation.override(language):
        return outbox.send(
            key=key,
            to=mail.sender,
            subject=subject,
            text="\n\n".join([_("Hello,"), *sentences]) + "\n",
            headers={
                "Auto-Submitted": "auto-replied",
                **({"In-Reply-To": mail.message_id, "References": mail.message_id} if mail.message_id else {}),
            },
        )
