"""The thread of one decision: its texts, what it changes, who needs it, what was decided, done and felt."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, IntegerField, OuterRef, Subquery, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from commun.core import scope
from commun.core.models import Fact, FactWords, Space
from commun.governance import follow_through as steps
from commun.governance import methods
from commun.governance.ballot_words import end_of
from commun.governance.decision_text import Words, fingerprint
from commun.governance.journal import decisions as facts
from commun.governance.models import (
    Action,
    Decision,
    DecisionVersion,
    Following,
    Membership,
    NeedVoice,
    Objection,
    Process,
    Reading,
    Stance,
)
from commun.governance.queries.decision_changes import Change, change_of
from commun.people.models import DigestLine
from commun.ui.dates import day


@dataclass(frozen=True)
class Disagreement:
    """What somebody still thinks otherwise, kept with the decision (R66)."""

    name: str
    nature: str
    reason: str


@dataclass(frozen=True)
class Reader:
    """Who was told, and who says having read (N6)."""

    member: Membership
    is_told: bool
    reading: Reading | None


@dataclass(frozen=True)
class Step:
    """One thing that happened to the decision; ``name`` is empty when a rule acted."""

    at: dt.datetime
    words: str
    name: str
    reason: str


@dataclass(frozen=True)
class Thread:
    """Everything the page of a decision shows."""

    decision: Decision
    versions: Sequence[DecisionVersion]
    change: Change
    needs: Mapping[int, int]
    my_need: int | None
    processes: Sequence[Process]
    actions: Sequence[Action]
    disagreements: Sequence[Disagreement]
    timeline: Sequence[Step]
    is_following: bool
    follower_count: int
    has_read: bool

    @property
    def version(self) -> DecisionVersion:
        """The text on the table."""
        return next(one for one in self.versions if one.number == self.decision.version)

    @property
    def is_deciding(self) -> bool:
        """A process is open on it."""
        return any(one.state in {Process.State.OPEN, Process.State.SCHEDULED} for one in self.processes)

    @property
    def refusal(self) -> Process | None:
        """The process that ended with a no, as long as nothing moved since: neither a new text nor another process."""
        if self.decision.state not in {steps.HEARD, steps.PROPOSED} or self.is_deciding:
            return None
        last = self.processes[-1] if self.processes else None
        is_no = last is not None and last.outcome == methods.REJECTED and last.version == self.decision.version
        return last if is_no else None

    @property
    def is_voting(self) -> bool:
        """People are voting on this very text: it no longer changes (C22)."""
        voted = methods.by_ballot()
        return any(one.state == Process.State.OPEN and one.method in voted for one in self.processes)


def thread_of(member: Membership, decision: Decision) -> Thread:
    """The whole thread as ``member`` reads it. At most 7 queries, and those of the change it asks for."""
    with scope.use(member.space_id):
        versions = list(DecisionVersion.objects.filter(decision=decision).select_related("author__person"))
        current = next(one for one in versions if one.number == decision.version)
        around = _around(decision)
        voices = {who: level for kind, who, level in around if kind == NEED}
        processes = list(Process.objects.filter(decision=decision).order_by("created_at", "pk"))
        actions = Action.objects.filter(decision=decision).select_related("owner__person", "owner_role", "blocked_by")
        return Thread(
            decision=decision,
            versions=versions,
            change=change_of(decision, current),
            needs=Counter(voices.values()),
            my_need=voices.get(member.pk),
            processes=processes,
            actions=sorted(actions.order_by("due_on", "pk"), key=lambda one: one.state != Action.State.OPEN),
            disagreements=disagreements_of(decision) if processes else [],
            timeline=sorted([*_timeline(decision), *_ways_taken(processes)], key=lambda one: one.at),
            is_following=(FOLLOWS, member.pk, 0) in around,
            follower_count=sum(kind == FOLLOWS for kind, _who, _level in around),
            has_read=(HAS_READ, member.pk, 0) in around,
        )


FOLLOWS, NEED, HAS_READ = "follows", "need", "has_read"


def _around(decision: Decision) -> set[tuple[str, int, int]]:
    """Who follows, who said how much it is needed, who read: (what, membership, level). One query."""
    none = Value(0, output_field=IntegerField())
    parts = [
        Following.objects.filter(decision=decision).values_list(Value(FOLLOWS), "membership", none),
        NeedVoice.objects.filter(decision=decision).values_list(
            Value(NEED), "membership", Cast("level", IntegerField())
        ),
        Reading.objects.filter(decision=decision)
        .exclude(read_at=None)
        .values_list(Value(HAS_READ), "membership", none),
    ]
    return set(parts[0].order_by().union(*(part.order_by() for part in parts[1:]), all=True))


def _timeline(decision: Decision) -> list[Step]:
    """What happened, in order, each with who did it and what was said, where it was not erased. 2 queries."""
    words = FactWords.objects.filter(fact=OuterRef("pk")).order_by("pk").values("text")[:1]
    rows = Fact.objects.filter(about_kind=facts.DECISION, about_ref=decision.ref, name__in=_TOLD)
    told = list(rows.annotate(reason=Subquery(words)).order_by("position"))
    people = {fact.person_id for fact in told if fact.person_id}
    members = Membership.objects.filter(person__in=people).select_related("person")
    names = {row.person_id: row.name for row in members}
    return [Step(one.at, step_words(one.name), names.get(one.person_id or 0, ""), one.reason or "") for one in told]


def _ways_taken(processes: Sequence[Process]) -> Iterator[Step]:
    """Each way of deciding that was opened, and how it ended."""
    for one in processes:
        way = str(one.get_method_display())
        if one.opened_at:
            yield Step(one.opened_at, _("%(way)s: opened") % {"way": way}, "", "")
        if one.closed_at:
            yield Step(one.closed_at, _("%(way)s: %(end)s") % {"way": way, "end": end_of(one)}, "", "")


_TOLD = (
    *facts.MOVES,
    facts.AMENDED,
    facts.PUBLISHED,
    facts.UNPUBLISHED,
    facts.REVIEW_SET,
    facts.REVIEW_OPENED,
)


def step_words(name: str) -> str:
    """A fact about this decision, in a few words."""
    words = {
        facts.VOICED: _("Voiced"),
        facts.PROPOSED: _("Proposed"),
        facts.AMENDED: _("New version"),
        facts.POSTPONED: _("Kept for later"),
        facts.ADOPTED: _("Adopted"),
        facts.ENGAGED: _("Engaged"),
        facts.FINISHED: _("What became of it was told"),
        facts.LET_GO: pgettext("decision", "Let go"),
        facts.REPLACED: _("Replaced"),
        facts.HANDED_BACK: _("Back with the group"),
        facts.VOICED_AGAIN: _("Taken up again"),
        facts.PUBLISHED: _("Published without names"),
        facts.UNPUBLISHED: _("No longer published"),
        facts.REVIEW_SET: _("Day of the review chosen"),
        facts.REVIEW_OPENED: _("Its review opened"),
    }
    return words[name]


def disagreements_of(decision: Decision) -> list[Disagreement]:
    """Those who stood aside, and objections that were not kept or still stand; by name as it is shown. One query."""
    standing = (Objection.State.NOT_KEPT, Objection.State.OPEN)
    who = ("membership__person__name", "membership__shown_as", "membership__state", "reason")
    with scope.use(decision.space_id):
        aside = Stance.objects.filter(process__decision=decision, position=Stance.Position.ASIDE)
        objections = Objection.objects.filter(process__decision=decision, state__in=standing)
        rows = aside.order_by().values_list("position", F("at"), *who)
        found = sorted(rows.union(objections.order_by().values_list("state", F("raised_at"), *who), all=True))
    natures: dict[str, str] = {Stance.Position.ASIDE: str(Stance.Position.ASIDE.label)}
    natures |= {state: _("objection: %(state)s") % {"state": state.label} for state in standing}
    return [
        Disagreement(shown_as if shown_as and place == Membership.State.LEFT else name, natures[kind], reason)
        for kind, _at, name, shown_as, place, reason in found
    ]


def announced(thread: Thread) -> Process | None:
    """The announcement that is open on it."""
    method, is_open = Process.Method.AUTHORISATION, Process.State.OPEN
    return next((one for one in thread.processes if one.method == method and one.state == is_open), None)


def moved_announcement(thread: Thread) -> Process | None:
    """The open announcement of an earlier text: what it says will not stand."""
    found = announced(thread)
    return found if found is not None and found.version != thread.decision.version else None


def readers_of(decision: Decision) -> list[Reader]:
    """Followers and readers: who was sent something about it, who says having read. 4 queries."""
    with scope.use(decision.space_id):
        readings = {one.membership_id: one for one in Reading.objects.filter(decision=decision)}
        followers = Following.objects.filter(decision=decision).values_list("membership", flat=True)
        told_facts = Fact.objects.filter(about_kind=facts.DECISION, about_ref=decision.ref).values_list("pk", flat=True)
        keys = [digest_key(pk) for pk in told_facts]
        members = Membership.objects.filter(pk__in={*followers, *readings}).select_related("person")
        rows = sorted(members, key=lambda one: one.person.sort_key)
        people = [row.person_id for row in rows]
        told = set(DigestLine.objects.filter(key__in=keys, person__in=people).values_list("person", flat=True))
    return [
        Reader(row, row.person_id in told or _was_written_to(readings.get(row.pk)), readings.get(row.pk))
        for row in rows
    ]


def has_secret_vote(decision: Decision) -> bool:
    """A secret ballot is or was held on it: then nobody is told when others read (N6). 1 query."""
    with scope.use(decision.space_id):
        return Process.objects.filter(decision=decision, is_secret=True).exists()


def _was_written_to(reading: Reading | None) -> bool:
    return reading is not None and reading.told_at is not None


def digest_key(fact_id: int) -> str:
    """The key under which a fact about a decision is told in digests, once to each person."""
    return f"governance.decision:{fact_id}"


@dataclass(frozen=True)
class Seal:
    """The mark of the adopted text: as the journal has it, and as the text in the database gives it today."""

    version: DecisionVersion
    in_journal: str
    today: str

    @property
    def holds(self) -> bool:
        """Nobody changed the adopted text since."""
        return self.in_journal == self.today == self.version.fingerprint


def seal_of(decision: Decision) -> Seal | None:
    """What the check page compares; None when nothing was adopted. 2 queries."""
    with scope.use(decision.space_id):
        told = Fact.objects.filter(about_kind=facts.DECISION, about_ref=decision.ref, name=facts.ADOPTED)
        fact = told.order_by("-position").first()
        if fact is None:
            return None
        version = DecisionVersion.objects.get(decision=decision, number=fact.data["version"])
    words = Words(version.title, version.text, version.concerned, version.change)
    return Seal(version, fact.data["fingerprint"], fingerprint(words))


def sentence_of(thread: Thread, carrier: str) -> str:
    """Where it stands, in one or two sentences."""
    row = thread.decision
    words: dict[str, Any] = {
        "on": day(row.since, year=True),
        "carrier": carrier,
        "due": day(row.due_on, year=True) if row.due_on else "",
    }
    by_itself = bool(thread.version.change)
    sentences = {
        steps.HEARD: _("Heard since %(on)s. Nobody has proposed it to the group yet."),
        steps.PROPOSED: _("Proposed since %(on)s: the group has not decided yet."),
        steps.ADOPTED: _("Adopted on %(on)s, and applied at that very moment.")
        if by_itself
        else _("Adopted on %(on)s. It waits for somebody to carry it."),
        steps.ENGAGED: _("Engaged: %(carrier)s carries it, for %(due)s."),
        steps.DONE: _("Done on %(on)s."),
        steps.PARTLY: _("Partly done on %(on)s."),
        steps.LET_GO: _("Let go on %(on)s, and what was learnt is kept.")
        if row.lesson
        else _("Let go on %(on)s, and why is kept."),
        steps.REPLACED: _("Replaced on %(on)s by a later decision."),
    }
    if row.state == steps.PROPOSED and thread.is_deciding:
        return _("Proposed since %(on)s: the group is deciding now.") % words
    if thread.refusal is not None:
        return _refusal_of(thread.refusal)
    return sentences[row.state] % words


def _refusal_of(process: Process) -> str:
    said = {
        Process.Method.ADVICE: _("Decided on %(on)s, after advice: it is not adopted, for now."),
        Process.Method.AUTHORISATION: _("An objection stopped it on %(on)s."),
    }
    words = said.get(Process.Method(process.method), _("The group said no on %(on)s (%(way)s)."))
    on = day(process.closed_at, year=True) if process.closed_at else ""
    told = words % {"on": on, "way": process.get_method_display()}
    return _("%(sentence)s It can be put otherwise, kept for later or let go.") % {"sentence": told}


def names_in(space: Space) -> list[str]:
    """Names of the people of the group, past ones included, the longest first. One query."""
    with scope.use(space):
        return names_among(list(Membership.objects.select_related("person")))


def names_among(rows: Sequence[Membership]) -> list[str]:
    """Names of these people, whole and first ones, the longest first."""
    names = {name for row in rows for name in (row.person.name, row.name) if name}
    first = {name.split()[0] for name in names if len(name.split()[0]) > 2}
    return sorted(names | first, key=len, reverse=True)


def without_names(text: str, names: Sequence[str]) -> str:
    """The text with « somebody » for each name of the group (S9): what was learnt, not who."""
    if not names:
        return text
    listed = "|".join(re.escape(name) for name in names)
    return re.sub(rf"(?<!\w)(?:{listed})(?!\w)", _("somebody"), text, flags=re.IGNORECASE)
