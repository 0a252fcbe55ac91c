"""Verbs of the end of the writing: freeze, open again, say that it is sent, withdraw."""

import datetime as dt
import hashlib
import json

from django.db import transaction
from django.utils.translation import gettext as _

from commun.bids import composition
from commun.bids.actions.support import locked, tell
from commun.bids.actions.teams import take_back
from commun.bids.authors import authors_of
from commun.bids.journal import bids as facts
from commun.bids.models import Bid, BidSection
from commun.bids.policies import bids as policies
from commun.bids.queries.bids import team_of
from commun.bids.queries.candidacy_print import candidacy_print
from commun.bids.queries.departures import no_longer_true
from commun.bids.queries.readiness import readiness_of
from commun.bids.queries.sections import outline_of
from commun.core import clock, scope
from commun.core.errors import Refused
from commun.core.words import as_written
from commun.core.writing import actions as texts
from commun.core.writing import versions
from commun.core.writing.tables import WrittenText
from commun.governance.actions.places import refuse_unless_awake
from commun.governance.models import Membership

LONGEST_REASON = 500
Stage = Bid.Stage


@transaction.atomic
def freeze_bid(*, by: Membership, bid: Bid) -> Bid:
    """Keep every section as it is and let nobody write any more; by who leads or sends.

    Raises Refused while something must be settled first, and for the second of two at once.
    """
    refuse_unless_awake(by, bid.space_id)
    held = locked(bid)
    _refuse_without_role(by, held)
    if held.stage == Stage.FROZEN:
        raise Refused(_("It is frozen already, by %(person)s.") % {"person": _name(held.frozen_by)})
    if held.stage != Stage.WRITING:
        raise Refused(_("An answer is frozen once it is written: its writing is not open."))
    obstacles = readiness_of(held).obstacles
    if obstacles:
        raise Refused(_("First: %(obstacle)s") % {"obstacle": " ".join(obstacles)})
    with scope.use(held.space_id):
        for text in _texts(held):
            versions.name_version(text=text, author=by.person_id, name=_("Frozen"))
            texts.project(text=text)
            BidSection.objects.filter(bid=held, ref=text.reference).update(authors=authors_of(text))
            texts.tell_right(text)
    held.stage, held.frozen_by, held.frozen_at = Stage.FROZEN, by, clock.now()
    held.save(update_fields=["stage", "frozen_by", "frozen_at"])
    tell(by, facts.FROZEN, held, fingerprint=fingerprint_of(held), candidacy=candidacy_print(held))
    return held


@transaction.atomic
def reopen_bid(*, by: Membership, bid: Bid, reason: str) -> Bid:
    """Let the team write again, as long as it was not sent; the frozen versions stay, and what those who left since
    held goes back to the team. Raises Refused.
    """
    refuse_unless_awake(by, bid.space_id)
    held = locked(bid)
    _refuse_without_role(by, held)
    if held.stage != Stage.FROZEN:
        raise Refused(_("This answer is not frozen, or is sent already."))
    reason = as_written(reason, LONGEST_REASON)
    if not reason:
        raise Refused(_("Say why: the team will read it."))
    held.stage, held.frozen_by, held.frozen_at = Stage.WRITING, None, None
    held.save(update_fields=["stage", "frozen_by", "frozen_at"])
    take_back(held)
    for text in _texts(held):
        texts.tell_right(text)
    tell(by, facts.REOPENED, held, words={"reason": reason})
    return held


@transaction.atomic
def mark_sent(*, by: Membership, bid: Bid, at: dt.datetime) -> Bid:
    """Say that the folder was sent to the buyer, and when.

    Raises Refused, too, for an answer that is no longer true while there is time: after the deadline, sent is sent.
    """
    refuse_unless_awake(by, bid.space_id)
    held = locked(bid)
    _refuse_without_role(by, held)
    if held.stage != Stage.FROZEN or held.frozen_at is None:
        raise Refused(_("An answer is frozen before it is sent: freeze it, build its folder, then send it."))
    if not composition.is_frozen(held) and (why := no_longer_true(held)):
        raise Refused(why)
    if not held.frozen_at - dt.timedelta(minutes=1) <= at <= clock.now() + dt.timedelta(minutes=1):
        raise Refused(_("It was sent after it was frozen, and not in the future."))
    held.stage, held.sent_at = Stage.SENT, at
    held.save(update_fields=["stage", "sent_at"])
    tell(by, facts.SENT, held)
    return held


@transaction.atomic
def withdraw_bid(*, by: Membership, bid: Bid, reason: str) -> Bid:
    """Give the answer up, before it is sent or after; what was written stays. Raises Refused."""
    refuse_unless_awake(by, bid.space_id)
    held = locked(bid)
    if held.stage not in Bid.STANDING:
        raise Refused(_("This answer is over already."))
    if held.stage == Stage.GATHERING:
        allowed = policies.is_in_team(by, held) or _is_empty(held)
    else:
        allowed = policies.may_send(by, held) or _is_empty(held)
    if not allowed:
        raise Refused(_("Who leads or sends gives it up; while the team gathers, anybody of the team."))
    reason = as_written(reason, LONGEST_REASON)
    if not reason:
        raise Refused(_("Say why: the team will read it."))
    held.stage, held.closed_at = Stage.WITHDRAWN, clock.now()
    held.save(update_fields=["stage", "closed_at"])
    for text in _texts(held):
        texts.tell_right(text)
    tell(by, facts.WITHDRAWN, held, words={"reason": reason})
    return held


def fingerprint_of(bid: Bid) -> str:
    """SHA-256 of the titles and words of the sections, in their order."""
    lines = outline_of(bid).lines
    said = [[line.section.title, line.text.markdown if line.text is not None else ""] for line in lines]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def _texts(bid: Bid) -> list[WrittenText]:
    with scope.use(bid.space_id):
        refs = list(BidSection.objects.filter(bid=bid).values_list("ref", flat=True))
        rows = WrittenText.objects.filter(kind=BidSection.TEXT_KIND, reference__in=refs)
        return list(rows.select_related("space").order_by("pk"))


def _refuse_without_role(by: Membership, bid: Bid) -> None:
    if not policies.may_send(by, bid):
        raise Refused(_("Who leads or sends does this, as the group decided."))


def _is_empty(bid: Bid) -> bool:
    """Nobody is in the team any more: then any member of the group may close what is left."""
    return team_of(bid).is_empty


def _name(member: Membership | None) -> str:
    return member.name if member is not None else ""
