"""Verbs of the floor while a meeting runs: asking to speak, rounds. They leave no fact: who spoke is not kept."""

import hashlib
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import live
from commun.core.errors import Refused
from commun.governance.actions.meetings import locked
from commun.governance.actions.places import refuse_unless
from commun.governance.models import Meeting, Membership
from commun.governance.policies import meetings as policies
from commun.governance.queries import meetings as queries

LONGEST_QUESTION = 200


@transaction.atomic
def ask_to_speak(*, member: Membership, meeting: Meeting) -> Meeting:
    """Put oneself in the queue; those who have spoken the least go first. Asking twice is asking once."""
    row = _open(member, meeting)
    queue = _queue(row)
    if member.pk not in queue:
        queue.append(member.pk)
    return _keep(row, queue=queue)


@transaction.atomic
def leave_queue(*, member: Membership, meeting: Meeting) -> Meeting:
    """Take oneself out of the queue."""
    row = _open(member, meeting)
    return _keep(row, queue=[key for key in _queue(row) if key != member.pk])


@transaction.atomic
def give_floor(*, by: Membership, meeting: Meeting, to: Membership) -> Meeting:
    """Somebody speaks: they leave the queue, and their turn is counted for the order of the next ones."""
    row = _led(by, meeting)
    spoken = dict(row.floor.get("spoken", {}))
    spoken[str(to.pk)] = spoken.get(str(to.pk), 0) + 1
    return _keep(row, queue=[key for key in _queue(row) if key != to.pk], spoken=spoken)


@transaction.atomic
def start_round(*, by: Membership, meeting: Meeting, question: str = "") -> Meeting:
    """A round: each person once, in an order drawn for this round. Raises Refused when nobody is noted as present."""
    row = _led(by, meeting)
    people = [member.pk for member in queries.present_at(row)]
    if not people:
        raise Refused(_("Note who is present first: a round needs people."))
    seed = f"{row.ref}|{row.step_id}|{len(row.floor.get('rounds', []))}|{question}"
    order = sorted(people, key=lambda key: hashlib.sha256(f"{seed}|{key}".encode()).hexdigest())
    turn = {"question": question.strip()[:LONGEST_QUESTION], "order": order, "done": [], "passed": []}
    return _keep(row, round=turn)


@transaction.atomic
def next_in_round(*, by: Membership, meeting: Meeting, passes: bool = False, later: bool = False) -> Meeting:
    """The person whose turn it is has spoken, passes (nothing to say), or will speak after the others (later)."""
    row = _open(by, meeting)
    turn = row.floor.get("round")
    if not turn or not turn["order"]:
        raise Refused(_("There is no round at the moment."))
    current, rest = turn["order"][0], turn["order"][1:]
    if current != by.pk and not policies.can_run(by, row):
        raise Refused(_("It is somebody else’s turn."))
    turn = dict(turn)
    if later:
        turn["order"] = [*rest, current]
        return _keep(row, round=turn)
    turn["order"] = rest
    turn["passed" if passes else "done"] = [*turn["passed" if passes else "done"], current]
    spoken = dict(row.floor.get("spoken", {}))
    if not passes:
        spoken[str(current)] = spoken.get(str(current), 0) + 1
    return _keep(row, round=turn, spoken=spoken)


@transaction.atomic
def end_round(*, by: Membership, meeting: Meeting) -> Meeting:
    """Stop the round."""
    return _keep(_led(by, meeting), round=None)


def _queue(row: Meeting) -> list[int]:
    return list(row.floor.get("queue", []))


def _open(member: Membership, meeting: Meeting) -> Meeting:
    refuse_unless(policies.can_take_part(member) and member.space_id == meeting.space_id)
    row = locked(meeting)
    if row.state != Meeting.State.OPEN:
        raise Refused(_("This meeting is not open."))
    return row


def _led(by: Membership, meeting: Meeting) -> Meeting:
    if not policies.can_run(by, meeting):
        raise Refused(_("Those who facilitate or write this meeting lead it: ask them, or swap the duty."))
    return _open(by, meeting)


def _keep(row: Meeting, **changes: Any) -> Meeting:
    row.floor = {**row.floor, **changes}
    row.save(update_fields=["floor"])
    live.tell(f"meeting:{row.ref}", "floor")
    return row
