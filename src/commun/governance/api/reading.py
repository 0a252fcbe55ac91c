"""Readings: groups, people, decisions, votes, things to do, roles, texts. Each through the queries of the pages."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from commun.core import scope
from commun.core.api.routes import Caller, Slice, Turn, among, newest, reading
from commun.governance import policies
from commun.governance.models import Action, Decision, GroupText, Process
from commun.governance.policies import ballots as ballot_policies
from commun.governance.queries import (
    ballot_results,
    ballots,
    charter,
    decision_export,
    decision_thread,
    decisions,
    directory,
    follow_up,
    roles,
)

GROUP = "groups/{group}"


@dataclass(frozen=True)
class GroupTold:
    """One of my groups, and my place in it."""

    slug: str
    name: str
    kind: str
    state: str
    role: str


@reading("groups", _("My groups, among those of the token"), GroupTold)
def groups(caller: Caller, turn: Turn) -> Slice[GroupTold]:
    """As the list « My groups ». 2 queries, and one for each group."""
    found = []
    for space in policies.spaces_of(caller.person):
        member = policies.membership_of(caller.person, space) if space.slug in caller.groups else None
        if member is not None:
            found.append(GroupTold(space.slug, space.name, space.kind, member.state, member.role))
    return among(found, turn, lambda one: one.slug)


@dataclass(frozen=True)
class SkillTold:
    """One activity of somebody."""

    label: str
    statement: str
    keywords: Sequence[str]
    cpv_prefixes: Sequence[str]
    departements: Sequence[str]


@dataclass(frozen=True)
class WorkTold:
    """One reference of somebody."""

    title: str
    client: str
    year: int | None
    note: str


@dataclass(frozen=True)
class MemberTold:
    """Somebody of the group."""

    ref: str
    name: str
    trade: str
    town: str
    bio: str
    state: str
    role: str
    hours_per_week: int | None
    activities: Sequence[SkillTold]
    references: Sequence[WorkTold]


def _member(one: directory.Entry) -> MemberTold:
    return MemberTold(
        one.ref, one.name, one.trade, one.town, one.bio, one.state, one.role, one.hours,
        [SkillTold(a.label, a.statement, a.keywords, a.cpv_prefixes, a.departements) for a in one.activities],
        [WorkTold(w.title, w.client, w.year, w.note) for w in one.references],
    )  # fmt: skip


@reading(f"{GROUP}/members", _("The people of the group, by reference; « q » finds by words"), MemberTold)
def members(caller: Caller, turn: Turn, *, q: str = "") -> Slice[MemberTold]:
    """As the directory. 6 queries."""
    entries = directory.directory(caller.space, directory.Filters.read({"q": q}))
    return among([_member(one) for one in entries], turn, lambda one: one.ref)


@dataclass(frozen=True)
class DecisionTold:
    """One line of the register."""

    ref: str
    number: int
    title: str
    subject: str
    state: str
    since: dt.date
    voiced_by: str
    carrier: str
    first_step: str
    due_on: dt.date | None
    adopted_on: dt.date | None
    review_on: dt.date | None
    is_experiment: bool
    outcome: str
    lesson: str


def _decision(row: Decision) -> DecisionTold:
    return DecisionTold(
        row.ref, row.number, row.title, row.subject, row.state, row.since, row.voiced_by.name,
        decisions.carrier_of(row), row.first_step, row.due_on, row.adopted_on, row.review_on, row.is_experiment,
        row.outcome, row.lesson,
    )  # fmt: skip


@reading(f"{GROUP}/decisions", _("The register of decisions, the last first"), DecisionTold, state=Decision.State)
def decisions_of_group(caller: Caller, turn: Turn, *, state: str = "", q: str = "") -> Slice[DecisionTold]:
    """As the register. 2 queries."""
    asked = {"etat": state, "q": q}
    numbers = decisions.matching(caller.space, decisions.Filters.read(asked))
    with scope.use(caller.space):
        rows = Decision.objects.filter(pk__in=numbers).select_related(
            "voiced_by__person", "voiced_by__space", "carrier__person", "carrier__space", "carrier_role"
        )
        found = newest(rows, turn, "number")
    return Slice([_decision(row) for row in found.items], found.after)


@reading(f"{GROUP}/decisions/{{decision}}", _("One decision: its texts, what it led to, how it came about"), Any)
def decision(caller: Caller, *, decision: Decision) -> Mapping[str, Any]:
    """As its page and its file."""
    return decision_export.as_dict(decision_thread.thread_of(caller.member, decision))


@dataclass(frozen=True)
class VoteTold:
    """One vote or sounding."""

    ref: str
    title: str
    method: str
    state: str
    is_secret: bool
    opens_at: dt.datetime | None
    closes_at: dt.datetime | None
    closed_at: dt.datetime | None
    outcome: str
    decision: str | None


def _vote(row: Process) -> VoteTold:
    return VoteTold(
        row.ref, row.title, row.method, row.state, row.is_secret, row.opened_at, row.closes_at, row.closed_at,
        row.outcome, row.decision.ref if row.decision else None,
    )  # fmt: skip


@reading(f"{GROUP}/votes", _("Votes and soundings, the last first; open ones with « is_open=true »"), VoteTold)
def votes(caller: Caller, turn: Turn, *, is_open: bool | None = None) -> Slice[VoteTold]:
    """As the page of votes. 1 query."""
    if is_open is None:
        rows = ballots.listed(caller.space, is_open=True) | ballots.listed(caller.space, is_open=False)
    else:
        rows = ballots.listed(caller.space, is_open=is_open)
    found = newest(rows, turn)
    return Slice([_vote(row) for row in found.items], found.after)


@dataclass(frozen=True)
class OptionTold:
    """What one may choose."""

    id: int
    label: str
    detail: str


@dataclass(frozen=True)
class AnswerTold:
    """What somebody answered, in words."""

    person: str
    words: str
    reason: str


@dataclass(frozen=True)
class VotePage:
    """One vote as I may see it today: results only when its rules show them to me."""

    vote: VoteTold
    options: Sequence[OptionTold]
    electors: int
    cast: int
    may_vote: bool
    has_voted: bool
    my_ballot: Any
    results: str | None
    answers: Sequence[AnswerTold]


@reading(f"{GROUP}/votes/{{process}}", _("One vote, and its results when they may be seen"), VotePage)
def vote(caller: Caller, *, process: Process) -> VotePage:
    """As its page: 10 queries at most."""
    options = ballots.options_of(process)
    voice = ballots.voice_of(caller.member, process)
    turnout = ballots.turnout_of(process)
    may_see = ballot_policies.can_see_results(voice.elector, process)
    is_open = process.state == Process.State.OPEN
    results = None
    if may_see:
        results = ballot_results.live_of(process) if is_open else ballot_results.kept_of(process)
    answers = ballots.answers_of(process, options) if may_see else []
    return VotePage(
        vote=_vote(process),
        options=[OptionTold(one.position, one.label, one.detail) for one in options],
        electors=turnout.electors,
        cast=turnout.cast,
        may_vote=ballot_policies.can_vote(voice.elector, process),
        has_voted=bool(voice.elector and voice.elector.has_cast),
        my_ballot=voice.ballot.content if voice.ballot else None,
        results=str(results.sentence) if results else None,
        answers=[AnswerTold(one.person, one.words, one.reason) for one in answers],
    )


@dataclass(frozen=True)
class ActionTold:
    """One thing to do; without owner nor role, it is the group's."""

    ref: str
    title: str
    state: str
    owner: str
    role: str
    due_on: dt.date | None
    decision: str | None
    waits_for: str | None
    origin: str


