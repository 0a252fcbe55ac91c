"""Letters about meetings: a duty that is asked, a date that moves, and the minutes with « my actions »."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.core import clock, links, mail, scope
from commun.governance import follow_through as steps
from commun.governance import mail_levels
from commun.governance.models import Action, Duty, Meeting, MeetingSeries, Membership, MinuteLine
from commun.governance.notifications import Letter, _address, _to_member, convening
from commun.governance.notifications.acts import FINISH_ACTION
from commun.governance.queries.minutes import MINUTES, Standing, carriers_of, readers_of, standings_of
from commun.people.models import Person
from commun.ui.dates import day, moment

ACCEPT_DUTY, DECLINE_DUTY = "governance.accept-duty", "governance.decline-duty"

MOST_DAYS = 12


def duty_asked(duty: Duty) -> bool:
    """To the person who is asked to facilitate or write: yes and no are one click each, no reason is owed."""
    member, meeting = duty.membership, duty.meeting
    person = member.person
    if duty.state != Duty.State.PROPOSED or not person.email:
        return False
    with translation.override(person.language), timezone.override(person.time_zone):
        words = {"group": meeting.space.name, "meeting": meeting.title, "day": moment(meeting.starts_at)}
        asked = (
            _("Would you facilitate “%(meeting)s”, %(day)s?") % words
            if duty.task == Duty.Task.FACILITATOR
            else _("Would you write the minutes of “%(meeting)s”, %(day)s?") % words
        )
        no = links.link(DECLINE_DUTY, person.pk, duty=duty.ref)
        letter = Letter(
            subject=asked,
            sentences=[
                _("Hello %(person)s,") % {"person": member.name},
                asked,
                *_with(duty),
                _("Not this time? Say so here, no reason is owed: %(link)s") % {"link": no},
            ],
            button=_("Yes, I will do it"),
            url=links.link(ACCEPT_DUTY, person.pk, duty=duty.ref),
            why=_("You receive this mail because your turn came in “%(group)s”, or somebody thought of you.") % words,
        )
        return _to_member(f"governance.duty:{duty.pk}", member, letter)


def _with(duty: Duty) -> list[str]:
    if duty.pair is None:
        return []
    return [_("It is a first time: %(person)s will be beside you.") % {"person": duty.pair.name}]


def moved(meeting: Meeting, by: Membership, before: dt.datetime, fact_id: int) -> None:
    """To every awake member: another moment, or another place; their calendars change this one date, and no other."""
    if mail.is_silent():
        return

    def letter(member: Membership) -> Letter:
        words = {
            "actor": by.name,
            "meeting": meeting.title,
            "day": moment(meeting.starts_at),
            "before": moment(before),
        }
        return Letter(
            subject=_("“%(meeting)s” moves to %(day)s") % words,
            sentences=[
                _("Hello %(person)s,") % {"person": member.name},
                _("%(actor)s moved “%(meeting)s”: planned for %(before)s, it takes place on %(day)s.") % words,
                *convening.how_to_answer(),
            ],
            quote=meeting.reason,
            answers=convening.to_answer(meeting, member),
            button=_("See the meeting"),
            url=_address(meeting.space, "governance:meeting", meeting=meeting.ref),
            why=_why(meeting),
            headers=answers.get(member.pk, {}),
        )

    members = readers_of(meeting, "governance.meeting-moved")
    answers = convening.answers_to(meeting, members)
    matter = convening.of_meeting(meeting, convening.REQUEST, f"governance.meeting-moved:{fact_id}")
    convening.send(matter, members, letter)


def cancelled(meeting: Meeting, by: Membership, fact_id: int) -> None:
    """To every awake member: it does not take place; their calendars cancel this one date, and no other."""
    if mail.is_silent():
        return

    def letter(member: Membership) -> Letter:
        words = {"actor": by.name, "meeting": meeting.title, "day": moment(meeting.starts_at)}
        return Letter(
            subject=_("“%(meeting)s” of %(day)s is cancelled") % words,
            sentences=[
                _("Hello %(person)s,") % {"person": member.name},
                _("%(actor)s cancelled “%(meeting)s” of %(day)s. Its points wait for the next meeting.") % words,
            ],
            quote=meeting.reason,
            button=_("See the meetings"),
            url=_address(meeting.space, "governance:meetings"),
            why=_why(meeting),
        )

    matter = convening.of_meeting(meeting, convening.CANCEL, f"governance.meeting-cancelled:{fact_id}")
    convening.send(matter, readers_of(meeting, "governance.meeting-cancelled"), letter)


def series_ended(series: MeetingSeries, by: Membership, fallen: Sequence[Meeting], reason: str) -> None:
    """To every awake member who wants mail of the group's life: which dates fall. Once for a series."""
    if mail.is_silent():
        return

    def letter(member: Membership) -> Letter:
        words = {"actor": by.name, "series": series.title}
        return Letter(
            subject=_("“%(series)s” stops") % words,
            sentences=[
                _("Hello %(person)s,") % {"person": member.name},
                _("%(actor)s stopped the series of meetings “%(series)s”.") % words,
                _fallen(fallen),
            ],
            quote=reason,
            button=_("See the meetings"),
            url=_address(series.space, "governance:meetings"),
            why=_("You receive this mail because you are a member of “%(group)s”.") % {"group": series.space.name},
        )

    with scope.use(series.space_id):
        took_place = series.meetings.exclude(state=Meeting.State.CANCELLED).exists()
    matter = convening.of_series(series, convening.REQUEST if took_place else convening.CANCEL)
    convening.send(matter, convening.invited(series.space), letter)


