"""Verbs of minutes: lines, what is born from them, remarks and approval."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import clock, journal, live, scope
from commun.core.errors import Refused
from commun.core.search import indexing
from commun.core.words import one_line, web_address
from commun.governance.actions import decisions, duties, follow_up, meetings, processes
from commun.governance.actions.places import refuse_unless, self_of
from commun.governance.journal import meetings as facts
from commun.governance.models import Action, AgendaItem, Case, Decision, Meeting, Membership, MinuteLine, Process
from commun.governance.policies import meetings as policies

if TYPE_CHECKING:
    from commun.governance.actions.disagreements import Side

ABOUT, ABOUT_MEETING = "governance.line", "governance.meeting"
ORIGIN = "meeting_line"
LONGEST_LINE, LONGEST_ADDRESS = 1000, 300
TITLE_LENGTH = 200
# Not a nature of its own: a decision, put at once under the objections of those who were not there.
ANNOUNCED, ABSENT_DAYS = "announced", 7
Nature = MinuteLine.Nature


@transaction.atomic
def write_line(
    *, by: Membership, meeting: Meeting, text: str, nature: str = Nature.NOTE, item: AgendaItem | None = None,
    address: str = "",
) -> MinuteLine:  # fmt: skip
    """Add a line to the minutes of a meeting open, or closed and not yet approved. Raises Refused."""
    refuse_unless_written(by, meeting, nature)
    if nature not in Nature.values or (item is not None and item.meeting_id != meeting.pk):
        raise Refused(_("Choose what this line is."))
    line = MinuteLine(
        space=meeting.space,
        meeting=meeting,
        item=item,
        nature=nature,
        text=_checked(text),
        address=web_address(address, LONGEST_ADDRESS),
        author=by,
        is_open=nature == Nature.REMARK,
        written_at=clock.now(),
        changed_at=clock.now(),
    )
    line.save()
    _record(facts.LINE_WRITTEN, line, by, nature=nature)
    if meeting.state == Meeting.State.OPEN:
        duties.note_writer(by=by, meeting=meeting)
    return line


def refuse_unless_written(by: Membership, meeting: Meeting, nature: str = Nature.NOTE) -> None:
    """Everybody writes while the meeting is open; then those who led it, until the approval. Raises Refused."""
    refuse_unless(policies.can_take_part(by) and by.space_id == meeting.space_id)
    if meeting.state not in {Meeting.State.OPEN, Meeting.State.CLOSED}:
        raise Refused(_("The minutes are written once the meeting is open."))
    _refuse_if_approved(meeting)
    if nature != Nature.REMARK and not policies.can_write(by, meeting):
        raise Refused(_("The meeting is closed: ask for a correction, those who led it will add it."))


@transaction.atomic
def change_line(*, by: Membership, line: MinuteLine, text: str, nature: str = "") -> MinuteLine:
    """Correct a line until the minutes are approved; what was born from it keeps its own words. Raises Refused."""
    row = _held(by, line)
    row.text = _checked(text)
    if nature:
        if nature not in Nature.values or (row.born and nature != row.nature):
            raise Refused(_("Something was born from this line: its nature stays."))
        row.nature = nature
    row.changed_at = clock.now()
    row.save()
    _record(facts.LINE_CHANGED, row, by, nature=row.nature)
    return row


@transaction.atomic
def remove_line(*, by: Membership, line: MinuteLine) -> None:
    """Take a line out; not when something was born from it. Raises Refused."""
    row = _held(by, line)
    if row.born:
        raise Refused(_("Something was born from this line: it stays in the minutes."))
    _record(facts.LINE_REMOVED, row, by, nature=row.nature)
    # Nothing leads from its number to the minutes any more.
    indexing.touch(row.space_id, ABOUT_MEETING, row.meeting.ref)
    row.delete()


@transaction.atomic
def make_decision(*, by: Membership, line: MinuteLine) -> Decision:
    """A decision is born from the line: a matter heard, that leads back to it. Raises Refused."""
    row = _barren(by, line)
    title = _short(row.text, TITLE_LENGTH)
    text = row.text if len(row.text) > TITLE_LENGTH else ""
    decision = decisions.voice(by=by, draft=decisions.Draft(title=title, text=text), origin=f"{ORIGIN}:{row.pk}")
    _grow(row, by, Nature.DECISION, f"decision:{decision.ref}")
    return decision


@transaction.atomic
def announce(*, by: Membership, line: MinuteLine, days: int = ABSENT_DAYS) -> Process:
    """What was settled here stands unless somebody, absent perhaps, objects within ``days`` (C2). Raises Refused."""
    if not 1 <= days <= 90:
        raise Refused(_("Between 1 and 90 days."))
    row = _barren(by, line)
    title = _short(row.text, TITLE_LENGTH)
    draft = decisions.Draft(title=title, text=row.text, concerned=_("All the members of the group"))
    decision = decisions.propose(by=by, decision=decisions.voice(by=by, draft=draft, origin=f"{ORIGIN}:{row.pk}"))
    wish = processes.Wish(
        method=Process.Method.AUTHORISATION,
        title=title,
        guidance=_("Settled at a meeting: those who were not there may object until the end of the window."),
        decision=decision,
        rules={"days": days},
        closes_at=clock.now() + dt.timedelta(days=days),
    )
    process = processes.open_process(by=by, wish=wish)
    _grow(row, by, Nature.DECISION, f"decision:{decision.ref}")
    return process


@transaction.atomic
def open_case(*, by: Membership, line: MinuteLine, parties: Sequence["Side"]) -> Case:
    """A disagreement noted in a line is worked on by its parties; the line leads to it. Raises Refused."""
    from commun.governance.actions import disagreements

    row = _barren(by, line)
    title = _short(row.text, TITLE_LENGTH)
    case = disagreements.open_case(by=by, object=title, parties=parties, origin=f"{ORIGIN}:{row.pk}")
    _grow(row, by, Nature.DISAGREEMENT, f"disagreement:{case.ref}")
    return case


@transaction.atomic
def make_action(
    *, by: Membership, line: MinuteLine, owner: Membership | None = None, due_on: dt.date | None = None
) -> Action:
    """A thing to do is born from the line, with its owner and its day (or the group's, without). Raises Refused."""
    row = _barren(by, line)
    title = _short(row.text, follow_up.LONGEST_TITLE)
    action = follow_up.add_action(by=by, title=title, owner=owner, due_on=due_on, origin=f"{ORIGIN}:{row.pk}")
    _grow(row, by, Nature.ACTION, f"action:{action.ref}")
    return action


@transaction.atomic
def keep_resource(*, by: Membership, line: MinuteLine, nature: str = Nature.RESOURCE) -> MinuteLine:
    """The line is kept as a resource or a tip, found again on their page (R35). Raises Refused."""
    row = _barren(by, line)
    if nature not in {Nature.RESOURCE, Nature.TIP}:
        raise Refused(_("Choose: a resource or a tip."))
    _grow(row, by, nature, "")
    return row


@transaction.atomic
def grow_line(*, by: Membership, line: MinuteLine, nature: str, owner: Membership | None = None) -> object:
    """Make of the line what its nature says, in one tap. Raises Refused."""
    if nature == Nature.DECISION:
        return make_decision(by=by, line=line)
    if nature == ANNOUNCED:
        return announce(by=by, line=line)
    if nature == Nature.ACTION:
        return make_action(by=by, line=line, owner=owner)
    if nature == Nature.DISAGREEMENT:
        return note_disagreement(by=by, line=line)
    return keep_resource(by=by, line=line, nature=nature)


@transaction.atomic
def write_and_grow(
    *, by: Membership, meeting: Meeting, text: str, nature: str = Nature.NOTE, address: str = "",
    owner: Membership | None = None, due_on: dt.date | None = None,
) -> MinuteLine:  # fmt: skip
    """Write a line on the present step, and in the same tap what it gives birth to: all or none. Raises Refused."""
    item = meeting.step if meeting.state == Meeting.State.OPEN else None
    line = write_line(by=by, meeting=meeting, text=text, nature=Nature.NOTE, item=item, address=address)
    if nature == Nature.ACTION:
        make_action(by=by, line=line, owner=owner, due_on=due_on)
    elif nature != Nature.NOTE:
        grow_line(by=by, line=line, nature=nature)
    return line


@transaction.atomic
def note_disagreement(*, by: Membership, line: MinuteLine) -> MinuteLine:
    """The line says that people disagree: kept as such, so that it can be worked on. Raises Refused."""
    row = _barren(by, line)
    _grow(row, by, Nature.DISAGREEMENT, "")
    return row


@transaction.atomic
def remark_minutes(*, by: Membership, meeting: Meeting, text: str) -> MinuteLine:
    """Ask for a correction: until it is answered, silence does not approve these minutes. Raises Refused."""
    if meeting.state != Meeting.State.CLOSED:
        raise Refused(_("A remark is made once the minutes are sent."))
    line = write_line(by=by, meeting=meeting, text=text, nature=Nature.REMARK)
    _record_meeting(facts.MINUTES_REMARKED, meeting, by)
    return line


@transaction.atomic
def answer_remark(*, by: Membership, line: MinuteLine) -> MinuteLine:
    """Say that a remark was taken into account: by its author, or by those who lead the meeting. Raises Refused."""
    row = _held(by, line)
    if row.nature != Nature.REMARK or not row.is_open:
        raise Refused(_("This remark was already answered."))
    row.is_open, row.changed_at = False, clock.now()
    row.save()
    _record(facts.LINE_CHANGED, row, by, nature=row.nature)
    return row


@transaction.atomic
def approve_minutes(*, by: Membership, meeting: Meeting) -> Meeting:
    """Approve the minutes at a meeting that follows, once every remark is answered. Raises Refused."""
    refuse_unless(policies.can_run(by, meeting))
    row = meetings.locked(meeting)
    if row.minutes_state != Meeting.Minutes.MAILED:
        raise Refused(_("These minutes are not waiting for approval."))
    with scope.use(row.space_id):
        if row.lines.filter(nature=Nature.REMARK, is_open=True).exists():
            raise Refused(_("A remark waits for an answer: take it into account first."))
    meetings.approve(row, self_of(by))
    return row


@transaction.atomic
def publish_minutes(*, by: Membership, meeting: Meeting, is_public: bool) -> Meeting:
    """Let the minutes be read without an account, or keep them among the members (R36)."""
    refuse_unless(policies.can_arrange(by) and by.space_id == meeting.space_id)
    row = meetings.locked(meeting)
    row.is_public = is_public
    row.save(update_fields=["is_public"])
    _record_meeting(facts.MINUTES_OPENED if is_public else facts.MINUTES_CLOSED, row, by)
    return row


def _grow(row: MinuteLine, by: Membership, nature: str, born: str) -> None:
    row.nature, row.born, row.changed_at = nature, born, clock.now()
    row.save(update_fields=["nature", "born", "changed_at"])
    _record(facts.LINE_GREW, row, by, nature=nature, born=born)


def _barren(by: Membership, line: MinuteLine) -> MinuteLine:
    """The line, held, from which nothing was born yet; anybody awake may catch a proposal at once (R37)."""
    refuse_unless(policies.can_take_part(by) and by.space_id == line.space_id)
    row = _locked(line)
    if row.born:
        raise Refused(_("Something was already born from this line."))
    if row.nature == Nature.REMARK:
        raise Refused(_("A remark on the minutes is answered, nothing is born from it."))
    return row


def _held(by: Membership, line: MinuteLine) -> MinuteLine:
    row = _locked(line)
    _refuse_if_approved(row.meeting)
    if not policies.can_change_line(by, row):
        raise Refused(_("Whoever wrote a line, or those who lead the meeting, may correct it."))
    return row


def _locked(line: MinuteLine) -> MinuteLine:
    with scope.use(line.space_id):
        rows = MinuteLine.objects.select_for_update(of=("self",)).select_related("meeting__space", "meeting__series")
        found = rows.filter(pk=line.pk).first()
    if found is None:
        raise Refused(_("This line was removed in the meantime."))
    return found


def _refuse_if_approved(meeting: Meeting) -> None:
    if meeting.minutes_state == Meeting.Minutes.APPROVED:
        raise Refused(_("These minutes are approved: they no longer change. Bring a point to the next meeting."))


def _checked(text: str) -> str:
    kept = one_line(text)
    if not kept:
        raise Refused(_("Write something first."))
    if len(kept) > LONGEST_LINE:
        raise Refused(_("A line has at most 1,000 signs: write two."))
    return kept


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _record(name: str, line: MinuteLine, by: Membership, **data: Any) -> None:
    about = (ABOUT, line.pk)
    content: Mapping[str, Any] = {"meeting": line.meeting.ref, **data}
    journal.record(name, space=line.space, actor=self_of(by), about=about, data=content)
    live.tell(f"meeting:{line.meeting.ref}", "minutes")


def _record_meeting(name: str, meeting: Meeting, by: Membership) -> None:
    journal.record(name, space=meeting.space, actor=self_of(by), about=(ABOUT_MEETING, meeting.ref))
