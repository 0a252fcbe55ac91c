"""What the tests of the search share: the index as it is once the changes are committed, and one person's results."""

from collections.abc import Sequence

from commun.core.models import Space
from commun.core.search import asking, indexing
from commun.exchange.queries.searching import Found, Search, Wish
from commun.people.models import Person


def indexed() -> None:
    """Follow every chain, as is done after each commit: the tests are inside one transaction."""
    for space in Space.objects.order_by("pk"):
        indexing.follow(space.pk)


def ask(person: Person, words: str, *, source: str = "", space: Space | None = None, newest: bool = False) -> Found:
    """What the page would show to this person."""
    return Search(person, Wish(asking.asked_of(words), source, space, newest)).found()


def titles(person: Person, words: str) -> list[str]:
    """Titles of the first page."""
    return ["".join(piece.text for piece in hit.title) for hit in ask(person, words).hits]


def everything_told(found: Found) -> str:
    """All the words that a page of results holds, suggestions included."""
    hits = [*found.hits, *found.notices, *found.people]
    pieces: Sequence[str] = [piece.text for hit in hits for piece in (*hit.title, *hit.text)]
    return " ".join([*pieces, *(hit.url for hit in hits), *(hit.by for hit in hits), found.meant])
