"""A whole book read again from the database, line by line; and the standalone verifier on an export of 50,000 lines.

Budgets: a million lines verified in 30 s (every rule, every seal, where both accounts stand after each line), with the
bar of ``manage verify_books``; the verifier under 5 s. Beside them: the seals alone, made again in memory. Rows are
written in a transaction that is rolled back.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

FULL, REDUCED, EXPORTED = 1_000_000, 100_000, 50_000
SECONDS_A_MILLION, EXPORT_SECONDS = 30, 5


def main(full: bool) -> int:
    """Print the figures; 1 when one is over its budget, or a planted fault is not found."""
    import django

    django.setup()
    from benchmarks.long_book import pour
    from django.db import transaction

    with transaction.atomic():
        over = _export(pour(f"chaine-{time.time_ns()}", EXPORTED)[0])
        transaction.set_rollback(True)
    with transaction.atomic():
        count, start = FULL if full else REDUCED, time.perf_counter()
        book, _account, _person = pour(f"chaine-{time.time_ns()}", count)
        print(f"{count} lines chained and written in {time.perf_counter() - start:.1f} s")
        over |= _verified(book)
        transaction.set_rollback(True)
    return int(over)


def _verified(book: Any) -> bool:
    """Read again from the database, with a bar."""
    from commun.value.management.commands.verify_books import bar
    from commun.value.queries.verification import check_book

    print(f"{bar(0, book.count)}", end="", flush=True)
    start, busy = time.perf_counter(), time.process_time()
    faults = check_book(book, lambda read: print(f"\r{bar(read, book.count)}", end="", flush=True))
    seconds, busy = time.perf_counter() - start, time.process_time() - busy
    allowed = SECONDS_A_MILLION * book.count / FULL
    print(
        f"\n{book.count} lines verified in {seconds:.1f} s (budget {allowed:.1f}), {busy:.1f} s of it here, "
        f"seals alone {_seals(book.count):.1f} s"
        f"{'  OVER' if seconds > allowed or faults else ''}"
    )
    return seconds > allowed or bool(faults)


def _seals(count: int) -> float:
    """The same number of seals made in memory: what no verifier can do without."""
    from commun.algo.ledger import Entry, Step, first_seal, seal

    last, start = first_seal("b", "EUR"), time.perf_counter()
    for number in range(1, count + 1):
        at, on = "2026-11-16T11:00:00.000000+00:00", "2026-11-16"
        last = seal(Entry(number, at, on, Step.POSTED, "pot", "p.abcdefghij", 12_345, "decision:d1"), last)
    return time.perf_counter() - start


def _export(book: Any) -> bool:
    """The script that anybody runs: on the export, then with one cent changed."""
    from commun.value.queries.book_files import own_export

    root = Path(__file__).resolve().parents[1]
    script = root / "src" / "commun" / "value" / "static" / "value" / "verify_book.py"
    lines = list(own_export(book))
    over = False
    for name, wanted in (("as it is", 0), ("with one cent changed", 1)):
        if wanted:
            cells = lines[EXPORTED // 2].split(",")
            lines[EXPORTED // 2] = ",".join([*cells[:6], str(int(cells[6]) + 1), *cells[7:]])
        with tempfile.NamedTemporaryFile("w", suffix=".csv", encoding="utf-8", newline="") as file:
            file.writelines(lines)
            file.flush()
            start = time.perf_counter()
            done = subprocess.run(
                [sys.executable, "-I", script, file.name, book.seal], capture_output=True, check=False
            )
            seconds = time.perf_counter() - start
        is_over = seconds > EXPORT_SECONDS or done.returncode != wanted
        over |= is_over
        print(
            f"export of {EXPORTED} lines {name}: {seconds:.1f} s (budget {EXPORT_SECONDS}), exit {done.returncode}"
            f"{'  OVER' if is_over else ''}"
        )
    return over
