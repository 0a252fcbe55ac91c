"""Verbs of what became of an answer: told by the team, corrected, the contract signed."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commun.bids.actions.bids import MOST_CENTS
from commun.bids.actions.support import locked, tell
from commun.bids.journal import bids as facts
from commun.bids.models import Bid, BidOutcome, Project
from commun.bids.policies import bids as policies
from commun.core import clock, scope
from commun.core.errors import Refused
from commun.core.words import as_written, one_line, short_enough
from commun.governance.actions.places import refuse_unless_awake
from commun.governance.models import Membership
from commun.tenders.models import PastAward

RESULTS = (Bid.Stage.WON, Bid.Stage.LOST, Bid.Stage.UNANSWERED)
AFTER = (Bid.Stage.SENT, *RESULTS)
LONGEST_WORDS, LONGEST_NAME, MOST_SCORES, MOST_OFFERS = 4000, 200, 30, 1000


@dataclass(frozen=True)
class OutcomeSheet:
    """What the buyer answered; ``scores``: {"criterion", "weight", "ours", "winner"}, points or None."""

    result: str
    scores: Sequence[dict[str, Any]] = field(default_factory=tuple)
    rank: int | None = None
    offers_count: int | None = None
    winner: str = ""
    winner_cents: int | None = None
    buyer_words: str = ""
    lesson: str = ""
    award: PastAward | None = None


@transaction.atomic
def tell_outcome(*, by: Membership, bid: Bid, sheet: OutcomeSheet) -> BidOutcome:
    """Say won, lost or no answer, with what is known; said again, it corrects. Raises Refused."""
    refuse_unless_awake(by, bid.space_id)
    held = locked(bid)
    if not policies.is_in_team(by, held):
        raise Refused(_("Those of the team say what became of it."))
    if held.stage not in AFTER:
        raise Refused(_("An answer that was not sent has no outcome: say first that it is sent."))
    if sheet.result not in RESULTS:
        raise Refused(_("Choose: won, lost or no answer."))
    with scope.use(held.space_id):
        row = BidOutcome.objects.filter(bid=held).first() or BidOutcome(space_id=held.space_id, bid=held)
        if sheet.result != Bid.Stage.WON and Project.objects.filter(bid=held).exists():
            raise Refused(_("A project was opened from this answer: it was won."))
    _write(row, sheet)
    row.told_by, row.told_at = by, clock.now()
    row.save()
    held.stage, held.closed_at = Bid.Stage(sheet.result), clock.now()
    held.save(update_fields=["stage", "closed_at"])
    tell(by, facts.TOLD, held, result=sheet.result)
    return row


@transaction.atomic
def sign_contract(*, by: Membership, bid: Bid, on: dt.date) -> Bid:
    """Write the day of the signature: from then on operators may change again. Raises Refused."""
    refuse_unless_awake(by, bid.space_id)
    held = locked(bid)
    if not policies.is_in_team(by, held):
        raise Refused(_("Those of the team say what became of it."))
    if held.stage != Bid.Stage.WON:
        raise Refused(_("A contract is signed once the answer is won."))
    if held.sent_at is None or not held.sent_at.date() <= on <= clock.today():
        raise Refused(_("It was signed after the answer was sent, and not in the future."))
    if held.signed_on != on:
        held.signed_on = on
        held.save(update_fields=["signed_on"])
        tell(by, facts.SIGNED, held, on=on.isoformat())
    return held


def _write(row: BidOutcome, sheet: OutcomeSheet) -> None:
    if sheet.rank is not None and not 1 <= sheet.rank <= MOST_OFFERS:
        raise Refused(_("This place is not possible."))
    if sheet.offers_count is not None and not 1 <= sheet.offers_count <= MOST_OFFERS:
        raise Refused(_("This number of offers is not possible."))
    if sheet.rank and sheet.offers_count and sheet.rank > sheet.offers_count:
        raise Refused(_("Our place cannot come after the last offer."))
    if sheet.winner_cents is not None and not 0 <= sheet.winner_cents <= MOST_CENTS:
        raise Refused(_("This price is not possible."))
    if len(sheet.scores) > MOST_SCORES:
        raise Refused(_("Thirty criteria at most."))
    row.scores = [_clean_score(one) for one in sheet.scores]
    row.rank, row.offers_count = sheet.rank, sheet.offers_count
    others_won = sheet.result == Bid.Stage.LOST
    if sheet.result == Bid.Stage.UNANSWERED:
        # Nobody knows how it ended: what was said of an outcome is taken back.
        row.scores, row.rank, row.offers_count = [], None, None
    row.winner = one_line(sheet.winner, LONGEST_NAME) if others_won else ""
    row.winner_cents, row.award = sheet.winner_cents if others_won else None, sheet.award
    row.buyer_words = as_written(sheet.buyer_words, LONGEST_WORDS)
    row.lesson = as_written(sheet.lesson, LONGEST_WORDS)


def _clean_score(one: dict[str, Any]) -> dict[str, Any]:
    """Points with two decimals, as text: JSON has no decimals."""
    found: dict[str, Any] = {"criterion": short_enough(str(one.get("criterion", "")).strip(), 300)}
    for name in ("weight", "ours", "winner"):
        value = one.get(name)
        if value is not None and not 0 <= value <= 1000:
            raise Refused(_("Points go from 0 to 1,000."))
        found[name] = None if value is None else f"{value:.2f}"
    return found