def _fallen(meetings: Sequence[Meeting]) -> str:
    """The dates that fall, the nearest first; of a year of them, the first ones and how many follow."""
    if not meetings:
        return _("No date was still to come.")
    days = ", ".join(day(one.starts_at, year=True) for one in meetings[:MOST_DAYS])
    more = len(meetings) - MOST_DAYS
    if more <= 0:
        return _("What was planned does not take place any more: %(days)s.") % {"days": days}
    said = ngettext(
        "What was planned does not take place any more: %(days)s, and %(count)d date after.",
        "What was planned does not take place any more: %(days)s, and %(count)d dates after.",
        more,
    )
    return said % {"days": days, "count": more}


@dataclass(frozen=True)
class MyAction:
    """A thing to do in a letter, and the link that says it is done."""

    title: str
    due: str
    url: str


def send_minutes(meeting: Meeting) -> int:
    """The minutes to each awake member whose level lets them, once, with their own actions. Returns how many left."""
    if mail.is_silent():
        return 0
    with scope.use(meeting.space_id):
        lines = list(meeting.lines.exclude(nature=MinuteLine.Nature.REMARK).select_related("item").order_by("pk"))
        actions = list(Action.objects.filter(state=Action.State.OPEN).exclude(owner=None).order_by("due_on", "pk"))
    mine: dict[int, list[Action]] = defaultdict(list)
    for action in actions:
        mine[action.owner_id or 0].append(action)
    told: dict[str, tuple[str, str]] = {}
    return mail.send_many(
        [_minutes_for(meeting, member, lines, mine[member.pk], told) for member in readers_of(meeting, MINUTES)]
    )


def _minutes_for(
    meeting: Meeting,
    member: Membership,
    lines: Sequence[MinuteLine],
    actions: Sequence[Action],
    told: dict[str, tuple[str, str]],
) -> mail.Letter:
    """One letter; what was said is the same for all who read the same language: ``told`` keeps it."""
    person, way_out = member.person, mail_levels.way_out([member], MINUTES)
    with translation.override(person.language), timezone.override(person.time_zone):
        language = translation.get_language() or "fr"
        if language not in told:
            chapters = {"chapters": _chapters(meeting, lines)}
            made = [render_to_string(f"governance/mails/minutes_told.{kind}", chapters) for kind in ("txt", "html")]
            told[language] = (made[0], made[1])
        words = {"meeting": meeting.title, "day": day(meeting.starts_at), "group": meeting.space.name}
        context: dict[str, Any] = {
            "language": translation.get_language() or "fr",
            "subject": _("Minutes of “%(meeting)s”, %(day)s") % words,
            "hello": _("Hello %(person)s,") % {"person": member.name},
            "told_text": told[language][0],
            "told_html": mark_safe(told[language][1]),
            "actions": [_mine(action, person) for action in actions],
            "url": _address(meeting.space, "governance:meeting", meeting=meeting.ref),
            "why": _("You receive this mail because you are a member of “%(group)s”.") % words,
            "way_out": way_out,
        }
        return mail.Letter(
            key=f"{MINUTES}:{meeting.ref}:{member.pk}",
            to=person.email or "",
            subject=context["subject"],
            text=render_to_string("governance/mails/minutes.txt", context),
            html=render_to_string("governance/mails/minutes.html", context),
            headers=mail_levels.headers(MINUTES, way_out),
        )


