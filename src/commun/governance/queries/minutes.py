"""Minutes as they are read: line by line, as Markdown, as JSON; and what was shared, found again."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Subquery
from django.urls import NoReverseMatch
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from commun.algo import text
from commun.core import scope
from commun.core.models import Space
from commun.core.urls import here
from commun.governance import follow_through as steps
from commun.governance import mail_levels, states
from commun.governance.models import (
    Action,
    AgendaItem,
    Decision,
    Duty,
    Meeting,
    Membership,
    MinuteLine,
    Objection,
    Process,
)
from commun.governance.queries.decision_thread import names_in, without_names
from commun.governance.queries.meetings import duties_of, present_at
from commun.ui.dates import day, moment

MINUTES = "governance.minutes"
SHARED = (MinuteLine.Nature.RESOURCE, MinuteLine.Nature.TIP)
PER_PAGE = 30
# Read once for a search: a group shares some hundreds of tips in ten years.
READ_MOST = 5000
_PAGES = {
    "decision": ("governance:decision", "decision"),
    "action": ("governance:action", "action"),
    "disagreement": ("governance:disagreement", "disagreement"),
}


@dataclass(frozen=True)
class Written:
    """One line, what it is today, the page of what was born from it, and whether the reader may correct it.

    ``until`` is the moment up to which one may object, at ``window_url``, to what stands without an objection.
    ``carried`` says who does what was born from it, and for when.
    """

    line: MinuteLine
    label: str
    until: dt.datetime | None
    window_url: str
    born_url: str
    carried: str
    is_barren: bool
    is_mine: bool


@dataclass(frozen=True)
class Chapter:
    """The lines of one step."""

    title: str
    item: AgendaItem | None
    lines: list[Written]


@dataclass(frozen=True)
class Standing:
    """Where the decision born from a line is: its state, and the window of objections open on it, if there is one."""

    state: str
    until: dt.datetime | None
    process: str
    is_stopped: bool = False

    @property
    def label(self) -> str:
        """What the line is called: nothing that nobody decided yet is a decision."""
        if self.state in {steps.HEARD, steps.PROPOSED}:
            if self.until:
                return _("decided, unless somebody objects")
            return _("decided, unless somebody objects: stopped by an objection") if self.is_stopped else _("to decide")
        return pgettext("decision", "let go") if self.state == steps.LET_GO else _("decision")


def standings_of(space: Space, lines: Sequence[MinuteLine]) -> Mapping[int, Standing]:
    """Where the decisions born from lines are, by line. At most 1 query."""
    born = {line.pk: line.born.partition(":")[2] for line in lines if line.born.startswith("decision:")}
    if not born:
        return {}
    with scope.use(space):
        window = Process.objects.filter(
            decision=OuterRef("pk"), method=Process.Method.AUTHORISATION, state=Process.State.OPEN
        ).order_by("pk")
        stopped = Objection.objects.filter(
            process__decision=OuterRef("pk"),
            process__method=Process.Method.AUTHORISATION,
            process__state=Process.State.CLOSED,
        )
        found = Decision.objects.filter(ref__in=born.values()).annotate(
            until=Subquery(window.values("closes_at")[:1]),
            window=Subquery(window.values("ref")[:1]),
            is_stopped=Exists(stopped),
        )
        columns = found.values_list("ref", "state", "until", "window", "is_stopped")
        rows = {ref: Standing(*told) for ref, *told in columns}
    return {pk: rows[ref] for pk, ref in born.items() if ref in rows}


def carriers_of(space: Space, lines: Sequence[MinuteLine]) -> Mapping[str, str]:
    """Who does what was born from lines, and for when, by what was born. At most 1 query."""
    refs = [line.born.removeprefix("action:") for line in lines if line.born.startswith("action:")]
    if not refs:
        return {}
    with scope.use(space):
        rows = list(Action.objects.filter(ref__in=refs).select_related("owner__person", "owner_role"))
    found = {}
    for row in rows:
        who = row.owner.name if row.owner else row.owner_role.name if row.owner_role else _("nobody yet")
        found[f"action:{row.ref}"] = f"{who}, {day(row.due_on)}" if row.due_on else who
    return found


def born_url(space: Space, born: str) -> str:
    """The page of what was born from a line; empty when it has none."""
    kind, _sep, ref = born.partition(":")
    name, argument = _PAGES.get(kind, ("", ""))
    if not name:
        return ""
    try:
        return here(space.slug, name, **{argument: ref})
    except NoReverseMatch:
        return ""


def chapters_of(meeting: Meeting, member: Membership | None = None, *, leads: bool = False) -> list[Chapter]:
    """Lines by step, in the order of the meeting; those of no step first. 2 queries."""
    with scope.use(meeting.space_id):
        rows = meeting.lines.exclude(nature=MinuteLine.Nature.REMARK).select_related("item", "author__person")
        lines = list(rows.order_by("written_at", "pk"))
    return _by_step(meeting, lines, member, leads)


def public_minutes_of(meeting: Meeting) -> tuple[str, list[Chapter]]:
    """The title and the chapters as everybody may read them: « somebody » for each name of the group. 3 queries."""
    names = names_in(meeting.space)
    chapters = [replace(one, title=without_names(one.title, names)) for one in chapters_of(meeting)]
    for one in (line for chapter in chapters for line in chapter.lines):
        one.line.text = without_names(one.line.text, names)
    return without_names(meeting.title, names), chapters


def _by_step(meeting: Meeting, lines: Sequence[MinuteLine], member: Membership | None, leads: bool) -> list[Chapter]:
    found: list[Chapter] = []
    standings, carriers = standings_of(meeting.space, lines), carriers_of(meeting.space, lines)
    for line in sorted(lines, key=lambda one: one.item.position if one.item else 0):
        if not found or found[-1].item != line.item:
            found.append(Chapter(line.item.title if line.item else _("In general"), line.item, []))
        is_mine = leads or (member is not None and line.author_id == member.pk)
        written = _written(meeting, line, standings.get(line.pk), is_mine=is_mine)
        found[-1].lines.append(replace(written, carried=carriers.get(line.born, "")))
    return found


def _written(meeting: Meeting, line: MinuteLine, standing: Standing | None, *, is_mine: bool) -> Written:
    is_closed = meeting.minutes_state == Meeting.Minutes.APPROVED
    is_open = standing is not None and standing.until is not None
    return Written(
        line=line,
        label=standing.label if standing else str(line.get_nature_display()),
        until=standing.until if standing else None,
        window_url=here(meeting.space.slug, "governance:process", process=standing.process)
        if standing and is_open
        else "",
        born_url=born_url(meeting.space, line.born),
        carried="",
        is_barren=not line.born,
        is_mine=is_mine and not is_closed,
    )


@dataclass(frozen=True)
class Minutes:
    """Everything a page, a Markdown file or a JSON file of minutes tells."""

    meeting: Meeting
    present: Sequence[Membership]
    duties: Sequence[Duty]
    chapters: Sequence[Chapter]
    carried: Sequence[AgendaItem]
    remarks: Sequence[MinuteLine]


def minutes_of(meeting: Meeting, member: Membership | None = None, *, leads: bool = False) -> Minutes:
    """The minutes of a meeting. 5 queries."""
    left = (AgendaItem.State.CARRIED, AgendaItem.State.ASKED)
    with scope.use(meeting.space_id):
        carried = list(meeting.items.filter(state__in=left).select_related("owner__person"))
        rows = list(meeting.lines.select_related("item", "author__person").order_by("written_at", "pk"))
    lines = [line for line in rows if line.nature != MinuteLine.Nature.REMARK]
    return Minutes(
        meeting=meeting,
        present=present_at(meeting),
        duties=duties_of(meeting),
        chapters=_by_step(meeting, lines, member, leads),
        carried=carried,
        remarks=[line for line in rows if line.nature == MinuteLine.Nature.REMARK],
    )


@dataclass(frozen=True)
class Closing:
    """What closing a meeting now would do: what was noted, what is left, who receives the minutes."""

    lines: int
    decisions: int
    actions: int
    left: Sequence[AgendaItem]
    readers: Sequence[Membership]


def readers_of(meeting: Meeting, kind: str) -> list[Membership]:
    """Those to whom this kind of letter about it goes: awake, with an address, at a level that lets it. 1 query."""
    with scope.use(meeting.space_id):
        rows = Membership.objects.filter(state=states.MEMBER, person__email__isnull=False)
        rows = rows.filter(mails__in=mail_levels.levels_for(kind))
        return list(rows.select_related("person", "space").order_by("person__sort_key", "pk"))


def closing_of(meeting: Meeting) -> Closing:
    """Read before the meeting is closed. 3 queries."""
    with scope.use(meeting.space_id):
        written = meeting.lines.exclude(nature=MinuteLine.Nature.REMARK)
        natures = list(written.values_list("nature", flat=True))
        planned = meeting.items.filter(is_ritual=False, state=AgendaItem.State.PLANNED)
        # The step at work counts as dealt with.
        left = list(planned.exclude(pk=meeting.step_id or 0).order_by("position", "pk"))
    return Closing(
        lines=len(natures),
        decisions=natures.count(MinuteLine.Nature.DECISION),
        actions=natures.count(MinuteLine.Nature.ACTION),
        left=left,
        readers=readers_of(meeting, MINUTES),
    )


def as_markdown(minutes: Minutes) -> str:
    """The minutes as a text to paste anywhere."""
    return "\n".join(_markdown(minutes)) + "\n"


def _markdown(minutes: Minutes) -> Iterator[str]:
    meeting = minutes.meeting
    yield f"# {meeting.title}"
    yield ""
    yield f"{moment(meeting.starts_at)} · {meeting.space.name}"
    if meeting.place:
        yield meeting.place
    for duty in minutes.duties:
        yield f"- {str(duty.get_task_display()).capitalize()} : {duty.membership.name}"
    if minutes.present:
        yield f"- {_('Present')} : {', '.join(member.name for member in minutes.present)}"
    for chapter in minutes.chapters:
        yield ""
        yield f"## {chapter.title}"
        yield ""
        for written in chapter.lines:
            line = written.line
            label = f"**{written.label.capitalize()}** : " if line.nature != "note" else ""
            carried = f" ({_plain(written.carried)})" if written.carried else ""
            yield f"- {label}{_plain(line.text)}{carried}{f' <{line.address}>' if line.address else ''}"
    if minutes.carried:
        yield ""
        yield f"## {_('Left for later')}"
        yield ""
        yield from (f"- {_plain(item.title)}" for item in minutes.carried)


def _plain(words: str) -> str:
    """Words of people as words: nothing in them is read as Markdown."""
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>#" else sign for sign in words)


def as_json(minutes: Minutes) -> dict[str, Any]:
    """The minutes as data; moments in ISO 8601 in the reader's zone."""
    meeting = minutes.meeting
    return {
        "ref": meeting.ref,
        "group": meeting.space.slug,
        "title": meeting.title,
        "starts_at": timezone.localtime(meeting.starts_at).isoformat(),
        "ends_at": timezone.localtime(meeting.ends_at).isoformat(),
        "place": meeting.place,
        "state": meeting.state,
        "minutes": meeting.minutes_state,
        "duties": [{"task": duty.task, "person": duty.membership.name} for duty in minutes.duties],
        "present": [member.name for member in minutes.present],
        "chapters": [
            {
                "title": chapter.title,
                "lines": [
                    {
                        "nature": one.line.nature,
                        "label": one.label,
                        "text": one.line.text,
                        "link": one.line.address,
                        "born": one.line.born,
                    }
                    for one in chapter.lines
                ],
            }
            for chapter in minutes.chapters
        ],
        "left_for_later": [item.title for item in minutes.carried],
    }


def shared_in(space: Space, words: str, number: str | None) -> Page[MinuteLine]:
    """Resources and tips shared at meetings, newest first, found by their words whatever the accents. 2 queries."""
    with scope.use(space):
        rows = MinuteLine.objects.filter(nature__in=SHARED).select_related("meeting", "author__person")
        rows = rows.order_by("-written_at", "-pk")
        if not words.strip():
            return Paginator(rows, PER_PAGE).get_page(number)
        query = text.parse_query(words)
        found = [line for line in rows[:READ_MOST] if query.matches(line.text)]
    return Paginator(found, PER_PAGE).get_page(number)
