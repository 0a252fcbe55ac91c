"""Verbs about role cards: writing, changing, retiring, bringing back. Each state of a card is kept as a version."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import clock, journal, scope
from commun.core.errors import Refused
from commun.core.models import Space
from commun.core.words import one_line
from commun.governance.actions import powers
from commun.governance.actions.places import hold, self_of
from commun.governance.journal import roles as facts
from commun.governance.models import Decision, Mandate, Membership, Role, RoleVersion
from commun.governance.policies import roles as policies

Actor = journal.Person | journal.Rule
MOST_EXPECTATIONS, LONGEST_EXPECTATION = 12, 300
MOST_MINUTES, MOST_SEATS, MOST_MONTHS, MOST_RENEWALS = 60 * 200, 50, 120, 20


@dataclass(frozen=True)
class Card:
    """What a role card says; the load is in minutes a month. ``term_months`` None: mandates without a term."""

    name: str
    purpose: str
    family: str
    minutes_per_month: int | None
    expectations: Sequence[str] = ()
    domain: str = ""
    filling: str = Role.Filling.ELECTION
    seats: int = 1
    term_months: int | None = 12
    renewals_max: int | None = None
    power: str = ""


def card_of(content: Mapping[str, Any]) -> Card:
    """The card written in a version or in a proposal. Raises Refused for what is not a card."""
    try:
        return Card(**content)
    except TypeError as error:
        raise Refused(_("This is not a role card.")) from error


def content_of(card: Card) -> dict[str, Any]:
    """The card as a version keeps it."""
    return {**card.__dict__, "expectations": list(card.expectations)}


def card_as_it_is(role: Role) -> Card:
    """What the card says now."""
    named = {name: getattr(role, name) for name in Card.__dataclass_fields__}
    return Card(**named)


def checked(card: Card) -> Card:
    """The card with its words tidied. Raises Refused with what is missing."""
    tidy = Card(
        **{
            **card.__dict__,
            "name": one_line(card.name),
            "purpose": card.purpose.strip(),
            "domain": card.domain.strip(),
            "expectations": [line for one in card.expectations if (line := one_line(one))],
        }
    )
    _check_words(tidy)
    _check_numbers(tidy)
    _check_choices(tidy)
    return tidy


def _check_words(card: Card) -> None:
    if not card.name:
        raise Refused(_("Give the role a name."))
    if not card.purpose:
        raise Refused(_("Say in one sentence what the role is for."))
    if not card.expectations:
        raise Refused(_("Write at least one expectation: what may the group count on?"))
    if len(card.name) > 120 or len(card.purpose) > 500 or len(card.domain) > 500:
        raise Refused(_("This is too long for a card: keep the name under 120 signs, the rest under 500."))
    too_many = len(card.expectations) > MOST_EXPECTATIONS
    if too_many or any(len(one) > LONGEST_EXPECTATION for one in card.expectations):
        raise Refused(_("At most 12 expectations of 300 signs."))


def _check_numbers(card: Card) -> None:
    if not card.minutes_per_month or card.minutes_per_month < 0:
        raise Refused(_("Say how many hours a month the role takes, even roughly: half an hour is an answer."))
    if card.minutes_per_month > MOST_MINUTES:
        raise Refused(_("At most 200 hours a month: share this role out."))
    if not 1 <= card.seats <= MOST_SEATS:
        raise Refused(_("Between 1 and 50 seats."))
    if card.term_months is not None and not 1 <= card.term_months <= MOST_MONTHS:
        raise Refused(_("A term lasts between 1 and 120 months."))
    if card.renewals_max is not None and not 0 <= card.renewals_max <= MOST_RENEWALS:
        raise Refused(_("Between 0 and 20 renewals."))


def _check_choices(card: Card) -> None:
    if card.family not in Role.Family.values:
        raise Refused(_("Choose a family: production or support."))
    if card.filling not in Role.Filling.values:
        raise Refused(_("Choose how the role is filled."))
    if card.power not in Role.Power.values:
        raise Refused(_("Choose what the role lets do."))
    if card.power and card.filling == Role.Filling.SELF:
        raise Refused(_("A role that gives a power is given by the group: choose another way of filling it."))


@transaction.atomic
def create_role(*, by: Membership, card: Card, decision: Decision | None = None) -> Role:
    """Write a new role card. Raises Refused."""
    policies.refuse_unless_may_write_cards(by)
    return write_new(space=by.space, card=card, actor=self_of(by), author=by, decision=decision)


@transaction.atomic
def change_role(*, by: Membership, role: Role, card: Card, decision: Decision | None = None) -> Role:
    """Write a card anew; the former version is kept. Raises Refused."""
    policies.refuse_unless_may_write_cards(by)
    return write_again(role=role, card=card, actor=self_of(by), author=by, decision=decision)


@transaction.atomic
def retire_role(*, by: Membership, role: Role, decision: Decision | None = None) -> Role:
    """The group no longer needs this role; its card and its history stay. Raises Refused."""
    policies.refuse_unless_may_write_cards(by)
    return retire(role=role, actor=self_of(by), decision=decision)


def write_new(*, space: Space, card: Card, actor: Actor, author: Membership | None, decision: Decision | None) -> Role:
    """A new card, inside the transaction of whoever calls (a person's act, or a decision's effect)."""
    card = checked(card)
    hold(space)
    with scope.use(space):
        _refuse_a_second(card.name, None)
        role = Role(space=space, created_at=clock.now(), **content_of(card))
        role.save()
        _keep(role, card, actor, author, decision, facts.CARD_CREATED)
    return role


def write_again(
    *,
    role: Role,
    card: Card,
    actor: Actor,
    author: Membership | None,
    decision: Decision | None,
    fact: str = facts.CARD_CHANGED,
) -> Role:
    """A new version of a card; a retired role comes back by it only when ``fact`` says restored."""
    card = checked(card)
    row = locked(role)
    if row.retired_on is not None and fact != facts.CARD_RESTORED:
        raise Refused(_("This role is retired: bring it back first."))
    with scope.use(row.space_id):
        _refuse_a_second(card.name, row)
        held = Mandate.objects.filter(role=row, learns_beside=None, state__in=powers.LIVE).count()
        if held > card.seats:
            raise Refused(_("More people hold this role than the seats you wrote: wait for the end of a mandate."))
        for name, value in content_of(card).items():
            setattr(row, name, value)
        row.version, row.retired_on = row.version + 1, None
        row.save()
        _keep(row, card, actor, author, decision, fact)
        powers.refresh_holders(row)
    return row


def retire(*, role: Role, actor: Actor, decision: Decision | None) -> Role:
    """Retire a role that nobody holds any more."""
    row = locked(role)
    check_retirement(row)
    with scope.use(row.space_id):
        row.retired_on = clock.today()
        row.save(update_fields=["retired_on"])
        row.vacancies.filter(closed_on=None).update(closed_on=clock.today())
        row.volunteerings.filter(withdrawn_on=None).update(withdrawn_on=clock.today())
    journal.record(
        facts.CARD_RETIRED,
        space=row.space,
        actor=actor,
        about=(facts.ROLE, row.ref),
        data={"version": row.version, "decision": decision.ref if decision else None},
    )
    return row


def check_retirement(role: Role) -> None:
    """Raises Refused when the role is retired already or somebody holds it."""
    if role.retired_on is not None:
        raise Refused(_("This role is retired already."))
    with scope.use(role.space_id):
        if Mandate.objects.filter(role=role, state__in=powers.LIVE).exists():
            raise Refused(_("Somebody holds this role: end the mandate first."))


def locked(role: Role) -> Role:
    """The card as it is now, held until the end of the transaction: one mandate at a time."""
    with scope.use(role.space_id):
        return Role.objects.select_for_update(of=("self",)).select_related("space").get(pk=role.pk)


def _refuse_a_second(name: str, besides: Role | None) -> None:
    same = Role.objects.filter(name__iexact=name, retired_on=None)
    if (same.exclude(pk=besides.pk) if besides else same).exists():
        raise Refused(_("The group has a role of this name already: change that card instead."))


def _keep(
    role: Role, card: Card, actor: Actor, author: Membership | None, decision: Decision | None, fact: str
) -> None:
    RoleVersion.objects.create(
        space=role.space,
        role=role,
        number=role.version,
        content=content_of(card),
        author=author,
        decision=decision,
        written_at=clock.now(),
    )
    journal.record(
        fact,
        space=role.space,
        actor=actor,
        about=(facts.ROLE, role.ref),
        data={"version": role.version, "decision": decision.ref if decision else None},
    )
