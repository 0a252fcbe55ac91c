"""The search box: French as people type it, end to end through PostgreSQL."""

import csv
import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from commun.algo.text import as_tsvector
from commun.core import clock
from commun.tenders.models import Notice, PastAward
from commun.tenders.queries.awards import similar_awards
from commun.tenders.queries.search import SearchFilters, search_notices
from tests.support.queries import at_most

pytestmark = pytest.mark.django_db

PROBES = [
    ("acteur", "acteur.rice.s du territoire", True),
    ("actrice", "acteur.rice.s du territoire", True),
    ("élue", "les élu·e·s", True),
    ("coopératrice", "coopérateur·rice·s", True),
    ("reunion", "Réunions publiques", True),
    ("oeuvre", "Maîtrise d’œuvre", True),
    ("site", "www.fti.hypotheses.org", False),
    ("sev", "sev.exemple@gmail.com", False),
    ('"appel d\'offres"', "appels d'offres", True),
    ('"offres appel"', "appels d'offres", False),
    ("emploi -stage", "emploi et stage", False),
]


def make(title: str, **fields: Any) -> Notice:
    now = clock.now()
    said: dict[str, Any] = {
        "state": "open",
        "buyer": "Ville",
        "published_on": clock.today(),
        "deadline_at": now + dt.timedelta(days=9),
        "created_at": now,
        "changed_at": now,
    } | fields
    parts = [(title, "A"), (said["buyer"], "B"), (said.get("description", ""), "C")]
    return Notice.objects.create(title=title, search=as_tsvector(parts), **said)


@pytest.mark.parametrize(("query", "text", "is_found"), PROBES)
def test_french_as_people_type_it(query: str, text: str, is_found: bool) -> None:
    make(text)
    assert bool(search_notices(query).notices) == is_found


def test_every_probe_of_the_data_folder(data: Path) -> None:
    with (data / "search" / "probes.csv").open(encoding="utf-8") as file:
        probes = list(csv.DictReader(file))
    assert probes
    for probe in probes:
        Notice.objects.all().delete()
        make(probe["text"])
        assert bool(search_notices(probe["query"]).notices) == (probe["matches"] == "1"), probe


def test_a_word_of_the_title_weighs_more_than_one_of_the_text() -> None:
    ahead = make("Concertation")
    inside = make("Étude urbaine", description="Une concertation est prévue")
    found = search_notices("concertation")
    assert list(found.notices) == [ahead, inside]
    assert found.total == 2


def test_filters_keep_what_is_open_near_and_recent() -> None:
    near = make("Concertation", departements=["59"])
    make("Concertation", departements=["13"])
    make("Concertation", departements=["59"], state="cancelled")
    make("Concertation", departements=["59"], deadline_at=clock.now() - dt.timedelta(days=2))
    doubtful = make(
        "Concertation", departements=["59"], deadline_at=clock.now() - dt.timedelta(hours=1), deadline_doubt="no-zone"
    )
    filters = SearchFilters(is_open=True, departements=("59",))
    assert set(search_notices("concertation", filters).notices) == {near, doubtful}
    assert search_notices("concertation", SearchFilters(since=clock.today() + dt.timedelta(days=1))).total == 0


@pytest.mark.parametrize(
    "text", ["", "   ", "''", "&|!():*", "'; DROP TABLE tenders_notice; --", "\\", "\x00a", "é" * 5000]
)
def test_nothing_typed_breaks_the_search(text: str) -> None:
    make("Concertation")
    search_notices(text)
    assert Notice.objects.exists()


def test_two_queries_whatever_is_found() -> None:
    for number in range(30):
        make(f"Concertation {number}")
    with at_most(2):
        page = search_notices("concertation", limit=10, offset=20)
    assert (len(page.notices), page.total) == (10, 30)


def test_the_index_is_used() -> None:
    make("Concertation")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN SELECT id FROM tenders_notice WHERE search @@ 'concert'::tsquery")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "notice_search" in plan


def award(title: str, **fields: Any) -> PastAward:
    buyer = fields.pop("buyer", "Ville")
    search = as_tsvector([(title, "A"), (buyer, "B")])
    return PastAward.objects.create(
        key=f"{title}{PastAward.objects.count()}", title=title, buyer=buyer, search=search, **fields
    )


def test_similar_awards_share_words_and_the_buyer_or_the_trade() -> None:
    notice = make("Étude de programmation d'une médiathèque", cpv=["79311000"], buyer_siret="21590163800019")
    buyer = award("Étude pour une école", buyer_siret="21590163800019")
    trade = award("Étude de programmation d'un musée", cpv="79311100")
    words = award("Programmation d'une médiathèque intercommunale")
    award("Étude de sol", cpv="71351500")
    own = award("Étude de programmation d'une médiathèque", notice=notice)
    award("Nettoyage", buyer_siret="21590163800019")
    with at_most(2):
        found = similar_awards(notice)
    assert {one.award for one in found} == {buyer, trade, words}
    assert own not in {one.award for one in found}
    assert {one.award: (one.is_same_buyer, one.is_same_trade) for one in found} == {
        buyer: (True, False),
        trade: (False, True),
        words: (False, False),
    }
