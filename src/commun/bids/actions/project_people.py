"""Verbs about those around a project: beneficiaries and their uses (R56), bodies of the territory (R57)."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from commun.bids.actions.project_support import LONG, held_for_writing, tell
from commun.bids.journal import projects as facts
from commun.bids.models import Beneficiary, Project, Stakeholder
from commun.core import scope
from commun.core.errors import Refused
from commun.core.words import as_written, one_line
from commun.governance.models import Membership

LONGEST_NAME, LONGEST_ROLE, MOST = 160, 200, 60


@dataclass(frozen=True)
class Body:
    """A body of the territory, its role in the project and its voice."""

    body: str
    role: str
    voice: str


@transaction.atomic
def write_beneficiaries(
    *, by: Membership, project: Project, who: str, uses: str, row: Beneficiary | None = None
) -> Beneficiary:
    """Write for whom the project is done and how they live with its object; or correct it. Raises Refused."""
    held = held_for_writing(by, project)
    kept = row or Beneficiary(space=held.space, project=held)
    kept.who, kept.uses = one_line(who, LONGEST_NAME), as_written(uses, LONG)
    if not kept.who or not kept.uses:
        raise Refused(_("Write who they are, and what they do today: their uses come first."))
    _refuse_unless_fits(kept, held)
    kept.save()
    tell(by, facts.BENEFICIARIES_WRITTEN, held, row=kept.ref)
    return kept


@transaction.atomic
def remove_beneficiaries(*, by: Membership, row: Beneficiary) -> None:
    """Take them off. Raises Refused."""
    held = held_for_writing(by, row.project)
    with scope.use(held.space_id):
        gone, _rows = Beneficiary.objects.filter(pk=row.pk, project=held).delete()
    if gone:
        tell(by, facts.BENEFICIARIES_REMOVED, held, row=row.ref)


@transaction.atomic
def write_stakeholder(*, by: Membership, project: Project, body: Body, row: Stakeholder | None = None) -> Stakeholder:
    """Write a body of the territory, its role and its voice; or correct it. Raises Refused."""
    held = held_for_writing(by, project)
    kept = row or Stakeholder(space=held.space, project=held)
    kept.body, kept.role = one_line(body.body, LONGEST_NAME), one_line(body.role, LONGEST_ROLE)
    kept.voice = body.voice
    if not kept.body or not kept.role or kept.voice not in Stakeholder.Voice.values:
        raise Refused(_("Write the body, its role in the project and its voice."))
    with scope.use(held.space_id):
        if Stakeholder.objects.filter(project=held, body__iexact=kept.body).exclude(pk=kept.pk).exists():
            raise Refused(_("This body is in the list already: correct its line."))
    _refuse_unless_fits(kept, held)
    kept.save()
    tell(by, facts.STAKEHOLDER_WRITTEN, held, row=kept.ref, voice=kept.voice)
    return kept


@transaction.atomic
def remove_stakeholder(*, by: Membership, row: Stakeholder) -> None:
    """Take it off. Raises Refused."""
    held = held_for_writing(by, row.project)
    with scope.use(held.space_id):
        gone, _rows = Stakeholder.objects.filter(pk=row.pk, project=held).delete()
    if gone:
        tell(by, facts.STAKEHOLDER_REMOVED, held, row=row.ref)


def _refuse_unless_fits(row: Beneficiary | Stakeholder, project: Project) -> None:
    with scope.use(project.space_id):
        rows = type(row).objects.filter(project=project)
        if row.pk is None and rows.count() >= MOST:
            raise Refused(_("Sixty lines at most: put some of them together."))
        if row.pk is not None and not rows.filter(pk=row.pk).exists():
            raise Refused(_("Somebody took this line off meanwhile."))
