"""Verbs of mails that are held: let one through, or refuse it, with a reason that its sender can read."""

from django.db import transaction
from django.utils.translation import gettext as _

from commun.algo import mail as mails
from commun.core import clock, journal, scope
from commun.core.errors import NotFound, Refused
from commun.core.words import one_line
from commun.exchange.actions.posts import post_mail
from commun.exchange.journal import lists as facts
from commun.exchange.models import InboundMail, Post
from commun.exchange.notifications import lists as letters
from commun.exchange.policies import lists as policies
from commun.governance.actions.places import refuse_unless_awake
from commun.governance.models import Membership

LONGEST_REASON = 500
State = InboundMail.State


@transaction.atomic
def release_held(*, by: Membership, mail: InboundMail) -> Post:
    """Let it through to the list, under the name of its sender: a member's only if that was proven. Raises Refused."""
    row = waiting_row(by, mail)
    with scope.use(row.space_id):
        decide(row, by, State.POSTED)
        post = post_mail(row)
        _record(row, by, facts.RELEASED)
    return post


@transaction.atomic
def refuse_held(*, by: Membership, mail: InboundMail, reason: str = "") -> InboundMail:
    """Refuse it; a person who may be answered is told, with the reason if one was given. Raises Refused."""
    reason = one_line(reason, LONGEST_REASON)
    row = waiting_row(by, mail)
    with scope.use(row.space_id):
        decide(row, by, State.REFUSED)
        _record(row, by, facts.REFUSED, reason)
        letters.refused(row, mails.read(bytes(row.raw)), reason)
    return row


def waiting_row(by: Membership, mail: InboundMail) -> InboundMail:
    """The row as it is now, locked after the journal."""
    refuse_unless_awake(by, mail.space_id)
    journal.hold(by.space)
    if not policies.can_sort(by):
        raise NotFound
    with scope.use(by.space_id):
        rows = InboundMail.objects.select_related("list__space", "space", "author__person")
        row = rows.select_for_update(of=("self",)).get(pk=mail.pk)
    if row.state != State.HELD:
        raise Refused(_("Somebody else decided about this mail meanwhile."))
    return row


def decide(row: InboundMail, by: Membership, state: State) -> None:
    """Keep what was decided, and who did."""
    row.state, row.decided_by, row.sorted_at = state, by, clock.now()
    row.save(update_fields=["state", "why", "decided_by", "sorted_at"])


def _record(row: InboundMail, by: Membership, name: str, reason: str = "") -> None:
    journal.record(
        name, space=row.space, actor=journal.Person(by.person_id), about=(facts.LIST, row.list.slug),
        data={"mail": row.ref}, words={"reason": reason},
    )  # fmt: skip
