"""Verbs of a team: ask somebody, say yes or no, leave. Nobody is in a team without having said so.

The group's procedure for answering together is the only binding thing (R49): it is the text of the charter of which an
article closes the gate ``bids.join_team``; who joins accepts it, and its edition is kept with their part.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from commun.bids import composition
from commun.bids.actions.support import locked, locked_part, refuse_unless_open, tell
from commun.bids.effects_writing import join_work, release_work
from commun.bids.journal import bids as facts
from commun.bids.models import Bid, BidRole, BidSection, ShareLine, TeamPart
from commun.bids.notifications import bids as letters
from commun.bids.policies import bids as policies
from commun.core import clock, scope
from commun.core.errors import Refused
from commun.core.words import as_written, one_line
from commun.governance import states
from commun.governance.actions.charter import answer_to_text
from commun.governance.actions.places import refuse_unless_awake
from commun.governance.models import GroupText, Membership
from commun.governance.policies.charter import closed_by, refuse_behind_gate
from commun.people.models import LegalEntity, Person
from commun.tenders.models import Need

LONGEST_WORDS, LONGEST_NAME, MOST_PARTS = 500, 120, 60
LINK_REST = dt.timedelta(minutes=1)
State, Standing = TeamPart.State, TeamPart.Standing


@dataclass(frozen=True)
class Accepted:
    """A text of the group whose major version the person read and accepts."""

    text: GroupText
    major: int


@dataclass(frozen=True)
class Ask:
    """Who is asked: one of ``member``, ``person``, or a name and an address; as what, for which needs."""

    member: Membership | None = None
    person: Person | None = None
    outside_name: str = ""
    outside_email: str = ""
    entity: LegalEntity | None = None
    standing: str = Standing.CO_CONTRACTOR
    needs: Sequence[dict[str, Any]] = field(default_factory=tuple)
    words: str = ""


def accepted_by(member: Membership) -> list[Accepted]:
    """What they accept by joining a team: the texts that ask for it and that they have not accepted. 1 query."""
    texts = {one.article.text_id: one.article.text for one in closed_by(member, policies.JOIN)}
    return [Accepted(text, text.major) for text in texts.values()]


@transaction.atomic
def ask_into_team(*, by: Membership, bid: Bid, ask: Ask) -> TeamPart:
    """Ask somebody into the team: they answer themselves. Asked again after a no or a departure, the row wakes.

    Raises Refused for somebody who is in it or asked already, or once the composition is frozen.
    """
    refuse_unless_awake(by, bid.space_id)
    held = locked(bid)
    refuse_unless_open(held)
    composition.refuse_if_frozen(held)
    if not policies.is_in_team(by, held):
        raise Refused(_("Those of the team ask others into it: join it first."))
    part = _found(held, ask) or TeamPart(space_id=held.space_id, bid=held)
    if part.pk and part.state == State.JOINED:
        raise Refused(_("%(person)s is in the team already.") % {"person": part.name})
    if part.pk and part.state == State.ASKED:
        raise Refused(_("%(person)s is asked already: wait for the answer.") % {"person": part.name})
    _refuse_crowd(held)
    _write(part, ask)
    part.state, part.asked_by, part.asked_at, part.answered_at = State.ASKED, by, clock.now(), None
    part.reason = ""
    part.save()
    tell(by, facts.ASKED, held, part=part.ref)
    letters.asked(part)
    return part


@transaction.atomic
def unask(*, by: Membership, part: TeamPart) -> TeamPart:
    """Take back an ask that nobody answered. Raises Refused."""
    refuse_unless_awake(by, part.space_id)
    held = locked_part(part)
    if not policies.is_in_team(by, held.bid):
        raise Refused(_("Those of the team ask others into it: join it first."))
    if held.state != State.ASKED:
        raise Refused(_("This ask was answered meanwhile."))
    held.state, held.answered_at = State.UNASKED, clock.now()
    held.save(update_fields=["state", "answered_at"])
    tell(by, facts.UNASKED, held.bid, part=held.ref)
    return held


@transaction.atomic
def renew_link(*, by: Membership, part: TeamPart) -> TeamPart:
    """Send a new link to somebody from outside: the former one, lost or read by others, opens nothing any more.

    Pressed twice, it leaves once. Raises Refused.
    """
    refuse_unless_awake(by, part.space_id)
    held = locked_part(part)
    if not policies.may_send_link(by, held):
        raise Refused(_("The team sends a new link to who answers with it from outside, while the answer lives."))
    if clock.now() - held.asked_at < LINK_REST:
        return held
    held.asked_at = clock.now()
    held.save(update_fields=["asked_at"])
    tell(by, facts.LINK_SENT, held.bid, part=held.ref)
    letters.link_renewed(held, by)
    return held


@transaction.atomic
def join_team(
    *, by: Membership, bid: Bid, entity: LegalEntity | None = None, accepts: Iterable[Accepted] = ()
) -> TeamPart:
    """Say yes for oneself, asked or not; accepts the group's procedure on the way. Raises Refused."""
    refuse_unless_awake(by, bid.space_id)
    held = locked(bid)
    refuse_unless_open(held)
    under = _answers_under(_found(held, Ask(member=by)), by, entity)
    composition.refuse_if_frozen(held, entering=under)
    return enter(held, by, entity=under, accepts=tuple(accepts))


