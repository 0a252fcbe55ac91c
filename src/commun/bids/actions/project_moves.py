"""Verbs of moves: somebody proposes that a task changes hands; it does when those concerned said yes (R53)."""

from django.db import transaction
from django.utils.translation import gettext as _

from commun.bids.actions.project_support import held_card, tell
from commun.bids.journal import projects as facts
from commun.bids.models import TaskCard, TaskMove
from commun.bids.policies import projects as policies
from commun.core import clock, scope
from commun.core.errors import Refused
from commun.core.words import one_line
from commun.governance.actions import follow_up
from commun.governance.models import Action, Membership

LONGEST_WORDS = 300
State = TaskMove.State


@transaction.atomic
def ask_move(*, by: Membership, card: TaskCard, taker: Membership, words: str = "") -> TaskMove:
    """Propose that a task goes to somebody of the team; who proposes has already said yes for themselves.

    Raises Refused for who may not propose it, and while another proposal waits.
    """
    held = held_card(by, card)
    if not policies.can_ask_move(by, held):
        raise Refused(_("The dispatcher proposes moves of all tasks; you, of yours and of those that are nobody’s."))
    _refuse_unless_open(held)
    giver = held.action.owner
    if giver is not None and giver.pk == taker.pk:
        raise Refused(_("It is theirs already."))
    if not policies.takes_part(taker, held.project):
        raise Refused(_("Choose somebody who takes part in the project."))
    with scope.use(held.space_id):
        if TaskMove.objects.filter(card=held, state=State.ASKED).exists():
            raise Refused(_("Somebody proposed a move of this task already: wait for the answer."))
    move = TaskMove(
        space=held.space, card=held, asked_by=by, giver=giver, taker=taker, words=one_line(words, LONGEST_WORDS),
        giver_agrees=giver is None or giver.pk == by.pk, taker_agrees=taker.pk == by.pk, asked_at=clock.now(),
    )  # fmt: skip
    move.save()
    tell(by, facts.MOVE_ASKED, held.project, move=move.ref, task=held.action.ref)
    return _settle(move, held)


@transaction.atomic
def answer_move(*, by: Membership, move: TaskMove, is_yes: bool) -> TaskMove:
    """Say yes or no for oneself. One no and it stays where it is; the last yes moves it. Raises Refused."""
    held = held_card(by, move.card)
    row = _locked(move)
    if by.pk not in (row.giver_id, row.taker_id):
        raise Refused(_("Those concerned answer, each for themselves."))
    if row.state != State.ASKED:
        raise Refused(_("This was answered meanwhile."))
    if not is_yes:
        return _end(row, State.DECLINED, by, facts.MOVE_DECLINED)
    row.giver_agrees = row.giver_agrees or by.pk == row.giver_id
    row.taker_agrees = row.taker_agrees or by.pk == row.taker_id
    row.save(update_fields=["giver_agrees", "taker_agrees"])
    tell(by, facts.MOVE_AGREED, held.project, move=row.ref)
    return _settle(row, held)


@transaction.atomic
def withdraw_move(*, by: Membership, move: TaskMove) -> TaskMove:
    """Take back what one proposed. Raises Refused."""
    held_card(by, move.card)
    row = _locked(move)
    if row.asked_by_id != by.pk or row.state != State.ASKED:
        raise Refused(_("This was answered meanwhile, or is not yours."))
    return _end(row, State.WITHDRAWN, by, facts.MOVE_WITHDRAWN)


def drop_moves(card: TaskCard) -> None:
    """What was proposed for a task that is over waits for nobody."""
    with scope.use(card.space_id):
        waiting = TaskMove.objects.filter(card=card, state=State.ASKED)
        waiting.update(state=State.WITHDRAWN, answered_at=clock.now())


def _settle(move: TaskMove, card: TaskCard) -> TaskMove:
    """The task changes hands when everybody concerned said yes, and it is still where it was."""
    if not (move.giver_agrees and move.taker_agrees):
        return move
    _refuse_unless_open(card)
    if card.action.owner_id != move.giver_id:
        raise Refused(_("This task changed hands meanwhile: propose it again."))
    if move.giver is not None:
        follow_up.hand_back(by=move.giver, action=card.action)
    follow_up.take_action(by=move.taker, action=card.action)
    return _end(move, State.ACCEPTED, move.taker, facts.MOVE_ACCEPTED)


def _end(move: TaskMove, state: str, by: Membership, fact: str) -> TaskMove:
    move.state, move.answered_at = state, clock.now()
    move.save(update_fields=["state", "answered_at"])
    tell(by, fact, move.card.project, move=move.ref)
    return move


def _refuse_unless_open(card: TaskCard) -> None:
    if card.action.state != Action.State.OPEN:
        raise Refused(_("This is already closed."))


def _locked(move: TaskMove) -> TaskMove:
    with scope.use(move.space_id):
        rows = TaskMove.objects.select_for_update(of=("self",))
        around = ("space", "giver__person", "giver__space", "taker__person", "taker__space")
        return rows.select_related(*around, "card__project__space", "card__action").get(pk=move.pk)
