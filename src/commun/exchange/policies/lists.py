"""Who may what with a group's list: its members read and write; those who facilitate look after what is held."""

from django.db.models import Q

from commun.core import scope
from commun.core.errors import NotFound
from commun.core.models import Space
from commun.exchange.models import InboundMail, MailingList, Post, Thread
from commun.governance import states
from commun.governance.models import Membership
from commun.governance.policies import has_role


def can_write(member: Membership | None) -> bool:
    """Awake in the group."""
    return member is not None and member.state == states.MEMBER


def can_sort(member: Membership | None) -> bool:
    """Reads what is held, lets it through or refuses it; says how the list works."""
    return has_role(member)


def list_of(space: Space) -> MailingList | None:
    """The list of the group, once something was written to it. 1 query."""
    with scope.use(space):
        return MailingList.objects.select_related("space").filter(slug=space.slug).first()


def thread_for(member: Membership | None, ref: str) -> Thread:
    """A conversation of the member's own group; one that was joined to another is that other. At most 2 queries."""
    _refuse_strangers(member)
    assert member is not None
    with scope.use(member.space_id):
        rows = Thread.objects.select_related("space", "list", "merged_into", "section", "state_by__person")
        found = rows.filter(ref=ref).first()
        while found is not None and found.merged_into is not None:
            found = rows.get(pk=found.merged_into.pk)
    if found is None:
        raise NotFound
    return found


def post_for(member: Membership | None, ref: str) -> Post:
    """A message of the member's own group, with the mail that it came by. 1 query."""
    _refuse_strangers(member)
    assert member is not None
    with scope.use(member.space_id):
        found = Post.objects.select_related("space", "thread", "mail", "author__person").filter(ref=ref).first()
    if found is None:
        raise NotFound
    return found


def held_mail_for(member: Membership | None, ref: str) -> InboundMail:
    """A mail that waits, or waited, to be read, for those who look after the list. 1 query."""
    if not can_sort(member):
        raise NotFound
    assert member is not None
    with scope.use(member.space_id):
        rows = InboundMail.objects.select_related("space", "list", "author__person", "decided_by__person")
        waited = Q(state=InboundMail.State.HELD) | Q(decided_by__isnull=False)
        found = rows.filter(waited, ref=ref).first()
    if found is None:
        raise NotFound
    return found


def _refuse_strangers(member: Membership | None) -> None:
    if member is None or not member.is_current:
        raise NotFound
