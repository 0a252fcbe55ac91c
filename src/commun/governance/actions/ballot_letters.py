"""Letters to those who have a voice: each is sent once, whatever runs twice, and only what may be told is told."""

import datetime as dt
from collections.abc import Callable

from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from commun.core import clock, scope
from commun.core.errors import Refused
from commun.governance import ballot_words, methods, states
from commun.governance.models import Ballot, BallotVersion, Elector, Membership, Option, Process
from commun.governance.notifications import ballots as letters
from commun.governance.queries import ballot_results

OPENING, SOON, RESULT = "opening", "soon", "result"
# Locked together: a voter whose row is in it waits that long.
BATCH = 50
SOON_BEFORE = dt.timedelta(hours=26)
# A reminder so soon after the opening would be noise.
LEAST_BEFORE_REMINDER = dt.timedelta(hours=24)
# Nobody is told of what closed long ago (a demo, a restored copy).
TELL_WITHIN = dt.timedelta(days=3)


def tell_all() -> int:
    """Send the letters that are due; returns how many electors were gone through."""
    return tell_openings() + tell_closing_soon() + tell_results()


def tell_openings() -> int:
    """To those who have a voice in an open vote and have not used it."""
    rows = _open().filter(told="", process__opened_at__gt=clock.now() - TELL_WITHIN)
    return _each(rows, OPENING, _unless_cast(letters.opened))


def tell_closing_soon() -> int:
    """The day before the close, once, to those who have not answered."""
    now = clock.now()
    rows = _open().filter(
        told__in=("", OPENING),
        process__closes_at__lte=now + SOON_BEFORE,
        process__opened_at__lte=now - LEAST_BEFORE_REMINDER,
    )
    return _each(rows, SOON, _unless_cast(letters.closing_soon))


def tell_results() -> int:
    """What came out, to all who had a voice and are still in the group."""
    since = clock.now() - TELL_WITHIN
    with scope.everywhere("each group's electors are told of their own votes"):
        rows = Elector.objects.filter(
            process__state=Process.State.CLOSED,
            process__closed_at__gt=since,
            process__method__in=methods.by_ballot(),
            membership__state__in=states.INSIDE,
        ).exclude(told=RESULT)
    return _each(rows, RESULT, _tell_result)


def _tell_result(elector: Elector, process: Process) -> bool:
    with scope.use(process.space_id), translation.override(elector.membership.person.language):
        found = ballot_results.kept_of(process)
    return letters.closed(elector, process, found.sentence if found else "")


def _open() -> QuerySet[Elector]:
    with scope.everywhere("each group's electors are told of their own votes"):
        return Elector.objects.filter(
            process__state=Process.State.OPEN,
            process__closes_at__gt=clock.now(),
            process__method__in=methods.by_ballot(),
            membership__state__in=states.INSIDE,
        )


def _unless_cast(send: Callable[[Elector, Process], bool]) -> Callable[[Elector, Process], bool]:
    return lambda elector, process: not elector.has_cast and send(elector, process)


def _each(rows: QuerySet[Elector], word: str, send: Callable[[Elector, Process], bool]) -> int:
    count = 0
    while size := _batch(rows, word, send):
        count += size
    return count


def _batch(rows: QuerySet[Elector], word: str, send: Callable[[Elector, Process], bool]) -> int:
    """Lock some (two workers share them), send, mark: a crash sends nothing twice, the outbox knows its keys."""
    with transaction.atomic():
        found = list(
            rows.select_for_update(of=("self",), skip_locked=True)
            .select_related("process__space", "membership__person", "membership__space")
            .order_by("pk")[:BATCH]
        )
        for elector in found:
            send(elector, elector.process)
        with scope.everywhere("each group's electors are told of their own votes"):
            Elector.objects.filter(pk__in=[one.pk for one in found]).update(told=word)
    return len(found)


def send_receipt(elector: Elector, process: Process, number: str = "") -> bool:
    """Say by mail what counts now for this voice: the same sentence as on the screen."""
    with scope.use(process.space_id):
        if process.is_secret:
            return letters.receipt(elector, process, said="", at=None, number=number or "secret")
        ballot = Ballot.objects.filter(process=process, elector=elector).select_related("written_by__person").first()
        if ballot is None:
            gone = BallotVersion.objects.filter(process=process, elector=elector).order_by("-number").first()
            key = number or str(gone.number if gone else 0)
            return letters.receipt(elector, process, said="", at=None, number=key)
        options = list(Option.objects.filter(process=process).order_by("position"))
        with translation.override(elector.membership.person.language):
            said = ballot_words.said(process, ballot_words.labels_of(options), ballot.content)
    return letters.receipt(
        elector,
        process,
        said=said,
        at=ballot.cast_at,
        number=number or str(ballot.version),
        written_by=ballot.written_by,
    )


@transaction.atomic
def ask_receipt(*, by: Membership, process: Process) -> None:
    """A mail got lost: send the receipt again, at most once a minute. Raises Refused."""
    elector = _voice(by, process)
    if not elector.has_cast:
        raise Refused(_("You have not answered."))
    send_receipt(elector, process, number=letters.stamp())


@transaction.atomic
def renew_link(*, by: Membership, process: Process) -> None:
    """Another link by mail to one's own ballot; those sent before stop working. Raises Refused."""
    elector = _voice(by, process)
    if process.state != Process.State.OPEN:
        raise Refused(_("It is not open."))
    elector.link_number += 1
    elector.save(update_fields=["link_number"])
    letters.link_again(elector, process)


def _voice(by: Membership, process: Process) -> Elector:
    with scope.use(process.space_id):
        rows = Elector.objects.select_for_update(of=("self",)).select_related("membership__person", "membership__space")
        found = rows.filter(process=process, membership=by).first()
    if found is None:
        raise Refused(_("You had no voice when it opened: you can read, not vote."))
    return found
