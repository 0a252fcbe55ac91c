"""Verbs of the pool of facilitators (R39): being in it, calling for a meeting, answering, telling afterwards."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import clock, journal, scope
from commun.core.errors import NotFound, Refused
from commun.core.words import as_written
from commun.governance import states
from commun.governance.actions import guests, guided, places
from commun.governance.actions.places import self_of
from commun.governance.journal import facilitation as facts
from commun.governance.models import Facilitator, FacilitatorCall, Meeting, Membership
from commun.governance.notifications import facilitation as letters
from commun.governance.policies import facilitation as policies
from commun.governance.policies import membership_of
from commun.people.models import Person

LONGEST = 1000
# After the meeting, its minutes can still be read.
DAYS_AFTER = 7
State = FacilitatorCall.State


@transaction.atomic
def join_pool(*, person: Person, words: str, limits: str) -> Facilitator:
    """Be in the pool, or say it otherwise: what one can do, and what one does not. Raises Refused."""
    said = guided.words(words, LONGEST, _("Say in a few words what you can do."))
    bounds = as_written(limits, LONGEST)
    Person.objects.select_for_update().get(pk=person.pk)
    row = Facilitator.objects.filter(person=person).first()
    is_new = row is None or row.withdrawn_at is not None
    if row is None:
        row = Facilitator(person=person)
    row.words, row.limits, row.withdrawn_at = said, bounds, None
    if is_new:
        row.since = clock.today()
    row.save()
    _record_alone(facts.JOINED if is_new else facts.CHANGED, row)
    return row


@transaction.atomic
def leave_pool(*, person: Person) -> None:
    """Nobody calls them any more; calls already accepted stand. Raises Refused."""
    row = Facilitator.objects.select_for_update(of=("self",)).filter(person=person, withdrawn_at=None).first()
    if row is None:
        raise Refused(_("You are not in the pool."))
    row.withdrawn_at = clock.now()
    row.save(update_fields=["withdrawn_at"])
    _record_alone(facts.LEFT, row)


@transaction.atomic
def call_facilitator(*, by: Membership, meeting: Meeting, facilitator: Facilitator, words: str) -> FacilitatorCall:
    """Ask somebody of the pool to run a meeting to come; they are told by mail. Raises Refused."""
    places.refuse_unless_awake(by, meeting.space_id)
    places.refuse_unless(policies.can_call(by))
    said = guided.words(words, LONGEST, _("Say in a few words what you ask for."))
    pool = Facilitator.objects.select_for_update(of=("self",)).select_related("person").filter(withdrawn_at=None)
    row = pool.filter(pk=facilitator.pk).first()
    if row is None:
        raise Refused(_("This person is not in the pool any more."))
    if _is_inside(row.person, by):
        raise Refused(_("They are in your group: they can facilitate as one of you, by the turns."))
    _refuse_unless_to_come(meeting)
    with scope.use(by.space_id):
        waiting = FacilitatorCall.objects.filter(meeting=meeting, state__in=(State.WAITING, State.ACCEPTED))
        if waiting.filter(facilitator=row).exists():
            raise Refused(_("They are asked for this meeting already."))
    made = FacilitatorCall(space=by.space, facilitator=row, meeting=meeting, asked_by=by, words=said)
    made.asked_at = clock.now()
    made.save()
    _record(facts.ASKED, made, self_of(by))
    letters.asked(made)
    return made


@transaction.atomic
def take_back_call(*, by: Membership, call: FacilitatorCall) -> FacilitatorCall:
    """The group needs nobody any more; who had accepted is told, and reads the meeting no longer. Raises Refused."""
    places.refuse_unless(policies.can_call(by) and by.space_id == call.space_id)
    row = _held(call)
    if row.state not in {State.WAITING, State.ACCEPTED} or row.meeting.state != Meeting.State.PLANNED:
        raise Refused(_("There is nothing to take back any more."))
    row.state = State.TAKEN_BACK
    row.save(update_fields=["state"])
    if row.guest_pass is not None and row.guest_pass.is_live:
        guests.end_pass(row.guest_pass, self_of(by))
    _record(facts.TAKEN_BACK, row, self_of(by))
    letters.taken_back(row)
    return row


@transaction.atomic
def answer_call(*, person: Person, call: FacilitatorCall, is_yes: bool, words: str = "") -> FacilitatorCall:
    """Yes: they come as the guest of this meeting, until a week after it. No commits nobody. Raises Refused."""
    if not policies.can_answer(person, call):
        raise NotFound
    said = as_written(words, LONGEST)
    row = _held(call)
    if row.state != State.WAITING:
        raise Refused(_("This call was answered, or taken back."))
    row.state, row.answer, row.answered_at = (State.ACCEPTED if is_yes else State.DECLINED), said, clock.now()
    if is_yes:
        _refuse_unless_to_come(row.meeting)
        if row.asked_by.state != states.MEMBER:
            raise Refused(_("Whoever called you has left the group or is at rest: nothing is expected of you."))
        last = max(clock.today(), row.meeting.ends_at.date()) + dt.timedelta(days=DAYS_AFTER)
        row.guest_pass = guests.receive(by=row.asked_by, meeting=row.meeting, person=person, ends_on=last)
    row.save(update_fields=["state", "answer", "answered_at", "guest_pass"])
    _record(facts.ACCEPTED if is_yes else facts.DECLINED, row, journal.Person(person.pk))
    letters.answered(row)
    return row


@transaction.atomic
def tell_facilitator(*, by: Membership, call: FacilitatorCall, words: str) -> FacilitatorCall:
    """After the meeting: what helped, and where the limits were; for the facilitator and the group. Raises Refused."""
    places.refuse_unless_awake(by, call.space_id)
    said = guided.words(words, LONGEST, _("Write a few words first."))
    row = _held(call)
    if not policies.may_be_told(row):
        raise Refused(_("It is told once, when the meeting they ran is over."))
    row.feedback, row.feedback_by, row.feedback_at = said, by, clock.now()
    row.save(update_fields=["feedback", "feedback_by", "feedback_at"])
    _record(facts.TOLD, row, self_of(by))
    letters.told(row)
    return row


def export(person: Person) -> list[Any]:
    """One's place in the pool, the calls one made and those one received."""
    with scope.everywhere("a person's own data"):
        mine = FacilitatorCall.objects.filter(facilitator__person=person).select_related("space", "meeting")
        calls = [
            {
                _("group"): row.space.name,
                _("meeting"): row.meeting.title,
                _("answer"): row.answer,
                _("what they told me"): row.feedback,
            }
            for row in mine.order_by("pk")
        ]
        asked = FacilitatorCall.objects.filter(asked_by__person=person).select_related("space").order_by("pk")
        said = [{_("group"): row.space.name, _("on"): row.asked_at, _("message"): row.words} for row in asked]
    place = Facilitator.objects.filter(person=person).values("words", "limits", "since").first()
    return [*([dict(place)] if place else []), *calls, *said]


