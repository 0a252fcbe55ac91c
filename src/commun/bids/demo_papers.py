"""The demo's papers: what the cooperative of the first group keeps for its buyers, good, ending or missing."""

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from commun.bids.actions.papers import SheetWords, add_paper, answer_for_entity, write_entity_sheet
from commun.core import clock, scope
from commun.core.registries import DemoStage
from commun.governance import states
from commun.governance.demo import SPACES
from commun.governance.models import Membership
from commun.people.demo import read
from commun.people.models import LegalEntity
from commun.ui.papers import Paper, Text, printed


def load(stage: DemoStage) -> None:
    """Through the same doors as anybody; for the legal entity that most members of the group work under."""
    told = read("papers")
    stage.say("Des pièces pour les marchés…")
    by = _keeper(stage.things[SPACES][told["group"]].pk)
    if by is None or by.person.legal_entity is None:
        return
    entity = by.person.legal_entity
    now = clock.now()
    for one in sorted(told["paper"], key=lambda one: -int(one["made"])):
        with clock.stopped(now - dt.timedelta(days=one["made"])):
            _add(by, entity, one)
    with clock.stopped(now - dt.timedelta(days=12)):
        write_entity_sheet(by=by, entity=entity, words=SheetWords(**told["sheet"]))
        answer_for_entity(by=by, entity=entity, answers=told["answers"])


def _keeper(space_id: int) -> Membership | None:
    """The first member of the entity that counts most members of the group."""
    with scope.use(space_id):
        rows = Membership.objects.filter(state=states.MEMBER).exclude(person__legal_entity=None)
        members = list(rows.select_related("space", "person__legal_entity").order_by("pk"))
    counts: dict[int | None, int] = {}
    for member in members:
        key = member.person.legal_entity_id
        counts[key] = counts.get(key, 0) + 1
    return max(members, key=lambda member: (counts[member.person.legal_entity_id], -member.pk), default=None)


def _add(by: Membership, entity: LegalEntity, told: dict[str, Any]) -> None:
    today = clock.today()
    until = today + dt.timedelta(days=told["made"] + told["until"]) if "until" in told else None
    sent = made_up(entity, told["name"])
    add_paper(by=by, entity=entity, kind=told["kind"], made_on=today, until=until, sent=sent)


def made_up(entity: LegalEntity, name: str) -> SimpleUploadedFile:
    """A paper that is worth nothing, and says so."""
    words = "Pièce fictive de la démonstration, sans aucune valeur."
    paper = Paper(name, entity.name, "Commun", words, words, "demo", clock.now(), [Text(words)])
    return SimpleUploadedFile(name, printed(paper))
