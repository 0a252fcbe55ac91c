"""Letters about offers and needs: to who wrote one, when somebody answers; to who answered, when they are told back."""

from django.utils import translation
from django.utils.translation import gettext as _

from commun.core.urls import absolute, here
from commun.exchange.models import OfferAnswer
from commun.governance.models import Membership
from commun.governance.notifications import Letter, _to_member


def answered(answer: OfferAnswer, fact_id: int) -> bool:
    """To who wrote the offer or the need. Says whether it went."""
    offer = answer.offer
    with translation.override(offer.by.person.language):
        names = {"person": answer.by.name, "title": offer.title, "group": offer.space.name}
        said = (
            _("%(person)s can help with “%(title)s”, that you look for in “%(group)s”.")
            if offer.is_need
            else _("%(person)s is interested in “%(title)s”, that you offer in “%(group)s”.")
        )
        subject = _("%(person)s can: “%(title)s”") if offer.is_need else _("%(person)s is interested: “%(title)s”")
        letter = Letter(
            subject=subject % names,
            sentences=[_("Hello %(person)s,") % {"person": offer.by.name}, said % names],
            quote=answer.words,
            button=_("Answer them"),
            url=_address(answer),
            why=_("You receive this mail because you wrote this in your group. It is read by you alone."),
        )
        return _to_member(f"exchange.offer:{fact_id}", offer.by, letter)


def replied(answer: OfferAnswer, by: Membership, fact_id: int) -> bool:
    """To who answered. Says whether it went."""
    with translation.override(answer.by.person.language):
        names = {"person": by.name, "title": answer.offer.title}
        letter = Letter(
            subject=_("%(person)s answers you: “%(title)s”") % names,
            sentences=[
                _("Hello %(person)s,") % {"person": answer.by.name},
                _("%(person)s answers what you said about “%(title)s”.") % names,
            ],
            quote=answer.reply,
            button=_("Look at it"),
            url=_address(answer),
            why=_("You receive this mail because you answered this in your group. It is read by you alone."),
        )
        return _to_member(f"exchange.offer:{fact_id}", answer.by, letter)


def _address(answer: OfferAnswer) -> str:
    return absolute(here(answer.offer.space.slug, "exchange:offer", offer=answer.offer.ref))
