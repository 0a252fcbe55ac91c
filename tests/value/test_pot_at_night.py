"""What must hold in the pot is read again every night: each corruption made behind the program is found (V14)."""

import pytest
from django.db import connection

from commun.core import dbrole, scope
from commun.value.actions import spendings as actions
from commun.value.models import Spending
from commun.value.queries.invariants import offenders
from tests.value.pot_world import Pot, ask, filled

pytestmark = pytest.mark.django_db

CORRUPTIONS: dict[str, tuple[str, str]] = {
    "a signature taken out": ("DELETE FROM value_signature WHERE number = 2", "signatures"),
    "signed by who asked": (
        "UPDATE value_signature SET membership_id = (SELECT asked_by_id FROM value_spending LIMIT 1) WHERE number = 2",
        "signatures",
    ),
    "said spent, not signed": (
        "UPDATE value_spending SET state = 'spent', settled_at = now() WHERE state = 'waiting'", "signatures",
    ),
    "said refused, still held": (
        "UPDATE value_spending SET state = 'refused', settled_at = now() WHERE state = 'waiting'", "lines",
    ),
    "one cent more": ("UPDATE value_spending SET amount = amount + 1 WHERE state = 'waiting'", "lines"),
    "paid back to another": (
        "UPDATE value_spending SET reimburses_id = asked_by_id WHERE state = 'waiting'", "lines",
    ),
    "a request taken out": ("DELETE FROM value_spending WHERE state = 'waiting'", "tied to nothing"),
    "a line nobody decided": ("UPDATE governance_decision SET adopted_on = NULL", "undecided"),
}  # fmt: skip


def test_each_corruption_of_the_pot_is_found() -> None:
    pot: Pot = filled()
    line = pot.line()
    spent = ask(pot.bob, line)
    for signer in (pot.dina, pot.alice):
        actions.sign_spending(by=signer, spending=spent)
    ask(pot.bob, line, 500)
    assert offenders(pot.space) == []
    for name, (statement, why) in CORRUPTIONS.items():
        with dbrole.as_owner(), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SAVEPOINT sound")
            cursor.execute(statement)
        assert why in [one.why for one in offenders(pot.space) if one.where == "pot commun"], name
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK TO SAVEPOINT sound")
    with scope.use(pot.space):
        assert Spending.objects.count() == 2
    assert offenders(pot.space) == []
