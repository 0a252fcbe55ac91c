"""What may be hidden on a page, what was hidden in the group, and what becomes of it in a person's own data."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils import translation
from django.utils.translation import gettext as _

from commun.core import scope
from commun.core.models import Space
from commun.core.registries import Subject, subjects
from commun.core.urls import here
from commun.governance import hideable as kinds
from commun.governance.hideable import Hideable, hideable
from commun.governance.models import HiddenWords, Meeting, Membership, Process
from commun.people.models import Person

PER_PAGE, MOST_WORDS = 30, 500


def gone(member: Membership) -> str:
    """What stands in the place of hidden words, in the language of the group."""
    with translation.override(member.space.language):
        return _("(words hidden by the group, with a reason)")


@dataclass(frozen=True)
class Written:
    """Words that somebody wrote on one page."""

    kind: str
    target: int
    label: str
    name: str
    text: str


def words_on(member: Membership, place: str, ref: str = "") -> list[Written]:
    """Everything that others wrote there, by kind. One query a kind, and one for the names."""
    found = []
    with scope.use(member.space_id):
        for name, kind in zip(hideable.names(), hideable, strict=True):
            if kind.place == place:
                found += list(_rows(name, kind, ref))
        authors = {author for _name, _kind, _pk, author, _text in found}
        names = {row.pk: row.name for row in Membership.objects.filter(pk__in=authors).select_related("person")}
    return [
        Written(name, pk, str(kind.label), names[author], text)
        for name, kind, pk, author, text in found
        if author != member.pk and text != gone(member)
    ]


def _rows(name: str, kind: Hideable, ref: str) -> Iterator[tuple[str, Hideable, int, int, str]]:
    rows = kind.rows().exclude(**{kind.field: ""})
    if kind.where:
        rows = rows.filter(**{kind.where: ref})
    for pk, author, text in rows.order_by("pk").values_list("pk", kind.author, kind.field)[:MOST_WORDS]:
        yield name, kind, pk, author, text


def one_written(member: Membership, kind: str, target: int) -> Written | None:
    """One of them; None when there is no such thing in the group."""
    found = hideable.get(kind)
    if found is None:
        return None
    with scope.use(member.space_id):
        values = found.rows().filter(pk=target).values_list(found.author, found.field).first()
        if values is None or values[1] in {"", gone(member)}:
            return None
        author = Membership.objects.select_related("person").get(pk=values[0])
    return Written(kind, target, str(found.label), author.name, values[1])


@dataclass(frozen=True)
class HiddenLine:
    """One act of moderation as members read it: where, why, by whom; neither the words nor whose they are."""

    row: HiddenWords
    label: str
    title: str
    url: str
    is_mine: bool


def hidden_in(member: Membership, number: str | None) -> tuple[Page[HiddenWords], list[HiddenLine]]:
    """What was hidden, the last first. 4 queries."""
    with scope.use(member.space_id):
        rows = HiddenWords.objects.select_related("hidden_by__person", "space")
        page = Paginator(rows, PER_PAGE).get_page(number)
        listed = list(page)
        titles = titles_of(member.space, [row.place for row in listed])
    return page, [
        HiddenLine(row, label_of(row), *titles[row.place], is_mine=row.author_id == member.pk) for row in listed
    ]


def label_of(row: HiddenWords) -> str:
    """What kind of words it was."""
    kind = hideable.get(row.kind)
    return str(kind.label) if kind else ""


def titles_of(space: Space, places: Iterable[str]) -> dict[str, tuple[str, str]]:
    """The title and the address of each page. 2 queries, one more for each kind of place of a higher room."""
    asked: dict[str, set[str]] = defaultdict(set)
    for place in places:
        name, _sep, ref = place.partition(":")
        asked[name].add(ref)
    found = {f"{kinds.ROLES}:": (_("Friction zones"), here(space.slug, "governance:frictions"))}
    models: Sequence[tuple[str, type[Process] | type[Meeting], str]] = (
        (kinds.PROCESS, Process, "governance:process"),
        (kinds.MEETING, Meeting, "governance:meeting"),
    )
    for name, model, view in models:
        for ref, title in model.objects.filter(ref__in=asked[name]).values_list("ref", "title"):
            found[f"{name}:{ref}"] = (title, here(space.slug, view, **{name: ref}))
    for name in asked.keys() - {each for each, _model, _view in models}:
        # Places of higher rooms: their subjects say what they are called.
        called = subjects.get(name)
        for ref, subject in (called(space, asked[name]) if called else {}).items():
            found[f"{name}:{ref}"] = (subject.title, subject.url)
    return defaultdict(lambda: ("", ""), found)


def hidden_called(space: Space, references: Iterable[str]) -> Mapping[str, Subject]:
    """Where words were hidden, for the journal. 3 queries."""
    pks = [int(ref) for ref in references if ref.isascii() and ref.isdigit()]
    rows = list(HiddenWords.objects.filter(pk__in=pks))
    titles = titles_of(space, [row.place for row in rows])
    url = here(space.slug, "governance:moderation")
    return {str(row.pk): Subject(titles[row.place][0], url) for row in rows}


def export(person: Person) -> list[Any]:
    """The person's own words that were hidden: theirs still."""
    with scope.everywhere("a person's own data"):
        rows = HiddenWords.objects.filter(author__person=person).order_by("pk")
        return [{_("text"): row.words, _("reason"): row.reason, _("on"): row.hidden_at} for row in rows]
