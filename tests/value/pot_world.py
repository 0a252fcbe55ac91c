"""A group with a pot, a line that its decision opened, and what is asked on it."""

from dataclasses import dataclass
from typing import Any

from commun.core import clock, journal, scope
from commun.core.models import Space
from commun.governance import actions as governance
from commun.governance.models import Decision, Membership
from commun.value.actions import money
from commun.value.actions import pot as lines
from commun.value.actions import spendings as actions
from commun.value.actions.transfers import Wish, write_lines
from commun.value.models import BudgetLine, Spending
from tests.support import world


@dataclass
class Pot:
    """Alice facilitates and keeps the accounts; Bob, Dina and Emile are members. The pot got 1,000 euros."""

    space: Space
    alice: Membership
    bob: Membership
    dina: Membership
    emile: Membership

    def line(self, amount: int = 30_000, **terms: Any) -> BudgetLine:
        """Opened by a decision; anybody else signs, twice above 100 euros, unless ``terms`` say otherwise."""
        said = {"signers": "anybody", "threshold": 10_000, **terms}
        new = lines.NewLine("Matériel", "Ce qui sert à tous.", amount, lines.Terms(**said))
        decision = adopted(self.alice, lines.propose_line(by=self.bob, line=new))
        return line_of(decision)


def filled(amount: int = 100_000) -> Pot:
    group = world.make_group()
    dina, emile = (world.make_member(group.space, world.make_person(name)) for name in ("Dina Roux", "Émile Brun"))
    if amount:
        fill(group.space, amount)
    for member in (group.alice, group.bob, dina, emile):
        # Their pages and letters are the msgids.
        member.person.language = "en"
        member.person.save(update_fields=["language"])
    return Pot(group.space, group.alice, group.bob, dina, emile)


def fill(space: Space, amount: int) -> None:
    """As a key that gives a part to the pot would."""
    book = money.book_of(space)
    write_lines(book=book, wishes=[Wish(money.outside(book), money.pot(book), amount, "decision:d1")])


def adopted(by: Membership, decision: Decision) -> Decision:
    return governance.adopt(decision=decision, actor=journal.Person(by.person_id))


def line_of(decision: Decision) -> BudgetLine:
    with scope.use(decision.space_id):
        return BudgetLine.objects.select_related("space", "account__book__space", "role").get(decision=decision)


def ask(by: Membership, line: BudgetLine, amount: int = 12_050, **other: Any) -> Spending:
    said = {"amount": amount, "on": clock.today(), "words": "L’imprimante", "payee": "Bureau Plus", **other}
    return actions.ask_spending(by=by, line=line, asked=actions.Asked(**said))


def again(spending: Spending) -> Spending:
    return Spending._base_manager.get(pk=spending.pk)
