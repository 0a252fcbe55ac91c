"""The group's journal as its members read it: who did what, when, newest first."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from commun.core import journal, registries, scope
from commun.core.models import ChainHead, Fact, Space
from commun.core.registries import Subject
from commun.core.urls import here
from commun.governance import journal as facts
from commun.governance.models import Membership
from commun.governance.queries import journal_lines
from commun.governance.states import INSIDE
from commun.people.models import Person

PER_PAGE = 40


@dataclass(frozen=True)
class Line:
    """One fact in words. Reasons and notes stay where they were said: the journal shows acts, not confidences."""

    position: int
    at: dt.datetime
    sentence: str
    url: str
    member: Membership | None
    # Who acted and what it is about, by the names of today: for those who tell the fact in another form.
    actor: str = ""
    about: str = ""


@dataclass(frozen=True)
class Register:
    """One page of the journal, and the mark by which anybody can check that none of it was rewritten."""

    page: Page[Fact]
    lines: Sequence[Line]
    head_position: int
    head_digest: str


def register(space: Space, number: str | None, room: str = "") -> Register:
    """One page of the journal, all rooms or one. At most 5 queries, and one per kind of thing spoken of."""
    told = told_facts()
    if room:
        told = told.filter(name__startswith=f"{room}.")
    page = Paginator(told, PER_PAGE).get_page(number)
    head = ChainHead.objects.filter(pk=space.pk).first()
    return Register(page, lines_of(space, list(page)), head.position if head else 0, head.digest if head else "")


def latest(space: Space, count: int) -> list[Line]:
    """The last ``count`` facts."""
    return lines_of(space, list(told_facts()[:count]))


def told_facts() -> QuerySet[Fact]:
    """Facts that are told, newest first; those that follow from another one of the same act are not.

    By moment, then by position: what a group had lived before it came here may be written room by room.
    """
    silent = [name for name, kind in journal.kinds.items() if not kind.is_told]
    return Fact.objects.exclude(name__in=silent).order_by("-at", "-position")


def lines_of(space: Space, told: Sequence[Fact]) -> list[Line]:
    """Facts in words: the names of people and things are looked up together."""
    people = {fact.person_id for fact in told if fact.person_id}
    members = {row.person_id: row for row in Membership.objects.select_related("person").filter(person_id__in=people)}
    subjects = _subjects(space, told)
    return [_line(fact, members, subjects) for fact in told]


def _subjects(space: Space, told: Sequence[Fact]) -> dict[tuple[str, str], Subject]:
    references: dict[str, set[str]] = defaultdict(set)
    for fact in told:
        references[fact.about_kind].add(fact.about_ref)
    found: dict[tuple[str, str], Subject] = {}
    for kind, asked in references.items():
        look_up = registries.subjects.get(kind)
        if look_up is not None:
            found |= {(kind, reference): subject for reference, subject in look_up(space, sorted(asked)).items()}
    return found


def _line(fact: Fact, members: Mapping[int, Membership], subjects: Mapping[tuple[str, str], Subject]) -> Line:
    member = members.get(fact.person_id or 0)
    subject = subjects.get((fact.about_kind, fact.about_ref))
    actor = member.name if member else _("Somebody") if fact.person_id else _rule(fact)
    about = subject.title if subject else ""
    sentence = journal_lines.sentence(fact, {"actor": actor, "about": about})
    subject = subject or Subject(fact.about_ref, "")
    kind = journal.kinds.get(fact.name)
    if not sentence:
        sentence = str(kind.sentence) % {"actor": actor, "about": subject.title} if kind else fact.name
    return Line(fact.position, fact.at, sentence, subject.url, member, actor, about)


def _rule(fact: Fact) -> str:
    return str(facts.RULES.get(fact.rule, fact.rule)) or _("The program")


def spaces_called(space: Space, references: Iterable[str]) -> dict[str, Subject]:
    """The group itself."""
    return {space.slug: Subject(space.name, here(space.slug, "governance:presentation"))}


def seals_for(person: Person) -> Iterator[str]:
    """The seal of the journal of each of the person's groups: kept in mailboxes, it betrays any later rewriting."""
    with scope.everywhere("a person's own groups"):
        spaces = Membership.objects.filter(person=person, state__in=INSIDE).values_list("space_id", flat=True)
        heads = ChainHead.objects.filter(pk__in=list(spaces)).select_related("space").order_by("space__name")
    for head in heads:
        words = {"group": head.space.name, "position": head.position, "seal": head.digest}
        yield _("Journal of %(group)s, line %(position)s, seal %(seal)s") % words
