"""What pasting a pad into minutes would write, before anything is written."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils import timezone
from django.utils.translation import gettext as _

from commun.algo import minutes
from commun.algo.text import fold
from commun.core import clock, scope
from commun.core.errors import Refused
from commun.governance import follow_through, pad_file, states
from commun.governance.models import AgendaItem, Meeting, Membership, MinuteLine

DECISION, ACTION = minutes.DECISION, minutes.ACTION


@dataclass(frozen=True)
class Proposed:
    """A line to write: ``text`` as it stands in the pad, ``said`` and ``owner`` and ``due_on`` if it is born something.

    ``number`` is its place among the lines of the pad, ``is_known`` when the minutes already hold it; ``notes`` say
    what of the line is left aside, before anybody confirms it.
    """

    number: int
    text: str
    said: str
    kind: str
    item: AgendaItem | None
    owner: Membership | None
    due_on: dt.date | None
    is_known: bool
    notes: Sequence[str] = ()


@dataclass(frozen=True)
class Under:
    """The lines that fall under one point, or under none."""

    title: str
    lines: Sequence[Proposed]


@dataclass(frozen=True)
class Preview:
    """Everything that the press would write, in the order of the pad."""

    lines: Sequence[Proposed]

    @property
    def new(self) -> list[Proposed]:
        """Those that the minutes do not hold yet."""
        return [line for line in self.lines if not line.is_known]

    @property
    def known(self) -> int:
        """How many the minutes already hold."""
        return len(self.lines) - len(self.new)

    @property
    def proposed(self) -> int:
        """How many look like a decision or an action."""
        return sum(line.kind in {DECISION, ACTION} for line in self.new)

    @property
    def points(self) -> list[Under]:
        """By point, as the pad goes."""
        found = groupby(self.new, key=lambda line: line.item)
        return [Under(item.title if item else _("In general"), list(lines)) for item, lines in found]


def preview_of(meeting: Meeting, pad: str) -> Preview:
    """The lines of a pad under the points of the meeting; those already written are marked. 3 queries.

    Raises Refused when the pad is empty or too long.
    """
    read = minutes.read(pad_file.checked(pad), today=timezone.localdate(meeting.starts_at))
    if len(read) > pad_file.MOST_LINES:
        raise Refused(pad_file.too_long())
    with scope.use(meeting.space_id):
        # Once the meeting is closed, points carried over were of it too. A point that somebody brought comes before a
        # part of the ritual that has the same words.
        points = meeting.items.exclude(state=AgendaItem.State.DROPPED).order_by("position", "pk")
        items = sorted(points, key=lambda item: item.is_ritual)
        people = list(Membership.objects.filter(state=states.MEMBER).select_related("person").order_by("pk"))
        written = meeting.lines.exclude(nature=MinuteLine.Nature.REMARK).values_list("text", flat=True)
        held = Counter(_key(minutes.said_of(text)) for text in written)
    placed = minutes.place(read, [item.title for item in items])
    found = []
    for number, one in enumerate(placed):
        if one.is_title or not one.line.text:
            continue
        text = " ".join(one.line.text.split())
        key = next((key for key in (_key(one.line.said), _key(one.line.short)) if key and held[key]), None)
        if key is not None:
            held[key] -= 1
        owner, due_on = _named(one.line.who, people), _possible(one.line.due_on)
        found.append(
            Proposed(
                number=number,
                text=text,
                said=_said(one.line, owner, due_on),
                kind=one.line.kind,
                item=items[one.point] if one.point is not None else None,
                owner=owner,
                due_on=due_on,
                is_known=key is not None,
                notes=_notes(one.line, owner, due_on),
            )
        )
    return Preview(found)


def _said(line: minutes.Line, owner: Membership | None, due_on: dt.date | None) -> str:
    """What it says without its label; without who and when either, once the action itself tells all of it."""
    is_told = (owner is not None or not line.who) and (due_on is not None or not line.due_said)
    return " ".join((line.short if line.short and is_told else line.said).split())


def _notes(line: minutes.Line, owner: Membership | None, due_on: dt.date | None) -> list[str]:
    """What of the line the action will not hold: a day that is none, a second person."""
    found = []
    if line.due_said and due_on is None:
        sentence = (
            _("“%(day)s” is not a date: left aside.")
            if line.due_on is None
            else _("“%(day)s” is past: left aside.")
            if line.due_on < clock.today()
            else _("“%(day)s” is more than ten years away: left aside.")
        )
        found.append(sentence % {"day": line.due_said})
    if owner is not None and line.others:
        words = {"others": ", ".join(line.others)}
        found.append(_("One person carries an action: %(others)s stays in its words.") % words)
    return found


def _key(said: str) -> str:
    """The same for a line of a pad and for what it became: « Décision : oui » is written « oui » once it is born."""
    return fold(" ".join(said.split())).strip()


def _named(who: str, people: Sequence[Membership]) -> Membership | None:
    """The one member of this name, or of this first name when only one has it."""
    wanted = fold(who)
    if not wanted:
        return None
    full = [member for member in people if fold(member.name) == wanted]
    first = [member for member in people if fold(member.name).split(" ")[0] == wanted]
    found = full or first
    return found[0] if len(found) == 1 else None


def _possible(due_on: dt.date | None) -> dt.date | None:
    """A day past or mistyped is no day to do something by: the line keeps its words, the action has none."""
    return due_on if due_on is not None and clock.today() <= due_on <= clock.today() + follow_through.FURTHEST else None
