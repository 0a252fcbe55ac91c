"""Verbs about one's place in a group: asking, resting, coming back, leaving, moving somebody."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import clock, journal, scope
from commun.core.errors import NotFound, Refused
from commun.core.models import Space
from commun.governance import journal as facts
from commun.governance import notifications, policies, states
from commun.governance.actions import admissions, places, welcomes
from commun.governance.actions.places import self_of
from commun.governance.models import Membership
from commun.governance.notifications import convening
from commun.governance.states import By
from commun.people.models import Person

ANNOUNCED_DEPARTURE = journal.Rule("governance.announced-departure")
MOST_SHARES = 10_000_000
LONGEST_NOTICE = dt.timedelta(days=366)


@transaction.atomic
def apply_to_join(*, space: Space, person: Person, note: str = "") -> Membership:
    """Ask to come in; only where the group shows its presentation. Raises NotFound, Refused."""
    if not policies.body_of(space).is_public:
        raise NotFound
    membership = places.place_of(space, person)
    made = places.move(membership, states.APPLICANT, by=By.SELF, actor=self_of(membership), reason=note)
    notifications.asked_to_join(membership, note, made.fact.pk)
    return membership


@transaction.atomic
def move_member(*, by: Membership, membership: Membership, to: str, reason: str = "") -> Membership:
    """Move somebody else (accept or decline a request, take somebody out with a reason ...); they are told.

    Raises Refused when the mover does not facilitate, or for a move that is not theirs to make.
    """
    places.refuse_unless(policies.can_move(by, membership))
    row, actor = places.locked(membership), self_of(by)
    if row.state == states.APPLICANT and to == states.MEMBER:
        admissions.refuse_unless_one_answers(row)
    if to == states.LEFT:
        made = places.depart(row, by=By.GROUP, actor=actor, reason=reason)
    else:
        made = places.move(row, to, by=By.GROUP, actor=actor, reason=reason)
    if to == states.MEMBER:
        welcomes.name_at_arrival(row, actor)
        places.say_welcome(made)
    else:
        notifications.moved(row, by, reason.strip(), made.fact.pk)
    return row


@transaction.atomic
def place_person(*, by: Membership, person: Person, to: str, reason: str = "") -> Membership:
    """Give a place (visitor, invited, guest) to a person who has none or has left. Raises Refused."""
    places.refuse_unless(policies.has_role(by))
    row = places.place_of(by.space, person)
    made = places.move(row, to, by=By.GROUP, actor=self_of(by), reason=reason)
    notifications.moved(row, by, reason.strip(), made.fact.pk)
    return row


@transaction.atomic
def propose_rest(*, by: Membership, membership: Membership) -> Membership:
    """Ask a member whether they want to rest. Nothing follows without their answer. Raises Refused."""
    places.refuse_unless(policies.can_move(by, membership))
    row = places.locked(membership)
    if row.state != states.MEMBER:
        raise Refused(_("Only an active member can be asked to rest."))
    if row.dormancy_asked_on:
        raise Refused(_("The question was already asked and waits for an answer."))
    row.dormancy_asked_on = clock.today()
    row.save(update_fields=["dormancy_asked_on"])
    fact = journal.record(
        facts.DORMANCY_PROPOSED,
        space=row.space,
        actor=self_of(by),
        about=(places.ABOUT, row.pk),
        data={"person": row.person_id},
    )
    notifications.propose_rest(row, by, fact.pk)
    return row


@transaction.atomic
def decline_rest(*, member: Membership) -> Membership:
    """Answer « I stay awake » to the question. Raises Refused when none was asked."""
    row = places.locked(member)
    if row.dormancy_asked_on is None:
        raise Refused(_("Nobody asks you to rest."))
    row.dormancy_asked_on = None
    row.save(update_fields=["dormancy_asked_on"])
    journal.record(
        facts.DORMANCY_DECLINED,
        space=row.space,
        actor=self_of(row),
        about=(places.ABOUT, row.pk),
        data={"person": row.person_id},
    )
    return row


@transaction.atomic
def rest(*, member: Membership, reason: str = "") -> Membership:
    """Rest for a while: still in the group, by one's own choice. Raises Refused."""
    row = places.locked(member)
    return places.move(row, states.DORMANT, by=By.SELF, actor=self_of(row), reason=reason).membership


