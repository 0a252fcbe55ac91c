"""Verbs about mandates: who holds a role, from when to when, by which decision. What time does is in ``terms``."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from commun.algo.calendar.terms import term_end
from commun.core import clock, journal, scope
from commun.core.errors import Refused
from commun.governance import follow_through, states
from commun.governance.actions import powers, vacancies
from commun.governance.actions.places import self_of
from commun.governance.actions.role_cards import locked as locked_role
from commun.governance.journal import roles as facts
from commun.governance.models import Decision, Mandate, Membership, Role, Vacancy, Volunteering
from commun.governance.notifications import roles as letters
from commun.governance.policies import roles as policies

Actor = journal.Person | journal.Rule
LIVE = powers.LIVE
# A mandate may be written down after the event, or given ahead, within this.
FARTHEST = dt.timedelta(days=366)
# Without a term on the card, a mandate taken up again within this is a renewal.
USUAL_TERM_MONTHS = 12


@transaction.atomic
def give_mandate(
    *,
    actor: Actor,
    role: Role,
    membership: Membership,
    decision: Decision | None = None,
    starts_on: dt.date | None = None,
    ends_on: dt.date | None = None,
) -> Mandate:
    """Give a role to a member, because a decision in force says so. Raises Refused.

    ``starts_on`` empty: today; ``ends_on`` (the first day on which it no longer holds) empty: the card's term.
    """
    if decision is None or decision.space_id != role.space_id:
        raise Refused(_("A mandate comes from a decision of the group: choose which one."))
    if decision.state not in follow_through.IN_FORCE:
        raise Refused(_("This decision is not adopted, or holds no more: a mandate cannot come from it."))
    return grant(actor=actor, role=role, membership=membership, decision=decision, starts_on=starts_on, ends_on=ends_on)


@transaction.atomic
def declare_mandate(*, by: Membership, role: Role, ends_on: dt.date | None = None) -> Mandate:
    """Take a role by saying so, where its card allows it. Raises Refused."""
    if role.filling != Role.Filling.SELF:
        raise Refused(_("This role is given by the group: offer yourself, the group will choose."))
    return grant(actor=self_of(by), role=role, membership=by, decision=None, starts_on=None, ends_on=ends_on)


def grant(
    *,
    actor: Actor,
    role: Role,
    membership: Membership,
    decision: Decision | None,
    starts_on: dt.date | None,
    ends_on: dt.date | None,
) -> Mandate:
    """Write the mandate once it is known where it comes from (a decision's effect calls this while it is adopted)."""
    row = locked_role(role)
    _expire_over(row)
    start = starts_on or clock.today()
    end = _end_of(row, start, ends_on)
    _check_person(row, membership, start, end)
    _check_seats(row, start, end)
    number = _renewal_number(row, membership, start)
    mandate = _write(row, membership, decision, start, end, renewal_number=number)
    _record_start(facts.MANDATE_GIVEN if decision else facts.MANDATE_DECLARED, mandate, actor)
    if mandate.state == Mandate.State.IN_FORCE:
        settle(mandate)
    return mandate


def check(role: Role, membership: Membership, start: dt.date, end: dt.date | None) -> None:
    """Raises Refused when the mandate could not be given as things stand; nothing is written."""
    _end_of(role, start, end)
    _check_person(role, membership, start, end)
    _check_seats(role, start, end)
    _renewal_number(role, membership, start)


def settle(mandate: Mandate) -> None:
    """What a mandate that starts does around it: it fills a seat, and the offer to carry the role is answered."""
    vacancies.fill(mandate)
    with scope.use(mandate.space_id):
        offered = Volunteering.objects.filter(
            role=mandate.role_id, membership=mandate.membership_id, wish="carry", withdrawn_on=None
        )
        offered.update(withdrawn_on=clock.today())


@transaction.atomic
def end_mandate(*, by: Membership, mandate: Mandate, reason: str = "") -> Mandate:
    """Give one's own mandate back before its term; the seat shows as vacant. Raises Refused."""
    row = locked(mandate)
    if not policies.may_end(by, row):
        raise Refused(_("Only its holder gives a mandate back; otherwise the group decides."))
    return close(row, facts.MANDATE_ENDED, self_of(by), cause=Vacancy.Cause.ENDED, reason=reason)


@transaction.atomic
def hand_over_mandate(*, by: Membership, mandate: Mandate, to: Membership) -> Mandate:
    """Hand the rest of one's term to a member who offered to carry or to learn the role. Raises Refused."""
    row = locked(mandate)
    if not policies.may_end(by, row) or row.learns_beside_id or row.state != Mandate.State.IN_FORCE:
        raise Refused(_("Only its holder hands a mandate over."))
    if not _is_willing(row, to):
        raise Refused(_("This person did not offer to carry or to learn the role: ask them first."))
    if row.ends_on is not None and row.ends_on <= clock.today():
        raise Refused(_("It ends today: nothing of it is left to hand over."))
    close(row, facts.MANDATE_HANDED_OVER, self_of(by), cause=None)
    _check_person(row.role, to, clock.today(), row.ends_on)
    taken = _write(row.role, to, row.decision, clock.today(), row.ends_on)
    _record_start(facts.MANDATE_GIVEN, taken, self_of(by))
    settle(taken)
    return taken


@transaction.atomic
def accept_learner(*, by: Membership, mandate: Mandate, learner: Membership) -> Mandate:
    """Let a member who wishes to learn the role do so beside its holder; this ends with the main mandate."""
    row = locked(mandate)
    if not policies.may_accept_learner(by, row):
        raise Refused(_("The holder of the role says who learns beside them."))
    with scope.use(row.space_id):
        wished = Volunteering.objects.filter(role=row.role, membership=learner, wish="learn", withdrawn_on=None)
        if not wished.exists():
            raise Refused(_("This person did not ask to learn the role."))
        _check_person(row.role, learner, clock.today(), row.ends_on)
        wished.update(withdrawn_on=clock.today())
    pair = _write(row.role, learner, row.decision, max(clock.today(), row.starts_on), row.ends_on, beside=row)
    _record_start(facts.LEARNING_STARTED, pair, self_of(by))
    letters.is_paired(pair, by)
    return pair


def locked(mandate: Mandate) -> Mandate:
    """The mandate as it is now, held until the end of the transaction."""
    with scope.use(mandate.space_id):
        rows = Mandate.objects.select_for_update(of=("self",))
        return rows.select_related("space", "role", "membership__person", "decision").get(pk=mandate.pk)


def close(row: Mandate, fact: str, actor: Actor, *, cause: str | None, reason: str = "") -> Mandate:
    """End a locked mandate and those who learn beside it; ``cause`` opens a vacancy, None opens none."""
    if row.state not in LIVE:
        raise Refused(_("This mandate is over already."))
    was_started = row.state == Mandate.State.IN_FORCE
    is_term = fact == facts.MANDATE_EXPIRED
    row.state = Mandate.State.EXPIRED if is_term else Mandate.State.ENDED
    row.ended_on = row.ends_on if is_term else clock.today()
    row.save(update_fields=["state", "ended_on"])
    powers.refresh(row.membership)
    journal.record(
        fact,
        space=row.space,
        actor=actor,
        about=(facts.MANDATE, row.ref),
        data={"state": row.state, "on": row.ended_on.isoformat() if row.ended_on else None},
        words={"reason": reason.strip()},
    )
    with scope.use(row.space_id):
        learners = list(row.learners.filter(state__in=LIVE).order_by("pk"))
    for learner in learners:
        close(locked(learner), fact, actor, cause=None)
    if cause and was_started and row.learns_beside_id is None:
        vacancies.open_for(row, cause, actor)
    return row


def expire(row: Mandate) -> None:
    """The term of a locked mandate is over: the actor is the card's own rule, and the person is thanked."""
    close(row, facts.MANDATE_EXPIRED, journal.Rule(facts.RULE_OF_TERM), cause=Vacancy.Cause.TERM)
    if row.learns_beside_id is None:
        letters.tell_end(row)


def _expire_over(role: Role) -> None:
    """What is over today is over, whether or not the clock has passed already."""
    with scope.use(role.space_id):
        over = list(Mandate.objects.filter(role=role, learns_beside=None, state__in=LIVE, ends_on__lte=clock.today()))
    for mandate in over:
        expire(locked(mandate))


def check_start(start: dt.date) -> None:
    """Raises Refused when a mandate would start further than a year from today: a year mistyped."""
    if abs(start - clock.today()) > FARTHEST:
        raise Refused(_("A mandate starts within a year of today."))


def _end_of(role: Role, start: dt.date, asked: dt.date | None) -> dt.date | None:
    check_start(start)
    longest = term_end(start, role.term_months) if role.term_months else None
    if asked is None:
        asked = longest
    if asked is not None and asked <= start:
        raise Refused(_("This mandate would end before it starts: choose a later day."))
    if asked is not None and asked <= clock.today():
        raise Refused(_("This mandate would be over already: choose a later end."))
    if longest is not None and asked is not None and asked > longest:
        raise Refused(
            _("The card says %(months)s months at most: choose an earlier end.") % {"months": role.term_months}
        )
    return asked


def _check_person(role: Role, membership: Membership, start: dt.date, end: dt.date | None) -> None:
    if role.retired_on is not None:
        raise Refused(_("This role is retired: nobody can hold it."))
    if membership.space_id != role.space_id or membership.state != states.MEMBER:
        raise Refused(_("Only an active member can hold a role."))
    with scope.use(role.space_id):
        held = Mandate.objects.filter(role=role, membership=membership, state__in=LIVE)
        if any(_meets(other, start, end) for other in held):
            raise Refused(_("%(person)s holds this role already.") % {"person": membership.name})


def _meets(other: Mandate, start: dt.date, end: dt.date | None) -> bool:
    """Whether a mandate and a term share a day."""
    return (other.ends_on is None or other.ends_on > start) and (end is None or other.starts_on < end)


def has_free_seat(role: Role, start: dt.date, end: dt.date | None) -> bool:
    """Whether one more person could hold the role for this term. 1 query."""
    with scope.use(role.space_id):
        others = Mandate.objects.filter(role=role, state__in=LIVE, learns_beside=None)
        beside = [one for one in others if _meets(one, start, end)]
    return len(beside) < role.seats


def _check_seats(role: Role, start: dt.date, end: dt.date | None) -> None:
    if not has_free_seat(role, start, end):
        raise Refused(_("Every seat of this role is taken at that time: wait for the end of a mandate."))


def _renewal_number(role: Role, membership: Membership, start: dt.date) -> int:
    """0 for a first mandate, or one that does not follow the last; refused past the renewals of the card."""
    with scope.use(role.space_id):
        before = Mandate.objects.filter(role=role, membership=membership, learns_beside=None).exclude(
            state=Mandate.State.PLANNED
        )
        last = before.order_by("-starts_on", "-pk").first()
    if last is None or not _follows(last, role, start):
        return 0
    number = last.renewal_number + 1
    if role.renewals_max is not None and number > role.renewals_max:
        raise Refused(
            _("%(person)s reached the renewals that the card allows: somebody else takes a turn.")
            % {"person": membership.name}
        )
    return number


def _follows(last: Mandate, role: Role, start: dt.date) -> bool:
    """Whether a mandate from ``start`` renews the person's last one.

    A term that ran out is renewed until a full term without the role has passed; one given back before its end is
    over: only what goes on the same day renews it.
    """
    end = last.ended_on or last.ends_on or start
    if last.state == Mandate.State.ENDED:
        return start <= end
    return start < term_end(end, role.term_months or USUAL_TERM_MONTHS)


def _write(
    role: Role,
    membership: Membership,
    decision: Decision | None,
    start: dt.date,
    end: dt.date | None,
    *,
    renewal_number: int = 0,
    beside: Mandate | None = None,
) -> Mandate:
    mandate = Mandate(
        space_id=role.space_id,
        role=role,
        membership=membership,
        decision=decision,
        state=Mandate.State.IN_FORCE if start <= clock.today() else Mandate.State.PLANNED,
        starts_on=start,
        ends_on=end,
        renewal_number=renewal_number,
        learns_beside=beside,
    )
    mandate.save()
    powers.refresh(membership)
    return mandate


def _record_start(fact: str, mandate: Mandate, actor: Actor) -> None:
    end, beside = mandate.ends_on, mandate.learns_beside
    journal.record(
        fact,
        space=mandate.role.space,
        actor=actor,
        about=(facts.MANDATE, mandate.ref),
        data={
            "role": mandate.role.ref,
            "membership": mandate.membership_id,
            "decision": mandate.decision.ref if mandate.decision else None,
            "state": mandate.state,
            "starts_on": mandate.starts_on.isoformat(),
            "ends_on": end.isoformat() if end else None,
            "renewal": mandate.renewal_number,
            "beside": beside.ref if beside else None,
        },
    )


def _is_willing(mandate: Mandate, to: Membership) -> bool:
    with scope.use(mandate.space_id):
        offers = Volunteering.objects.filter(role=mandate.role, membership=to, withdrawn_on=None)
        learns = Mandate.objects.filter(learns_beside=mandate, membership=to, state__in=LIVE)
        return offers.exists() or learns.exists()
