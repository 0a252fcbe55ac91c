"""The print of all that the folder of a frozen answer is made of: made once more, it is the same or it is not made."""

import hashlib
import json
from dataclasses import asdict
from typing import Any

from django.forms import model_to_dict

from commun.bids.journal import bids as facts
from commun.bids.models import Bid, BidFile
from commun.bids.queries.dossier import Operator, operators_of
from commun.bids.queries.filled_forms import Filler
from commun.bids.queries.papers import papers_of, sheets_of
from commun.core import scope
from commun.core.models import Fact

# What a sheet keeps beside what forms show.
_APART = ("id", "space", "entity", "changed_at", "changed_by", "changed_from")


def candidacy_print(bid: Bid) -> str:
    """SHA-256 of the team, the split, the sheets and answers of the entities, their papers, the notice. 10 queries."""
    operators = operators_of(bid)
    entities = [one.entity for one in operators]
    filler = Filler(bid, operators, sheets_of(bid.space, entities))
    papers = papers_of(bid.space, entities, at=bid.frozen_at)
    with scope.use(bid.space_id):
        files = BidFile.objects.filter(bid=bid).exclude(removed_at__lte=bid.frozen_at or bid.opened_at)
        kept = list(files.order_by("pk").values_list("file__digest", flat=True))
    said = {
        "contract": [bid.space.name, bid.title, bid.form, asdict(filler.contract)],
        "entities": [_said_of(one, filler) for one in operators],
        "papers": [[row.kind, row.file.digest] for one in operators for row in papers.get(one.entity.pk, [])],
        "files": kept,
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()


def has_changed(bid: Bid) -> bool:
    """A folder made today would not be that of the freeze; False where the freeze kept no print. 11 queries."""
    with scope.use(bid.space_id):
        told = Fact.objects.filter(about_kind=facts.BID, about_ref=bid.ref, name=facts.FROZEN)
        fact = told.order_by("-position").first()
    kept = fact.data.get("candidacy", "") if fact is not None else ""
    return bool(kept) and kept != candidacy_print(bid)


def _said_of(one: Operator, filler: Filler) -> list[Any]:
    sheet = filler.sheets.get(one.entity.pk)
    terms = filler.subcontracts.get(one.entity.pk)
    return [
        one.role.value,
        asdict(filler.party(one.entity)),
        [asdict(share) for share in filler.shares(one.entity)],
        {name: value for name, value in model_to_dict(sheet).items() if name not in _APART} if sheet else None,
        [terms.months, terms.has_personal_data] if terms else None,
    ]
