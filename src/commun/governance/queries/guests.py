"""What a guest reads, and what members read of the guests."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from commun.core import clock, scope
from commun.core.models import Space
from commun.core.registries import Subject
from commun.core.urls import here
from commun.governance.models import (
    CaseAsk,
    Decision,
    GuestPass,
    Invitation,
    Meeting,
    Membership,
    Objection,
    Process,
    Remark,
)
from commun.governance.policies import guests as policies
from commun.governance.policies.disagreements import cases_of
from commun.governance.queries.meetings import plan_of, screen_of
from commun.governance.queries.minutes import Chapter, chapters_of
from commun.people.models import Person

Kind = GuestPass.Kind
MOST_CLOSED, MOST_SAID = 100, 200


@dataclass(frozen=True)
class GuestLine:
    """One guest of one thing, as members read it; ``url`` only where the thing is for every member."""

    guest_pass: GuestPass
    name: str
    title: str
    url: str
    is_waiting: bool
    can_take_back: bool


@dataclass(frozen=True)
class Guests:
    """Guests of today, and those whose time is over."""

    live: Sequence[GuestLine]
    closed: Sequence[GuestLine]


def guests_of(member: Membership) -> Guests:
    """Who is the guest of what. 6 queries."""
    with scope.use(member.space_id):
        rows = GuestPass.objects.select_related("invitation", "membership__person", "given_by__person", "space")
        live = [one for one in rows.filter(GuestPass.live()) if one.membership_id or one.invitation.is_open]
        shown = {one.pk for one in live}
        closed = [one for one in rows[: MOST_CLOSED + len(live)] if one.pk not in shown]
        titles = titles_of([*live, *closed])
    return Guests([_line(member, one, titles) for one in live], [_line(member, one, titles) for one in closed])


def _line(member: Membership, row: GuestPass, titles: Mapping[tuple[str, str], str]) -> GuestLine:
    return GuestLine(
        guest_pass=row,
        name=row.membership.name if row.membership else row.invitation.name or _("Somebody, by mail"),
        title=titles.get((row.kind, row.thing), "") if row.kind != Kind.CASE else "",
        url=_url(row),
        is_waiting=row.membership_id is None,
        can_take_back=policies.can_take_back(member, row) and row.is_live,
    )


def _url(row: GuestPass) -> str:
    if row.kind == Kind.DECISION:
        return here(row.space.slug, "governance:decision", decision=row.thing)
    if row.kind == Kind.MEETING:
        return here(row.space.slug, "governance:meeting", meeting=row.thing)
    return ""


def titles_of(rows: Iterable[GuestPass]) -> dict[tuple[str, str], str]:
    """Titles by kind and reference; those of disagreements are for their own people. At most 2 queries."""
    asked: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        asked[row.kind].add(row.thing)
    models: dict[str, type[Decision] | type[Meeting]] = {Kind.DECISION: Decision, Kind.MEETING: Meeting}
    return {
        (kind, ref): title
        for kind, model in models.items()
        if asked[kind]
        for ref, title in model.objects.filter(ref__in=asked[kind]).values_list("ref", "title")
    }


def passes_called(space: Space, references: Iterable[str]) -> dict[str, Subject]:
    """What a guest was asked to, for the journal. At most 3 queries."""
    rows = list(GuestPass.objects.filter(ref__in=list(references)))
    titles = titles_of(rows)
    url = here(space.slug, "governance:guests")
    return {row.ref: Subject(titles.get((row.kind, row.thing), _("a disagreement")), url) for row in rows}


# -- what the guest reads ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class GuestPlace:
    """One thing that somebody is the guest of."""

    guest_pass: GuestPass
    title: str
    url: str


def places_of(member: Membership) -> list[GuestPlace]:
    """The things that the guest reads today. 3 queries."""
    with scope.use(member.space_id):
        rows = list(policies.passes_of(member).order_by("ends_on", "pk"))
        titles = titles_of(rows)
    slug = member.space.slug
    return [
        GuestPlace(
            row,
            titles.get((row.kind, row.thing), _("A disagreement in which you were asked to help")),
            here(slug, "governance:guest-thing", guest_pass=row.ref),
        )
        for row in rows
    ]


def guest_spaces(person: Person) -> list[tuple[Space, str]]:
    """Groups where the person is the guest of something today, each with the guest's page. 1 query."""
    with scope.everywhere("a person's own invitations"):
        live = GuestPass.objects.filter(GuestPass.live(), membership__person=person)
        rows = live.filter(membership__state=Membership.State.GUEST).values("space_id")
        spaces = list(Space.objects.filter(pk__in=rows).order_by("name", "pk"))
    return [(space, here(space.slug, "governance:guest-home")) for space in spaces]


