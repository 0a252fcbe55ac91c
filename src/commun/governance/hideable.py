"""What may be hidden: a registry of the words that people write, each with where they stand and whose they are.

Hiding takes the words out of their row, so that no page, search, feed, file or mail made from it can show them. The row
itself stays: a ballot still counts, an objection still stands.
"""

import dataclasses
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from commun.core.registries import Registry
from commun.governance.models import Ballot, Friction, MinuteLine, Nomination, Objection, Process, Remark, Stance

PROCESS, MEETING, ROLES = "process", "meeting", "roles"


@dataclass(frozen=True)
class Hideable:
    """One kind of words: ``author`` and ``place`` are look-ups from the row; ``field`` holds the words."""

    label: Any
    model: type[Model]
    field: str
    author: str
    place: str
    # Words that nobody reads yet (before the close of a vote, before the reveal of nominations) are nobody's to hide.
    is_read: Q = dataclasses.field(default_factory=Q)

    def rows(self) -> QuerySet[Any]:
        """The rows that people read today, in the groups in scope."""
        return self.model._default_manager.filter(self.is_read)

    @property
    def where(self) -> str:
        """The look-up of the reference of the page where they are read; empty when the page is one for all."""
        return f"{self.place}__ref" if self.place != ROLES else ""


class OnItsPage(Hideable):
    """Words of a thing that has a page of its own: the place is the thing itself."""

    @property
    def where(self) -> str:
        """The look-up of its own reference."""
        return "ref"


_COUNTED = Q(process__state=Process.State.CLOSED) | Q(process__shown=Process.Shown.ALWAYS)
_REVEALED = ~Q(process__stage="nominations")

hideable: Registry[Hideable] = Registry()
for name, kind in {
    "remark": Hideable(_("a remark"), Remark, "text", "membership", PROCESS),
    "stance": Hideable(_("the reason of an answer"), Stance, "reason", "membership", PROCESS),
    "objection": Hideable(_("the reason of an objection"), Objection, "reason", "membership", PROCESS),
    "nomination": Hideable(_("the reason of a nomination"), Nomination, "reason", "membership", PROCESS, _REVEALED),
    "ballot": Hideable(_("the reason of a vote"), Ballot, "reason", "elector__membership", PROCESS, _COUNTED),
    "line": Hideable(_("a line of minutes"), MinuteLine, "text", "author", MEETING),
    "friction": Hideable(_("a note about roles"), Friction, "text", "noted_by", ROLES),
}.items():
    hideable.add(name, kind)
