"""Decisions and things to do when a person leaves, or asks to be erased: nothing owed is lost (M9, E2)."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from commun.core import journal, scope
from commun.governance import follow_through as steps
from commun.governance.actions import decision_moves as moves
from commun.governance.actions import decisions, follow_up
from commun.governance.models import Action, Decision, Following, Membership, NeedVoice, Reading
from commun.people.models import Person


def release(membership: Membership) -> None:
    """What the leaver took goes back to the group; what they carried is « adopted » again and looks for somebody."""
    journal.hold(membership.space)
    actor = journal.Person(membership.person_id)
    with scope.use(membership.space_id):
        rows = Action.objects.select_for_update(of=("self",)).select_related("space", "owner")
        for action in rows.filter(owner=membership, state=Action.State.OPEN).order_by("pk"):
            follow_up.give_back(action, actor=actor)
        carried = Decision.objects.filter(carrier=membership, state=steps.ENGAGED).order_by("pk")
        for decision in list(carried.select_related("space")):
            decisions.give_back(moves.locked(decision), actor=actor)
        Following.objects.filter(membership=membership).delete()


def export(person: Person) -> list[Any]:
    """What the person voiced, carries and took, and what they said of needs."""
    with scope.everywhere("a person's own data"):
        voiced = list(
            Decision.objects.filter(Q(voiced_by__person=person) | Q(carrier__person=person))
            .select_related("space", "voiced_by", "carrier")
            .order_by("pk")
        )
        actions = list(Action.objects.filter(owner__person=person).select_related("space").order_by("pk"))
        needs = list(NeedVoice.objects.filter(membership__person=person).select_related("decision").order_by("pk"))
    return [
        *(
            {
                _("group"): row.space.name,
                _("decision"): row.title,
                _("state"): row.get_state_display(),
                _("voiced by me"): row.voiced_by.person_id == person.pk,
                _("carried by me"): row.carrier is not None and row.carrier.person_id == person.pk,
            }
            for row in voiced
        ),
        *(
            {
                _("group"): row.space.name,
                _("to do"): row.title,
                _("state"): row.get_state_display(),
                _("for"): row.due_on,
                _("word at the end"): row.closing_note,
            }
            for row in actions
        ),
        *({_("decision"): row.decision.title, _("need"): row.get_level_display()} for row in needs),
    ]


def erase(person: Person) -> None:
    """Take the person's small traces away; decisions stay valid, and are told by their group, not by a person."""
    with scope.everywhere("a person asks to be erased"):
        NeedVoice.objects.filter(membership__person=person).delete()
        Reading.objects.filter(membership__person=person).delete()
        Following.objects.filter(membership__person=person).delete()
        Action.objects.filter(owner__person=person).exclude(closing_note="").update(closing_note="")
