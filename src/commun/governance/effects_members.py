"""What a decision may change among the people of the group: welcome somebody who asks to come in (C25, M6)."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commun.core import journal, scope
from commun.core.errors import Refused
from commun.core.models import Space
from commun.governance.actions import admissions, places
from commun.governance.effects import DiffLine, Effect, effects
from commun.governance.models import Decision, Membership

Change = Mapping[str, Any]


def register() -> None:
    """Called once the room is ready."""
    effects.add(admissions.ADMIT, Effect(gettext_lazy("Welcomes a person"), check, diff, apply))


def check(space: Space, change: Change) -> None:
    """Raises Refused when the person does not ask (any more)."""
    admissions.refuse_unless_asking(_asking(space, change))


def diff(space: Space, change: Change) -> list[DiffLine]:
    """From « asks » to « member »."""
    row = _asking(space, change)
    return [DiffLine(row.name, before=str(row.get_state_display()), after=str(Membership.State.MEMBER.label))]


def apply(decision: Decision, change: Change, actor: journal.Person | journal.Rule) -> None:
    """Welcome exactly this person."""
    admissions.welcome(places.locked(_asking(decision.space, change)), actor)


def _asking(space: Space, change: Change) -> Membership:
    asked = change.get("membership")
    with scope.use(space):
        rows = Membership.objects.select_related("person", "space")
        found = rows.filter(pk=asked).first() if isinstance(asked, int) else None
    if found is None:
        raise Refused(_("There is no such person in the group."))
    return found
