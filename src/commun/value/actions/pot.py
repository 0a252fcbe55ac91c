"""Lines of the common pot: only a decision that the group adopts opens, enlarges or closes one (gov B1)."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import clock, journal, scope
from commun.core.errors import Refused
from commun.core.models import Space
from commun.core.words import one_line, short_enough
from commun.governance.actions import decisions
from commun.governance.actions.places import refuse_unless_awake
from commun.governance.models import Decision, Membership, Role
from commun.people.models import new_ref
from commun.ui.money import euros
from commun.value import book_rows
from commun.value.actions import money
from commun.value.actions.spendings import let_go_of_all
from commun.value.actions.transfers import Wish, account_of, write_lines
from commun.value.journal import pot as facts
from commun.value.models import Account, Book, BudgetLine
from commun.value.queries.pot import in_the_pot
from commun.value.queries.standings import balance_of

LINE = "value.budget_line"
OPEN, MORE, CLOSE = "open", "more", "close"
LARGEST = 10**11
LONGEST_TITLE, LONGEST_RULES = 120, 2000
LONGEST_TERM = dt.timedelta(days=5 * 366)
Signers = BudgetLine.Signers
Actor = journal.Person | journal.Rule


@dataclass(frozen=True)
class Terms:
    """Who signs, from which amount (cents) a second person does, whether reasons are discreet, the last day."""

    signers: str = Signers.ACCOUNTS
    role: Role | None = None
    threshold: int | None = None
    is_discreet: bool = False
    until: dt.date | None = None


@dataclass(frozen=True)
class NewLine:
    """A line that somebody would open; ``amount``: cents set aside."""

    title: str
    rules: str
    amount: int
    terms: Terms


@transaction.atomic
def propose_line(*, by: Membership, line: NewLine, why: str = "") -> Decision:
    """Ask the group to set money of the pot aside. Raises Refused."""
    title = _("Set %(amount)s aside for “%(line)s”") % {"amount": euros(line.amount), "line": line.title.strip()}
    change = {
        "kind": LINE, "op": OPEN, "title": one_line(line.title), "rules": line.rules.strip(),
        "amount": line.amount, **told(line.terms),
    }  # fmt: skip
    return _propose(by, title, why or line.rules, change)


@transaction.atomic
def propose_more(
    *, by: Membership, line: BudgetLine, amount: int = 0, until: dt.date | None = None, why: str = ""
) -> Decision:
    """Ask the group to set more aside on a line, or to keep it open longer. Raises Refused."""
    change = {"kind": LINE, "op": MORE, "line": line.ref, "amount": amount, "until": until.isoformat() if until else ""}
    return _propose(by, _("Change the budget line “%(line)s”") % {"line": line.title}, why, change)


@transaction.atomic
def propose_line_end(*, by: Membership, line: BudgetLine, why: str = "") -> Decision:
    """Ask the group to close a line: what is left goes back to the pot. Raises Refused."""
    title = _("Close the budget line “%(line)s”") % {"line": line.title}
    return _propose(by, title, why, {"kind": LINE, "op": CLOSE, "line": line.ref})


def _propose(by: Membership, title: str, text: str, change: dict[str, Any]) -> Decision:
    refuse_unless_awake(by, by.space_id)
    draft = decisions.Draft(
        title=short_enough(title, 200),
        text=text.strip(),
        subject=_("Common pot"),
        concerned=_("The whole group"),
        change=change,
    )
    return decisions.propose(by=by, decision=decisions.voice(by=by, draft=draft, origin="value:pot"))


def told(terms: Terms) -> dict[str, Any]:
    """The terms as a decision carries them."""
    return {
        "signers": terms.signers,
        "role": terms.role.ref if terms.role else "",
        "threshold": terms.threshold,
        "discreet": terms.is_discreet,
        "until": terms.until.isoformat() if terms.until else "",
    }


def terms_of(space: Space, change: Mapping[str, Any]) -> Terms:
    """The terms that a decision carries, once they can hold. Raises Refused. At most 1 query."""
    signers, threshold = change.get("signers"), change.get("threshold")
    if signers not in Signers.values:
        raise Refused(_("Say who signs."))
    role = None
    if signers == Signers.ROLE:
        with scope.use(space):
            role = Role.objects.filter(ref=str(change.get("role", "")), retired_on=None).first()
        if role is None:
            raise Refused(_("Choose the role whose holders sign: it must be one of the group’s."))
    if threshold is not None and (not isinstance(threshold, int) or not 0 <= threshold <= LARGEST):
        raise Refused(_("The amount above which a second person signs is nothing or more, and can be true."))
    is_discreet = change.get("discreet") is True
    if is_discreet and signers == Signers.ANYBODY:
        raise Refused(_("With any member signing, everybody would read what is discreet: say who signs."))
    return Terms(signers, role, threshold, is_discreet, until_of(change))


def until_of(change: Mapping[str, Any]) -> dt.date | None:
    """The last day that a decision carries. Raises Refused for one that is past, or too far."""
    said = change.get("until") or ""
    try:
        until = dt.date.fromisoformat(str(said)) if said else None
    except ValueError as error:
        raise Refused(_("This is not a day.")) from error
    if until is not None and not clock.today() <= until <= clock.today() + LONGEST_TERM:
        raise Refused(_("The last day of a line is to come, within five years."))
    return until


def checked(space: Space, change: Mapping[str, Any]) -> NewLine:
    """The line that a decision would open, whatever the pot holds. Raises Refused."""
    title, rules, amount = change.get("title"), change.get("rules"), change.get("amount")
    if not isinstance(title, str) or not title.strip() or not isinstance(rules, str) or not rules.strip():
        raise Refused(_("Give the line a name, and say what it is for and by which rules."))
    short_enough(title, LONGEST_TITLE)
    short_enough(rules, LONGEST_RULES)
    return NewLine(title, rules, amount_of(amount), terms_of(space, change))


def amount_of(amount: object) -> int:
    """Cents. Raises Refused when they are nothing, less, or cannot be true."""
    if not isinstance(amount, int) or isinstance(amount, bool) or not 0 < amount <= LARGEST:
        raise Refused(_("Write an amount above zero, and that can be true."))
    return amount


def line_of(space: Space, change: Mapping[str, Any]) -> BudgetLine:
    """The open line that a decision is about. Raises Refused."""
    with scope.use(space):
        rows = BudgetLine.objects.select_related("space", "account__book__space")
        found = rows.filter(ref=str(change.get("line", ""))).first()
    if found is None:
        raise Refused(_("There is no such budget line in the group."))
    if found.closed_on is not None:
        raise Refused(_("This line is closed already."))
    return found


def refuse_over_the_pot(space: Space, amount: int) -> None:
    """Raises Refused when the pot holds less than this."""
    left = in_the_pot(space)
    if amount > left:
        said = _("The common pot holds %(left)s: not enough to set %(amount)s aside.")
        raise Refused(said % {"left": euros(left), "amount": euros(amount)})


def open_lines(decision: Decision, lines: list[tuple[int, NewLine]], actor: Actor) -> list[BudgetLine]:
    """Inside the transaction that decides: open each (project, line), all or none. Raises Refused."""
    book = money.book_of(decision.space)
    book_rows.hold(book)
    refuse_over_the_pot(decision.space, sum(line.amount for _project, line in lines))
    made, wishes = [], []
    for project, line in lines:
        row = _written(decision, book, project, line)
        made.append(row)
        wishes.append(Wish(money.pot(book), row.account, line.amount, f"decision:{decision.ref}"))
    write_lines(book=book, wishes=wishes)
    for row in made:
        tell(facts.OPENED, row, decision, actor)
    return made


def _written(decision: Decision, book: Book, project: int, line: NewLine) -> BudgetLine:
    ref = new_ref()
    with scope.use(decision.space):
        return BudgetLine.objects.create(
            space_id=decision.space_id,
            ref=ref,
            title=line.title,
            rules=line.rules,
            signers=line.terms.signers,
            role=line.terms.role,
            threshold=line.terms.threshold,
            is_discreet=line.terms.is_discreet,
            until=line.terms.until,
            account=account_of(book, f"l.{ref}", place=Account.Place.LINE, floor=0),
            decision=decision,
            project=project,
            opened_on=clock.today(),
        )


def enlarge(decision: Decision, line: BudgetLine, amount: int, until: dt.date | None, actor: Actor) -> None:
    """Inside the adopting transaction: so much more on the line, and its new last day. Raises Refused."""
    book = line.account.book
    book_rows.hold(book)
    if amount:
        refuse_over_the_pot(decision.space, amount)
        wish = Wish(money.pot(book), line.account, amount, f"decision:{decision.ref}")
        write_lines(book=book, wishes=[wish])
    if until is not None:
        line.until = until
        line.save(update_fields=["until"])
    tell(facts.ENLARGED, line, decision, actor)


def close_line(decision: Decision, line: BudgetLine, actor: Actor) -> None:
    """Inside the adopting transaction: what waits is let go, what is left goes back to the pot."""
    book = line.account.book
    book_rows.hold(book)
    let_go_of_all(line, _("The group closed this line."), actor)
    left = balance_of(line.account)
    if left:
        write_lines(book=book, wishes=[Wish(line.account, money.pot(book), left, f"decision:{decision.ref}")])
    Account._base_manager.filter(pk=line.account_id).update(closed_on=clock.today())
    line.closed_on = clock.today()
    line.save(update_fields=["closed_on"])
    tell(facts.CLOSED, line, decision, actor)


def tell(fact: str, line: BudgetLine, decision: Decision, actor: Actor) -> None:
    """Record it, with its decision."""
    data = {"decision": decision.ref}
    journal.record(fact, space=decision.space, actor=actor, about=(facts.LINE, line.ref), data=data)
