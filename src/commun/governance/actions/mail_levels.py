"""Verbs about the mails of a group: which single letters reach one member, by their own choice alone."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import journal
from commun.core.errors import NotFound, Refused
from commun.core.mail_kinds import MailKind
from commun.governance import journal as facts
from commun.governance import mail_levels, states
from commun.governance.actions import places
from commun.governance.models import Membership


@transaction.atomic
def choose_mails(*, member: Membership, level: str) -> Membership:
    """Choose which letters of the group come by mail (``Membership.Mails``). Raises NotFound once one left, Refused.

    The journal keeps that somebody chose, never what: it is nobody else's business.
    """
    if level not in Membership.Mails.values:
        raise Refused(_("Choose which mails you receive."))
    journal.hold(member.space)
    row = places.locked(member)
    if row.state == states.LEFT:
        raise NotFound
    if row.mails != level:
        row.mails = level
        row.save(update_fields=["mails"])
        journal.record(
            facts.MAILS_CHOSEN, space=row.space, actor=places.self_of(row), about=(places.ABOUT, row.pk), data={}
        )
    return row


@transaction.atomic
def refuse_such_mails(*, members: Sequence[Membership], kind: MailKind) -> list[Membership]:
    """One press of « unsubscribe » in a mail program: in each of these groups, no mail of this kind any more.

    The level falls to the fullest one that adds nothing and would not have sent it (``mail_levels.lowered``).
    """
    return [choose_mails(member=one, level=mail_levels.lowered(one.mails, kind)) for one in members]
