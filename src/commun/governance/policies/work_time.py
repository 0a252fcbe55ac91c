"""Whose hours these are; who keeps the page of legal forms. Getters raise NotFound."""

from commun.core import scope
from commun.core.errors import NotFound
from commun.governance.models import LegalForm, Membership, WorkTime


def work_time_for(member: Membership, pk: int) -> WorkTime:
    """Some time that the member wrote, else NotFound. 1 query."""
    with scope.use(member.space_id):
        found = WorkTime.objects.filter(pk=pk, membership=member).first()
    if found is None:
        raise NotFound
    return found


def legal_form_for(slug: str) -> LegalForm:
    """A legal form by its short name, else NotFound. 1 query."""
    found = LegalForm.objects.filter(slug=slug).first()
    if found is None:
        raise NotFound
    return found
