"""What disagreements keep of a person: its export, its erasure, and what a departure gives back."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from commun.core import scope
from commun.core.urls import here
from commun.governance.actions import case_path
from commun.governance.actions.disagreements import held
from commun.governance.handover import Handover
from commun.governance.models import Case, CaseAsk, Membership, Party, PartyLine, PartyPerson, Removal, Restatement
from commun.people.models import Person


def export(person: Person) -> list[Any]:
    """What the person's sides wrote, and what they understood of others."""
    with scope.everywhere("a person's own data"):
        rows = Party.objects.filter(persons__membership__person=person).select_related("case__space")
        parties = list(rows.prefetch_related("lines", "restated").order_by("pk"))
        asked = list(CaseAsk.objects.filter(asked_by__person=person).exclude(words="").order_by("pk"))
    return [
        {
            _("group"): row.case.space.name,
            _("disagreement"): row.case.title,
            _("what happened, in our words"): row.narrative,
            _("lines"): [f"{line.get_nature_display()} : {line.text}" for line in row.lines.all()],
            _("what we understood"): [one.text for one in row.restated.all()],
            _("what I asked of all"): [one.words for one in asked if one.case_id == row.case_id],
        }
        for row in parties
    ]


def erase(person: Person) -> None:
    """The words of a side that was this person's alone go; those of a shared side stay to the others."""
    with scope.everywhere("a person asks to be erased"):
        own = list(Party.objects.filter(persons__membership__person=person))
        shared = set(
            PartyPerson.objects.filter(party__in=own).exclude(membership__person=person).values_list("party", flat=True)
        )
        alone = [party.pk for party in own if party.pk not in shared]
        gone = _("(erased)")
        Party.objects.filter(pk__in=alone).update(narrative="", name="")
        PartyLine.objects.filter(party__in=alone).update(text=gone, thanks="")
        Restatement.objects.filter(by__in=alone).update(text=gone)
        Restatement.objects.filter(of__in=alone).update(answer="")
        CaseAsk.objects.filter(asked_by__person=person).update(words="")
        Case.objects.filter(opened_by__person=person).update(title=gone, request="")
        Removal.objects.filter(membership__person=person).update(defence="")
        Removal.objects.filter(asked_by__person=person).update(reason=gone)


def held_by(membership: Membership) -> Iterable[Handover]:
    """Mandates of third person, given back by leaving."""
    with scope.use(membership.space_id):
        rows = list(Case.objects.filter(handler=membership, state=Case.State.OPEN).select_related("space"))
    for case in rows:
        url = here(case.space.slug, "governance:disagreement", disagreement=case.ref)
        yield Handover(_("Third person of a disagreement"), case.title, url)


def release(membership: Membership) -> None:
    """The parties propose another third person."""
    with scope.use(membership.space_id):
        rows = list(Case.objects.filter(handler=membership, state=Case.State.OPEN).order_by("pk"))
    for case in rows:
        case_path.release_handler(held(case), membership)
