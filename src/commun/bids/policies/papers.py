"""Papers of a legal entity: its own members, and those who lead or send an answer it takes part in, while it runs."""

from typing import Final

from django.db.models import Q

from commun.bids.models import Bid, BidFile, EntitySheet, SubmissionFolder, TeamPart, VaultPaper
from commun.bids.policies.bids import is_in_team, may_send, sent_by
from commun.bids.policies.found import one_of
from commun.core import scope
from commun.core.errors import NotFound
from commun.governance import states
from commun.governance.models import Membership
from commun.people.models import LegalEntity

# From the team to the signed contract: the buyer asks again for papers after the award.
LIVE: Final = Q(stage__in=Bid.STANDING) | Q(stage=Bid.Stage.WON, signed_on=None)


def is_of(member: Membership, entity: LegalEntity) -> bool:
    """Awake, and works under that legal entity. No query when the person is read."""
    return member.state == states.MEMBER and member.person.legal_entity_id == entity.pk


def needs_papers_of(member: Membership, entity: LegalEntity) -> bool:
    """Leads or sends an answer that runs (see ``sent_by``), in which the entity takes part. 1 query."""
    if member.state != states.MEMBER:
        return False
    with scope.use(member.space_id):
        bids = Bid.objects.filter(LIVE, sent_by([member]))
        parts = TeamPart.objects.filter(bid__in=bids, entity=entity, state=TeamPart.State.JOINED)
        return parts.exists()


def can_keep(member: Membership, entity: LegalEntity) -> bool:
    """Sees its papers, adds and takes away, writes its sheet. 0 to 1 query."""
    return is_of(member, entity) or needs_papers_of(member, entity)


def can_hand_in(part: TeamPart) -> bool:
    """An operator asked from outside, in the team of an answer that runs, whose papers nobody else keeps. 5 queries.

    A SIREN is what somebody typed: who types that of others sees and changes nothing of theirs.
    """
    with scope.use(part.space_id):
        bids = Bid.objects.filter(LIVE)
        rows = TeamPart.objects.filter(pk=part.pk, state=TeamPart.State.JOINED, membership=None, bid__in=bids)
        return rows.filter(entity__isnull=False, entity=part.entity_id).exists() and not is_kept_by_others(part)


def is_kept_by_others(part: TeamPart) -> bool:
    """Members of the group, of now or before, or another operator, answer under the same entity, or did and left
    something there. 4 queries.
    """
    with scope.use(part.space_id):
        members = Membership.objects.filter(space=part.space_id, person__legal_entity=part.entity_id)
        others = TeamPart.objects.filter(entity=part.entity_id).exclude(_of_same(part))
        parts = TeamPart.objects.filter(_of_same(part))
        papers = VaultPaper.objects.filter(entity=part.entity_id, removed_at=None, given_by__isnull=False)
        sheets = EntitySheet.objects.filter(entity=part.entity_id, changed_from__isnull=False)
        left = papers.exclude(given_by__in=parts).exists() or sheets.exclude(changed_from__in=parts).exists()
        return left or members.exists() or others.exists()


def gave(part: TeamPart, paper: VaultPaper) -> bool:
    """That operator handed the paper in, for this answer or another one. 1 query at most."""
    if paper.given_by_id is None:
        return False
    with scope.use(part.space_id):
        return TeamPart.objects.filter(_of_same(part), pk=paper.given_by_id).exists()


def given_paper_for(part: TeamPart, ref: str) -> VaultPaper:
    """A paper that this operator handed in, else NotFound. 2 queries."""
    with scope.use(part.space_id):
        rows = VaultPaper.objects.filter(ref=ref, removed_at=None, entity=part.entity_id)
        found = rows.select_related("space", "entity", "file").first()
    if found is None or not gave(part, found):
        raise NotFound
    return found


def _of_same(part: TeamPart) -> Q:
    """Places of the same person, or of the same address."""
    same = Q(pk=part.pk)
    if part.person_id is not None:
        same |= Q(person=part.person_id)
    if part.outside_email:
        same |= Q(outside_email__iexact=part.outside_email)
    return same


def entity_for(member: Membership | None, siren: str) -> LegalEntity:
    """A legal entity whose papers the member may see, else NotFound. 1 to 2 queries."""
    found = LegalEntity.objects.filter(siren=siren).first()
    if member is None or found is None or not can_keep(member, found):
        raise NotFound
    return found


def paper_for(member: Membership | None, ref: str) -> VaultPaper:
    """A paper that the member may see, else NotFound. 1 to 2 queries."""
    found = one_of(member, VaultPaper, "space", "entity", "file", ref=ref, removed_at=None)
    if member is None or not can_keep(member, found.entity):
        raise NotFound
    return found


def can_prepare(member: Membership, bid: Bid) -> bool:
    """The team prepares the folder, until it is sent. 0 to 1 query."""
    return bid.is_running and is_in_team(member, bid)


def bid_file_for(member: Membership | None, ref: str) -> BidFile:
    """A file of an answer in whose team the member is, else NotFound. 2 queries."""
    found = one_of(member, BidFile, "space", "bid__space", "bid__notice", "file", ref=ref, removed_at=None)
    if member is None or not is_in_team(member, found.bid):
        raise NotFound
    return found


def folder_for(member: Membership | None, ref: str) -> SubmissionFolder:
    """The folder of an answer, for those who lead or send it, else NotFound: it holds papers of all. 2 queries."""
    found = one_of(member, SubmissionFolder, "space", "bid__space", "bid__notice", "file", ref=ref)
    if member is None or not can_take_folder(member, found.bid):
        raise NotFound
    return found


def can_take_folder(member: Membership, bid: Bid) -> bool:
    """Leads, or sends the answer (see ``sent_by``); before the roles are decided, whoever opened it. 1 to 2 queries."""
    if may_send(member, bid):
        return True
    is_opener = bid.opened_by_id == member.pk and bid.stage == Bid.Stage.GATHERING
    return is_opener and is_in_team(member, bid)
