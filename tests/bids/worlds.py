"""Joint answers for tests."""

from typing import Any

from commun.bids.actions import BidSheet, join_team, open_bid, propose_writing
from commun.bids.models import Bid, TeamPart
from commun.core import journal, scope
from commun.core.models import Fact, Space
from commun.governance.actions.decisions import adopt
from commun.governance.models import Membership
from commun.people.models import LegalEntity
from commun.tenders.models import Notice
from commun.value.actions.keys import write_key
from commun.value.models import KeyVersion
from tests.tenders.worlds import make_open_notice

# Numbers whose key is right, and that belong to nobody we know.
SIRENS = ("732829320", "404833048", "552100554", "443061841")


def make_entity(rank: int = 0, name: str = "Les Artisans du lien", **fields: Any) -> LegalEntity:
    """A cooperative, or another operator."""
    return LegalEntity.objects.get_or_create(siren=SIRENS[rank], defaults={"name": name, **fields})[0]


def make_bid(by: Membership, notice: Notice | None = None, **sheet: Any) -> Bid:
    """An answer opened by a member."""
    return open_bid(
        by=by, notice=notice or make_open_notice(), sheet=BidSheet(**({"title": "Répondre ensemble"} | sheet))
    )


def join(bid: Bid, *members: Membership) -> None:
    """Each says yes."""
    for member in members:
        join_team(by=member, bid=bid)


def written_key(by: Membership, name: str = "À parts égales") -> KeyVersion:
    """A key of the group, in its first version: equal parts; once for all answers."""
    with scope.use(by.space_id):
        found = KeyVersion.objects.select_related("key").filter(key__name=name).first()
    if found is not None:
        return found
    steps = [{"kind": "equal", "rate": 10_000}]
    return write_key(by=by, name=name, steps=steps)


def opened_for_writing(bid: Bid, lead: Membership) -> Bid:
    """Writing is open, one person holding every role that is needed."""
    with scope.use(bid.space_id):
        part = TeamPart.objects.select_related("membership__person").get(bid=bid, membership=lead)
    roles = {"lead": [part], "writer": [part], "submission": [part]}
    decision = propose_writing(by=lead, bid=bid, roles=roles, version=written_key(lead))
    adopt(decision=decision, actor=journal.Person(lead.person_id))
    bid.refresh_from_db()
    return bid


def facts_of(space: Space) -> list[str]:
    """Names of the facts of a group, the first first."""
    with scope.use(space):
        return list(Fact.objects.order_by("position").values_list("name", flat=True))
