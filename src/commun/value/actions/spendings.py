"""Spending on a budget line: held when it is asked, moved when others signed, else let go (gov B1, R92)."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from commun.algo import ledger
from commun.algo.ledger import Act, Fault, Objection, Stand, Step
from commun.core import clock, journal, scope
from commun.core.errors import Refused
from commun.core.words import one_line, short_enough
from commun.governance import policies as group
from commun.governance.actions.places import refuse_unless_awake, self_of
from commun.governance.models import Membership
from commun.people.models import new_ref
from commun.ui.money import euros
from commun.value import book_rows
from commun.value.actions import money
from commun.value.actions.transfers import LineRefused, Wish, write_lines
from commun.value.journal import pot as facts
from commun.value.models import Account, Book, BudgetLine, Signature, Spending, Transfer
from commun.value.notifications import pot as letters
from commun.value.policies import pot as policies
from commun.value.queries.standings import standings_of

LARGEST = 10**11
LONGEST_WORDS, LONGEST_PAYEE = 300, 120
FURTHEST = dt.timedelta(days=366)
Actor = journal.Person | journal.Rule


@dataclass(frozen=True)
class Asked:
    """What a member asks, in cents: paid to ``payee``, or to a member whom it reimburses. ``token``: the form's."""

    amount: int
    on: dt.date
    words: str
    payee: str = ""
    reimburses: Membership | None = None
    token: str = ""


@transaction.atomic
def ask_spending(*, by: Membership, line: BudgetLine, asked: Asked) -> Spending:
    """Ask for money of a line: it is held at once, until others sign or refuse. Raises Refused."""
    refuse_unless_awake(by, line.space_id)
    asked = _checked(line, asked)
    book, key = line.account.book, f"spending:{asked.token}" if asked.token else ""
    journal.hold(by.space)
    book_rows.hold(book)
    with scope.use(line.space_id):
        done = Transfer.objects.filter(book=book, key=key).first() if key else None
        if done is not None:
            return _same(by, line, asked, done)
        # Read again: it may have been closed since the page was shown.
        line = BudgetLine.objects.select_related("space", "account__book__space", "role").get(pk=line.pk)
    _refuse_unless_open(line, asked.on)
    needed = ledger.needed(asked.amount, line.threshold)
    signing = policies.Signing(line.space)
    besides = [by.pk, asked.reimburses.pk if asked.reimburses else None]
    if len(signing.of(line, besides)) < needed:
        raise Refused(_("Too few others may sign this here: ask the group who signs on this line."))
    row = _held(by, line, asked, needed, key)
    _tell(facts.ASKED, row, self_of(by))
    letters.asked(row, signing.told_of(line, besides))
    return row


def _checked(line: BudgetLine, asked: Asked) -> Asked:
    """What can be asked of any line, tidied. Raises Refused."""
    if not 0 < asked.amount <= LARGEST:
        raise Refused(_("Write an amount above zero, and that can be true."))
    words, payee = one_line(asked.words), one_line(asked.payee)
    if not words:
        raise Refused(_("Say in a few words what it is for."))
    if bool(payee) == (asked.reimburses is not None):
        raise Refused(_("Say who is paid: somebody outside, or a member whom it reimburses; one of both."))
    back = asked.reimburses
    if back is not None and (back.space_id != line.space_id or not group.is_inside(back)):
        raise Refused(_("Only a member of the group is reimbursed."))
    return Asked(
        amount=asked.amount,
        on=asked.on,
        words=short_enough(words, LONGEST_WORDS),
        payee=short_enough(payee, LONGEST_PAYEE),
        reimburses=back,
        token=asked.token,
    )


def _same(by: Membership, line: BudgetLine, asked: Asked, done: Transfer) -> Spending:
    """What this form asked already. Raises Refused when it says something else now."""
    row = Spending.objects.select_related("space", "line").filter(ref=done.reason.partition(":")[2]).first()
    wanted = (by.pk, line.pk, asked.amount, asked.on, asked.words, asked.payee)
    back = asked.reimburses.pk if asked.reimburses else None
    if row is None or (*wanted, back) != (
        row.asked_by_id, row.line_id, row.amount, row.on, row.words, row.payee, row.reimburses_id,
    ):  # fmt: skip
        raise Refused(_("This was sent twice, the second time with something else: nothing was moved again."))
    return row


