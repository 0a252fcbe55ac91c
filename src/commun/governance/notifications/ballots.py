"""Letters about votes: the opening, the close that comes, receipts, results. None tells a result before its time."""

import datetime as dt
import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from commun.core import clock, scope
from commun.core.urls import absolute
from commun.governance import vote_links
from commun.governance.models import Elector, Membership, Option, Process
from commun.governance.notifications import Letter, _address, _to_member, acts
from commun.ui.dates import moment
from commun.ui.money import euros

# Projects of a budget that a letter shows; the ballot shows all.
SHOWN = 30


def _close_of(process: Process) -> str:
    return moment(process.closes_at) if process.closes_at else ""


def _words(elector: Elector, process: Process) -> dict[str, str]:
    return {
        "person": elector.membership.name,
        "group": process.space.name,
        "title": process.title,
        "close": _close_of(process),
    }


def _why() -> str:
    return _("You receive this mail because you have a voice in this vote.")


def _secret(process: Process) -> list[str]:
    return [_("It is a secret ballot: final once cast.")] if process.is_secret else []


def _note(process: Process) -> tuple[str, str]:
    """A mail about a secret ballot leads to what it protects and what it does not (Z9)."""
    if not process.is_secret:
        return "", ""
    return _("What a secret ballot protects, and what it does not"), absolute(reverse("secret-ballot-note"))


def _brochure(process: Process) -> list[str]:
    """What a budget shares and each project with its cost, to be read before the ballot is opened. 1 query."""
    if process.method != Process.Method.BUDGET:
        return []
    with scope.use(process.space_id):
        projects = list(Option.objects.filter(process=process).order_by("position"))
    said = [_("%(amount)s are to be shared between these projects:") % {"amount": euros(process.rules["amount_cents"])}]
    for one in projects[:SHOWN]:
        said.append(" · ".join(filter(None, (one.label, euros(one.data["cost_cents"]), one.detail[:200]))))
    more = len(projects) - SHOWN
    return said if more <= 0 else [*said, _("… and %(more)s more, on the ballot.") % {"more": more}]


def _is_answered_by_mail(process: Process) -> bool:
    """A date poll, and never a vote: it looks for a date, nothing is decided by it."""
    return process.method == Process.Method.DATES and not process.is_secret


def _answers_to(elector: Elector, process: Process) -> dict[str, str]:
    if not _is_answered_by_mail(process):
        return {}
    return acts.answered_to(elector.membership, acts.DATES, process.ref)


def _dates(process: Process) -> list[str]:
    """The dates with their numbers, and how to answer by mail. 1 query."""
    if not _is_answered_by_mail(process):
        return []
    with scope.use(process.space_id):
        rows = list(Option.objects.filter(process=process).order_by("position")[:SHOWN])
    dates = [f"{one.position} = {one.label}" for one in rows]
    said = _("You may also answer this mail, a line for each date: “1 yes”, “2 if need be”, “3 no”.")
    return [*dates, *acts.or_answer(said)]


def opened(elector: Elector, process: Process) -> bool:
    """To somebody who has a voice and has not used it: the vote is open, and their own link to it."""
    with _for(elector.membership):
        words = _words(elector, process)
        until = [_("It is open until %(close)s.") % words] if process.closes_at else []
        letter = Letter(
            subject=_("Your voice: %(title)s") % words,
            sentences=[
                _("Hello %(person)s,") % words,
                _("The group “%(group)s” asks: %(title)s") % words,
                *until,
                *_brochure(process),
                *_secret(process),
                *_dates(process),
                _("The link below is yours alone: it opens your ballot, without signing in."),
            ],
            quote=process.guidance[:600],
            button=_("Answer"),
            url=vote_links.link_of(elector, process),
            why=_why(),
            beside=_note(process),
            headers=_answers_to(elector, process),
        )
        return _send(f"governance.vote-open:{process.ref}:{elector.membership_id}", elector, letter)


