"""What a decision may change in what the group counts: kinds added, kinds used no longer (gov B4, C25)."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commun.core import journal, scope
from commun.core.models import Space
from commun.governance.effects import DiffLine, Effect, effects
from commun.governance.models import Decision
from commun.value.actions.kinds import EFFECT, NewKind, apply_kinds, checked
from commun.value.effects_together import by_the_group
from commun.value.models import ContributionKind

Change = Mapping[str, Any]


def register() -> None:
    """Called once the room is ready."""
    effects.add(
        EFFECT, Effect(gettext_lazy("Kinds of contributions"), check, diff, apply, opening=by_the_group, past=past)
    )


def check(space: Space, change: Change) -> None:
    """Raises Refused when the kinds could not be chosen as things stand."""
    checked(space, change)


def diff(space: Space, change: Change) -> list[DiffLine]:
    """Each kind in words: what is counted no longer, what would be."""
    new, gone = checked(space, change)
    return [*map(_gone, gone), *map(_new, new)]


def apply(decision: Decision, change: Change, actor: journal.Person | journal.Rule) -> None:
    """Write exactly these kinds, by this decision."""
    apply_kinds(decision=decision, change=change, actor=actor)


def past(space: Space, changes: Mapping[int, Change]) -> Mapping[int, list[DiffLine]]:
    """What each chose and retired. 1 query."""
    found: dict[int, list[DiffLine]] = {}
    with scope.use(space):
        for kind in ContributionKind.objects.order_by("pk"):
            if kind.retired_by_id is not None and kind.retired_by_id in changes:
                found.setdefault(kind.retired_by_id, []).append(_gone(kind))
            if kind.decision_id in changes:
                found.setdefault(kind.decision_id, []).append(_new(kind))
    return found


def _new(kind: NewKind | ContributionKind) -> DiffLine:
    return DiffLine(kind.name, after=_said(kind))


def _gone(kind: ContributionKind) -> DiffLine:
    return DiffLine(kind.name, before=_said(kind))


def _said(kind: NewKind | ContributionKind) -> str:
    words = {
        "nature": ContributionKind.Nature(kind.nature).label,
        "measure": ContributionKind.Measure(kind.measure).label,
    }
    return _("%(nature)s, counted in %(measure)s") % words