@transaction.atomic
def decline_team(*, by: Membership, part: TeamPart, reason: str = "") -> TeamPart:
    """Say no for oneself; a reason is welcome and may be left out. Raises Refused."""
    held = locked_part(part)
    if held.membership_id != by.pk:
        raise Refused(_("Each answers for themselves."))
    if held.state != State.ASKED:
        raise Refused(_("This ask was answered meanwhile."))
    held.state, held.answered_at = State.DECLINED, clock.now()
    held.reason = as_written(reason, LONGEST_WORDS)
    held.save(update_fields=["state", "answered_at", "reason"])
    tell(by, facts.DECLINED, held.bid, part=held.ref)
    return held


@transaction.atomic
def leave_team(*, by: Membership, part: TeamPart, reason: str = "") -> TeamPart:
    """Leave for oneself: always possible, seen by all; what one held goes back to the team. Who is not of the group
    may have said it otherwise than by their link: the team then notes it.

    Raises Refused once the composition is frozen, for the last person of an operator (R. 2142-26).
    """
    held = locked_part(part)
    if held.membership_id != by.pk and not policies.may_note_departure(by, held):
        raise Refused(_("Each leaves for themselves."))
    if held.state != State.JOINED:
        raise Refused(_("This person is not in the team."))
    composition.refuse_departure(held)
    release(held, reason=as_written(reason, LONGEST_WORDS))
    tell(by, facts.LEFT, held.bid, part=held.ref)
    return held


@transaction.atomic
def correct_part(*, by: Membership, part: TeamPart, standing: str, entity: LegalEntity | None = None) -> TeamPart:
    """Correct under which entity and with which standing somebody answers: each for themselves; the team for those
    outside. Raises Refused once the composition is frozen, or for an operator with two standings.
    """
    refuse_unless_awake(by, part.space_id)
    held = locked_part(part)
    refuse_unless_open(held.bid)
    is_mine = held.membership_id == by.pk
    if not is_mine and (held.membership_id is not None or not policies.is_in_team(by, held.bid)):
        raise Refused(_("Each corrects their own place; the team, those of people outside."))
    if held.state not in {State.ASKED, State.JOINED}:
        raise Refused(_("This person is not in the team."))
    if standing not in Standing.values:
        raise Refused(_("Choose: co-contractor or subcontractor."))
    if (held.standing, held.entity) == (standing, entity):
        return held
    composition.refuse_if_frozen(held.bid)
    if standing == Standing.SUBCONTRACTOR:
        _refuse_if_leads(held)
    held.standing, held.entity = standing, entity
    held.save(update_fields=["standing", "entity"])
    tell(by, facts.PART_CORRECTED, held.bid, part=held.ref, standing=standing)
    return held


def release(part: TeamPart, *, reason: str = "") -> None:
    """Take a locked part out of its team: roles, sections and lines of the split go back to the team.

    What was frozen stays as it was frozen: of an answer that is not being written, they go back once it is
    opened again.
    """
    part.state, part.answered_at, part.reason = State.LEFT, clock.now(), reason
    part.save(update_fields=["state", "answered_at", "reason"])
    if part.bid.is_being_written:
        take_back(part.bid)
    if part.membership is not None:
        release_work(part.bid, part.membership)


def take_back(bid: Bid) -> None:
    """What those who left the team still hold goes back to it: roles, sections, lines of the split."""
    with scope.use(bid.space_id):
        left = TeamPart.objects.filter(bid=bid, state=State.LEFT)
        BidRole.objects.filter(bid=bid, part__in=left).delete()
        BidSection.objects.filter(bid=bid, owner__in=left).update(owner=None)
        ShareLine.objects.filter(bid=bid, part__in=left).update(part=None)


