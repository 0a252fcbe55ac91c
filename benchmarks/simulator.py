"""The simulator's server time: five members, three keys, three years; then two hundred members (V4).

Rows are written in a transaction that is rolled back: ten joint works a year, in which everybody takes part. The time
is a visit's, from the request to the page, the database's share included; the budget is on its median.
"""

import datetime as dt
import statistics
import time
from typing import Any

# Members, milliseconds allowed, visits.
SCENES = ((5, 300, 15), (200, 1_000, 5))
YEARS, WORKS_A_YEAR, MOST_QUERIES = (2024, 2025, 2026), 10, 25


def main(full: bool) -> int:
    """Print a line a scene; 1 when one goes over its budget."""
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection, transaction

    settings.ALLOWED_HOSTS = ["*"]
    worst = False
    for members, budget, visits in SCENES:
        with transaction.atomic():
            client, path = _scene(members)
            client.get(path)
            times = [_timed(client, path) for _visit in range(visits if full else 3)]
            queries: list[str] = []
            with connection.execute_wrapper(
                lambda run, sql, *rest, seen=queries: (seen.append(sql), run(sql, *rest))[1]
            ):
                answer = client.get(path)
            median = statistics.median(times)
            over = answer.status_code != 200 or median > budget or len(queries) > MOST_QUERIES
            worst |= over
            print(
                f"{members} members x 3 keys x {len(YEARS)} years ({len(YEARS) * WORKS_A_YEAR} joint works): "
                f"median {median:.0f} ms, worst {max(times):.0f} ms (budget {budget}), {len(queries)} queries"
                f"{'  OVER' if over else ''}"
            )
            transaction.set_rollback(True)
    return int(worst)


def _timed(client: Any, path: str) -> float:
    start = time.perf_counter()
    client.get(path)
    return (time.perf_counter() - start) * 1000


def _scene(members: int) -> tuple[Any, str]:
    """A group, its years of joint works, and the address of a try of three keys over all of them."""
    from django.test import Client

    from commun.core import clock
    from commun.core.models import Space
    from commun.core.urls import here
    from commun.governance.models import Collective, Membership
    from commun.people.models import Person

    now, slug = clock.now(), f"banc-{members}"
    space = Space.objects.create(slug=slug, name="Banc de mesure", kind="collective", created_at=now)
    Collective.objects.create(space=space)
    people = Person.objects.bulk_create(
        Person(email=f"{slug}-{n}@exemple.test", name=f"Personne {n}", sort_key=f"personne {n}", joined_at=now)
        for n in range(members)
    )
    rows = Membership._base_manager.bulk_create(
        Membership(space=space, person=person, state="member", since=clock.today()) for person in people
    )
    _write(space, rows)
    client = Client()
    client.force_login(people[0], backend="django.contrib.auth.backends.ModelBackend")
    asked = "&".join(["cle=annee&cle=enseigne&cle=equipe", *(f"annee={year}" for year in YEARS)])
    return client, f"{here(slug, 'value:simulator')}?{asked}"


def _write(space: Any, members: list[Any]) -> None:
    """Joint works, days and turnover of everybody in it, expenses of a few, and one receipt."""
    from django.utils.translation import gettext as _

    from commun.core import clock
    from commun.governance.models import Decision
    from commun.value.models import Contribution, ContributionKind, JointWork, Receipt, WorkPart

    now, first = clock.now(), members[0]
    today = clock.today()
    decision = Decision(
        space=space, number=1, title="Banc", state="adopted", since=today, voiced_by=first, created_at=now
    )
    decision.save()
    kinds = ContributionKind._base_manager.bulk_create(
        ContributionKind(
            space=space, name=measure, nature="work", measure=measure, chosen_on=clock.today(), decision=decision
        )
        for measure in ("days", "turnover", "expenses")
    )
    days = [dt.date(year, month, 1) for year in YEARS for month in range(1, WORKS_A_YEAR + 1)]
    works = JointWork._base_manager.bulk_create(
        JointWork(space=space, title=f"Chantier {on:%m %Y}", started_on=on, created_by=first, created_at=now)
        for on in days
    )
    roles = [[_("bringing the business")], [_("writing the answer")], [_("coordination")], [], []]
    WorkPart._base_manager.bulk_create(
        WorkPart(space=space, work=work, membership=member, since=work.started_on, roles=roles[rank % 5])
        for work in works
        for rank, member in enumerate(members)
    )
    Contribution._base_manager.bulk_create(
        Contribution(
            space=space, membership=member, kind=kind, work=work, on=work.started_on, written_at=now,
            quantity=100 + (rank * 37 + work.pk * 11 + kind.pk) % 900,
        )
        for work in works
        for rank, member in enumerate(members)
        for kind in kinds[: 2 + (rank % 5 == 0)]
    )  # fmt: skip
    Receipt._base_manager.bulk_create(
        Receipt(
            space=space, work=work, on=work.started_on, amount=1_234_567 + work.pk, kept=123_456, written_by=first,
            written_at=now,
        )
        for work in works
    )  # fmt: skip
