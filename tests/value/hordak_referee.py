"""Ask django-hordak (MIT, never imported by the product) how many transfers it writes, in the Python of the referees.

Imported here, `per_second` runs this same file with that Python: COMMUN_REFEREES, or .venv-referees of the clone. Run
there, it makes its own database on the server it is given, lets so many clients write together, and drops it.
"""

import multiprocessing
import os
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).resolve().parents[2]
NOT_HERE = "django-hordak is not here: set COMMUN_REFEREES to a Python that has it, or make .venv-referees"
NAME = "commun_hordak_referee"


def python() -> str | None:
    """Return the Python of the referees, or None."""
    for candidate in (os.environ.get("COMMUN_REFEREES"), str(ROOT / ".venv-referees" / "bin" / "python")):
        if candidate and Path(candidate).exists():
            probe = [candidate, "-c", "import hordak"]
            if subprocess.run(probe, capture_output=True, check=False).returncode == 0:
                return candidate
    return None


def per_second(interpreter: str, server: str, accounts: int, clients: int, seconds: float) -> float:
    """Return its transfers a second, two legs each, on this server (a URL whose account may create databases)."""
    asked = [interpreter, __file__, server, str(accounts), str(clients), str(seconds)]
    ran = subprocess.run(asked, capture_output=True, text=True, check=True, timeout=600)
    return float(ran.stdout.split()[-1])


def _set_up(server: str, name: str) -> None:
    import django
    from django.conf import settings

    parts = urlsplit(server)
    base = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
    }
    if not base["HOST"]:
        # As libpq reads it: postgresql:///name?host=/folder&port=…
        base |= {
            key.upper(): unquote(value) for key, _eq, value in (one.partition("=") for one in parts.query.split("&"))
        }
    settings.configure(
        DATABASES={"default": base},
        INSTALLED_APPS=["django.contrib.contenttypes", "mptt", "djmoney", "hordak"],
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        SECRET_KEY="referee",
        USE_TZ=True,
    )
    django.setup()


def _run(server: str, accounts: int, clients: int, seconds: float) -> float:
    _set_up(server, NAME)
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    from hordak.models import Account

    made = [Account.objects.create(name=f"a{number}", currencies=["EUR"], type="AS").pk for number in range(accounts)]
    connection.close()
    children = multiprocessing.get_context("fork")
    told: Any = children.Queue()
    started = [children.Process(target=_write, args=(made, rank, seconds, told)) for rank in range(clients)]
    for child in started:
        child.start()
    counts = [told.get() for _child in started]
    for child in started:
        child.join()
    return sum(counts) / seconds


def _write(accounts: list[int], rank: int, seconds: float, told: Any) -> None:
    from django.db import transaction
    from hordak.models import Account, Leg, Transaction
    from moneyed import Money

    listed = list(Account.objects.filter(pk__in=accounts))
    draws, count, end = random.Random(rank), 0, time.perf_counter() + seconds
    while time.perf_counter() < end:
        giver, getter = draws.sample(listed, 2)
        amount = Money(draws.randint(1, 9999), "EUR")
        # Its best way: both legs in one statement.
        with transaction.atomic():
            entry = Transaction.objects.create()
            legs = [
                Leg(transaction=entry, account=giver, credit=amount),
                Leg(transaction=entry, account=getter, debit=amount),
            ]
            Leg.objects.bulk_create(legs)
        count += 1
    told.put(count)


def _in_its_own_database(server: str, accounts: int, clients: int, seconds: float) -> float:
    import psycopg

    with psycopg.connect(server, autocommit=True) as main:
        main.execute(f"DROP DATABASE IF EXISTS {NAME}")
        main.execute(f"CREATE DATABASE {NAME}")
        try:
            return _run(server, accounts, clients, seconds)
        finally:
            main.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


if __name__ == "__main__":
    found = _in_its_own_database(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]))
    sys.stdout.write(f"{found}\n")
