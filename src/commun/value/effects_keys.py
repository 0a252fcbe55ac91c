"""What a decision may change in how the group shares: from that day, a version of a key holds (C14, B3, V3)."""

from collections.abc import Mapping
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commun.core import clock, journal, scope
from commun.core.errors import Refused
from commun.core.models import Space
from commun.governance.effects import DiffLine, Effect, effects
from commun.governance.models import Decision
from commun.value.actions.keys import KIND
from commun.value.effects_together import by_the_group
from commun.value.journal import keys as facts
from commun.value.models import JointWork, KeyAdoption, KeyVersion
from commun.value.queries.keys import key_in_force, read_aloud

Change = Mapping[str, Any]


def register() -> None:
    """Called once the room is ready."""
    label = gettext_lazy("Chooses how what joint work brings is shared")
    effects.add(KIND, Effect(label, check, diff, apply, opening=by_the_group, past=past))


def check(space: Space, change: Change) -> None:
    """Raises Refused when the version is not the group's, or holds there already."""
    version, work = _found(space, change)
    held = key_in_force(space, work)
    own = work is None or _has_its_own(space, work)
    if held is not None and held.pk == version.pk and own:
        raise Refused(_("This version holds there already: there is nothing to decide."))


def diff(space: Space, change: Change) -> list[DiffLine]:
    """The reading of the key that holds there today, against that of the new one."""
    version, work = _found(space, change)
    return _differing(key_in_force(space, work), version, work)


def apply(decision: Decision, change: Change, actor: journal.Person | journal.Rule) -> None:
    """From today, exactly this version holds there."""
    version, work = _found(decision.space, change)
    with scope.use(decision.space):
        KeyAdoption.objects.create(
            space=decision.space, version=version, work=work, decision=decision, on=clock.today()
        )
    data = {
        "decision": decision.ref,
        "version": version.number,
        "fingerprint": version.fingerprint,
        "work": work.ref if work else "",
    }
    journal.record(facts.ADOPTED, space=decision.space, actor=actor, about=(facts.KEY, version.key.ref), data=data)


def past(space: Space, changes: Mapping[int, Change]) -> Mapping[int, list[DiffLine]]:
    """What each changed in what held there on its day. 1 query."""
    with scope.use(space):
        rows = KeyAdoption.objects.select_related("version__key", "work").order_by("on", "pk")
        adoptions = list(rows)
    held: dict[int | None, KeyVersion] = {}
    found: dict[int, list[DiffLine]] = {}
    for row in adoptions:
        if row.decision_id in changes:
            found[row.decision_id] = _differing(held.get(row.work_id) or held.get(None), row.version, row.work)
        held[row.work_id] = row.version
    return found


def _differing(before: KeyVersion | None, after: KeyVersion, work: JointWork | None) -> list[DiffLine]:
    scope_of = work.title if work else _("All joint works that have no key of their own")
    return [
        DiffLine(_("For"), scope_of, scope_of),
        DiffLine(_("Key"), before.called if before else "", after.called),
        *_steps(read_aloud(before) if before else [], read_aloud(after)),
    ]


def _steps(before: list[str], after: list[str]) -> list[DiffLine]:
    """Step by step; a step that only moved down because of a new one is not said to change."""
    lines = []
    for _tag, first, last, start, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        olds, news = before[first:last], after[start:end]
        for rank in range(max(len(olds), len(news))):
            old, new = olds[rank] if rank < len(olds) else "", news[rank] if rank < len(news) else ""
            label = _("Step %(number)s") % {"number": start + rank + 1} if new else _("No longer")
            lines.append(DiffLine(label, old, new))
    return lines


def _has_its_own(space: Space, work: JointWork) -> bool:
    with scope.use(space):
        return KeyAdoption.objects.filter(work=work).exists()


def _found(space: Space, change: Change) -> tuple[KeyVersion, JointWork | None]:
    """The version and the joint work that the change names. Raises Refused."""
    number, ref = change.get("version"), change.get("work")
    with scope.use(space):
        rows = KeyVersion.objects.select_related("key").filter(key__ref=change.get("key"))
        version = rows.filter(number=number).first() if isinstance(number, int) else None
        if version is None or version.fingerprint != change.get("fingerprint"):
            raise Refused(_("There is no such version of a sharing key in the group."))
        work = JointWork.objects.filter(ref=ref).first() if ref else None
        if ref and work is None:
            raise Refused(_("There is no such joint work in the group."))
    return version, work
