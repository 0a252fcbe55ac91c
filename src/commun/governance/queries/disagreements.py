"""A disagreement as its own people read it, and what the rest of the house may know of it: next to nothing."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from commun.core import clock, journal, scope
from commun.core.models import Fact
from commun.core.registries import DigestEvent, TodoItem
from commun.core.urls import absolute, here
from commun.governance import states
from commun.governance.journal import disagreements as facts
from commun.governance.models import (
    Case,
    CaseAnswer,
    CaseAsk,
    CaseOption,
    CaseOutcome,
    CaseRisk,
    CaseStep,
    Membership,
    OptionSide,
    Party,
    PartyLine,
    PartyPerson,
    Removal,
    Restatement,
)
from commun.governance.policies import disagreements as policies
from commun.people.models import Person


@dataclass(frozen=True)
class Column:
    """One party: its people, its telling, its lines by nature."""

    party: Party
    name: str
    people: Sequence[Membership]
    stakes: Sequence[PartyLine]
    constraints: Sequence[PartyLine]
    needs: Sequence[PartyLine]
    efforts: Sequence[PartyLine]
    is_mine: bool

    @property
    def is_ready(self) -> bool:
        """Stakes and constraints are written."""
        return bool(self.stakes and self.constraints)


@dataclass(frozen=True)
class Understanding:
    """What one party understood of another's constraints, or that it has not said yet."""

    by: Column
    of: Column
    found: Restatement | None


@dataclass(frozen=True)
class Question:
    """A question to everybody, who answered, and whether the reader's word is awaited.

    ``waits_for_nobody``: those who had not answered left, or are at rest; any party may conclude.
    """

    ask: CaseAsk
    sentence: str
    yes: Sequence[str]
    waits_for_me: bool
    waits_for_nobody: bool


@dataclass(frozen=True)
class Way:
    """One option with what each party gains and gives."""

    option: CaseOption
    sides: Sequence[tuple[str, OptionSide]]


@dataclass(frozen=True)
class CasePage:
    """Everything the page of a disagreement shows."""

    case: Case
    columns: Sequence[Column]
    understandings: Sequence[Understanding]
    questions: Sequence[Question]
    refusals: Sequence[str]
    steps: Sequence[CaseStep]
    options: Sequence[Way]
    risks: Sequence[CaseRisk]
    outcome: CaseOutcome | None
    removals: Sequence[Removal]
    readers: Sequence[Membership]
    timeline: Sequence[dict[str, Any]]
    left: CaseAsk | None

    @property
    def mine(self) -> Column | None:
        """The reader's own side."""
        return next((one for one in self.columns if one.is_mine), None)

    @property
    def is_on_the_table(self) -> bool:
        """The outcome waits for the word of the parties."""
        return any(one.ask.kind == CaseAsk.Kind.OUTCOME for one in self.questions)

    @property
    def asked(self) -> Sequence[str]:
        """What the parties are asked at present: skip, end, leave ..."""
        return [one.ask.kind for one in self.questions]

    @property
    def missing(self) -> Sequence[Understanding]:
        """What is still to be understood before anybody proposes."""
        confirmed = Restatement.State.CONFIRMED
        return [one for one in self.understandings if one.found is None or one.found.state != confirmed]

    @property
    def is_unlocked(self) -> bool:
        """Each party spoke and was understood: proposals may be written (R164)."""
        return all(column.is_ready for column in self.columns) and not self.missing

    @property
    def stakes(self) -> Sequence[tuple[str, PartyLine]]:
        """All stakes, with whose they are."""
        return [(column.name, line) for column in self.columns for line in column.stakes]

    @property
    def efforts(self) -> Sequence[tuple[str, PartyLine]]:
        """All efforts, with whose they are."""
        return [(column.name, line) for column in self.columns for line in column.efforts]


