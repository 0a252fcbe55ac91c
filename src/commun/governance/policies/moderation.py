"""Who hides words, who reads them once hidden, who objects to it. Getters raise NotFound."""

from commun.core import scope
from commun.core.errors import NotFound
from commun.governance import policies
from commun.governance.models import HiddenWords, Membership
from commun.governance.policies.disagreements import PRESENT


def can_hide(member: Membership) -> bool:
    """Those who facilitate the group, by a role or a mandate in force; each time with a reason, in the journal."""
    return policies.has_role(member)


def can_read(member: Membership, row: HiddenWords) -> bool:
    """Their author, and those who can show them again."""
    return member.space_id == row.space_id and (row.author_id == member.pk or can_hide(member))


def hidden_for(member: Membership, pk: int) -> HiddenWords:
    """Hidden words that the member may read, else NotFound. 1 query."""
    with scope.use(member.space_id):
        rows = HiddenWords.objects.select_related("space", "author__person", "hidden_by__person", "case")
        found = rows.filter(pk=pk).first()
    if found is None or member.state not in PRESENT or not can_read(member, found):
        raise NotFound
    return found
