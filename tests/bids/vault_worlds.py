"""Legal entities with their papers, for tests."""

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from commun.bids.actions.papers import add_paper
from commun.bids.models import Bid, BidRole, TeamPart, VaultPaper
from commun.core import clock, scope
from commun.governance.models import Membership
from commun.people.models import LegalEntity
from tests.core.test_files import PDF

TODAY = dt.date(2026, 11, 16)


def at(day: dt.date) -> Any:
    return clock.stopped(dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC))


def employ(member: Membership, entity: LegalEntity) -> None:
    member.person.legal_entity = entity
    member.person.save(update_fields=["legal_entity"])


def sent(content: bytes = PDF, name: str = "attestation.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def keep(by: Membership, kind: str, made_on: dt.date, until: dt.date | None = None, content: bytes = PDF) -> VaultPaper:
    entity = by.person.legal_entity
    assert entity is not None
    return add_paper(by=by, entity=entity, kind=kind, made_on=made_on, until=until, sent=sent(content))


def lead(bid: Bid, member: Membership, role: str = BidRole.Role.LEAD) -> None:
    with scope.use(bid.space):
        part = TeamPart.objects.get(bid=bid, membership=member)
        BidRole.objects.create(space=bid.space, bid=bid, part=part, role=role)
