"""What guided paths keep of a person: its export and its erasure. Decisions stay valid; personal words go."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import scope
from commun.governance.models import Nomination, Objection, Remark, Stance
from commun.people.models import Person


def export(person: Person) -> dict[str, Any]:
    """What the person asked, answered, objected, and whom they named. 4 queries."""
    with scope.everywhere("a person's own data"):
        return {
            _("remarks"): [
                {_("about"): one.process.title, _("nature"): one.get_nature_display(), _("text"): one.text}
                for one in _mine(Remark, person)
            ],
            _("answers"): [
                {_("about"): one.process.title, _("answer"): one.get_position_display(), _("reason"): one.reason}
                for one in _mine(Stance, person)
            ],
            _("objections"): [
                {_("about"): one.process.title, _("reason"): one.reason, _("state"): one.get_state_display()}
                for one in _mine(Objection, person)
            ],
            _("nominations"): [
                {_("about"): one.process.title, _("for"): one.nominee.name, _("reason"): one.reason}
                for one in _mine(Nomination, person).select_related("nominee__person")
            ],
        }


def _mine(model: Any, person: Person) -> Any:
    return model.objects.filter(membership__person=person).select_related("process").order_by("pk")


@transaction.atomic
def erase(person: Person) -> None:
    """Words are emptied; that somebody answered, objected or was answered stays true, and so do decisions."""
    gone = _("(erased)")
    with scope.everywhere("a person asks to be erased"):
        Remark.objects.filter(membership__person=person).exclude(text="").update(text=gone)
        Stance.objects.filter(membership__person=person).exclude(reason="").update(reason=gone)
        Objection.objects.filter(membership__person=person).update(reason=gone)
        Nomination.objects.filter(membership__person=person).update(reason=gone)