def enter(
    bid: Bid, member: Membership, *, entity: LegalEntity | None = None, accepts: Sequence[Accepted] = ()
) -> TeamPart:
    """Put a member into the team of a locked bid, having accepted the procedure. Raises Refused."""
    asked = {one.text.pk for one in accepted_by(member)} if accepts else set()
    for one in accepts:
        if one.text.pk in asked:
            answer_to_text(by=member, text=one.text, major=one.major, is_accepted=True)
    refuse_behind_gate(member, policies.JOIN)
    part = _found(bid, Ask(member=member))
    if part is not None and part.state == State.JOINED:
        raise Refused(_("You are in this team already."))
    now = clock.now()
    if part is None:
        part = TeamPart(space_id=bid.space_id, bid=bid, membership=member, asked_by=member, asked_at=now)
    part.state, part.answered_at, part.reason = State.JOINED, now, ""
    part.entity = _answers_under(part, member, entity)
    procedure = composition.procedure_of(bid.space)
    part.procedure = procedure
    part.procedure_edition = procedure.edition if procedure else ""
    part.save()
    tell(member, facts.JOINED, bid, part=part.ref, edition=part.procedure_edition)
    join_work(bid, member)
    return part


def _refuse_if_leads(part: TeamPart) -> None:
    with scope.use(part.space_id):
        if BidRole.objects.filter(part=part, role=BidRole.Role.LEAD).exists():
            said = _("%(person)s leads the answer, and a subcontractor is not a member of the group that answers: "
                     "have the group decide first that somebody else leads.")  # fmt: skip
            raise Refused(said % {"person": part.name})


def _answers_under(part: TeamPart | None, member: Membership, entity: LegalEntity | None) -> LegalEntity | None:
    """Under which entity somebody comes in: the one they say, that of the ask, else their own."""
    return entity or (part.entity if part is not None else None) or member.person.legal_entity


def _found(bid: Bid, ask: Ask) -> TeamPart | None:
    """The row of the person in this team, whatever became of it."""
    with scope.use(bid.space_id):
        rows = TeamPart.objects.filter(bid=bid).select_related("membership__person", "person", "entity")
        if ask.member is not None:
            return rows.filter(membership=ask.member).first()
        if ask.person is not None:
            return rows.filter(person=ask.person).first()
        return rows.filter(outside_email=ask.outside_email.strip().lower()).exclude(outside_email="").first()


def _refuse_crowd(bid: Bid) -> None:
    with scope.use(bid.space_id):
        if TeamPart.objects.filter(bid=bid).count() >= MOST_PARTS:
            raise Refused(_("So many people were asked already: wait for their answers."))


def _write(part: TeamPart, ask: Ask) -> None:
    if sum((ask.member is not None, ask.person is not None, bool(ask.outside_name.strip()))) != 1:
        raise Refused(_("Say whom you ask: one person."))
    if ask.member is not None and (ask.member.space_id != part.space_id or ask.member.state != states.MEMBER):
        raise Refused(_("This person is not in the group today."))
    if ask.standing not in Standing.values:
        raise Refused(_("Choose: co-contractor or subcontractor."))
    part.membership, part.person = ask.member, ask.person
    part.outside_name = one_line(ask.outside_name, LONGEST_NAME)
    part.outside_email = _address(part, ask) if ask.outside_name.strip() else ""
    part.entity = ask.entity or (ask.member.person.legal_entity if ask.member else None)
    if part.entity is None and ask.person is not None:
        part.entity = ask.person.legal_entity
    part.standing, part.words = ask.standing, as_written(ask.words, LONGEST_WORDS)
    part.needs = _clean_needs(part, ask.needs)


def _address(part: TeamPart, ask: Ask) -> str:
    """Where somebody outside is asked. Raises Refused for no address, and for that of somebody of the group."""
    address = ask.outside_email.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise Refused(_("Write the e-mail address of the person: they answer by it.")) from error
    with scope.use(part.space_id):
        inside = Membership.objects.filter(state__in=states.INSIDE, person__email__iexact=address)
        member = inside.select_related("person").first()
    if member is not None:
        raise Refused(_("This is the address of %(person)s, of the group: choose them.") % {"person": member.name})
    return address


def _clean_needs(part: TeamPart, needs: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    with scope.use(part.space_id):
        known = set(Need.objects.filter(notice=part.bid.notice).values_list("ref", flat=True))
    return [{"need": one["need"], "days": one.get("days")} for one in needs if one.get("need") in known]
