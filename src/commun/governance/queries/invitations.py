"""Ways in: who is already in or invited, what an import would do, and the list of invitations."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from commun.core import clock, scope
from commun.core.errors import Gone
from commun.core.urls import absolute
from commun.governance import states, tokens
from commun.governance.invitation_file import Line
from commun.governance.models import Invitation, Membership

MOST_CLOSED = 200


def addresses_inside(space_id: int) -> set[str]:
    """E-mail addresses of the people in the group today. 1 query."""
    with scope.use(space_id):
        inside = Membership.objects.filter(state__in=states.INSIDE, person__email__isnull=False)
        return {str(email) for email in inside.values_list("person__email", flat=True)}


def addresses_waiting(space_id: int) -> set[str]:
    """Addresses whose personal invitation is still open. 1 query."""
    with scope.use(space_id):
        waiting = Invitation.objects.filter(
            channel=Invitation.Channel.MAIL,
            revoked_at=None,
            used_count=0,
            expires_at__gt=clock.now(),
            guest_pass=None,
        )
        return set(waiting.values_list("email", flat=True))


@dataclass(frozen=True)
class PlannedLine:
    """A line of the file and what will happen to it."""

    line: Line
    outcome: Any
    is_sent: bool


@dataclass(frozen=True)
class Plan:
    """What an import would do; nothing is done yet."""

    lines: list[PlannedLine]

    @property
    def people(self) -> list[tuple[str, str]]:
        """(name, e-mail) of those who would be invited."""
        return [(planned.line.name, planned.line.email) for planned in self.lines if planned.is_sent]

    @property
    def faults(self) -> list[PlannedLine]:
        """The lines that will not be sent."""
        return [planned for planned in self.lines if not planned.is_sent]


def plan(member: Membership, lines: Sequence[Line]) -> Plan:
    """What would be sent and why the rest would not. 2 queries."""
    inside, waiting = addresses_inside(member.space_id), addresses_waiting(member.space_id)
    planned = []
    for line in lines:
        if line.problem:
            planned.append(PlannedLine(line, line.problem, is_sent=False))
        elif line.email in inside:
            planned.append(PlannedLine(line, _("Already in the group."), is_sent=False))
        elif line.email in waiting:
            planned.append(PlannedLine(line, _("Already invited."), is_sent=False))
        else:
            planned.append(PlannedLine(line, _("Will be invited"), is_sent=True))
    return Plan(planned)


@dataclass(frozen=True)
class InvitationLine:
    """An invitation in the list; ``address`` only for an open link that may be shown again."""

    invitation: Invitation
    label: Any
    tone: str
    address: str


def invitations_of(space_id: int) -> list[InvitationLine]:
    """Ways in, newest first, without guests: all that may still be revoked, the last of the others. 2 queries."""
    still_open = Q(revoked_at=None, used_count__lt=F("quota"), expires_at__gt=clock.now())
    with scope.use(space_id):
        rows = Invitation.objects.filter(guest_pass=None).select_related("invited_by__person")
        shown = [*rows.filter(still_open), *rows.exclude(still_open)[:MOST_CLOSED]]
    return [InvitationLine(row, *_state_of(row), _address_of(row)) for row in shown]


def _state_of(row: Invitation) -> tuple[Any, str]:
    if row.revoked_at is not None:
        return _("revoked"), "clay"
    if row.used_count >= row.quota:
        return _("used"), "leaf"
    if row.expires_at <= clock.now():
        return _("expired"), ""
    return _("still open"), "open"


def _address_of(row: Invitation) -> str:
    if row.channel != Invitation.Channel.LINK or not row.is_open or not tokens.is_known(row):
        return ""
    return absolute(tokens.path_of(tokens.token_of(row)))


def open_invitation(token: str) -> Invitation:
    """The open invitation of a token, else Gone, whatever the reason. 1 query."""
    found = invitation_of_token(token)
    if found is None or not found.is_open:
        raise Gone
    return found


def invitation_of_token(token: str) -> Invitation | None:
    """The invitation of a token, open or not. 1 query."""
    with scope.everywhere("a token says its own group"):
        rows = Invitation.objects.select_related("space", "invited_by__person")
        return rows.filter(token_digest=tokens.digest_of(token)).first()
