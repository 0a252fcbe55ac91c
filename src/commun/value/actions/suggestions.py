"""Answering what the program saw: it counts, or it does not; once and for all."""

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core.errors import Refused
from commun.governance.actions.places import locked, refuse_unless_awake
from commun.governance.models import Membership
from commun.value import quantities
from commun.value.actions.contributions import Bringing, held_window, new_row, refuse_unless_true, tell, written_from
from commun.value.journal import contributions as facts
from commun.value.models import Contribution
from commun.value.queries.contributions import kinds_of, window_of
from commun.value.queries.suggestions import Suggestion, suggestions_for


@transaction.atomic
def confirm_seen(*, by: Membership, source: str, quantity: str = "") -> Contribution:
    """« Yes, it counts »: written with what the person says it took, else what was proposed. Twice is once.

    Raises Refused for what was not seen, or was answered otherwise.
    """
    member = _asked(by)
    known = written_from(member, source)
    if known is not None:
        if known.state == Contribution.State.DECLINED:
            raise Refused(_("You said that this does not count: write it down by hand if you changed your mind."))
        return known
    one = _seen(member, source)
    told = quantities.parse(quantity, one.kind.measure) if quantity.strip() else one.quantity
    bringing = Bringing(one.kind, told, one.seen.on, one.seen.title[:300], one.seen.work, source)
    refuse_unless_true(member, bringing, held_window(member))
    row = new_row(member, bringing)
    row.save()
    tell(facts.WRITTEN, row, member)
    return row


@transaction.atomic
def decline_seen(*, by: Membership, source: str) -> None:
    """« No, it does not »: it is not proposed again. Raises Refused for what was not seen or was counted."""
    member = _asked(by)
    known = written_from(member, source)
    if known is not None:
        if known.state == Contribution.State.CONFIRMED:
            raise Refused(_("This is counted already: correct it where it is written."))
        return
    one = _seen(member, source)
    row = new_row(member, Bringing(None, 0, one.seen.on, source=source), Contribution.State.DECLINED)
    row.save()
    tell(facts.DECLINED, row, member)


def _asked(by: Membership) -> Membership:
    refuse_unless_awake(by, by.space_id)
    return locked(by)


def _seen(member: Membership, source: str) -> Suggestion:
    """What is proposed to the member under this source. Raises Refused."""
    proposed = suggestions_for(member, kinds_of(member.space_id), window_of(member))
    found = next((one for one in proposed if one.seen.source == source), None)
    if found is None:
        raise Refused(_("This is no longer proposed: write it down by hand if it is true."))
    return found
