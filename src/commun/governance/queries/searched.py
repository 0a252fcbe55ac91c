"""What the search reads of this room: one document for each page, and which facts change it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.db.models import F, Prefetch, QuerySet
from django.utils.translation import gettext as _

from commun.core import clock
from commun.core.errors import NotFound
from commun.core.models import Space
from commun.core.search.sources import Document, Refs, parts_of
from commun.core.urls import here
from commun.governance import methods, states
from commun.governance.models import (
    Action,
    AgendaItem,
    ArticleVersion,
    DecisionVersion,
    Definition,
    HiddenWords,
    Mandate,
    Meeting,
    Membership,
    MinuteLine,
    Process,
    Role,
)
from commun.governance.policies import body_of
from commun.governance.queries import directory
from commun.ui.dates import day

FAR = dt.timedelta(days=62)
# Searched, never shown: what people call a meeting, whatever the language of the page.
MEETING_WORDS = "séance réunion compte rendu ordre du jour meeting minutes agenda"


def _of(rows: "QuerySet[Any]", refs: Refs | None, field: str = "ref") -> "QuerySet[Any]":
    return rows if refs is None else rows.filter(**{f"{field}__in": list(refs)})


def slug_of(space_id: int) -> str:
    """The address of a group. 1 query."""
    return Space.objects.values_list("slug", flat=True).get(pk=space_id)


def decisions(space_id: int, refs: Refs | None) -> Iterator[Document]:
    """The text of today of each decision, what became of it, what was learnt. 2 queries."""
    slug = slug_of(space_id)
    rows = DecisionVersion.objects.filter(number=F("decision__version")).select_related("decision")
    for row in _of(rows, refs, "decision__ref").iterator():
        one = row.decision
        yield Document(
            ref=one.ref,
            url=here(slug, "governance:decision", decision=one.ref),
            title=row.title,
            body=parts_of([row.text, row.concerned, one.first_step, one.outcome, one.lesson]),
            tags=f"décision {one.number} {one.subject}",
            at=one.created_at,
            member_id=one.voiced_by_id,
        )


def meetings(space_id: int, refs: Refs | None) -> Iterator[Document]:
    """Each meeting with its agenda and its minutes; « réunion » finds « séance ». 4 queries."""
    slug = slug_of(space_id)
    # What was withdrawn is on no page of the meeting any more; what was carried over is in its minutes.
    brought = AgendaItem.objects.filter(is_ritual=False).exclude(state=AgendaItem.State.DROPPED)
    points = Prefetch("items", brought, to_attr="points")
    lines = Prefetch("lines", MinuteLine.objects.order_by("written_at", "pk"), to_attr="written")
    far = clock.now() + FAR
    for row in _of(Meeting.objects.prefetch_related(points, lines), refs):
        # Dates that a rule brings round far ahead say nothing yet; the night that brings them near adds them.
        if row.state == Meeting.State.PLANNED and row.series_id and row.starts_at > far and not row.points:
            continue
        words = [row.place, *(line.text for line in row.written)]
        for point in row.points:
            words += [point.title, point.detail]
        yield Document(
            ref=row.ref,
            url=here(slug, "governance:meeting", meeting=row.ref),
            title=f"{row.title}, {day(row.starts_at)}",
            body=parts_of(words),
            tags=MEETING_WORDS,
            at=row.starts_at,
        )


def actions(space_id: int, refs: Refs | None) -> Iterator[Document]:
    """Things to do, those of projects too. 2 queries."""
    slug = slug_of(space_id)
    for row in _of(Action.objects.all(), refs).iterator():
        yield Document(
            ref=row.ref,
            url=here(slug, "governance:action", action=row.ref),
            title=row.title,
            body=row.closing_note,
            at=row.created_at,
            member_id=row.owner_id,
        )


def roles(space_id: int, refs: Refs | None) -> Iterator[Document]:
    """Cards of the roles that are not retired. 2 queries."""
    slug = slug_of(space_id)
    for row in _of(Role.objects.filter(retired_on=None), refs):
        yield Document(
            ref=row.ref,
            url=here(slug, "governance:role-card", role=row.ref),
            title=row.name,
            body=parts_of([row.purpose, row.domain, *row.expectations]),
            at=row.created_at,
        )


def articles(space_id: int, refs: Refs | None) -> Iterator[Document]:
    """Articles in force of the group's texts. 2 queries."""
    slug = slug_of(space_id)
    rows = ArticleVersion.objects.filter(number=F("article__version"), is_withdrawn=False)
    for row in _of(rows.select_related("article__text"), refs, "article__ref"):
        text = row.article.text
        names = {"text": text.title, "number": row.article.number, "title": row.title}
        yield Document(
            ref=row.article.ref,
            url=here(slug, "governance:article", article=row.article.ref),
            title=_("%(text)s, article %(number)s (%(title)s)") % names,
            body=parts_of([row.body, row.scope_of]),
            at=_noon(row.in_force_from),
        )


def votes(space_id: int, refs: Refs | None) -> Iterator[Document]:
    """Votes: their question, what to know, what may be chosen; ballots and results are not searched. 3 queries."""
    slug = slug_of(space_id)
    rows = Process.objects.filter(method__in=methods.by_ballot()).prefetch_related("options")
    for row in _of(rows, refs):
        chosen = [words for one in row.options.all() for words in (one.label, one.detail)]
        yield Document(
            ref=row.ref,
            url=here(slug, "governance:process", process=row.ref),
            title=row.title,
            body=parts_of([row.guidance, *chosen]),
            at=row.created_at,
            member_id=row.opened_by_id,
        )


