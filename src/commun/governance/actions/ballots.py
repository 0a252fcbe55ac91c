"""Verbs of ballots: casting, changing, taking back, writing down an absent member's answer, sealing at the close.

A cast holds the process's row in share: the close, which takes it whole, waits for the casts under way and no
other comes in after it. The bell is the clock's, not the job's: after ``closes_at`` nothing is taken.
"""

import datetime as dt
import hashlib
import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from commun.core import clock, journal, scope
from commun.core.errors import Refused
from commun.governance import methods
from commun.governance.actions import ballot_letters
from commun.governance.actions.places import refuse_unless, self_of
from commun.governance.journal import ballots as facts
from commun.governance.models import (
    Ballot,
    BallotVersion,
    Elector,
    Membership,
    Process,
    SecretBallot,
    WaitingBallot,
)

ABOUT = "governance.process"
LONGEST_REASON = 2000


@dataclass(frozen=True)
class Receipt:
    """What the voter may be told: whether it is secret, and for an open ballot which version counts now."""

    is_secret: bool
    version: int = 1
    is_new: bool = True


@transaction.atomic
def cast(*, by: Membership, process: Process, content: Mapping[str, Any], reason: str = "") -> Receipt:
    """Take the member's ballot; an open one replaces the former, a secret one is final. Raises Refused."""
    row, now = _held(process)
    elector = _elector(row, by)
    clean = _checked(row, content, reason)
    if row.is_secret:
        receipt = _cast_secretly(row, elector, clean)
    else:
        receipt = _write(row, elector, clean, reason.strip(), at=now, written_by=None)
    if receipt.is_new:
        ballot_letters.send_receipt(elector, row)
    if receipt.is_new and not row.is_secret:
        # Last: the group's journal is one chain, held until the end of the transaction; the others wait for it.
        name = facts.BALLOT_CAST if receipt.version == 1 else facts.BALLOT_CHANGED
        _record(name, row, by, {"elector": elector.pk, "version": receipt.version})
    return receipt


@transaction.atomic
def cast_for_absent(
    *, by: Membership, absent: Membership, process: Process, content: Mapping[str, Any], reason: str = ""
) -> Receipt:
    """Write down what an absent member answered in writing: shown as such, theirs to change until the close.

    Raises Refused for a secret ballot, over the cap of the rules, or when the absent member has voted already.
    """
    row, now = _held(process)
    _elector(row, by)
    elector = _elector(row, absent)
    cap = int(row.rules.get("absent_per_holder") or 0)
    if row.is_secret or cap == 0:
        raise Refused(_("The rules of this vote let nobody write for another."))
    if absent.pk == by.pk:
        raise Refused(_("Your own answer: use your own ballot."))
    clean = _checked(row, content, reason)
    with scope.use(row.space_id):
        # One at a time for this holder, so that two at once do not pass the cap.
        Elector.objects.select_for_update().get(process=row, membership=by)
        present = Ballot.objects.filter(process=row, elector=elector).first()
        held = Ballot.objects.filter(process=row, written_by=by).exclude(elector=elector).count()
    if present is not None and present.written_by_id is None:
        raise Refused(_("This member has answered already: nobody can answer in their place."))
    if held >= cap:
        raise Refused(_("You already wrote for as many absent members as the rules allow."))
    receipt = _write(row, elector, clean, reason.strip(), at=now, written_by=by)
    ballot_letters.send_receipt(elector, row)
    _record(facts.BALLOT_LOGGED, row, by, {"elector": elector.pk, "version": receipt.version, "for": absent.person_id})
    return receipt


@transaction.atomic
def withdraw_ballot(*, by: Membership, process: Process) -> None:
    """Take one's open ballot back; the former versions are kept. Raises Refused."""
    row, now = _held(process)
    elector = _elector(row, by)
    if row.is_secret:
        raise Refused(_("A secret ballot is final: nothing leads from you to it."))
    with scope.use(row.space_id):
        gone, _kinds = Ballot.objects.filter(process=row, elector=elector).delete()
        if not gone:
            raise Refused(_("You have not answered."))
        number = _last_version(row, elector) + 1
        _keep(row, elector, number, None, at=now, written_by=None)
    _mark(elector, has_cast=False)
    ballot_letters.send_receipt(elector, row)
    _record(facts.BALLOT_WITHDRAWN, row, by, {"elector": elector.pk, "version": number})


def seal(process: Process) -> int:
    """At the close of a secret vote: rewrite the ballots in random order, empty the table where they waited.

    The list of who took part is written anew in the same transaction, so that neither its rows nor their order keep
    the moment of a vote. Under the minimum the ballots are destroyed: there is no result. Returns how many there were.
    """
    contents = _emptied(process)
    if len(contents) < minimum_of(process):
        return len(contents)
    random.SystemRandom().shuffle(contents)
    with scope.use(process.space_id):
        SecretBallot.objects.bulk_create(
            SecretBallot(space_id=process.space_id, process=process, position=position, content=content)
            for position, content in enumerate(contents, start=1)
        )
    return len(contents)