def _refuse_unless_open(line: BudgetLine, on: dt.date) -> None:
    if line.closed_on is not None:
        raise Refused(_("This line is closed: the group decided so."))
    if not policies.is_open(line):
        raise Refused(_("The last day of this line is past: ask the group to keep it open longer."))
    last = min(line.until or dt.date.max, clock.today() + FURTHEST)
    if not line.opened_on <= on <= last:
        raise Refused(_("Choose a day from the opening of the line to its last one, within a year."))


def _held(by: Membership, line: BudgetLine, asked: Asked, needed: int, key: str) -> Spending:
    """The request and the line of the book that holds it. Raises Refused when the line has not enough left."""
    ref, book = new_ref(), line.account.book
    to = money.of_person(book, asked.reimburses) if asked.reimburses else money.outside(book)
    wish = Wish(line.account, to, asked.amount, f"spending:{ref}", step=Step.PENDING, key=key)
    try:
        (held,) = write_lines(book=book, wishes=[wish])
    except LineRefused as refusal:
        if refusal.fault != Fault.FLOOR:
            raise
        said = _("There is %(left)s left on this line, what others asked for being held: not enough.")
        raise Refused(said % {"left": euros(left_on(line.account))}) from refusal
    with scope.use(line.space_id):
        return Spending.objects.create(
            space=line.space,
            ref=ref,
            line=line,
            asked_by=by,
            reimburses=asked.reimburses,
            payee=asked.payee,
            amount=asked.amount,
            on=asked.on,
            words=asked.words,
            needed=needed,
            held=held.number,
            asked_at=clock.now(),
        )


def left_on(account: Account) -> int:
    """Cents of a line that nobody asked for. 1 query."""
    stands = standings_of([account])[account.code]
    return stands.balance - stands.leaving


@transaction.atomic
def sign_spending(*, by: Membership, spending: Spending) -> Spending:
    """Say yes, for somebody else; the last signature that was needed moves the money. Raises Refused."""
    row, signing = _locked(spending), policies.Signing(spending.space)
    request = _refuse(row, Act.SIGN, by, signing)
    after = ledger.after_act(request, Act.SIGN, str(by.pk))
    with scope.use(row.space_id):
        Signature.objects.create(
            space_id=row.space_id, spending=row, membership=by, number=len(after.signed), at=clock.now()
        )
    if after.stand == Stand.SPENT:
        _follow(row, Step.POST)
        _settle(row, Spending.State.SPENT, by)
        _tell(facts.SPENT, row, self_of(by))
        letters.settled(row, by)
    else:
        _tell(facts.SIGNED, row, self_of(by))
        letters.asked(row, signing.told_of(row.line, [row.asked_by_id, row.reimburses_id, by.pk]), first=by)
    return row


@transaction.atomic
def refuse_spending(*, by: Membership, spending: Spending, why: str) -> Spending:
    """Say no, with the reason: what was held is let go. Raises Refused."""
    row = _locked(spending)
    _refuse(row, Act.REFUSE, by, policies.Signing(spending.space))
    why = one_line(why)
    if not why:
        raise Refused(_("Say why in a few words: who asked will read it."))
    _follow(row, Step.VOID)
    _settle(row, Spending.State.REFUSED, by, short_enough(why, LONGEST_WORDS))
    _tell(facts.REFUSED, row, self_of(by))
    letters.settled(row, by)
    return row


@transaction.atomic
def withdraw_spending(*, by: Membership, spending: Spending) -> Spending:
    """Take back what one asked for: what was held is let go. Raises Refused."""
    row = _locked(spending)
    _refuse(row, Act.WITHDRAW, by, policies.Signing(spending.space))
    _follow(row, Step.VOID)
    _settle(row, Spending.State.WITHDRAWN, by)
    _tell(facts.WITHDRAWN, row, self_of(by))
    return row


