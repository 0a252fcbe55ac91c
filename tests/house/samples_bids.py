"""Joint answers and what hangs on them, as ``samples`` makes the others."""

from collections.abc import Callable
from typing import Any

from commun.bids.actions.bids import BidSheet, open_bid
from commun.bids.actions.blocks import offer_block
from commun.bids.actions.legal_form import ShareSheet, write_share_line
from commun.bids.actions.sections import SectionSheet, write_section
from commun.bids.actions.teams import Ask, accepted_by, ask_into_team
from commun.bids.models import Bid, BidRole, BidSection, TeamPart
from commun.core import clock, scope
from commun.core.models import Space
from commun.core.writing import actions as texts
from commun.core.writing import reading
from commun.governance.models import Membership
from commun.tenders.models import BuyerTerm, Notice
from tests.support.world import make_member, make_person
from tests.tenders.worlds import make_open_notice


def _opened(member: Membership, sheet: BidSheet) -> Bid:
    """Opened by the member, who accepts the procedure where the group has one (the demo does)."""
    return open_bid(by=member, notice=make_open_notice(), sheet=sheet, accepts=accepted_by(member))


def bid_of(space: Space, member: Membership) -> Bid:
    """A joint answer opened by the member, once for all its pages."""
    with scope.use(space):
        rows = Bid.objects.filter(opened_by=member, title="Répondre ensemble")
        found = rows.select_related("notice", "space").first()
    return found or _opened(member, BidSheet("Répondre ensemble"))


def _ask_of_member(space: Space, member: Membership) -> str:
    """Somebody else's answer, in the team of which asks the member."""
    other = make_member(space, make_person("Qui demande"))
    bid = _opened(other, BidSheet("Une autre réponse"))
    return ask_into_team(by=other, bid=bid, ask=Ask(member=member)).ref


def _own_part(space: Space, member: Membership) -> str:
    bid = bid_of(space, member)
    with scope.use(space):
        return TeamPart.objects.get(bid=bid, membership=member).ref


def _ask_of_another(space: Space, member: Membership) -> str:
    asked = Ask(member=make_member(space, make_person("Qui est demandé")))
    return ask_into_team(by=member, bid=bid_of(space, member), ask=asked).ref


def _joined_from_outside(space: Space, member: Membership) -> str:
    bid = bid_of(space, member)
    with scope.use(space):
        rank = TeamPart.objects.filter(bid=bid).count()
    asked = Ask(outside_name="Zoé", outside_email=f"zoe-{space.pk}-{rank}@exemple.test")
    part = ask_into_team(by=member, bid=bid, ask=asked)
    TeamPart._base_manager.filter(pk=part.pk).update(state=TeamPart.State.JOINED)
    return part.ref


def _bid_of_others(space: Space, _member: Membership) -> str:
    other = make_member(space, make_person("Qui a ouvert"))
    return _opened(other, BidSheet("Sans vous")).ref


def _share_line(space: Space, member: Membership) -> str:
    return write_share_line(by=member, bid=bid_of(space, member), sheet=ShareSheet("Animer")).ref


def _section(space: Space, member: Membership) -> str:
    bid = bid_of(space, member)
    with scope.use(space):
        title = f"Méthode {BidSection.objects.filter(bid=bid).count() + 1}"
    return write_section(by=member, bid=bid, sheet=SectionSheet(title)).ref


def _removed_section(space: Space, member: Membership) -> str:
    ref = _section(space, member)
    with scope.use(space):
        BidSection.objects.filter(ref=ref).update(removed_at=clock.now())
    return ref


def _past_section(space: Space, member: Membership) -> BidSection:
    """A section of an answer that is over, with words of the member."""
    bid = _opened(member, BidSheet("Une réponse passée"))
    section = write_section(by=member, bid=bid, sheet=SectionSheet("Méthode"))
    Bid._base_manager.filter(pk=bid.pk).update(stage=Bid.Stage.WRITING)
    with scope.use(space):
        text = reading.text_of(BidSection.TEXT_KIND, section.ref)
        assert text is not None
        texts.write_plain(text=text, author=member.person_id, base=text.position, words="Pas à pas.")
    Bid._base_manager.filter(pk=bid.pk).update(stage=Bid.Stage.LOST)
    with scope.use(space):
        return BidSection.objects.select_related("bid__space", "bid__notice").get(pk=section.pk)


def _bid_at(stage: str) -> Callable[[Space, Membership], str]:
    """An answer that stands there, led by the member."""

    def make(space: Space, member: Membership) -> str:
        bid = _opened(member, BidSheet("À ce stade"))
        now = clock.now()
        Bid._base_manager.filter(pk=bid.pk).update(stage=stage, sent_at=now, frozen_at=now, frozen_by=member)
        with scope.use(space):
            part = TeamPart.objects.get(bid=bid, membership=member)
            BidRole(space=space, bid=bid, part=part, role=BidRole.Role.LEAD).save()
        return bid.ref

    return make


def _block(space: Space, member: Membership) -> str:
    section = _past_section(space, member)
    return offer_block(by=member, section=section, title="Méthode", licence="group").ref


def _term(space: Space, _member: Membership) -> str:
    term = BuyerTerm(space=space, notice=Notice.objects.open_at(clock.now()).order_by("pk")[0], kind="ceiling", cents=1)
    term.save()
    return term.ref


SAMPLES: dict[str, Callable[[Space, Membership], Any]] = {
    "bid": lambda space, member: bid_of(space, member).ref,
    "team_part": _own_part,
    "share_line": _share_line,
    "section": _section,
    "block": _block,
    "term": _term,
    "file_format": lambda _space, _member: "md",
    "notice": lambda _space, _member: Notice.objects.order_by("pk")[0].ref,
}
SAMPLES_OF_PAGE: dict[tuple[str, str], Callable[[Space, Membership], Any]] = {
    ("bids:decline-team", "team_part"): _ask_of_member,
    ("bids:unask", "team_part"): _ask_of_another,
    ("bids:note-departure", "team_part"): _joined_from_outside,
    ("bids:renew-link", "team_part"): _joined_from_outside,
    ("bids:put-section-back", "section"): _removed_section,
    ("bids:freeze-bid", "bid"): _bid_at("writing"),
    ("bids:reopen-bid", "bid"): _bid_at("frozen"),
    ("bids:mark-sent", "bid"): _bid_at("frozen"),
    ("bids:outcome", "bid"): _bid_at("sent"),
    ("bids:sign-contract", "bid"): _bid_at("won"),
    ("bids:offer-block", "section"): lambda space, member: _past_section(space, member).ref,
    ("bids:join-team", "bid"): _bid_of_others,
    ("tenders:new-term", "kind"): lambda _space, _member: "ceiling",
}
