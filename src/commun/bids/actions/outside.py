"""Verbs of those who are asked from outside: say yes under a legal entity, having accepted the procedure, or no."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from commun.bids import composition
from commun.bids.actions.support import locked_part, refuse_unless_open
from commun.bids.actions.teams import LONGEST_WORDS, release
from commun.bids.journal import bids as facts
from commun.bids.models import TeamPart
from commun.bids.notifications import bids as letters
from commun.core import clock, codes, journal
from commun.core.errors import Refused
from commun.core.words import as_written
from commun.people.actions.accounts import clean_name
from commun.people.models import LegalEntity

RULE = "bids.answered_by_link"
State = TeamPart.State


@dataclass(frozen=True)
class Yes:
    """Under which entity, by its SIREN and name; ``edition``: of the procedure that was read and accepted."""

    siren: str
    entity_name: str
    edition: str = ""


@transaction.atomic
def accept_from_outside(*, part: TeamPart, yes: Yes) -> TeamPart:
    """Join from outside. Raises Refused: answered already, too late, no right SIREN, procedure not accepted."""
    held = _open(part)
    composition.refuse_if_frozen(held.bid)
    number = codes.clean_siren(yes.siren)
    if not codes.is_siren(number):
        raise Refused(_("A SIREN has nine figures; check it: its last figure does not fit."))
    procedure = composition.procedure_of(held.space)
    if procedure is not None and yes.edition != procedure.edition:
        raise Refused(_("Read the procedure of the group and accept it: it is the only thing that binds."))
    name = clean_name(yes.entity_name)[:160]
    entity = LegalEntity.objects.filter(siren=number).first()
    if entity is None:
        if not name:
            raise Refused(_("Write the name of your legal entity."))
        entity = LegalEntity.objects.create(siren=number, name=name, kind=LegalEntity.Kind.COMPANY)
    held.entity, held.procedure = entity, procedure
    held.procedure_edition = procedure.edition if procedure is not None else ""
    held.state, held.answered_at, held.reason = State.JOINED, clock.now(), ""
    held.save()
    _tell(held, facts.JOINED_OUTSIDE)
    return held


@transaction.atomic
def decline_from_outside(*, part: TeamPart, reason: str = "") -> TeamPart:
    """Say no, or leave, from outside: what one held goes back to the team.

    Raises Refused once the composition is frozen for who had said yes.
    """
    held = locked_part(part)
    if held.state not in {State.ASKED, State.JOINED}:
        raise Refused(_("You have answered already."))
    if held.state == State.JOINED:
        composition.refuse_departure(held)
        release(held, reason=as_written(reason, LONGEST_WORDS))
    else:
        held.state, held.answered_at = State.DECLINED, clock.now()
        held.reason = as_written(reason, LONGEST_WORDS)
        held.save(update_fields=["state", "answered_at", "reason"])
    _tell(held, facts.DECLINED_OUTSIDE)
    return held


def _open(part: TeamPart) -> TeamPart:
    held = locked_part(part)
    refuse_unless_open(held.bid)
    if held.state != State.ASKED:
        raise Refused(_("You have answered already."))
    return held


def _tell(part: TeamPart, fact: str) -> None:
    actor: journal.Person | journal.Rule = journal.Rule(RULE)
    if part.person_id is not None:
        actor = journal.Person(part.person_id)
    letters.answered(part)
    journal.record(fact, space=part.space, actor=actor, about=(facts.BID, part.bid.ref), data={"part": part.ref})
