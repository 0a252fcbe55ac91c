"""Pages of decisions with 500 members and 5,000 decisions: server time at the 95th percentile, queries (Q1, Q2).

Rows are written by the database itself, in a transaction that is rolled back. CPU is this process's own, on average;
the percentile is of the time a visit takes, the database's share included, so that it says nothing on a busy machine.
"""

import statistics
import time
from typing import Any

BUDGET_MS, BUDGET_QUERIES = 200, 25
# Decisions, members, visits of each page.
FULL, REDUCED = (5_000, 500, 40), (1_000, 100, 10)
PAGES = (
    ("decisions", ""),
    ("decisions", "?page=100"),
    ("decisions", "?vue=decider"),
    ("decisions", "?vue=suivre"),
    ("decisions", "?vue=vigueur"),
    ("decisions", "?etat=engaged&annee=2026&sujet=Argent"),
    ("decisions", "?q=reunions mensuelles"),
    ("decisions", "?le=2026-06-01"),
    ("decision", ""),
    ("check-decision", ""),
    ("actions", ""),
    ("actions", "?vue=tout&page=40"),
    ("mirror", ""),
    ("todo", ""),
)


def main(full: bool) -> int:
    """Print a line a page; 1 when one goes over a budget."""
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection, transaction

    from commun.core import dbrole

    settings.ALLOWED_HOSTS = ["*"]
    decisions, members, visits = FULL if full else REDUCED
    worst = 0
    with transaction.atomic():
        person, ref = _write(decisions, members)
        # The server does it by itself, as the owner, once rows have come in.
        with dbrole.as_owner(), connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        client = _client(person)
        print(f"{decisions} decisions, {members} members, {visits} visits a page")
        print(f"{'page':<52}{'CPU ms':>8}{'median ms':>10}{'p95 ms':>8}{'queries':>9}")
        for name, query in PAGES:
            path = _path(name, ref) + query
            client.get(path)
            start = time.process_time()
            times = [_timed(client, path) for _visit in range(visits)]
            cpu = (time.process_time() - start) * 1000 / visits
            p95 = statistics.quantiles(times, n=20)[-1]
            queries: list[str] = []
            with connection.execute_wrapper(
                lambda run, sql, *rest, seen=queries: (seen.append(sql), run(sql, *rest))[1]
            ):
                response = client.get(path)
            over = response.status_code != 200 or p95 > BUDGET_MS or len(queries) > BUDGET_QUERIES
            worst |= over
            print(
                f"{name + query:<52}{cpu:>8.1f}{statistics.median(times):>10.1f}{p95:>8.1f}{len(queries):>9}"
                f"{'  OVER' if over else ''}"
            )
        transaction.set_rollback(True)
    print(f"budgets: {BUDGET_MS} ms at the 95th percentile, {BUDGET_QUERIES} queries")
    return int(worst)


def _timed(client: Any, path: str) -> float:
    start = time.perf_counter()
    client.get(path)
    return (time.perf_counter() - start) * 1000


def _path(name: str, ref: str) -> str:
    from commun.core.urls import here

    arguments = {"decision": ref} if "decision" in name and name != "decisions" else {}
    return here("banc", f"governance:{name}", **arguments)


def _client(person: Any) -> Any:
    from django.test import Client

    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _write(decisions: int, members: int) -> tuple[Any, str]:
    """A group, its members, its decisions with their facts, versions, actions, followers and needs."""
    from django.db import connection

    from commun.core import clock
    from commun.core.models import Space
    from commun.governance.models import Collective, Membership
    from commun.people.models import Person

    now = clock.now()
    space = Space.objects.create(slug="banc", name="Banc de mesure", kind="collective", created_at=now)
    Collective.objects.create(space=space)
    people = Person.objects.bulk_create(
        Person(email=f"banc{n}@exemple.test", name=f"Personne {n}", sort_key=f"personne {n}", joined_at=now)
        for n in range(1, members + 1)
    )
    rows = Membership._base_manager.bulk_create(
        Membership(space=space, person=person, state="member", since=clock.today()) for person in people
    )
    rows[0].role = "facilitator"
    rows[0].save(update_fields=["role"])
    sizes = {"space": space.pk, "first": rows[0].pk, "members": members, "decisions": decisions}
    with connection.cursor() as cursor:
        cursor.execute(DECISIONS, sizes)
        cursor.execute(AROUND, sizes)
        cursor.execute(FACTS, sizes)
    return people[0], "d000000001"


