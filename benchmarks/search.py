"""The search box over many notices: every kind of question under 300 ms (F1).

Full size 100,000 notices; reduced 20,000. The rows are written in a transaction that is rolled back.
"""

import datetime as dt
import random
import statistics
import time
from collections.abc import Iterator

BUDGET_MS = 300
FULL, REDUCED = 100_000, 20_000
QUESTIONS = (
    "concertation",
    "marché",
    "étude de faisabilité",
    '"projet alimentaire territorial"',
    "marché public de services -travaux",
    "acteur.rice.s du territoire",
    "commune",
    "mot introuvable",
)
SUBJECTS = (
    "concertation avec les habitants", "étude de faisabilité", "projet alimentaire territorial",
    "maîtrise d'œuvre", "travaux de voirie", "nettoyage des locaux", "diagnostic social", "évaluation de politique",
    "formation des acteur·rice·s du territoire", "fourniture de mobilier", "plan climat", "schéma directeur",
)  # fmt: skip
PLACES = tuple(f"{name}-{number}" for name in ("Valmont", "Rocheclaire", "Saint-Elme") for number in range(400))
FILLER_WORDS = """
    marché public services prestations commune lot candidature offre délai équipe mission phase tranche rapport
    réunion élus partenaires terrain analyse scénario pilotage livrable calendrier animation restitution
"""
FILLER = FILLER_WORDS.split()


def main(full: bool) -> int:
    """Print the times; 1 when a question goes over the budget."""
    import django

    django.setup()
    from django.db import connection, transaction

    from commun.tenders.queries.search import SearchFilters, search_notices

    count = FULL if full else REDUCED
    slowest = 0.0
    with transaction.atomic():
        started = time.perf_counter()
        _write(count)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE tenders_notice")
        print(f"{count} notices written in {time.perf_counter() - started:.0f} s")
        for is_open in (False, True):
            for question in QUESTIONS:
                times, total = [], 0
                for _ in range(5):
                    asked = time.perf_counter()
                    total = search_notices(question, SearchFilters(is_open=is_open)).total
                    times.append((time.perf_counter() - asked) * 1000)
                slowest = max(slowest, *times)
                print(f"{statistics.median(times):7.1f} ms {max(times):7.1f} ms  {total:6d}  {question}"
                      f"{' (open)' if is_open else ''}")  # fmt: skip
        transaction.set_rollback(True)
    print(f"slowest {slowest:.0f} ms, budget {BUDGET_MS} ms")
    return int(slowest > BUDGET_MS)


def _write(count: int) -> None:
    from commun.algo.text import as_tsvector
    from commun.core import clock
    from commun.tenders.models import Notice

    chance, now, today = random.Random(7), clock.now(), clock.today()

    def rows() -> Iterator[Notice]:
        for _ in range(count):
            title = f"{chance.choice(SUBJECTS).capitalize()} à {chance.choice(PLACES)}"
            buyer = f"Commune de {chance.choice(PLACES)}"
            text = " ".join(chance.choices(FILLER, k=90)) + " " + chance.choice(SUBJECTS)
            age = chance.randrange(1500)
            yield Notice(
                state="open",
                title=title,
                buyer=buyer,
                description=text,
                published_on=today - dt.timedelta(days=age),
                deadline_at=now + dt.timedelta(days=30 - age),
                search=as_tsvector([(title, "A"), (buyer, "B"), (text, "C")]),
                created_at=now,
                changed_at=now,
            )

    batch: list[Notice] = []
    for row in rows():
        batch.append(row)
        if len(batch) == 2000:
            Notice.objects.bulk_create(batch)
            batch = []
    Notice.objects.bulk_create(batch)