def _action(row: Action) -> ActionTold:
    return ActionTold(
        row.ref, row.title, row.state, row.owner.name if row.owner else "",
        row.owner_role.name if row.owner_role else "", row.due_on, row.decision.ref if row.decision else None,
        row.blocked_by.ref if row.blocked_by else None, row.origin,
    )  # fmt: skip


VIEWS = {"mine": "miens", "group": "groupe", "late": "retard", "open": "tout", "done": "finis"}


@reading(f"{GROUP}/actions", _("Things to do, the last written first"), ActionTold, view=tuple(VIEWS))
def actions(caller: Caller, turn: Turn, *, view: str = "open", q: str = "") -> Slice[ActionTold]:
    """As the table of things to do. 2 queries."""
    asked = follow_up.Filters.read({"vue": VIEWS.get(view, "tout"), "q": q})
    found = newest(follow_up.listed(caller.member, asked), turn)
    return Slice([_action(row) for row in found.items], found.after)


@reading(f"{GROUP}/actions/{{action}}", _("One thing to do"), ActionTold)
def action(caller: Caller, *, action: Action) -> ActionTold:
    """As its page."""
    return _action(action)


@dataclass(frozen=True)
class RoleTold:
    """One role and who holds it."""

    ref: str
    name: str
    purpose: str
    domain: str
    expectations: Sequence[str]
    family: str
    minutes_per_month: int
    filling: str
    seats: int
    term_months: int | None
    mandates: Sequence["MandateTold"]


@dataclass(frozen=True)
class MandateTold:
    """Who holds a role, from when to when."""

    ref: str
    person: str
    starts_on: dt.date
    ends_on: dt.date | None
    is_learning: bool


@reading(f"{GROUP}/roles", _("The roles of the group, and who holds them"), RoleTold)
def roles_of_group(caller: Caller, turn: Turn) -> Slice[RoleTold]:
    """As the list of roles. 4 queries."""
    found = []
    for line in roles.role_lines(caller.space):
        row = line.role
        holders = [(one, False) for one in (*line.holders, *line.to_come)] + [(one, True) for one in line.learners]
        mandates = [MandateTold(m.ref, m.membership.name, m.starts_on, m.ends_on, learns) for m, learns in holders]
        found.append(
            RoleTold(
                row.ref, row.name, row.purpose, row.domain, list(row.expectations), row.family, row.minutes_per_month,
                row.filling, row.seats, row.term_months, mandates,
            )
        )  # fmt: skip
    return among(found, turn, lambda one: one.ref)


@dataclass(frozen=True)
class TextTold:
    """One text of the group."""

    ref: str
    kind: str
    title: str
    edition: str


@reading(f"{GROUP}/texts", _("The texts of the group: charter, rules"), TextTold)
def texts(caller: Caller, turn: Turn) -> Slice[TextTold]:
    """As the page of the charter. 1 query."""
    found = [TextTold(row.ref, row.kind, row.title, row.edition) for row in charter.texts_of(caller.space)]
    return among(found, turn, lambda one: one.ref)


@reading(f"{GROUP}/texts/{{text}}", _("One text with its articles, today or on a day"), Any)
def text(caller: Caller, *, text: GroupText, on: dt.date | None = None) -> Mapping[str, Any]:
    """As its page and its file. 3 queries."""
    return charter.as_dict(charter.text_page(caller.member, text, on))