def people(space_id: int, refs: Refs | None) -> Iterator[Document]:
    """Everybody in the group today: their name, what they do, what they did. 8 queries."""
    space = Space.objects.get(pk=space_id)
    inside = Membership.objects.filter(state__in=states.INSIDE)
    places = {ref: (pk, since) for ref, pk, since in inside.values_list("person__ref", "pk", "since")}
    for one in directory.people_of(space):
        if one.ref not in places or (refs is not None and one.ref not in refs):
            continue
        pk, since = places[one.ref]
        yield Document(
            ref=one.ref,
            url=here(space.slug, "governance:member", ref=one.ref),
            title=one.name,
            body=one.text.removeprefix(one.name).removeprefix(" · "),
            tags=one.trade,
            at=_noon(since),
            member_id=pk,
            is_name=True,
        )


def groups(space_id: int, refs: Refs | None) -> Iterator[Document]:
    """The group itself, as it presents itself. 4 queries."""
    space = Space.objects.get(pk=space_id)
    if space.kind == Space.Kind.HOUSE or (refs is not None and space.slug not in refs):
        return
    try:
        body = body_of(space)
    except NotFound:
        return
    definition = Definition.objects.order_by("-position").first()
    words = [body.purpose, *map(str, body.aims), *map(str, body.tools), body.how_to_join]
    yield Document(
        ref=space.slug,
        url=here(space.slug, "governance:presentation"),
        title=space.name,
        body=parts_of([*words, definition.text if definition else ""]),
        at=space.created_at,
    )


def _noon(on: dt.date) -> dt.datetime:
    return dt.datetime.combine(on, dt.time(12), clock.PARIS)


def the_group(space_id: int, refs: Refs) -> Refs:
    """A fact about the group as a whole. 1 query."""
    return [slug_of(space_id)]


def meetings_of_lines(space_id: int, refs: Refs) -> Refs:
    """From lines of minutes. 1 query."""
    found = MinuteLine.objects.filter(pk__in=_numbers(refs))
    return set(found.values_list("meeting__ref", flat=True))


def meetings_of_points(space_id: int, refs: Refs) -> Refs:
    """From points of agendas, and from those that were carried over to another meeting. 1 query."""
    found = AgendaItem.objects.filter(ref__in=list(refs)).values_list("meeting__ref", "carried_from__meeting__ref")
    return {ref for pair in found for ref in pair if ref}


def meetings_of_series(space_id: int, refs: Refs) -> Refs:
    """From the rule that brings them round. 1 query."""
    return set(Meeting.objects.filter(series__ref__in=list(refs)).values_list("ref", flat=True))


def meetings_of_hidden(space_id: int, refs: Refs) -> Refs:
    """From words that were hidden in minutes, or shown again. 1 query."""
    return hidden_in(refs, "meeting")


def hidden_in(refs: Refs, place: str) -> Refs:
    """References of the pages of one kind (« meeting », « process » ...) where words were hidden. 1 query."""
    places = HiddenWords.objects.filter(pk__in=_numbers(refs), place__startswith=f"{place}:")
    return {where.partition(":")[2] for where in places.values_list("place", flat=True)}


def actions_of_meetings(space_id: int, refs: Refs) -> Refs:
    """Things to do that were born from these meetings. 1 query."""
    born = MinuteLine.objects.filter(meeting__ref__in=list(refs), born__startswith="action:")
    return {one.partition(":")[2] for one in born.values_list("born", flat=True)}


def decisions_of_meetings(space_id: int, refs: Refs) -> Refs:
    """Decisions that were born from these meetings. 1 query."""
    born = MinuteLine.objects.filter(meeting__ref__in=list(refs), born__startswith="decision:")
    return {one.partition(":")[2] for one in born.values_list("born", flat=True)}


def actions_of_decisions(space_id: int, refs: Refs) -> Refs:
    """Things to do of these decisions. 1 query."""
    return set(Action.objects.filter(decision__ref__in=list(refs)).values_list("ref", flat=True))


def decisions_of_processes(space_id: int, refs: Refs) -> Refs:
    """The matters of these processes. 1 query."""
    found = Process.objects.filter(ref__in=list(refs)).exclude(decision=None)
    return set(found.values_list("decision__ref", flat=True))


def articles_of_texts(space_id: int, refs: Refs) -> Refs:
    """The articles of these texts, those that were withdrawn too. 1 query."""
    return set(ArticleVersion.objects.filter(article__text__ref__in=list(refs)).values_list("article__ref", flat=True))


def people_of_places(space_id: int, refs: Refs) -> Refs:
    """From memberships. 1 query."""
    return set(Membership.objects.filter(pk__in=_numbers(refs)).values_list("person__ref", flat=True))


def people_of_mandates(space_id: int, refs: Refs) -> Refs:
    """From mandates: the role one holds is said beside one's name. 1 query."""
    return set(Mandate.objects.filter(ref__in=list(refs)).values_list("membership__person__ref", flat=True))


def people_of_roles(space_id: int, refs: Refs) -> Refs:
    """From roles that change their name. 1 query."""
    found = Mandate.objects.filter(role__ref__in=list(refs))
    return set(found.values_list("membership__person__ref", flat=True))


def places_of_people(people_: Collection[int]) -> Mapping[int, Refs]:
    """In which groups these people are, or were. 1 query."""
    found: dict[int, set[str]] = defaultdict(set)
    rows = Membership.objects.filter(person__in=list(people_)).values_list("space_id", "person__ref")
    for space_id, ref in rows:
        found[space_id].add(ref)
    return found


def _numbers(refs: Refs) -> list[int]:
    return [int(ref) for ref in refs if ref.isdigit()]