@dataclass(frozen=True)
class OneProcess:
    """A process on the decision: what was said in it, and whether the guest may add a word."""

    process: Process
    said: Sequence[Remark]
    objections: Sequence[Objection]
    takes_words: bool


def processes_of(decision: Decision) -> list[OneProcess]:
    """How it is being decided, with the words that were said; never who answered what in a vote. 3 queries."""
    hidden = (Process.State.DRAFT, Process.State.WITHDRAWN)
    with scope.use(decision.space_id):
        rows = list(Process.objects.filter(decision=decision).exclude(state__in=hidden))
        said: dict[int, list[Remark]] = defaultdict(list)
        spoken = Remark.objects.filter(process__in=rows).exclude(nature=Remark.Nature.DECLINE)
        for one in spoken.select_related("membership__person").order_by("-written_at", "-pk")[:MOST_SAID]:
            said[one.process_id].append(one)
        objections: dict[int, list[Objection]] = defaultdict(list)
        for raised in Objection.objects.filter(process__in=rows).select_related("membership__person"):
            objections[raised.process_id].append(raised)
    return [
        OneProcess(
            row,
            said[row.pk],
            objections[row.pk],
            row.state == Process.State.OPEN and row.method in policies.SPEAKING,
        )
        for row in rows
    ]


@dataclass(frozen=True)
class MeetingSheet:
    """A meeting as its guest reads it: what comes, where one is, what was written."""

    meeting: Meeting
    steps: Sequence[Any]
    chapters: Sequence[Chapter]
    is_open: bool
    now: str = ""
    parts: Sequence[Any] = field(default_factory=list)


def case_url(member: Membership, row: GuestPass) -> str:
    """Where the guest of a disagreement goes: its page once accepted by all, the question before; else empty."""
    if cases_of(member).filter(ref=row.thing).exists():
        return here(member.space.slug, "governance:disagreement", disagreement=row.thing)
    with scope.use(member.space_id):
        waits = CaseAsk.objects.filter(
            case__ref=row.thing, membership=member.pk, kind=CaseAsk.Kind.HANDLER, state=CaseAsk.State.WAITING
        )
        is_asked = waits.filter(is_willing=None).exists()
    return here(member.space.slug, "governance:be-handler", disagreement=row.thing) if is_asked else ""


def decision_of(row: GuestPass) -> Decision:
    """The decision of a pass. 1 query."""
    with scope.use(row.space_id):
        around = ("voiced_by__person", "carrier__person", "carrier_role", "space")
        return Decision.objects.select_related(*around).get(ref=row.thing)


def meeting_sheet(row: GuestPass) -> MeetingSheet:
    """The meeting of a pass: its agenda before, its step during, its minutes from the first line on. 4 queries."""
    with scope.use(row.space_id):
        meeting = Meeting.objects.select_related("space", "series").get(ref=row.thing)
    is_open = meeting.state == Meeting.State.OPEN
    if meeting.state == Meeting.State.PLANNED:
        return MeetingSheet(meeting, [], [], is_open, parts=plan_of(meeting).parts)
    screen = screen_of(meeting)
    now = screen.now.item.title if is_open and screen.now else ""
    return MeetingSheet(meeting, screen.steps, chapters_of(meeting), is_open, now=now)


def today_plus_a_month() -> dt.date:
    """The last day proposed for a guest."""
    return clock.today() + dt.timedelta(days=30)


def guest_thing_of(invitation: Invitation) -> tuple[str, str, dt.date] | None:
    """(kind, title, last day) for the page of a guest's invitation; None for the others. 2 queries."""
    with scope.use(invitation.space_id):
        row = GuestPass.objects.filter(invitation=invitation).first()
        if row is None:
            return None
        title = titles_of([row]).get((row.kind, row.thing), _("A disagreement in which you were asked to help"))
    return str(row.get_kind_display()), title, row.ends_on


def export(person: Person) -> list[Any]:
    """What the person was the guest of."""
    with scope.everywhere("a person's own data"):
        rows = GuestPass.objects.filter(membership__person=person).select_related("space").order_by("pk")
        return [
            {_("group"): row.space.name, _("kind"): row.get_kind_display(), _("until"): row.ends_on} for row in rows
        ]


def nothing_to_erase(person: Person) -> None:
    """A pass holds references only: the name and the address are in its invitation, erased with the groups."""