def destroy(process: Process) -> None:
    """A secret vote is taken off the table: its ballots are never counted, and none is left waiting."""
    if process.is_secret:
        _emptied(process)


def _emptied(process: Process) -> list[dict[str, Any]]:
    """The ballots that waited, taken out of their table; the electors are written anew, in the order of the members."""
    with scope.use(process.space_id):
        waiting = WaitingBallot.objects.filter(process=process)
        contents = [row.content for row in waiting]
        waiting.delete()
        electors = list(Elector.objects.filter(process=process).order_by("membership_id"))
        Elector.objects.filter(process=process).delete()
        for elector in electors:
            elector.pk = None
        Elector.objects.bulk_create(electors)
    return contents


def minimum_of(process: Process) -> int:
    """How many secret ballots it takes for a result to be counted and shown (default 4)."""
    return int(process.rules.get("min_ballots") or methods.MIN_SECRET_BALLOTS)


def _held(process: Process) -> tuple[Process, dt.datetime]:
    """The row as it is, held in share until the end of the transaction, and the moment that was compared to the bell.

    That moment is the ballot's: what came in time is not late for having waited. Raises Refused when none is taken.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM governance_process WHERE id = %s FOR SHARE", [process.pk])
    with scope.use(process.space_id):
        row = Process.objects.select_related("space").get(pk=process.pk)
    if row.state == Process.State.SCHEDULED:
        raise Refused(_("It is not open yet."))
    if row.state != Process.State.OPEN:
        raise Refused(_("It is closed: no ballot is taken any more."))
    now = clock.now()
    if row.closes_at is not None and row.closes_at <= now:
        raise Refused(_("It is closed: no ballot is taken any more."))
    return row, now


def _elector(row: Process, member: Membership) -> Elector:
    """The member's own voice, locked: two casts of one voter follow each other."""
    refuse_unless(member.space_id == row.space_id)
    with scope.use(row.space_id):
        found = Elector.objects.select_for_update().filter(process=row, membership=member).first()
    if found is None:
        raise Refused(_("You had no voice when it opened: you can read, not vote."))
    found.membership = member
    return found


def _checked(row: Process, content: Mapping[str, Any], reason: str) -> dict[str, Any]:
    way = methods.ways.get(row.method)
    if way is None:
        raise Refused(_("This cannot be voted on."))
    if len(reason) > LONGEST_REASON:
        raise Refused(_("This is too long: 2,000 signs at most."))
    return way.ballot(row, content)


def _cast_secretly(row: Process, elector: Elector, content: dict[str, Any]) -> Receipt:
    if elector.has_cast:
        raise Refused(_("You have voted already, and a secret ballot is final."))
    with scope.use(row.space_id):
        WaitingBallot.objects.create(space_id=row.space_id, process=row, content=content)
    _mark(elector, has_cast=True)
    return Receipt(is_secret=True)


def _write(
    row: Process,
    elector: Elector,
    content: dict[str, Any],
    reason: str,
    *,
    at: dt.datetime,
    written_by: Membership | None,
) -> Receipt:
    """Keep the ballot that counts, and its version; the same answer sent twice is one."""
    with scope.use(row.space_id):
        ballot = Ballot.objects.filter(process=row, elector=elector).first()
        writer = written_by.pk if written_by else None
        if ballot is not None and (ballot.content, ballot.reason, ballot.written_by_id) == (content, reason, writer):
            return Receipt(is_secret=False, version=ballot.version, is_new=False)
        number = _last_version(row, elector) + 1
        if ballot is None:
            ballot = Ballot(space_id=row.space_id, process=row, elector=elector)
        ballot.content, ballot.reason, ballot.version = content, reason, number
        ballot.cast_at, ballot.written_by = at, written_by
        ballot.save()
        _keep(row, elector, number, content, at=at, written_by=written_by)
    _mark(elector, has_cast=True)
    return Receipt(is_secret=False, version=number)


def _last_version(row: Process, elector: Elector) -> int:
    kept = BallotVersion.objects.filter(process=row, elector=elector).order_by("-number")
    return kept.values_list("number", flat=True).first() or 0


def _keep(
    row: Process,
    elector: Elector,
    number: int,
    content: dict[str, Any] | None,
    *,
    at: dt.datetime,
    written_by: Membership | None,
) -> None:
    BallotVersion.objects.create(
        space_id=row.space_id,
        process=row,
        elector=elector,
        number=number,
        content=_without_words(content),
        cast_at=at,
        written_by=written_by,
    )


def _without_words(content: dict[str, Any] | None) -> dict[str, Any] | None:
    """Versions cannot be erased: of a free answer they keep the fingerprint, the words stay on the ballot."""
    if content is None or "text" not in content:
        return content
    return {"sha256": hashlib.sha256(str(content["text"]).encode()).hexdigest()}


def _mark(elector: Elector, *, has_cast: bool) -> None:
    if elector.has_cast != has_cast:
        elector.has_cast = has_cast
        elector.save(update_fields=["has_cast"])


def _record(name: str, row: Process, by: Membership, data: Mapping[str, Any]) -> None:
    journal.record(name, space=row.space, actor=self_of(by), about=(ABOUT, row.ref), data=data)
