"""Verbs about offers: « I would gladly do it », « I would like to learn this role », and taking them back."""

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import clock, journal, scope
from commun.core.errors import Refused
from commun.governance.actions import powers
from commun.governance.actions.places import self_of
from commun.governance.journal import roles as facts
from commun.governance.models import Mandate, Membership, Role, Volunteering
from commun.governance.notifications import roles as letters
from commun.governance.policies import roles as policies


@transaction.atomic
def volunteer(*, by: Membership, role: Role, wish: str, note: str = "") -> Volunteering:
    """Offer oneself for a role, to carry it or to learn it; shown on the card and in its renewal. Raises Refused."""
    if wish not in Volunteering.Wish.values:
        raise Refused(_("Choose: carry the role, or learn it."))
    if not policies.may_hold(by) or by.space_id != role.space_id:
        raise Refused(_("Only an active member can hold a role."))
    if role.retired_on is not None:
        raise Refused(_("This role is retired: nobody can hold it."))
    with scope.use(by.space_id):
        if Mandate.objects.filter(role=role, membership=by, state__in=powers.LIVE).exists() and wish == "learn":
            raise Refused(_("You hold this role, or learn it already."))
        offer, is_new = Volunteering.objects.get_or_create(
            space=by.space,
            role=role,
            membership=by,
            wish=wish,
            withdrawn_on=None,
            defaults={"note": note.strip()[:300], "offered_on": clock.today()},
        )
    if is_new:
        _record(facts.VOLUNTEERED, offer, by)
        if wish == Volunteering.Wish.LEARN:
            _tell_holders(offer)
    return offer


def _tell_holders(offer: Volunteering) -> None:
    with scope.use(offer.space_id):
        held = Mandate.objects.filter(role=offer.role, state=Mandate.State.IN_FORCE, learns_beside=None)
        rows = list(held.select_related("space", "role", "membership__person"))
    for row in rows:
        letters.wishes_to_learn(offer, row)


@transaction.atomic
def withdraw_offer(*, by: Membership, role: Role, wish: str) -> None:
    """Take one's offer back, without a reason to give. Raises Refused when there is none."""
    with scope.use(by.space_id):
        offers = Volunteering.objects.select_for_update()
        offer = offers.filter(role=role, membership=by, wish=wish, withdrawn_on=None).first()
        if offer is None:
            raise Refused(_("You have no offer here to take back."))
        offer.withdrawn_on = clock.today()
        offer.save(update_fields=["withdrawn_on"])
    _record(facts.WITHDRAWN, offer, by)


def _record(fact: str, offer: Volunteering, by: Membership) -> None:
    journal.record(
        fact,
        space=by.space,
        actor=self_of(by),
        about=(facts.ROLE, offer.role.ref),
        data={"wish": offer.wish, "membership": by.pk},
    )
