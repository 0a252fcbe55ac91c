"""Verbs that open a disagreement and let each party speak: its own words, what it understood of the other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import clock, journal, scope
from commun.core.errors import Refused
from commun.core.models import Fact
from commun.core.words import as_written, one_line, short_enough
from commun.governance import states
from commun.governance.actions.places import self_of
from commun.governance.journal import disagreements as facts
from commun.governance.models import Case, CaseAsk, CaseStep, Membership, Party, PartyLine, PartyPerson, Restatement
from commun.governance.notifications import disagreements as letters
from commun.governance.policies import disagreements as policies

MOST_PARTIES, MOST_LINES, LONGEST_LINE = 6, 20, 500


@dataclass(frozen=True)
class Side:
    """A party to be: who speaks for it, and its name where it has one (« the town hall »)."""

    people: Sequence[Membership]
    name: str = ""


@dataclass(frozen=True)
class PartyWords:
    """What a party tells of itself; one sentence a line."""

    narrative: str = ""
    stakes: Sequence[str] = ()
    constraints: Sequence[str] = ()
    needs: Sequence[str] = ()
    efforts: Sequence[str] = field(default=())

    def lines(self) -> list[tuple[str, Sequence[str]]]:
        """Lines by nature."""
        nature = PartyLine.Nature
        return [
            (nature.STAKE, self.stakes),
            (nature.CONSTRAINT, self.constraints),
            (nature.NEED, self.needs),
            (nature.EFFORT, self.efforts),
        ]


@transaction.atomic
def open_case(*, by: Membership, object: str, parties: Sequence[Side], request: str = "", origin: str = "") -> Case:
    """Open a disagreement between two parties or more; only they read it. The talk starts at once.

    ``origin`` is « kind:reference » of where it was born. Raises Refused.
    """
    title = one_line(object)
    if by.state not in policies.PRESENT:
        raise Refused(_("Only people of the group open a disagreement."))
    if not title or len(title) > 200:
        raise Refused(_("Say in one line, 200 signs at most, what you do not agree on."))
    _check_sides(by, parties)
    case = Case(
        space=by.space,
        title=title,
        request=request.strip()[:2000],
        opened_by=by,
        opened_at=clock.now(),
        origin=origin[:80],
    )
    case.save()
    with scope.use(by.space_id):
        for position, side in enumerate(parties, start=1):
            party = Party.objects.create(space=by.space, case=case, position=position, name=one_line(side.name)[:120])
            PartyPerson.objects.bulk_create(
                PartyPerson(space=by.space, party=party, membership=person) for person in side.people
            )
        CaseStep.objects.create(space=by.space, case=case, path=CaseStep.Path.TALK, starts_on=clock.today())
    # What the group reads names nobody; the line with the name is for the case's own page.
    journal.record(facts.OPENED, space=by.space, actor=journal.PROGRAM, about=(facts.CASE, case.ref))
    tell(case, facts.STARTED, by)
    letters.opened(case, by)
    return case


def _check_sides(by: Membership, parties: Sequence[Side]) -> None:
    if not 2 <= len(parties) <= MOST_PARTIES or not all(side.people for side in parties):
        raise Refused(_("A disagreement has at least two parties, each with somebody who speaks for it."))
    people = [person for side in parties for person in side.people]
    if len({person.pk for person in people}) < len(people):
        raise Refused(_("Nobody speaks for two parties."))
    # A guest whose own words were hidden may ask why; nobody else brings a guest in as a party.
    others = [person for person in people if person.pk != by.pk]
    if any(one.space_id != by.space_id for one in people) or any(one.state not in states.INSIDE for one in others):
        raise Refused(_("Only people of the group can be parties; somebody from outside can be the third person."))
    _check_names(parties)
    if by.pk not in {person.pk for person in people} and by.state != states.MEMBER:
        raise Refused(_("Only people of the group open a disagreement."))


def _check_names(parties: Sequence[Side]) -> None:
    """Two people may bear the same name; a name that is chosen tells its side from the others."""
    shown = [" ".join((side.name.strip() or ", ".join(one.name for one in side.people)).split()) for side in parties]
    for rank, side in enumerate(parties):
        others = [name.casefold() for name in (*shown[:rank], *shown[rank + 1 :])]
        if side.name.strip() and shown[rank].casefold() in others:
            raise Refused(_("Two sides have the same name: give each its own."))


@transaction.atomic
def write_words(*, by: Membership, party: Party, words: PartyWords) -> Party:
    """A party writes (again) its telling, stakes, constraints, needs and efforts; nobody writes for it. Raises Refused.

    When its constraints change, what the others had understood of them waits for its word again. When any line
    changes while an outcome is on the table, that outcome is to be proposed again; lines that stay keep their state.
    """
    case = held(party.case)
    refuse_unless_open(case)
    if not policies.can_write(by, party):
        raise Refused(_("Each party writes its own column: nobody writes in the place of another."))
    checked = [(nature, _checked_lines(lines)) for nature, lines in words.lines()]
    short_enough(words.narrative, 8000)
    with scope.use(case.space_id):
        row = Party.objects.select_for_update().get(pk=party.pk)
        row.narrative = as_written(words.narrative)
        row.save(update_fields=["narrative"])
        before = _constraints(row)
        has_changed = _keep_lines(row, [(nature, text) for nature, lines in checked for text in lines])
        if _constraints(row) != before:
            again = Restatement.objects.filter(of=row, state=Restatement.State.CONFIRMED)
            again.update(state=Restatement.State.WAITING, answered_at=None)
    tell(case, facts.WORDS_WRITTEN, by, {"party": party.position})
    if has_changed:
        _take_off_the_table(case, by)
    return row


def _keep_lines(party: Party, wanted: Sequence[tuple[str, str]]) -> bool:
    """Write the lines in this order; one that was there already stays the same row, with what was said of it.

    Says whether any line was added or taken away.
    """
    old = list(PartyLine.objects.filter(party=party))
    has_changed = sorted((line.nature, line.text) for line in old) != sorted(wanted)
    for position, (nature, text) in enumerate(wanted, start=1):
        same = next((line for line in old if (line.nature, line.text) == (nature, text)), None)
        if same is None:
            PartyLine.objects.create(space_id=party.space_id, party=party, nature=nature, position=position, text=text)
            continue
        old.remove(same)
        same.position = position
        same.save(update_fields=["position"])
    PartyLine.objects.filter(pk__in=[line.pk for line in old]).delete()
    return has_changed


def _take_off_the_table(case: Case, by: Membership) -> None:
    """Nobody says yes to an outcome that was written for other words; what it says is kept, to be proposed again."""
    with scope.use(case.space_id):
        asked = CaseAsk.objects.filter(case=case, kind=CaseAsk.Kind.OUTCOME, state=CaseAsk.State.WAITING)
        was_asked = asked.update(state=CaseAsk.State.REFUSED)
    if was_asked:
        fact = tell(case, facts.OUTCOME_BACK, by)
        letters.outcome_back(case, by, fact.pk)


def _constraints(party: Party) -> list[str]:
    rows = PartyLine.objects.filter(party=party, nature=PartyLine.Nature.CONSTRAINT)
    return list(rows.values_list("text", flat=True))


def _checked_lines(lines: Sequence[str]) -> list[str]:
    kept = [one_line(line) for line in lines]
    kept = [line for line in kept if line]
    if len(kept) > MOST_LINES or any(len(line) > LONGEST_LINE for line in kept):
        raise Refused(_("At most 20 lines of 500 signs: keep what matters most."))
    return kept


@transaction.atomic
def restate(*, by: Membership, of: Party, text: str) -> Restatement:
    """Say, in one's own words, what one understood of another party's constraints. Raises Refused."""
    case = held(of.case)
    refuse_unless_open(case)
    mine = own_party(by, case)
    if mine.pk == of.pk:
        raise Refused(_("It is the other’s constraints that you restate."))
    said = as_written(text)
    if not said or len(said) > 4000:
        raise Refused(_("Say in a few sentences, 4,000 signs at most, what you understood."))
    with scope.use(case.space_id):
        if not _constraints(of):
            raise Refused(_("This party has not written its constraints yet: let it speak first."))
        if Restatement.objects.filter(by=mine, of=of, state=Restatement.State.CONFIRMED).exists():
            raise Refused(_("They confirmed it: it holds until they change their constraints."))
        found, _is_new = Restatement.objects.update_or_create(
            space_id=case.space_id,
            by=mine,
            of=of,
            defaults={
                "text": said,
                "state": Restatement.State.WAITING,
                "answer": "",
                "written_at": clock.now(),
                "answered_at": None,
            },
        )
    tell(case, facts.RESTATED, by, {"by": mine.position, "of": of.position})
    return found


@transaction.atomic
def answer_restatement(*, by: Membership, from_party: Party, is_right: bool, answer: str = "") -> Restatement:
    """« Yes, that is it », or what is missing: only the party spoken of can say. Raises Refused."""
    case = held(from_party.case)
    refuse_unless_open(case)
    mine = own_party(by, case)
    missing = one_line(answer)
    if is_right and missing:
        raise Refused(
            _("You wrote what is missing: “%(words)s”. Choose “Not quite”, or empty the box if that is it.")
            % {"words": missing[:200]}
        )
    if not is_right and not missing:
        raise Refused(_("Say what is missing: it helps the other to understand."))
    if len(missing) > 1000:
        raise Refused(_("1,000 signs at most for what is missing."))
    with scope.use(case.space_id):
        row = Restatement.objects.select_for_update().filter(by=from_party, of=mine).first()
        if row is None or row.state == Restatement.State.CONFIRMED:
            raise Refused(_("There is nothing to answer here."))
        row.state = Restatement.State.CONFIRMED if is_right else Restatement.State.NOT_QUITE
        row.answer, row.answered_at = missing, clock.now()
        row.save(update_fields=["state", "answer", "answered_at"])
    fact = facts.CONFIRMED if is_right else facts.NOT_QUITE
    tell(case, fact, by, {"by": from_party.position, "of": mine.position})
    return row


# -- shared by the verbs of a case -------------------------------------------------------------------------------


def held(case: Case) -> Case:
    """The row as it is now, held until the end of the transaction."""
    with scope.use(case.space_id):
        return Case.objects.select_for_update(of=("self",)).select_related("space").get(pk=case.pk)


def refuse_unless_open(case: Case) -> None:
    """Raises Refused once the case is concluded or left aside."""
    if case.state == Case.State.LEFT:
        raise Refused(_("This disagreement was put aside: its words no longer change."))
    if case.state != Case.State.OPEN:
        raise Refused(_("This disagreement is concluded: its words no longer change."))


def own_party(member: Membership, case: Case) -> Party:
    """The member's side. Raises Refused for who has none (the third person, say)."""
    found = policies.party_of(member, case)
    if found is None:
        raise Refused(_("This is for the parties themselves."))
    return found


def refuse_unless_inside(member: Membership, case: Case) -> None:
    """Raises Refused for who neither is a party nor the third person."""
    if not policies.is_handler(member, case) and policies.party_of(member, case) is None:
        raise Refused(_("This is for the parties and for the person who helps them."))


def parties_of(case: Case) -> list[Party]:
    """The sides in their order. 1 query."""
    with scope.use(case.space_id):
        return list(Party.objects.filter(case=case))


def tell(
    case: Case, fact: str, by: Membership, data: Mapping[str, Any] | None = None, words: Mapping[str, str] | None = None
) -> Fact:
    """Record a fact about the case."""
    about = (facts.CASE, case.ref)
    return journal.record(fact, space=case.space, actor=self_of(by), about=about, data=data, words=words)
