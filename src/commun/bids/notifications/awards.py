"""The letter that proposes an award notice as the answer of the buyer."""

from collections.abc import Sequence

from django.utils import translation
from django.utils.translation import gettext as _

from commun.bids.models import Bid
from commun.bids.queries.awards import AwardLine, said_of
from commun.core.urls import absolute, here
from commun.governance.models import Membership
from commun.governance.notifications import Letter, _to_member


def award_came(bid: Bid, member: Membership, lines: Sequence[AwardLine]) -> bool:
    """Is it the answer? One mail a person and an answer; nothing is written before somebody of the team says so."""
    with translation.override(member.person.language):
        names = {"person": member.name, "bid": bid.title, "buyer": bid.notice.buyer}
        letter = Letter(
            subject=_("An award notice came in: is it the answer to “%(bid)s”?") % names,
            sentences=[
                _("Hello %(person)s,") % names,
                _("An award notice of %(buyer)s came in for “%(bid)s”, which your team answered.") % names,
                said_of(lines),
                _("It is a proposal: nothing is written before somebody of the team says what became of it."),
            ],
            button=_("Say what became of it"),
            url=absolute(here(bid.space.slug, "bids:outcome", bid=bid.ref)),
            why=_("You receive this mail because you lead or send this answer, or because nobody else does."),
        )
        return _to_member(f"bids.outcome:{bid.ref}:award:{member.person_id}", member, letter)