def _chapters(meeting: Meeting, lines: Sequence[MinuteLine]) -> list[Mapping[str, Any]]:
    """Decisions, actions, resources and tips first; what was said after, by point."""
    natures = MinuteLine.Nature
    standings, carriers = standings_of(meeting.space, lines), carriers_of(meeting.space, lines)
    open_ones = {line.pk for line in lines if not _is_settled(standings.get(line.pk))}
    first = (
        (_("Decisions"), {natures.DECISION}, False),
        (_("To decide"), {natures.DECISION}, True),
        (_("Actions"), {natures.ACTION}, False),
        (_("Resources and tips"), {natures.RESOURCE, natures.TIP}, False),
        (_("Open disagreements"), {natures.DISAGREEMENT}, False),
        (_("What was said"), {natures.NOTE}, False),
    )
    found = []
    for title, kinds, is_open in first:
        among = [line for line in lines if line.nature in kinds and (line.pk in open_ones) == is_open]
        told = [_told(meeting, line, standings.get(line.pk), carriers) for line in among]
        found.append({"title": title, "lines": told})
    return [chapter for chapter in found if chapter["lines"]]


def _is_settled(standing: Standing | None) -> bool:
    return standing is None or standing.state not in {steps.HEARD, steps.PROPOSED}


def _told(
    meeting: Meeting, line: MinuteLine, standing: Standing | None, carriers: Mapping[str, str]
) -> Mapping[str, str]:
    """The words of a line; what to know of it beside, and where to object."""
    if standing is not None and standing.until is not None:
        note = _("decided, unless somebody objects until %(day)s") % {"day": moment(standing.until)}
        url = _address(meeting.space, "governance:process", process=standing.process)
        return {"text": line.text, "note": note, "url": url}
    return {"text": line.text, "note": carriers.get(line.born, ""), "url": ""}


def _mine(action: Action, person: Person) -> MyAction:
    due = day(action.due_on) if action.due_on else ""
    return MyAction(action.title, due, links.link(FINISH_ACTION, person.pk, action=action.ref))


def _why(meeting: Meeting) -> str:
    return _("You receive this mail because you are a member of “%(group)s”.") % {"group": meeting.space.name}


def day_off(meeting: Meeting, name: str, host: Membership) -> bool:
    """To those who facilitate, 60 days before: move, keep or cancel. Once for each date."""
    with translation.override(host.person.language), timezone.override(host.person.time_zone):
        words = {"meeting": meeting.title, "day": day(meeting.starts_at), "name": name}
        letter = Letter(
            subject=_("“%(meeting)s” of %(day)s falls on a day off") % words,
            sentences=[
                _("Hello %(person)s,") % {"person": host.name},
                _("“%(meeting)s” of %(day)s falls on a day off: %(name)s. Nothing is decided by itself.") % words,
            ],
            button=_("Move, keep or cancel"),
            url=_address(meeting.space, "governance:meeting", meeting=meeting.ref),
            why=_("You receive this mail because you facilitate this group."),
        )
        key = f"governance.day-off:{meeting.ref}:{meeting.starts_at:%Y%m%d}:{host.pk}"
        return _to_member(key, host, letter)


def nothing_planned(host: Membership, weeks: int) -> bool:
    """To those who facilitate: no working meeting within the weeks that the group chose. Once a month."""
    with translation.override(host.person.language):
        words = {"group": host.space.name, "weeks": weeks}
        letter = Letter(
            subject=_("“%(group)s”: no meeting is planned") % words,
            sentences=[
                _("Hello %(person)s,") % {"person": host.name},
                _("No working meeting of “%(group)s” is planned within %(weeks)s weeks.") % words,
            ],
            button=_("See the meetings"),
            url=_address(host.space, "governance:meetings"),
            why=_("You receive this mail because you facilitate this group."),
        )
        return _to_member(f"governance.no-meeting:{host.pk}:{clock.today():%Y-%m}", host, letter)
