"""Who leads threads: every member awake; sections and templates are those who facilitate's. Getters raise NotFound."""

from commun.core import scope
from commun.core.errors import NotFound
from commun.exchange.models import ThreadSection, ThreadTemplate
from commun.exchange.policies import lists
from commun.governance.models import Membership

# Among what a group may hide (governance.hideable).
SUMMARY, REASON = "thread_summary", "thread_reason"


def can_lead(member: Membership | None) -> bool:
    """Puts a thread on hold, closes and reopens it, writes where it stands, puts it under a section."""
    return lists.can_write(member)


def can_arrange(member: Membership | None) -> bool:
    """Names the sections, writes the templates."""
    return lists.can_sort(member)


def section_for(member: Membership | None, ref: str) -> ThreadSection:
    """A section of the member's own group that was not removed. 1 query."""
    found = None
    if member is not None and member.is_current:
        with scope.use(member.space_id):
            rows = ThreadSection.objects.select_related("space", "list").filter(removed_at=None)
            found = rows.filter(ref=ref).first()
    if found is None:
        raise NotFound
    return found


def template_for(member: Membership | None, ref: str) -> ThreadTemplate:
    """A template of the member's own group. 1 query."""
    found = None
    if member is not None and member.is_current:
        with scope.use(member.space_id):
            rows = ThreadTemplate.objects.select_related("space", "list", "section", "written_by__person")
            found = rows.filter(ref=ref).first()
    if found is None:
        raise NotFound
    return found