def case_page(member: Membership, case: Case) -> CasePage:
    """One disagreement, as ``member`` reads it. 13 queries."""
    with scope.use(case.space_id):
        columns = columns_of(member, case)
        steps = list(CaseStep.objects.filter(case=case))
        every = list(CaseAsk.objects.filter(case=case).select_related("membership__person", "asked_by__person"))
        questions, refusals = _questions(member, case, columns, every, steps)
        left = [ask for ask in every if ask.kind == CaseAsk.Kind.LEAVE and ask.state == CaseAsk.State.ACCEPTED]
        return CasePage(
            case=case,
            columns=columns,
            understandings=_understandings(case, columns),
            questions=questions,
            refusals=refusals,
            steps=steps,
            options=_options(case, columns),
            risks=list(CaseRisk.objects.filter(case=case)),
            outcome=CaseOutcome.objects.filter(case=case).select_related("option", "written_by__person").first(),
            removals=list(Removal.objects.filter(case=case).select_related("membership__person", "process")),
            readers=policies.readers_of(case),
            timeline=_timeline(case, every, left[-1].words if left else ""),
            left=left[-1] if left and case.state == Case.State.LEFT else None,
        )


def columns_of(member: Membership, case: Case) -> list[Column]:
    """The parties side by side. 3 queries."""
    with scope.use(case.space_id):
        parties = list(Party.objects.filter(case=case).select_related("case__space"))
        people: dict[int, list[Membership]] = defaultdict(list)
        for row in PartyPerson.objects.filter(party__case=case).select_related("membership__person").order_by("pk"):
            people[row.party_id].append(row.membership)
        lines: dict[tuple[int, str], list[PartyLine]] = defaultdict(list)
        for line in PartyLine.objects.filter(party__case=case):
            lines[line.party_id, line.nature].append(line)
    nature = PartyLine.Nature
    return [
        Column(
            party=party,
            name=party.name or ", ".join(one.name for one in people[party.pk]),
            people=people[party.pk],
            stakes=lines[party.pk, nature.STAKE],
            constraints=lines[party.pk, nature.CONSTRAINT],
            needs=lines[party.pk, nature.NEED],
            efforts=lines[party.pk, nature.EFFORT],
            is_mine=member.pk in {one.pk for one in people[party.pk]},
        )
        for party in parties
    ]


def _understandings(case: Case, columns: Sequence[Column]) -> list[Understanding]:
    found = {(row.by_id, row.of_id): row for row in Restatement.objects.filter(by__case=case)}
    return [
        Understanding(one, other, found.get((one.party.pk, other.party.pk)))
        for one in columns
        for other in columns
        if one.party.pk != other.party.pk
    ]


def _questions(
    member: Membership, case: Case, columns: Sequence[Column], every: Sequence[CaseAsk], steps: Sequence[CaseStep]
) -> tuple[list[Question], list[str]]:
    """What waits for an answer, and what was answered « no » and not asked again since. 1 query."""
    answers = CaseAnswer.objects.filter(ask__in=every).values_list("ask", "party", "is_yes")
    said: dict[int, set[int]] = defaultdict(set)
    against: dict[int, set[int]] = defaultdict(set)
    for ask, party, is_yes in answers:
        (said if is_yes else against)[ask].add(party)
    mine = {column.party.pk for column in columns if column.is_mine}
    last = {(ask.kind, ask.path): ask for ask in every}.values()
    may_be_asked = {Case.State.OPEN.value: True, Case.State.LEFT.value: False}.get(case.state)
    waiting = [ask for ask in every if ask.state == CaseAsk.State.WAITING]
    asks = [ask for ask in waiting if (ask.kind != CaseAsk.Kind.REOPEN) == may_be_asked]
    on_path = {CaseAsk.Kind.END, CaseAsk.Kind.SKIP, CaseAsk.Kind.LEAVE, CaseAsk.Kind.REOPEN}
    awaited = {one.party.pk for one in columns if any(policies.is_awaited(person, case) for person in one.people)}
    questions = [
        Question(
            ask=ask,
            sentence=_sentence(ask),
            yes=[column.name for column in columns if column.party.pk in said[ask.pk]],
            waits_for_me=bool(mine - said[ask.pk]) or (ask.membership_id == member.pk and ask.is_willing is None),
            waits_for_nobody=bool(mine) and ask.kind in on_path and awaited <= said[ask.pk],
        )
        for ask in asks
    ]
    over = {step.path for step in steps if step.ends_on is not None}
    refused = [
        ask
        for ask in last
        if ask.state == CaseAsk.State.REFUSED
        and ask.path not in over
        and (ask.kind != CaseAsk.Kind.REOPEN) == may_be_asked
    ]
    told = [_refusal(ask, [column.name for column in columns if column.party.pk in against[ask.pk]]) for ask in refused]
    return questions, [sentence for sentence in told if sentence]


