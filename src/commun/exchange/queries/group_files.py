"""The files of a group, wherever they hang, as one person may open them: the pages of files that the search knows.

What one sees here is what one finds and what one may open: rights are a condition of the query (``core.search``).
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.db.models import CharField, F, Func, Q, QuerySet, Value
from django.utils.translation import gettext_lazy as _

from commun.core import scope
from commun.core.models import SearchDocument, Space
from commun.core.search import asking
from commun.core.search.sources import Hung, Source, sources
from commun.governance.models import Membership
from commun.people.models import Person

PER_PAGE: Final = 30
# What a file is, by the end of its name, which the house itself writes when it keeps a file.
KINDS: Final[dict[str, tuple[Any, tuple[str, ...]]]] = {
    "textes": (_("Documents"), ("pdf", "docx", "odt", "txt", "md", "epub")),
    "tableaux": (_("Sheets"), ("xlsx", "ods", "csv")),
    "images": (_("Pictures"), ("png", "jpg", "gif", "webp", "heic")),
    "presentations": (_("Slides"), ("pptx", "odp", "ppsx", "odg")),
}


@dataclass(frozen=True)
class FileWish:
    """What is asked: words of the name, the source where it hangs, its kind. What is not known is left out."""

    words: str = ""
    source: str = ""
    kind: str = ""
    number: str = "1"


@dataclass(frozen=True)
class FileLine:
    """One file: its name and address, who brought it, when, and where it hangs."""

    name: str
    url: str
    at: dt.datetime
    by: str
    size: int | None
    place: str
    place_url: str
    source: Any


def file_sources() -> dict[str, Source]:
    """The sources of the search whose pages are files."""
    named = ((name, sources.get(name)) for name in sources.names())
    return {name: source for name, source in named if source is not None and source.hung is not None}


def files_of(person: Person, space: Space, wish: FileWish) -> tuple["Page[Any]", Sequence[FileLine]]:
    """A page of them, newest first: a query for each room with keys, 3, and at most 3 for each kind of place."""
    known = file_sources()
    rows = asking.readable(asking.reader_of(person, [space.pk])).filter(space=space, source__in=known)
    if wish.source in known:
        rows = rows.filter(source=wish.source)
    rows = _of_kind(_named_so(rows, wish.words), wish.kind)
    page = Paginator(rows.only("source", "ref", "url", "title", "member_id", "at").order_by("-at", "-pk"), PER_PAGE)
    shown = page.get_page(wish.number)
    return shown, _lines(space, list(shown), known)


def _named_so(rows: "QuerySet[SearchDocument]", words: str) -> "QuerySet[SearchDocument]":
    """Those whose name has each of these words, without care for accents."""
    for word in words.split()[:6]:
        plain = Func(F("title"), function="unaccent", output_field=CharField())
        folded = Func(Value(word), function="unaccent", output_field=CharField())
        rows = rows.annotate(plain=plain).filter(plain__icontains=folded)
    return rows


def _of_kind(rows: "QuerySet[SearchDocument]", kind: str) -> "QuerySet[SearchDocument]":
    if kind not in KINDS:
        return rows
    asked = Q()
    for ending in KINDS[kind][1]:
        asked |= Q(title__iendswith=f".{ending}")
    return rows.filter(asked)


def _lines(space: Space, rows: Sequence[SearchDocument], known: Mapping[str, Source]) -> list[FileLine]:
    refs: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        refs[row.source].add(row.ref)
    hung: dict[tuple[str, str], Hung] = {}
    with scope.use(space):
        for name, asked in refs.items():
            tell = known[name].hung
            if tell is not None:
                hung |= {(name, ref): one for ref, one in tell(space.pk, asked).items()}
        names = _names({row.member_id for row in rows if row.member_id is not None})
    nowhere = Hung(None, "", "")
    return [
        FileLine(
            row.title, row.url, row.at, names.get(row.member_id or 0, ""), place.size, place.title, place.url,
            known[row.source].label,
        )
        for row in rows
        for place in [hung.get((row.source, row.ref), nowhere)]
    ]  # fmt: skip


def _names(members: set[int]) -> dict[int, str]:
    """Who brought them, as the group calls them today. 1 query. Space in scope."""
    rows = Membership.objects.filter(pk__in=members).select_related("person") if members else []
    return {member.pk: member.name for member in rows}