def closing_soon(elector: Elector, process: Process) -> bool:
    """Once, the day before the close, to somebody who has not answered."""
    with _for(elector.membership):
        words = _words(elector, process)
        letter = Letter(
            subject=_("Until %(close)s: %(title)s") % words,
            sentences=[
                _("Hello %(person)s,") % words,
                _("“%(title)s” closes on %(close)s, and you have not answered.") % words,
                _("You may also leave it to the others. This reminder comes once."),
                *_secret(process),
                *_dates(process),
            ],
            button=_("Answer"),
            url=vote_links.link_of(elector, process),
            why=_why(),
            beside=_note(process),
            headers=_answers_to(elector, process),
        )
        return _send(f"governance.vote-soon:{process.ref}:{elector.membership_id}", elector, letter)


def link_again(elector: Elector, process: Process) -> bool:
    """A new link to one's own ballot; those sent before stop working."""
    with _for(elector.membership):
        words = _words(elector, process)
        letter = Letter(
            subject=_("Your new link: %(title)s") % words,
            sentences=[
                _("Hello %(person)s,") % words,
                _("Here is your new link to “%(title)s”. Those sent before no longer work.") % words,
            ],
            button=_("Answer"),
            url=vote_links.link_of(elector, process),
            why=_why(),
            beside=_note(process),
        )
        key = f"governance.vote-link:{process.ref}:{elector.membership_id}:{elector.link_number}"
        return _send(key, elector, letter)


def receipt(
    elector: Elector,
    process: Process,
    *,
    said: str,
    at: dt.datetime | None,
    number: str,
    written_by: Membership | None = None,
) -> bool:
    """What was received. ``said`` is empty for a secret ballot: only that it was received; ``at`` None: taken back."""
    with _for(elector.membership):
        words = _words(elector, process) | {"said": said}
        letter = Letter(
            subject=_("Received: %(title)s") % words,
            sentences=[_("Hello %(person)s,") % words, *_received(process, words, at, written_by)],
            button=_("See it"),
            url=_address(process.space, "governance:process", process=process.ref),
            why=_why(),
            beside=_note(process),
        )
        return _send(f"governance.receipt:{process.ref}:{elector.membership_id}:{number}", elector, letter)


def _received(
    process: Process, words: dict[str, str], at: dt.datetime | None, written_by: Membership | None
) -> list[str]:
    if process.is_secret:
        return [
            _("Your ballot on “%(title)s” was received.") % words,
            _("It is secret and final: nobody can find it again, neither can you."),
        ]
    until = [_("You may change it until %(close)s.") % words] if process.closes_at else []
    if at is None:
        return [_("You took back your answer to “%(title)s”.") % words, *until]
    words = words | {"at": moment(at)}
    if written_by is not None:
        words = words | {"writer": written_by.name}
        return [
            _("%(writer)s wrote down, from what you had said, your answer to “%(title)s”: %(said)s (%(at)s).") % words,
            *until,
        ]
    return [_("You answered “%(title)s”: %(said)s (%(at)s).") % words, *until]


def closed(elector: Elector, process: Process, sentence: str) -> bool:
    """To all who had a voice: what came out, once it is closed."""
    with _for(elector.membership):
        words = _words(elector, process) | {"sentence": sentence}
        letter = Letter(
            subject=_("Result: %(title)s") % words,
            sentences=[
                _("Hello %(person)s,") % words,
                _("“%(title)s” is closed. %(sentence)s") % words,
                _("The page tells how it was counted, and anybody can count again."),
            ],
            button=_("See the result"),
            url=_address(process.space, "governance:process", process=process.ref),
            why=_why(),
            beside=_note(process),
        )
        return _send(f"governance.vote-result:{process.ref}:{elector.membership_id}", elector, letter)


@contextmanager
def _for(member: Membership) -> Iterator[None]:
    """The language and the clock of the person who reads."""
    zone = zoneinfo.ZoneInfo(member.person.time_zone)
    with translation.override(member.person.language), timezone.override(zone):
        yield


def _send(key: str, elector: Elector, letter: Letter) -> bool:
    return _to_member(key, elector.membership, letter)


def stamp() -> str:
    """Makes a receipt that was asked for again a mail of its own, at most one a minute."""
    return clock.now().strftime("%Y%m%d%H%M")
