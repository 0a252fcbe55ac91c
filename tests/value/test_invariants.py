"""What must hold is read again every night: each kind of corruption, made behind the program's back, is found (V14)."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from commun.core import dbrole, scope
from commun.value.actions import money, sharings
from commun.value.models import Distribution, JointWork, Transfer
from commun.value.queries.invariants import offenders
from commun.value.queries.seals import seals_for
from tests.support.world import Group, make_space
from tests.value.adopted import adopt_key
from tests.value.books import keep
from tests.value.works import receive, work_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def work(group: Group) -> JointWork:
    """Money came in twice and was shared once; Alice sold something."""
    adopt_key(group, [{"kind": "equal", "rate": 10_000}])
    work = work_of(group)
    receive(work, group.alice, 10_001, kept=1_000, label="Acompte")
    sharings.share_out(by=group.alice, work=work, seen=sharings.prepared_for(work).fingerprint)
    receive(work, group.bob, 500)
    keep(group.space).move(money.outside(money.book_of(group.space)), keep(group.space).alice, 7, words="Vente")
    return work


def behind(statement: str, *values: Any) -> None:
    """As whoever owns the database could, whatever the application may."""
    with dbrole.as_owner(), connection.cursor() as cursor:
        # What waits to be checked at the end of the transaction is checked now, so that tables can be changed.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(statement, values)


def last_of(work: JointWork) -> int:
    with scope.use(work.space_id):
        return Transfer.objects.order_by("-number").values_list("number", flat=True)[0]


CORRUPTIONS: dict[str, tuple[str, str]] = {
    "one cent more on a line": ("UPDATE value_transfer SET amount = amount + 1 WHERE number = 1", "seal"),
    "a line to somebody else": (
        "UPDATE value_transfer SET credit_id = account.id FROM value_account AS account "
        "WHERE account.code = 'p.bob' AND account.book_id = value_transfer.book_id AND number = 2",
        "seal",
    ),
    "another day": ("UPDATE value_transfer SET \"on\" = \"on\" - 30 WHERE number = 2", "seal"),
    "a line taken out": ("DELETE FROM value_transfer WHERE number = 3", "number"),
    "the end of the book cut off": (
        "WITH gone AS (DELETE FROM value_transferwords) DELETE FROM value_transfer WHERE number > 4", "head",
    ),
    "another end": ("UPDATE value_book SET seal = repeat('0', 64)", "head"),
    "a balance written by hand": (
        "UPDATE value_transfer SET credit_balance = credit_balance + 5 WHERE number = 1", "standing",
    ),
    "a limit crossed": ("UPDATE value_account SET ceiling = 1, floor = 0 WHERE code LIKE 'p.%%'", "ceiling"),
    "other words": ("UPDATE value_transferwords SET text = 'Cadeau'", "words"),
    "a key edited after its use": ("UPDATE value_keyversion SET steps = '[]'::jsonb", "changed"),
    "a sharing edited": ("UPDATE value_distribution SET amount = amount + 1", "lines"),
    "what was brought edited": (
        "UPDATE value_distribution SET brought = jsonb_set(brought, '{whole}', '9003'::jsonb)", "changed",
    ),
    "a receipt edited": ("UPDATE value_receipt SET kept = kept + 1 WHERE amount = 500", "lines"),
    "a line tied to nothing": (
        "UPDATE value_transfer SET reason = 'receipt:unknown000' WHERE number = 1", "tied to nothing",
    ),
    "an account of another book": (
        "UPDATE value_account SET book_id = (SELECT max(id) FROM value_book) WHERE code = 'entity'", "unknown_account",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_each_corruption_is_found(work: JointWork, name: str) -> None:
    keep(make_space())
    assert offenders(work.space) == []
    statement, why = CORRUPTIONS[name]
    behind(statement)
    found = [one.why.split()[0] if "ceiling" in one.why else one.why for one in offenders(work.space)]
    assert why in found


def test_the_command_names_them_and_ends_badly(work: JointWork) -> None:
    out = StringIO()
    call_command("verify_books", stdout=out)
    assert "Tous les livres tiennent." in out.getvalue()
    behind(CORRUPTIONS["one cent more on a line"][0])
    with pytest.raises(CommandError, match="anomalie"):
        call_command("verify_books", stdout=out)
    assert "livre money 1 : le sceau" in out.getvalue()


def test_members_receive_the_last_seal_and_only_of_their_groups(work: JointWork, group: Group) -> None:
    book = money.book_of(group.space)
    (told,) = seals_for(group.alice.person)
    assert book.seal in told
    assert str(book.count) in told
    assert list(seals_for(group.chloe)) == []


def test_a_sharing_that_nobody_made_is_found(work: JointWork) -> None:
    """A row added beside the others, with no line in the book."""
    with scope.use(work.space_id):
        row = Distribution.objects.get()
        row.pk, row.ref, row.number = None, "faux000000", 2
        row.save(force_insert=True)
    assert ("partage", "faux000000", "lines") in [(one.where, one.which, one.why) for one in offenders(work.space)]
