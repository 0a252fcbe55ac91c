"""Names of what a mail of this room lets one do, and the links and keys that its letters carry."""

from typing import Any

from commun.core import links, mail, replies
from commun.governance.models import Action, Meeting, Membership, Process, Role

FINISH_ACTION, TAKE_ACTION = "governance.finish-action", "governance.take-action"
VOLUNTEER, OBJECT = "governance.volunteer", "governance.object"
ANSWER_DATES, COME, COME_SERIES = "governance.answer-dates", "governance.come", "governance.come-series"
OTHER_TIME = "governance.other-time"
# What an answer by mail may be about; an objection is a sort of its own, since no vote is ever one.
ACTION, ROLE, DATES, OBJECTION = "governance.action", "governance.role", "governance.dates", "governance.objection"
MEETING, SERIES = "governance.meeting", "governance.series"


def to_object(process: Process, member: Membership) -> str:
    """The link by which this member objects to the text on the table."""
    return links.link(OBJECT, member.person_id, process=process.ref, version=process.version)


def to_volunteer(role: Role, member: Membership, wish: str = "carry") -> str:
    """The link by which this member offers themselves for a role."""
    return links.link(VOLUNTEER, member.person_id, role=role.ref, wish=wish)


def to_finish(action: Action, member: Membership) -> str:
    """The link by which this member says that it is done."""
    return links.link(FINISH_ACTION, member.person_id, action=action.ref)


def to_come(meeting: Meeting, member: Membership, answer: str) -> str:
    """The link by which this member answers for a meeting."""
    return links.link(COME, member.person_id, meeting=meeting.ref, answer=answer)


def answered_to(member: Membership, kind: str, ref: str, **data: Any) -> dict[str, str]:
    """The header by which this member's answer comes back to the thing; nothing while the house writes no mail."""
    if mail.is_silent():
        return {}
    return replies.headers_for(member.space, member.person_id, kind, ref, data)


def or_answer(sentence: str) -> list[str]:
    """What a letter says of answering it, where answers are read."""
    return [sentence] if replies.are_read() else []
