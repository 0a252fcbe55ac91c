"""Papers of legal entities and folders of answers, as ``samples`` makes the others."""

import itertools
from collections.abc import Callable
from typing import Any

from commun.bids.actions.bids import BidSheet, open_bid
from commun.bids.actions.folders import add_bid_file, ask_folder
from commun.bids.actions.papers import add_paper
from commun.bids.actions.teams import accepted_by, join_team
from commun.bids.models import Bid, BidRole, TeamPart
from commun.core import clock, scope
from commun.core.models import Space
from commun.governance.models import Membership
from commun.people.models import LegalEntity
from tests.bids.vault_worlds import sent
from tests.support.world import make_member, make_person
from tests.tenders.worlds import make_open_notice

# Nine figures with a right key, one for each group.
_numbers = itertools.cycle(("130025265", "180089013", "775685019", "775672272"))


def bid_of(space: Space, member: Membership) -> Bid:
    """An answer that somebody else opened and that the member leads: no other sample takes it for its own."""
    with scope.use(space):
        found = Bid.objects.filter(title="Dossier", roles__part__membership=member).select_related("notice", "space")
        known = found.first()
    if known is not None:
        return known
    other = make_member(space, make_person("Qui a ouvert"))
    bid = open_bid(by=other, notice=make_open_notice(), sheet=BidSheet("Dossier"), accepts=accepted_by(other))
    part = join_team(by=member, bid=bid, accepts=accepted_by(member))
    with scope.use(space):
        BidRole.objects.create(space=space, bid=bid, part=part, role=BidRole.Role.LEAD)
    return bid


def _entity(_space: Space, member: Membership) -> LegalEntity:
    person = member.person
    if person.legal_entity is None:
        number = next(_numbers)
        person.legal_entity = LegalEntity.objects.get_or_create(siren=number, defaults={"name": f"Scop {number}"})[0]
        person.save(update_fields=["legal_entity"])
    return person.legal_entity


def _siren(space: Space, member: Membership) -> str:
    return _entity(space, member).siren


def _paper(space: Space, member: Membership) -> str:
    entity = _entity(space, member)
    return add_paper(by=member, entity=entity, kind="bank", made_on=clock.today(), until=None, sent=sent()).ref


def _file(space: Space, member: Membership) -> str:
    return add_bid_file(by=member, bid=bid_of(space, member), use="price", sent=sent()).ref


def _folder(space: Space, member: Membership) -> str:
    return ask_folder(by=member, bid=bid_of(space, member)).ref


def _bid_with_entity(space: Space, member: Membership) -> str:
    bid = bid_of(space, member)
    with scope.use(space):
        TeamPart.objects.filter(bid=bid, membership=member).update(entity=_entity(space, member))
    return bid.ref


def _helper(member: Membership) -> LegalEntity:
    """A subcontractor of the member's own answers, apart from those of other groups."""
    number = f"{900_000_000 + member.pk}"
    return LegalEntity.objects.get_or_create(siren=number, defaults={"name": "Sous-traitant"})[0]


def _bid_with_helper(space: Space, member: Membership) -> str:
    bid = bid_of(space, member)
    with scope.use(space):
        TeamPart.objects.get_or_create(
            space=space, bid=bid, outside_email="aide@exemple.test",
            defaults={"outside_name": "Aide", "entity": _helper(member), "state": TeamPart.State.JOINED,
                      "standing": TeamPart.Standing.SUBCONTRACTOR, "asked_by": member, "asked_at": clock.now()},
        )  # fmt: skip
    return bid.ref


SAMPLES: dict[str, Callable[[Space, Membership], Any]] = {
    "paper": _paper,
    "bid_file": _file,
    "folder": _folder,
    "form": lambda _space, _member: "dc1",
    "extension": lambda _space, _member: "pdf",
}
OF_AN_ENTITY = ("vault", "add-paper", "entity-sheet", "espd-criteria", "espd-grounds", "espd-criterion")
OF_A_FOLDER = ("dossier", "add-bid-file", "make-folder")
SAMPLES_OF_PAGE: dict[tuple[str, str], Callable[[Space, Membership], Any]] = {
    **{(f"bids:{page}", "siren"): _siren for page in OF_AN_ENTITY},
    ("bids:espd-criterion", "code"): lambda _space, _member: "corruption",
    ("outside-criterion", "code"): lambda _space, _member: "corruption",
    **{(f"bids:{page}", "bid"): lambda space, member: bid_of(space, member).ref for page in OF_A_FOLDER},
    ("bids:document", "bid"): _bid_with_entity,
    ("bids:subcontract", "bid"): _bid_with_helper,
    ("bids:subcontract", "siren"): lambda space, member: _helper(member).siren,
}
