"""Who may read and write sharing keys. Getters raise NotFound for what is not of the member's group."""

from commun.core import scope
from commun.core.errors import NotFound
from commun.governance import states
from commun.governance.models import Membership
from commun.value.models import KeyVersion, SharingKey
from commun.value.policies import can_see_value


def key_for(member: Membership | None, ref: str) -> SharingKey:
    """A key of the member's group, else NotFound. 1 query."""
    if member is None or not can_see_value(member):
        raise NotFound
    with scope.use(member.space_id):
        found = SharingKey.objects.select_related("space", "created_by__person").filter(ref=ref).first()
    if found is None:
        raise NotFound
    return found


def version_for(member: Membership | None, ref: str, number: int) -> KeyVersion:
    """A version of a key of the member's group, else NotFound. 1 query."""
    if member is None or not can_see_value(member):
        raise NotFound
    with scope.use(member.space_id):
        rows = KeyVersion.objects.select_related("space", "key__space", "written_by__person")
        found = rows.filter(key__ref=ref, number=number).first()
    if found is None:
        raise NotFound
    return found


def can_write_keys(member: Membership) -> bool:
    """Any awake member writes keys and puts them to the group: a key holds only once the group decided."""
    return member.state == states.MEMBER