@transaction.atomic
def erase(person: Person) -> None:
    """Their words leave the pool and the calls; so does what groups told them."""
    Facilitator.objects.filter(person=person).update(words="", limits="", withdrawn_at=clock.now())
    gone = _("(erased)")
    with scope.everywhere("a person asks to be erased"):
        FacilitatorCall.objects.filter(facilitator__person=person).update(answer="", feedback="")
        FacilitatorCall.objects.filter(asked_by__person=person).update(words=gone)
        FacilitatorCall.objects.filter(feedback_by__person=person).update(feedback=gone)


def _held(call: FacilitatorCall) -> FacilitatorCall:
    with scope.use(call.space_id):
        rows = FacilitatorCall.objects.select_for_update(of=("self",))
        around = ("facilitator__person", "meeting__space", "asked_by__person", "space", "guest_pass__space")
        return rows.select_related(*around).get(pk=call.pk)


def _is_inside(person: Person, by: Membership) -> bool:
    found = membership_of(person, by.space)
    return found is not None and found.state in states.INSIDE


def _refuse_unless_to_come(meeting: Meeting) -> None:
    if not policies.is_to_come(meeting):
        raise Refused(_("This meeting is not to come any more."))


def _record(name: str, row: FacilitatorCall, actor: journal.Person | journal.Rule) -> None:
    journal.record(name, space=row.space, actor=actor, about=(facts.CALL, row.ref), data={})


def _record_alone(name: str, row: Facilitator) -> None:
    actor = journal.Person(row.person_id)
    journal.record(name, space=journal.house(), actor=actor, about=(facts.FACILITATOR, row.ref), data={})