DECISIONS = """
INSERT INTO governance_decision (space_id, ref, number, title, subject, state, since, version, voiced_by_id, created_at,
    origin, carrier_id, first_step, due_on, adopted_on, closed_on, is_experiment, outcome, lesson, is_published)
SELECT %(space)s, 'd' || lpad(n::text, 9, '0'), n, 'Une réunion mensuelle pour le sujet numéro ' || n,
    (ARRAY['Argent', 'Lieux', 'Outils', 'Vie du groupe'])[1 + n %% 4], state, current_date - n %% 700, 2,
    %(first)s + n %% %(members)s, now() - (n %% 700) * interval '1 day', '',
    CASE WHEN state IN ('engaged', 'done', 'partly', 'let_go') THEN %(first)s + n %% %(members)s END, 'Premier pas',
    CASE WHEN state IN ('engaged', 'done', 'partly') THEN current_date + n %% 60 - 30 END,
    CASE WHEN state NOT IN ('heard', 'proposed') THEN current_date - n %% 700 END,
    CASE WHEN state IN ('done', 'partly', 'let_go') THEN current_date - n %% 100 END, false, 'Une raison.', '', false
FROM (SELECT n, (ARRAY['heard', 'proposed', 'adopted', 'engaged', 'done', 'partly', 'let_go', 'done'])[1 + n %% 8]
    AS state FROM generate_series(1, %(decisions)s) AS n) AS told;
INSERT INTO governance_decisionversion (space_id, decision_id, number, title, text, concerned, change, note, author_id,
    written_at, fingerprint)
SELECT %(space)s, decision.id, nth, decision.title, repeat('Nous nous retrouvons chaque troisième lundi. ', 15),
    'Tout le groupe', '{}', '', %(first)s, now(), md5(decision.ref || nth) || md5(decision.ref)
FROM governance_decision AS decision, generate_series(1, 2) AS nth WHERE decision.space_id = %(space)s;
"""
AROUND = """
INSERT INTO governance_action (space_id, ref, title, state, owner_id, due_on, decision_id, origin, created_by_id,
    created_at, closing_note)
SELECT %(space)s, 'a' || lpad(row_number() OVER ()::text, 9, '0'), 'Un pas à faire',
    CASE WHEN decision.number %% 3 = 0 THEN 'open' ELSE 'done' END,
    CASE WHEN decision.number %% 5 > 0 THEN %(first)s + (decision.number * 7 + part) %% %(members)s END,
    current_date + decision.number::int %% 90 - 30, decision.id, 'decision:' || decision.ref, %(first)s, now(), ''
FROM governance_decision AS decision, generate_series(1, 2) AS part WHERE decision.space_id = %(space)s;
INSERT INTO governance_following (space_id, decision_id, membership_id)
SELECT %(space)s, decision.id, %(first)s + part
FROM governance_decision AS decision, generate_series(0, 4) AS part WHERE decision.space_id = %(space)s;
INSERT INTO governance_needvoice (space_id, decision_id, membership_id, level)
SELECT %(space)s, decision.id, %(first)s + part, part %% 3
FROM governance_decision AS decision, generate_series(0, 9) AS part WHERE decision.space_id = %(space)s;
INSERT INTO governance_following (space_id, decision_id, membership_id)
SELECT %(space)s, decision.id, %(first)s + part
FROM governance_decision AS decision, generate_series(5, %(members)s - 1) AS part
WHERE decision.space_id = %(space)s AND decision.number = 1;
"""
FACTS = """
INSERT INTO core_fact (space_id, position, name, at, actor, person_id, rule, about_kind, about_ref, data,
    previous, digest)
SELECT %(space)s, row_number() OVER (ORDER BY decision.id, step.rank), 'governance.decision.' || step.name,
    now() - (700 - decision.number %% 700 - step.rank * 5) * interval '1 day', 'person',
    (SELECT person_id FROM governance_membership WHERE id = %(first)s), '', 'governance.decision', decision.ref,
    jsonb_build_object('from', '', 'to', step.state, 'ends_on', NULL, 'version', 2, 'fingerprint', ''), '', ''
FROM governance_decision AS decision
CROSS JOIN (VALUES (0, 'voiced', 'heard'), (1, 'proposed', 'proposed'), (2, 'adopted', 'adopted'),
    (3, 'engaged', 'engaged'), (4, 'finished', 'done')) AS step (rank, name, state)
WHERE decision.space_id = %(space)s AND step.rank <= decision.number %% 5;
"""