def let_go_of_all(line: BudgetLine, why: str, actor: Actor) -> None:
    """Refuse all that waits on a line that the group closes; the book is held already."""
    for row in _waiting(line.space_id, Q(line=line)):
        _let_go(row, why, actor)


def let_go_of_who_leaves(member: Membership) -> None:
    """Let go of what waits and was asked by them, or would pay them back: who left is paid by a settlement only."""
    theirs = Q(asked_by=member) | Q(reimburses=member)
    for row in _waiting(member.space_id, theirs):
        _let_go(_locked(row), _("They left the group."), self_of(member))


def _waiting(space: int, asked: Q) -> list[Spending]:
    with scope.use(space):
        rows = Spending.objects.filter(asked, state=Spending.State.WAITING).order_by("pk")
        return list(
            rows.select_related("space", "line__account__book__space", "asked_by__person", "reimburses__person")
        )


def _let_go(row: Spending, why: str, actor: Actor) -> None:
    if row.state == Spending.State.WAITING:
        _follow(row, Step.VOID)
        _settle(row, Spending.State.REFUSED, None, why)
        _tell(facts.REFUSED, row, actor)
        letters.settled(row, None)


def _locked(spending: Spending) -> Spending:
    """The request as it is now; its book is held, so that it stays so until the end of the transaction."""
    journal.hold(spending.space)
    book_rows.hold(Book(pk=spending.line.account.book_id, space_id=spending.space_id))
    with scope.use(spending.space_id):
        rows = Spending.objects.select_related("space", "line__space", "line__account__book__space", "line__role")
        return rows.select_related("asked_by__person", "reimburses__person").get(pk=spending.pk)


def request_of(row: Spending, signed: list[int]) -> ledger.Request:
    """The request as its rules know it; ``signed``: who signed, in order."""
    return ledger.Request(
        asker=str(row.asked_by_id),
        reimbursed=str(row.reimburses_id or ""),
        needed=row.needed,
        signed=tuple(map(str, signed)),
        stand=Stand(row.state),
    )


def _refuse(row: Spending, act: Act, by: Membership, signing: policies.Signing) -> ledger.Request:
    """The request, when ``by`` may do this to it. Raises Refused."""
    refuse_unless_awake(by, row.space_id)
    with scope.use(row.space_id):
        signed = list(Signature.objects.filter(spending=row).order_by("number").values_list("membership", flat=True))
    request = request_of(row, signed)
    found = ledger.objection(request, act, str(by.pk), is_allowed=signing.may_sign(by, row.line))
    if found is not None:
        raise Refused(sentence_of(found))
    return request


def sentence_of(found: Objection) -> str:
    """What people read."""
    told = {
        Objection.OVER: _("This was settled already."),
        Objection.NOT_ASKER: _("Only who asked takes it back."),
        Objection.OWN_REQUEST: _("Nobody signs what they ask for: somebody else does."),
        Objection.OWN_MONEY: _("Nobody signs what pays them back: somebody else does."),
        Objection.NOT_ALLOWED: _("The group chose who signs on this line: ask them."),
        Objection.TWICE: _("You signed already: the second signature is somebody else’s."),
    }
    return told[found]


def _follow(row: Spending, step: Step) -> None:
    """Move what is held, or let it go."""
    book = row.line.account.book
    with scope.use(row.space_id):
        held = Transfer.objects.select_related("debit", "credit").get(book=book, number=row.held)
    wish = Wish(held.debit, held.credit, held.amount, held.reason, step=step, of=held.number)
    write_lines(book=book, wishes=[wish])


def _settle(row: Spending, state: str, by: Membership | None, answer: str = "") -> None:
    row.state, row.settled_at, row.settled_by, row.answer = state, clock.now(), by, answer
    row.save(update_fields=["state", "settled_at", "settled_by", "answer"])


def _tell(fact: str, row: Spending, actor: Actor) -> None:
    data: dict[str, Any] = {"line": row.line.ref}
    journal.record(fact, space=row.space, actor=actor, about=(facts.SPENDING, row.ref), data=data)
