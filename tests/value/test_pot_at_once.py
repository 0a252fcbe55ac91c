"""Two who ask at once for the last euros of a line, on a real PostgreSQL: the race without the lock, none with it."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from commun.core import journal
from commun.core.errors import Refused
from commun.value import book_rows
from commun.value.actions import spendings as actions
from commun.value.queries import pot as queries
from commun.value.queries.invariants import offenders
from tests.value.pot_world import Pot, again, ask, filled

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.real_clock]


def together(*acts: Callable[[], Any]) -> list[str]:
    """Each on its own connection: what each said no with, « » when it went through."""
    told: list[str] = []

    def run(act: Callable[[], Any]) -> None:
        try:
            act()
            told.append("")
        except Refused as refusal:
            told.append(str(refusal.sentence))
        except Exception as error:  # noqa: BLE001 - told to the test
            told.append(f"{type(error).__name__}: {error}")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return sorted(told)


def unlocked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for the journal nor for the book, and both look before either writes."""
    monkeypatch.setattr(journal, "hold", lambda space: None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('value_read_book'::regproc)")
        without = cursor.fetchone()[0].replace("FOR UPDATE", "").replace("public.value_read", "pg_temp.value_read")
    gate, read = threading.Barrier(2, timeout=30), book_rows.read

    def read_together(*arguments: Any) -> Any:
        with connection.cursor() as cursor:
            cursor.execute(without)
        found = read(*arguments)
        gate.wait()
        return found

    monkeypatch.setattr(book_rows, "hold", lambda book: None)
    monkeypatch.setattr(book_rows, "READ", book_rows.READ.replace("value_read_book", "pg_temp.value_read_book"))
    monkeypatch.setattr(book_rows, "read", read_together)


def test_two_ask_for_the_last_euros_and_one_gets_them(monkeypatch: pytest.MonkeyPatch) -> None:
    pot: Pot = filled()
    line = pot.line(10_000)
    acts = [lambda by=by: ask(by, line, 6_000) for by in (pot.bob, pot.dina)]
    with monkeypatch.context() as patch:
        unlocked(patch)
        # Both were told that there is enough: only the numbers of the book stop the second, with no sentence.
        assert "transfer_number_once" in together(*acts)[1]
    assert queries.line_seen(line).held == 6_000
    line = pot.line(10_000)
    acts = [lambda by=by: ask(by, line, 6_000) for by in (pot.bob, pot.dina)]
    first, second = together(*acts)
    assert first == ""
    assert "40\xa0€" in second or "€40" in second
    assert queries.line_seen(line).held == 6_000
    # The last signature and the withdrawal at once: one of both.
    row = ask(pot.bob, line, 1_000)
    told = together(
        lambda: actions.sign_spending(by=pot.dina, spending=row),
        lambda: actions.withdraw_spending(by=pot.bob, spending=row),
    )
    assert told[0] == ""
    assert told[1] != ""
    assert again(row).state in ("spent", "withdrawn")
    assert offenders(pot.space) == []
