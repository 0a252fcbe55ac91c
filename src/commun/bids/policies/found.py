"""What every getter of the room does: one row of the member's own group, or nothing."""

from typing import Any, TypeVar

from commun.core import scope
from commun.core.errors import NotFound
from commun.core.scope import TenantModel
from commun.governance.models import Membership

M = TypeVar("M", bound=TenantModel)


def one_of(member: Membership | None, model: type[M], *around: str, **asked: Any) -> M:
    """The row of this member's group that answers ``asked``, with what stands ``around`` it. 1 query.

    Raises NotFound: no such row there, or somebody who is not in the group today.
    """
    if member is None or not member.is_current:
        raise NotFound
    with scope.use(member.space_id):
        found = model.objects.select_related(*around).filter(**asked).first()
    if found is None:
        raise NotFound
    return found
