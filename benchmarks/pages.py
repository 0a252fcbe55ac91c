"""Each page of the watch with 10,000 open notices and 300 members: CPU, queries and bytes (F8).

Rows are written by the database itself, in a transaction that is rolled back. CPU is this process's own
(the server's), bytes are those of a first visit: page, styles, scripts and typefaces as they are sent.
"""

import re
import statistics
import time
from typing import Any

BUDGET_MS, BUDGET_QUERIES, BUDGET_KB = 100, 20, 150
FULL, REDUCED = (10_000, 300), (2_000, 60)
MATCHES = 200
PAGES = (
    ("for-me", ""),
    ("for-me", "?etat=tous&page=40"),
    ("for-me", "?q=concertation"),
    ("for-me", "?lieu=r32&echeance=30"),
    ("notice", ""),
    ("board", ""),
    ("board", "?etape=interested"),
    ("board", "?etape=new"),
    ("month", ""),
    ("month", "?page=2"),
    ("watch", ""),
    ("new-watch", ""),
    ("new-notice", ""),
    ("sources", ""),
    ("needs", ""),
    ("network", ""),
)


def main(full: bool) -> int:
    """Print a line a page; 1 when one goes over a budget."""
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection, transaction

    settings.ALLOWED_HOSTS = ["*"]
    notices, members = FULL if full else REDUCED
    worst = 0
    with transaction.atomic():
        slug, ref, person = _write(notices, members)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        client = _client(person)
        print(f"{notices} open notices, {members} members, {MATCHES} matches an activity")
        print(f"{'page':<34}{'CPU ms':>8}{'all ms':>8}{'queries':>9}{'page kB':>9}{'all kB':>8}")
        for name, query in PAGES:
            path = _path(slug, name, ref) + query
            client.get(path)
            cpu, wall = [], []
            for _ in range(5):
                cpu_start, start = time.process_time(), time.perf_counter()
                response = client.get(path)
                cpu.append((time.process_time() - cpu_start) * 1000)
                wall.append((time.perf_counter() - start) * 1000)
            queries: list[str] = []
            with connection.execute_wrapper(
                lambda run, sql, *rest, seen=queries: (seen.append(sql), run(sql, *rest))[1]
            ):
                client.get(path)
            own, whole = _bytes(client, response)
            middle = statistics.median(cpu)
            over = response.status_code != 200 or middle > BUDGET_MS or len(queries) >= BUDGET_QUERIES
            over = over or whole > BUDGET_KB * 1000
            worst |= over
            print(
                f"{name + query:<34}{middle:>8.1f}{statistics.median(wall):>8.1f}{len(queries):>9}"
                f"{own / 1000:>9.1f}{whole / 1000:>8.1f}{'  OVER' if over else ''}"
            )
        transaction.set_rollback(True)
    print(f"budgets: {BUDGET_MS} ms of CPU, under {BUDGET_QUERIES} queries, {BUDGET_KB} kB")
    return int(worst)


def _path(slug: str, name: str, ref: str) -> str:
    from commun.core.urls import here

    if name == "network":
        slug = "banc-reseau"
    return here(slug, f"tenders:{name}", **({"ref": ref} if name in {"notice", "needs"} else {}))


def _client(person: Any) -> Any:
    from django.test import Client

    client = Client(headers={"Accept-Encoding": "gzip"})
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _bytes(client: Any, response: Any) -> tuple[int, int]:
    """Bytes of the page, and with everything that it makes a browser fetch from us."""
    import gzip

    sent = response.content
    html = gzip.decompress(sent) if response.headers.get("Content-Encoding") == "gzip" else sent
    found = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', html.decode()))
    total = len(sent)
    for path in found:
        answer = client.get(path)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        # `./commun run` serves styles and scripts compressed once, when they are collected; here they are read raw.
        is_raw = "Content-Encoding" not in answer.headers and not path.endswith(".woff2")
        total += len(gzip.compress(body, 9)) if is_raw else len(body)
    return len(sent), total


def _write(notices: int, members: int) -> tuple[str, str, Any]:
    """The group, its members, their activities, the notices, what fits whom, and what some said."""
    from django.db import connection

    from commun.algo.text import as_tsvector
    from commun.people.models import Person

    word = as_tsvector([("concertation des habitants", "A")])
    other = as_tsvector([("travaux de voirie et réseaux", "A")])
    space = _people(members)
    with connection.cursor() as cursor:
        cursor.execute(NOTICES, {"notices": notices, "word": word, "other": other})
        cursor.execute(MATCHED, {"matches": MATCHES})
        cursor.execute(SAID, {"space": space})
        cursor.execute("SELECT ref FROM tenders_notice WHERE ref LIKE 'b0%%' ORDER BY id LIMIT 1", [])
        ref = cursor.fetchone()[0]
    return "banc", ref, Person.objects.get(email="banc1@exemple.test")


def _people(count: int) -> int:
    """The group, its members and three activities for each; the group's id."""
    from commun.core import clock
    from commun.core.models import Space
    from commun.governance.models import Collective, Membership
    from commun.people.models import Activity, Person

    now = clock.now()
    space = Space.objects.create(slug="banc", name="Banc de mesure", kind="collective", created_at=now)
    Collective.objects.create(space=space)
    people = Person.objects.bulk_create(
        Person(email=f"banc{n}@exemple.test", name=f"Personne {n}", sort_key=f"personne {n}", joined_at=now)
        for n in range(1, count + 1)
    )
    Membership._base_manager.bulk_create(
        Membership(space=space, person=person, state="member", since=clock.today()) for person in people
    )
    _network(space, people)
    Activity.objects.bulk_create(
        Activity(
            ref=f"a{number:09}",
            person=person,
            label=f"Activité {number % 3 + 1}",
            # One member in ten could; the others do something else, each in their own words.
            keywords=[
                "concertation" if number % 30 == 0 else f"métier {number}",
                *(f"démarche {number % 97} auprès de publics {word}" for word in range(6)),
            ],
            cpv_prefixes=["7941" if number % 50 == 0 else "7131"],
            departements=["59"],
            created_at=now,
            changed_at=now,
        )
        for number, person in enumerate(person for person in people for _ in range(3))
    )
    return space.pk