def _refusal(ask: CaseAsk, names: Sequence[str]) -> str:
    """Who said no, to what; of a third person, never who. Empty when nobody did: words had changed."""
    words = {"parties": ", ".join(_("“%(name)s”") % {"name": name} for name in names)}
    if ask.kind == CaseAsk.Kind.HANDLER and ask.membership is not None:
        person = {"person": ask.membership.name}
        if ask.is_willing is False:
            return _("%(person)s would rather not be the third person: propose somebody else.") % person
        return _("Not everybody accepts %(person)s as the third person: propose somebody else.") % person
    if not names:
        return ""
    if ask.kind == CaseAsk.Kind.SKIP:
        step = {"step": CaseStep.Path(ask.path).label}
        return _("Answered no by %(parties)s: “%(step)s” is not skipped.") % {**words, **step}
    if ask.kind == CaseAsk.Kind.END:
        step = {"step": CaseStep.Path(ask.path).label}
        return _("Answered no by %(parties)s: “%(step)s” goes on.") % {**words, **step}
    if ask.kind == CaseAsk.Kind.LEAVE:
        return _("Answered no by %(parties)s: the disagreement is not put aside.") % words
    if ask.kind == CaseAsk.Kind.REOPEN:
        return _("Answered no by %(parties)s: the disagreement is not taken up again.") % words
    return _("Answered no by %(parties)s: the outcome does not hold. Look for something else together.") % words


def _sentence(ask: CaseAsk) -> str:
    if ask.kind == CaseAsk.Kind.HANDLER and ask.membership is not None:
        return _("Do you accept %(person)s as the third person, for this disagreement only?") % {
            "person": ask.membership.name
        }
    if ask.kind == CaseAsk.Kind.SKIP:
        return _("Shall we leave this step out: %(step)s?") % {"step": CaseStep.Path(ask.path).label}
    if ask.kind == CaseAsk.Kind.END:
        return _("Shall we end this step: %(step)s?") % {"step": CaseStep.Path(ask.path).label}
    if ask.kind == CaseAsk.Kind.LEAVE:
        return _("Shall we put this disagreement aside?")
    if ask.kind == CaseAsk.Kind.REOPEN:
        return _("Shall we take this disagreement up again?")
    return _("Do you accept the outcome as it is written?")


def _options(case: Case, columns: Sequence[Column]) -> list[Way]:
    sides: dict[int, dict[int, OptionSide]] = defaultdict(dict)
    for side in OptionSide.objects.filter(option__case=case):
        sides[side.option_id][side.party_id] = side
    return [
        Way(option, [(one.name, sides[option.pk][one.party.pk]) for one in columns if one.party.pk in sides[option.pk]])
        for option in CaseOption.objects.filter(case=case).select_related("author__person")
    ]


def _timeline(case: Case, every: Sequence[CaseAsk], why_left: str) -> list[dict[str, Any]]:
    """What happened, the last first; read on this page only. 2 queries."""
    rows = Fact.objects.filter(about_kind=facts.CASE, about_ref=case.ref, name__in=facts.TOLD_INSIDE)
    told = list(rows.order_by("-position"))
    people = {fact.person_id for fact in told if fact.person_id}
    names = {row.person_id: row.name for row in Membership.objects.filter(person__in=people).select_related("person")}
    asks = {ask.pk: ask for ask in every}
    lines = []
    for fact in told:
        ask = asks.get(fact.data.get("ask", 0))
        words = {"actor": names.get(fact.person_id or 0, _("Somebody")), "question": _sentence(ask) if ask else ""}
        # What was agreed shows these words where they are in force; what was refused keeps them here.
        kept = ask.words if ask and fact.name == facts.ASKED and ask.state == CaseAsk.State.REFUSED else ""
        if fact.name in {facts.LEFT_ASIDE, facts.TAKEN_UP}:
            kept = ask.words if ask else why_left
        lines.append({"at": fact.at, "title": _happened(fact, ask) % words, "text": kept})
    return lines