@transaction.atomic
def come_back(*, member: Membership) -> Membership:
    """Wake up, in one click. Raises Refused."""
    row = places.locked(member)
    if row.state != states.DORMANT:
        raise Refused(_("You are not resting."))
    made = places.move(row, states.MEMBER, by=By.SELF, actor=self_of(row))
    convening.welcome(made.membership, made.fact.pk)
    return made.membership


@transaction.atomic
def leave(*, member: Membership, shown_as: str = "", reason: str = "") -> Membership:
    """Leave now; the traces stay under the name, or under the pseudonym ``shown_as``. Raises Refused."""
    row = places.locked(member)
    made = places.depart(row, by=By.SELF, actor=self_of(row), reason=reason, shown_as=shown_as)
    return made.membership


@transaction.atomic
def announce_departure(*, member: Membership, on: dt.date, shown_as: str = "", reason: str = "") -> Membership:
    """Leave on a day to come (today: now). Raises Refused for a day past or more than a year away."""
    if on == clock.today():
        return leave(member=member, shown_as=shown_as, reason=reason)
    if on < clock.today():
        raise Refused(_("This day is past: choose today or a day to come."))
    if on > clock.today() + LONGEST_NOTICE:
        raise Refused(_("Choose a day within the coming year."))
    row = places.locked(member)
    if row.state not in states.INSIDE:
        raise Refused(_("You are not in this group."))
    row.leaves_on, row.shown_as = on, places.pseudonym(shown_as)
    row.save(update_fields=["leaves_on", "shown_as"])
    journal.record(
        facts.DEPARTURE_ANNOUNCED,
        space=row.space,
        actor=self_of(row),
        about=(places.ABOUT, row.pk),
        data={"person": row.person_id, "on": on.isoformat()},
        words={"reason": reason.strip()},
    )
    return row


@transaction.atomic
def cancel_departure(*, member: Membership) -> Membership:
    """Stay after all. Raises Refused when no departure was announced."""
    row = places.locked(member)
    if row.leaves_on is None:
        raise Refused(_("You announced no departure."))
    row.leaves_on, row.shown_as = None, ""
    row.save(update_fields=["leaves_on", "shown_as"])
    journal.record(
        facts.DEPARTURE_CANCELLED,
        space=row.space,
        actor=self_of(row),
        about=(places.ABOUT, row.pk),
        data={"person": row.person_id},
    )
    return row


def execute_departures() -> int:
    """Do what people announced for today or before; says how many left. The actor is the rule, not the clock."""
    with scope.everywhere("announced departures of all groups"):
        due = list(Membership.objects.filter(leaves_on__lte=clock.today()).select_related("space"))
    return sum(_execute_departure(member) for member in due)


@transaction.atomic
def _execute_departure(member: Membership) -> bool:
    row = places.locked(member)
    if row.leaves_on is None or row.leaves_on > clock.today() or row.state not in states.INSIDE:
        return False
    places.depart(row, by=By.RULE, actor=ANNOUNCED_DEPARTURE, shown_as=row.shown_as)
    return True


@transaction.atomic
def state_expectations(*, member: Membership, expectations: Iterable[str], note: str = "") -> Membership:
    """Say (or say again) what one expects from the group; the words can be erased, the date stays."""
    row = places.locked(member)
    known = [value for value in Membership.Expectation.values if value in set(expectations)]
    row.expectations, row.expectation_note = known, note.strip()
    row.save(update_fields=["expectations", "expectation_note"])
    journal.record(
        facts.EXPECTATIONS_STATED,
        space=row.space,
        actor=self_of(row),
        about=(places.ABOUT, row.pk),
        data={"person": row.person_id, "expectations": known},
        words={"note": note.strip()},
    )
    return row


@transaction.atomic
def tell_share(*, member: Membership, shares: int | None = None, assemblies: Iterable[int] = ()) -> Membership:
    """Say (or unsay) how many shares of the cooperative one holds, and the general meetings attended (R68).

    The person's own choice: nothing follows from it, no right and no weight. Raises Refused.
    """
    row = places.locked(member)
    years = sorted({*assemblies}, reverse=True)
    if shares is not None and not 0 <= shares <= MOST_SHARES:
        raise Refused(_("Write a whole number of shares."))
    if len(years) > 50 or any(not 1900 <= year <= clock.today().year for year in years):
        raise Refused(_("Write past years, one after the other."))
    row.shares, row.assemblies = shares, years
    row.save(update_fields=["shares", "assemblies"])
    journal.record(
        facts.SHARE_TOLD,
        space=row.space,
        actor=self_of(row),
        about=(places.ABOUT, row.pk),
        data={"person": row.person_id},
    )
    return row
