"""A whole group of 100,000 records leaves in one file and comes in again (E1): 300 MB of memory at most, each way.

Each way runs in a process of its own, whose greatest memory is what counts. Beside the speed, the bare one: COPY by
PostgreSQL of the same tables, without JSON, references, digests nor sheets. The second file must be the first.
Full size 100,000 records, reduced 20,000: facts, messages with their mails, lines of a book.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

FULL, REDUCED = 100_000, 20_000
MEGABYTES = 300
# The peak is read from the system's own account of this very program: what ``getrusage`` says begins with its parent's.
OUT = """
import json, re, sys, time
import django
django.setup()
from commun.core.carrying.writing import write
from commun.core.models import Space
start = time.perf_counter()
with open(sys.argv[2], "wb") as file:
    made = write(Space.objects.get(slug=sys.argv[1]), file)
peak = int(re.search(r"VmHWM:\\s+(\\d+) kB", open("/proc/self/status").read())[1]) / 1024
print(json.dumps([made.rows, time.perf_counter() - start, peak]))
"""
IN = """
import json, pathlib, re, sys, time
import django
django.setup()
from commun.core.carrying import making, reading
start = time.perf_counter()
parcel = reading.Parcel(pathlib.Path(sys.argv[2]))
assert making.make(parcel).slug == sys.argv[1]
peak = int(re.search(r"VmHWM:\\s+(\\d+) kB", open("/proc/self/status").read())[1]) / 1024
print(json.dumps([sum(parcel.count(one) for one in parcel.tables), time.perf_counter() - start, peak]))
"""


def main(full: bool) -> int:
    """Print the figures; 1 when memory is over its budget, or when the second file is not the first."""
    import django

    django.setup()

    slug = f"depart-{time.time_ns()}"
    space, is_over = _grown(slug, FULL if full else REDUCED), False
    with tempfile.TemporaryDirectory() as folder:
        first, second = Path(folder) / "1.zip", Path(folder) / "2.zip"
        try:
            is_over |= _asked(OUT, slug, first, "leaves")
            _copied(space.pk)
            _gone(space)
            is_over |= _asked(IN, slug, first, "comes in")
            is_over |= _asked(OUT, slug, second, "leaves again")
        finally:
            _gone(space)
        is_same = first.read_bytes() == second.read_bytes()
        print(f"{first.stat().st_size / 1e6:.1f} MB; the second file is {'the first' if is_same else 'ANOTHER'}")
    return int(is_over or not is_same)


def _asked(program: str, slug: str, path: Path, what: str) -> bool:
    """One way, apart. True when its memory is over."""
    done = subprocess.run([sys.executable, "-c", program, slug, str(path)], check=True, capture_output=True, text=True)
    rows, seconds, peak = json.loads(done.stdout.splitlines()[-1])
    over = peak > MEGABYTES
    print(
        f"{what:<12} {rows} records in {seconds:6.1f} s, {rows / seconds:8,.0f}/s; "
        f"memory {peak:4.0f} MB of {MEGABYTES}{'  OVER' if over else ''}",
        flush=True,
    )
    return over


def _copied(space_id: int) -> None:
    """The bare limit: the same rows out of PostgreSQL, as they lie."""
    from django.db import connection

    from commun.core.carrying.tables import carried

    start, rows = time.perf_counter(), 0
    with tempfile.TemporaryFile() as out, connection.cursor() as cursor:
        for table in carried():
            if table.by_space == "space_id":
                name = connection.ops.quote_name(table.model._meta.db_table)
                asked = f"COPY (SELECT * FROM {name} WHERE space_id = {int(space_id)}) TO STDOUT"  # noqa: S608
                with cursor.copy(asked) as copy:
                    for block in copy:
                        rows += bytes(block).count(b"\n")
                        out.write(block)
    seconds = time.perf_counter() - start
    print(f"{'bare COPY':<12} {rows} records in {seconds:6.1f} s, {rows / seconds:8,.0f}/s", flush=True)


def _grown(slug: str, count: int) -> Any:
    """A group that lived: a third of facts, a third of messages with their mails, a third of transfers."""
    from benchmarks.long_book import pour
    from django.db import transaction

    from commun.core import clock, journal, scope
    from commun.exchange.models import InboundMail, MailingList, Post, Thread

    now, part = clock.now(), count // 3
    words = "Nous avons relu le mémoire de l’été : voici ce qui reste à faire. " * 12
    with transaction.atomic():
        book, _pot, _person = pour(slug, part)
        space = book.space
        about = ("core.space", slug)
        told = [journal.Entry("governance.presentation.changed", about, {"turn": n}) for n in range(part)]
        journal.record_many(told, space=space, actor=journal.PROGRAM)
        with scope.use(space):
            home = MailingList.objects.create(space=space, slug=slug, created_at=now)
            thread = Thread.objects.create(
                space=space, list=home, subject="Été", base="ete", started_at=now, last_at=now
            )
            for lot in range(0, part // 2, 500):
                mails = InboundMail.objects.bulk_create(
                    InboundMail(
                        space=space, list=home, raw=words.encode() * 4, message_id=f"{slug}-{lot + n}", received_at=now,
                        sha256=f"{lot + n:064}",
                    )
                    for n in range(500)
                )  # fmt: skip
                Post.objects.bulk_create(
                    Post(
                        space=space, list=home, thread=thread, said=words, subject="Été", at=now, mail=mail,
                        message_id=mail.message_id,
                    )
                    for mail in mails
                )  # fmt: skip
    return space


def _gone(space: Any) -> None:
    """The group, as if it had never been there."""
    from django.apps import apps
    from django.db import connection, transaction

    from commun.core import dbrole
    from commun.people.models import Person

    with dbrole.as_owner(), transaction.atomic(), connection.cursor() as cursor:
        for model in apps.get_models():
            if any(field.column == "space_id" for field in model._meta.concrete_fields):
                name = connection.ops.quote_name(model._meta.db_table)
                cursor.execute(f"DELETE FROM {name} WHERE space_id = %s", [space.pk])  # noqa: S608
        cursor.execute("DELETE FROM core_space WHERE id = %s", [space.pk])
        Person.objects.filter(email__startswith=space.slug).delete()