def _network(group: Any, people: Any) -> None:
    """A network around the group, its groups all with members, and the first person who animates it."""
    from commun.core import clock
    from commun.core.models import Space
    from commun.governance.models import BodyLink, Collective, Membership, Network

    now, today = clock.now(), clock.today()
    around = Space.objects.create(slug="banc-reseau", name="Réseau de mesure", kind="network", created_at=now)
    Network.objects.create(space=around)
    BodyLink.objects.create(inside=group, around=around, starts_on=today)
    rows = [Membership(space=around, person=people[0], state="member", role="animator", since=today)]
    for number in range(20):
        other = Space.objects.create(slug=f"banc-{number}", name=f"Groupe {number}", kind="collective", created_at=now)
        Collective.objects.create(space=other)
        BodyLink.objects.create(inside=other, around=around, starts_on=today)
        rows += [Membership(space=other, person=person, state="member", since=today) for person in people[number::20]]
    Membership._base_manager.bulk_create(rows)


NOTICES = """
INSERT INTO tenders_notice (ref, state, title, description, buyer, buyer_siret, published_on, deadline_at,
    deadline_doubt, cpv, cpv_estimated, departements, procedure, nature, facts, url, search, is_shifted, is_handwritten,
    created_at, changed_at)
SELECT 'b' || lpad(n::text, 9, '0'), 'open', 'Concertation et dialogue citoyen pour le quartier numéro ' || n,
    repeat('Le prestataire anime la démarche avec les habitants. ', 40), 'Communauté de communes numéro ' || n %% 500,
    '',    current_date - n %% 30, now() + (n %% 60 + 1) * interval '1 day', '', '{79400000}', '{}',
    ARRAY[lpad((n %% 95 + 1)::text, 2, '0')], 'adapted', 'services', '{}', 'https://www.boamp.fr/' || n,
    (CASE WHEN n %% 3 = 0 THEN %(word)s ELSE %(other)s END)::tsvector, false, false, now(), now()
FROM generate_series(1, %(notices)s) AS n;
INSERT INTO tenders_noticeversion (notice_id, source, source_id, version, digest, payload, shape, form, state,
    published_on, deadline_at, changes, warnings, received_at, shift_days)
SELECT id, 'boamp', ref, '', ref, '', 'mapa', 'competition', 'open', published_on, deadline_at,
    CASE WHEN id %% 5 = 0 THEN '[["deadline", "2026-11-20T12:00+01:00", "2026-11-27T12:00+01:00"]]'::jsonb
        ELSE '[]' END,
    '[]', now(), 0
FROM tenders_notice WHERE ref LIKE 'b0%%';
INSERT INTO tenders_lot (notice_id, number, title, description, cpv, departements)
SELECT id, k::text, 'Lot de travail ' || k, '', '{}', '{}' FROM tenders_notice, generate_series(1, 3) AS k
WHERE ref LIKE 'b0%%';
"""
MATCHED = """
INSERT INTO tenders_match (activity_id, notice_id, score, position, reasons, algorithm, first_seen_at)
SELECT activity.id, notice.id, 10.0 - notice.place / 100.0, notice.place,
    '[{"kind": "term", "text": "concertation"}, {"kind": "place", "code": "59", "label": "Nord"}]', 'matching/1', now()
FROM people_activity AS activity
CROSS JOIN LATERAL (
    SELECT id, row_number() OVER () AS place FROM tenders_notice
    WHERE ref LIKE 'b0%%' AND id %% 40 = activity.id %% 40 LIMIT %(matches)s
) AS notice
WHERE activity.ref LIKE 'a0%%';
"""
SAID = """
INSERT INTO tenders_need (space_id, ref, notice_id, position, label, lot_number, weight)
SELECT %(space)s, 'n' || lpad((row_number() OVER ())::text, 9, '0'), lot.notice_id, lot.number::int, lot.title,
    lot.number, 1
FROM tenders_lot AS lot
WHERE lot.notice_id IN (SELECT id FROM tenders_notice WHERE ref LIKE 'b0%%' ORDER BY id LIMIT 120);
INSERT INTO tenders_intention (space_id, need_id, member_id, stance, hours, note, declared_at)
SELECT %(space)s, need.id, member.id, (ARRAY['carry', 'contribute', 'watch', 'pass'])[1 + member.id %% 4], 8, '', now()
FROM tenders_need AS need
CROSS JOIN LATERAL (
    SELECT id FROM governance_membership WHERE space_id = %(space)s AND (id + need.id) %% 40 = 0
) AS member
WHERE need.ref LIKE 'n0%%';
INSERT INTO tenders_pursuit (space_id, notice_id, stage, reason, changed_at)
SELECT %(space)s, id, (ARRAY['studied', 'going', 'let_go', 'new'])[1 + id %% 4], '', now()
FROM tenders_notice WHERE ref LIKE 'b0%%' ORDER BY id LIMIT 60;
"""
