"""Offers and needs when a person leaves the group, asks for their data, or asks to be erased."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import journal, scope
from commun.exchange.journal import offers as facts
from commun.exchange.models import Offer, OfferAnswer
from commun.governance.actions.places import self_of
from commun.governance.models import Membership
from commun.people.models import Person


def release(membership: Membership) -> None:
    """What who leaves offered or looked for is closed, and what they answered to what is open is taken back."""
    journal.hold(membership.space)
    with scope.use(membership.space_id):
        OfferAnswer.objects.filter(by=membership, offer__state=Offer.State.OPEN).delete()
        for row in Offer.objects.select_for_update().filter(by=membership, state=Offer.State.OPEN).order_by("pk"):
            row.state = Offer.State.CLOSED
            row.save(update_fields=["state"])
            journal.record(
                facts.CLOSED, space=membership.space, actor=self_of(membership), about=(facts.OFFER, row.ref)
            )


def export(person: Person) -> list[Any]:
    """What the person offered, looked for, answered and said back."""
    with scope.everywhere("a person's own data"):
        mine = list(Offer.objects.filter(by__person=person).select_related("space").order_by("pk"))
        answers = OfferAnswer.objects.select_related("space", "offer").order_by("pk")
        given = list(answers.filter(by__person=person))
        replied = list(answers.filter(offer__by__person=person).exclude(reply=""))
    return [
        *(
            {
                _("group"): row.space.name,
                _("kind"): str(row.get_kind_display()),
                _("nature"): str(row.get_nature_display()),
                _("title"): row.title,
                _("in a few words"): row.words,
                _("how much"): row.quantity,
                _("where"): row.place,
                _("until"): row.until,
                _("state"): str(row.get_state_display()),
            }
            for row in mine
        ),
        *(
            {
                _("group"): row.space.name,
                _("title"): row.offer.title,
                _("answered on"): row.made_at,
                _("in a few words"): row.words,
            }
            for row in given
        ),
        *({_("group"): row.space.name, _("title"): row.offer.title, _("said back"): row.reply} for row in replied),
    ]


@transaction.atomic
def erase(person: Person) -> None:
    """What they wrote goes, with what was answered to it; and what they answered."""
    with scope.everywhere("a person asks to be erased"):
        OfferAnswer.objects.filter(by__person=person).delete()
        Offer.objects.filter(by__person=person).delete()