def _happened(fact: Fact, ask: CaseAsk | None) -> str:
    """The sentence of a fact, with the question and the answer; of a third person, never who said no."""
    if ask is not None and fact.name == facts.ASKED:
        return _("%(actor)s asked: %(question)s")
    if ask is not None and fact.name == facts.ANSWERED and ask.kind != CaseAsk.Kind.HANDLER:
        is_yes = fact.data["is_yes"]
        return _("%(actor)s answered yes: %(question)s") if is_yes else _("%(actor)s answered no: %(question)s")
    return str(journal.kinds[fact.name].sentence)


# -- lists and what waits ----------------------------------------------------------------------------------------


def list_of(member: Membership) -> list[tuple[Case, str]]:
    """The member's own disagreements, the open ones first, each with its parties. 2 queries."""
    rows = sorted(policies.cases_of(member), key=lambda one: (one.state != Case.State.OPEN, -one.opened_at.timestamp()))
    with scope.use(member.space_id):
        names: dict[int, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
        people = PartyPerson.objects.filter(party__case__in=rows).select_related("party", "membership__person")
        for one in people.order_by("party__position", "pk"):
            names[one.party.case_id][one.party.position].append(one.party.name or one.membership.name)
    return [
        (row, " · ".join(", ".join(dict.fromkeys(side)) for _position, side in sorted(names[row.pk].items())))
        for row in rows
    ]


def invitations_of(member: Membership) -> list[CaseAsk]:
    """Disagreements where the member is asked to be the third person. 1 query."""
    with scope.use(member.space_id):
        rows = CaseAsk.objects.filter(
            membership=member.pk, is_willing=None, kind=CaseAsk.Kind.HANDLER, state=CaseAsk.State.WAITING
        )
        if member.state == states.GUEST:
            rows = rows.exclude(case__ref__in=policies.closed_to(member))
        return list(rows.select_related("case"))


def things_to_do(person: Person) -> Iterator[TodoItem]:
    """What the others wait for: one's own words, an answer, a look back on its day. 5 queries."""
    with scope.everywhere("a person's own disagreements"):
        mine = PartyPerson.objects.filter(membership__person=person, membership__state__in=policies.PRESENT)
        parties = dict(mine.values_list("party", "party__case"))
        unwritten = _unwritten(parties)
        invited = CaseAsk.objects.filter(
            membership__person=person, is_willing=None, kind=CaseAsk.Kind.HANDLER, state=CaseAsk.State.WAITING
        )
        for ask in invited.select_related("case__space"):
            url = here(ask.case.space.slug, "governance:be-handler", disagreement=ask.case.ref)
            yield TodoItem(
                key=f"governance.case_ask:{ask.pk}",
                title=_("Would you be the third person of a disagreement?"),
                url=url,
                reason=_("You were proposed. You may decline without a reason."),
            )
        if parties:
            yield from _of_parties(parties, unwritten)


def _unwritten(parties: dict[int, int]) -> list[Case]:
    """Open disagreements where the person's side has not written a stake and a constraint. 1 query."""
    lines = PartyLine.objects.filter(party=OuterRef("pk"))
    natures = PartyLine.Nature
    rows = Party.objects.filter(pk__in=parties, case__state=Case.State.OPEN).exclude(
        Exists(lines.filter(nature=natures.STAKE)), Exists(lines.filter(nature=natures.CONSTRAINT))
    )
    return [row.case for row in rows.select_related("case__space")]


def _of_parties(parties: dict[int, int], unwritten: Sequence[Case]) -> Iterator[TodoItem]:
    answered = CaseAnswer.objects.filter(ask=OuterRef("pk"), party__in=parties)
    asks = CaseAsk.objects.filter(~Exists(answered), case__in=parties.values(), state=CaseAsk.State.WAITING)
    reopens = Q(kind=CaseAsk.Kind.REOPEN)
    may_answer = Q(~reopens, case__state=Case.State.OPEN) | Q(reopens, case__state=Case.State.LEFT)
    heard = Restatement.objects.filter(of__in=parties, state=Restatement.State.WAITING, of__case__state=Case.State.OPEN)
    due = Case.objects.filter(pk__in=parties.values(), state=Case.State.SETTLED, outcome__review_on__lte=clock.today())
    reasons: dict[int, tuple[str, str]] = {}
    cases: dict[int, Case] = {}
    for case in unwritten:
        sentence = _("Write what matters to you: at least one stake and one constraint.")
        cases[case.pk], reasons[case.pk] = case, ("words", sentence)
    for ask in asks.filter(may_answer).select_related("case__space"):
        cases[ask.case_id], reasons[ask.case_id] = ask.case, ("ask", _("A question waits for your word."))
    for row in heard.select_related("of__case__space"):
        case = row.of.case
        sentence = _("Somebody said what they understood of your constraints: is that it?")
        cases[case.pk], reasons[case.pk] = case, ("heard", sentence)
    for case in due.filter(Q(outcome__lesson="") | Q(outcome__review_on__lte=clock.today())).select_related("space"):
        cases[case.pk], reasons[case.pk] = case, ("review", _("Its day to be looked at again has come."))
    for pk, (kind, reason) in sorted(reasons.items()):
        case = cases[pk]
        url = here(case.space.slug, "governance:disagreement", disagreement=case.ref)
        yield TodoItem(key=f"governance.case:{pk}:{kind}", title=case.title, url=url, reason=reason, is_between=True)


def words_for_a_decision(member: Membership, ref: str) -> dict[str, Any]:
    """How a party may begin a proposal to the group from a concluded disagreement of theirs; empty for anybody else.

    Nothing of it is written anywhere: the party reads it, changes it, and sends it or not. At most 3 queries.
    """
    case = policies.cases_of(member).filter(ref=ref, state=Case.State.SETTLED).first() if ref else None
    if case is None or policies.party_of(member, case) is None:
        return {}
    with scope.use(case.space_id):
        outcome = CaseOutcome.objects.filter(case=case).first()
    if outcome is None:
        return {}
    return {
        "title": case.title,
        "text": outcome.agreed or outcome.open_part,
        "review_on": outcome.review_on if outcome.review_on > clock.today() else None,
    }


def digest_events(person: Person, since: dt.datetime, until: dt.datetime) -> Iterator[DigestEvent]:
    """What others did in the person's own disagreements, newest first; nobody else hears of it."""
    with scope.everywhere("a person's own disagreements"):
        members = list(
            Membership.objects.filter(person=person, state__in={states.MEMBER, states.GUEST}).select_related("space")
        )
    for member in members:
        with scope.use(member.space_id):
            cases = {case.ref: case for case in policies.cases_of(member)}
            told = (
                Fact.objects.filter(about_kind=facts.CASE, about_ref__in=list(cases), name__in=facts.TOLD_INSIDE)
                .filter(at__gt=since, at__lte=until)
                .exclude(person_id=person.pk)
                .order_by("-at", "-pk")[:50]
            )
            latest: dict[str, Fact] = {}
            for fact in told if cases else ():
                latest.setdefault(fact.about_ref, fact)
        for ref, fact in latest.items():
            yield DigestEvent(
                key=f"governance.case:{fact.pk}",
                at=fact.at,
                title=_("Something new: %(title)s") % {"title": cases[ref].title},
                url=absolute(here(member.space.slug, "governance:disagreement", disagreement=ref)),
                reason=_("In “%(group)s”, you are a party to this disagreement, or its third person.")
                % {"group": member.space.name},
            )
