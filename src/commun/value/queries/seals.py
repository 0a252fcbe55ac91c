"""The last seal of each book, sent to members with their digest: kept in mailboxes, it betrays any later rewriting."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from commun.core import scope
from commun.governance.models import Membership
from commun.governance.states import INSIDE
from commun.people.models import Person
from commun.value.models import Book


def seals_for(person: Person) -> Iterator[str]:
    """Of each book of the person's groups in which something is written. Two queries."""
    with scope.everywhere("a person's own groups"):
        spaces = Membership.objects.filter(person=person, state__in=INSIDE).values_list("space", flat=True)
        rows = Book.objects.filter(space__in=list(spaces), count__gt=0).select_related("space")
        books = list(rows.order_by("space__name", "pk"))
    for book in books:
        words = {"book": book.get_purpose_display(), "group": book.space.name, "count": book.count, "seal": book.seal}
        yield _("%(book)s, %(group)s, line %(count)s, seal %(seal)s") % words
