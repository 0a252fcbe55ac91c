"""Putting roles and sharing key to the group: writing opens when they are adopted."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from commun.bids import effects_writing
from commun.bids.actions.support import held_for_writing
from commun.bids.journal import bids as facts
from commun.bids.models import Bid, BidRole, TeamPart
from commun.core.errors import Refused
from commun.governance.actions import decisions
from commun.governance.actions.charter import shortened
from commun.governance.models import Decision, Membership
from commun.value.models import KeyVersion
from commun.value.queries.keys import read_aloud


@transaction.atomic
def propose_writing(
    *, by: Membership, bid: Bid, roles: Mapping[str, Sequence[TeamPart]], version: KeyVersion, why: str = ""
) -> Decision:
    """Put to the group who leads, writes, proofreads, keeps the price and sends, and the key. Raises Refused."""
    held = held_for_writing(by, bid)
    if version.space_id != held.space_id:
        raise Refused(_("There is no such version of a sharing key in the group."))
    lines = [
        f"{BidRole.Role(role).label} : {', '.join(part.name for part in roles[role])}"
        for role in BidRole.Role.values
        if roles.get(role)
    ]
    reading = [f"{number}. {said}" for number, said in enumerate(read_aloud(version), start=1)]
    text = [why.strip(), "\n".join(lines), "\n".join([_("What this key says:"), *reading])]
    draft = decisions.Draft(
        title=shortened(_("Answer “%(bid)s” together: roles and key") % {"bid": held.title}, 200),
        text="\n\n".join(part for part in text if part),
        subject=_("Joint answer"),
        concerned=_("The team, and the group whose name it carries"),
        change=effects_writing.change_for(held, roles, version),
    )
    voiced = decisions.voice(by=by, draft=draft, origin=f"{facts.BID}:{held.ref}")
    return decisions.propose(by=by, decision=voiced)
