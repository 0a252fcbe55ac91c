"""Verbs of offers and needs: write, correct, answer, say back, and say that it is found or over."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import clock, journal, scope
from commun.core.errors import Refused
from commun.core.models import Fact
from commun.core.words import as_written, one_line
from commun.exchange.journal import offers as facts
from commun.exchange.models import Offer, OfferAnswer
from commun.exchange.notifications import offers as letters
from commun.exchange.offer_matches import stems_of
from commun.governance.actions.places import refuse_unless_awake, self_of
from commun.governance.models import Membership

LONGEST_TITLE, LONGEST_SMALL, LONGEST_WORDS, LONGEST_ANSWER = 120, 80, 2000, 1000
MOST_OPEN = 100
FARTHEST = dt.timedelta(days=3 * 366)
State = Offer.State


@dataclass(frozen=True)
class OfferSheet:
    """What is written: an offer or a need, of which nature, what, how much, where, until when."""

    kind: str
    nature: str
    title: str
    words: str = ""
    quantity: str = ""
    place: str = ""
    until: dt.date | None = None


@transaction.atomic
def write_offer(*, by: Membership, sheet: OfferSheet, token: str = "") -> Offer:
    """Write it for the group. The same form twice writes once. Raises Refused."""
    refuse_unless_awake(by, by.space_id)
    journal.hold(by.space)
    key = f"{by.pk}:{one_line(token, 40)}" if token else ""
    with scope.use(by.space_id):
        done = Offer.objects.select_related("space", "by__person").filter(key=key).first() if key else None
        if done is not None:
            return done
        if Offer.objects.filter(by=by, state=State.OPEN).count() >= MOST_OPEN:
            raise Refused(_("You have 100 of them open already: close some first."))
    row = Offer(space=by.space, by=by, made_at=clock.now(), key=key)
    _fill(row, sheet)
    row.save()
    _tell(by, facts.LOOKED_FOR if row.is_need else facts.OFFERED, row, nature=row.nature)
    return row


@transaction.atomic
def change_offer(*, by: Membership, offer: Offer, sheet: OfferSheet) -> Offer:
    """Correct one's own, while it is open. Raises Refused."""
    row = _held_by_author(by, offer)
    if not row.is_open:
        raise Refused(_("It is no longer open: open it again first."))
    _fill(row, sheet)
    row.save()
    _tell(by, facts.CHANGED, row)
    return row


@transaction.atomic
def move_offer(*, by: Membership, offer: Offer, state: str) -> Offer:
    """Say that it is found, close it, or open it again; as it is already: nothing. Raises Refused."""
    row = _held_by_author(by, offer)
    if state not in State.values:
        raise Refused(_("Say whether it is found, closed or open again."))
    if row.state == state:
        return row
    if state == State.OPEN and row.until is not None and row.until < clock.today():
        row.until = None
    row.state = state
    row.save(update_fields=["state", "until"])
    _tell(by, {State.FOUND: facts.FOUND, State.CLOSED: facts.CLOSED}.get(State(state), facts.REOPENED), row)
    return row


@transaction.atomic
def answer_offer(*, by: Membership, offer: Offer, said: str) -> OfferAnswer:
    """« I can », « I am interested », with a word; once each, a second time corrects it. Told to who wrote it.

    Raises Refused.
    """
    refuse_unless_awake(by, offer.space_id)
    row = _locked(offer)
    if row.by_id == by.pk:
        raise Refused(_("You wrote it yourself: others answer."))
    if not row.is_open:
        raise Refused(_("It is no longer open: somebody was found, or it was closed."))
    said = as_written(said, LONGEST_ANSWER)
    with scope.use(row.space_id):
        answer = OfferAnswer.objects.filter(offer=row, by=by).first()
    if answer is not None and answer.words == said:
        return answer
    answer = answer or OfferAnswer(space_id=row.space_id, offer=row, by=by)
    answer.words, answer.made_at = said, clock.now()
    answer.save()
    letters.answered(answer, _tell(by, facts.ANSWERED, row, answer=answer.ref).pk)
    return answer


@transaction.atomic
def take_answer_back(*, by: Membership, offer: Offer) -> None:
    """Take one's own answer back; nothing when there is none. Raises Refused."""
    refuse_unless_awake(by, offer.space_id)
    row = _locked(offer)
    with scope.use(row.space_id):
        gone, _kinds = OfferAnswer.objects.filter(offer=row, by=by).delete()
    if gone:
        _tell(by, facts.TAKEN_BACK, row)


@transaction.atomic
def reply_to_answer(*, by: Membership, answer: OfferAnswer, said: str) -> OfferAnswer:
    """Say something back to who answered what one wrote. Told to them. Raises Refused."""
    offer = _held_by_author(by, answer.offer)
    said = as_written(said, LONGEST_ANSWER)
    if not said:
        raise Refused(_("Write a word to who answered you."))
    with scope.use(offer.space_id):
        row = OfferAnswer.objects.select_related("space", "offer__space", "by__person").filter(pk=answer.pk).first()
    if row is None:
        raise Refused(_("This answer was taken back meanwhile."))
    if row.reply == said:
        return row
    row.reply, row.replied_at = said, clock.now()
    row.save(update_fields=["reply", "replied_at"])
    letters.replied(row, by, _tell(by, facts.REPLIED, offer, answer=row.ref).pk)
    return row


def _fill(row: Offer, sheet: OfferSheet) -> None:
    if sheet.kind not in Offer.Kind.values or sheet.nature not in Offer.Nature.values:
        raise Refused(_("Say whether you offer it or look for it, and of which nature it is."))
    row.kind, row.nature = sheet.kind, sheet.nature
    row.title, row.words = one_line(sheet.title, LONGEST_TITLE), as_written(sheet.words, LONGEST_WORDS)
    row.quantity, row.place = one_line(sheet.quantity, LONGEST_SMALL), one_line(sheet.place, LONGEST_SMALL)
    if not row.title:
        raise Refused(_("Say in a few words what it is."))
    today = clock.today()
    if sheet.until is not None and not today <= sheet.until <= today + FARTHEST:
        raise Refused(_("The last day is between today and three years from now; or leave it empty."))
    row.until = sheet.until
    row.stems = [stem[:60] for stem in stems_of(row.title, row.words)]


def _held_by_author(by: Membership, offer: Offer) -> Offer:
    refuse_unless_awake(by, offer.space_id)
    row = _locked(offer)
    if row.by_id != by.pk:
        raise Refused(_("Who wrote it says so: answer it instead."))
    return row


def _locked(offer: Offer) -> Offer:
    journal.hold(offer.space)
    with scope.use(offer.space_id):
        rows = Offer.objects.select_for_update(of=("self",)).select_related("space", "by__person")
        return rows.get(pk=offer.pk)


def _tell(by: Membership, fact: str, row: Offer, **data: Any) -> Fact:
    return journal.record(fact, space=row.space, actor=self_of(by), about=(facts.OFFER, row.ref), data=data)
