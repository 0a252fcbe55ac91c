"""The demo: one load gives a living cooperative; the same day twice gives the same one; a second load does nothing."""

import datetime as dt
import hashlib
import json
import zipfile
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.utils import translation

from commun.bids.models import Bid, BidFile, SubmissionFolder, TextBlock, VaultPaper
from commun.bids.policies.papers import folder_for
from commun.bids.queries.candidacy_print import has_changed
from commun.bids.queries.dossier import operators_of
from commun.bids.queries.readiness import readiness_of
from commun.core import clock, codes, files, journal, scope
from commun.core.models import Fact, FactWords, OutgoingMail, SearchDocument, SearchState, Space
from commun.core.search import indexing
from commun.core.writing.tables import TextComment, TextSuggestion, TextVersion
from commun.exchange.models import Webhook, WebhookMessage
from commun.governance.follow_through import IN_FORCE
from commun.governance.models import (
    BodyLink,
    Collective,
    Decision,
    Definition,
    KindPeriod,
    Membership,
    SteeringReading,
)
from commun.governance.queries.decisions_in_force import in_force_on
from commun.governance.queries.work_time import given_by_the_group
from commun.people.models import Activity, LegalEntity, Person
from commun.people.queries import demo_doors
from commun.tenders.demo import publications
from commun.tenders.models import (
    BuyerTerm,
    Intention,
    Mark,
    Match,
    Need,
    Notice,
    NoticeVersion,
    PastAward,
    Pursuit,
    SourceRun,
)
from commun.tenders.queries import corpus
from commun.tenders.queries.board import notice_board
from commun.tenders.queries.listing import Filters, for_me
from commun.tenders.queries.visits import source_states
from commun.value.models import Book, CreditLimit, CreditRequest, Distribution, KeyAdoption, SharingKey
from commun.value.queries.verification import check_book

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

DOORS = {"Camille Besson", "Malik Diallo", "Lucie Tanguy"}


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The demo, once for all the tests of this file, undone at the end. Gives the digest of a load before it."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, _noon():
        patch.setattr(settings, "DEMO", True)
        with transaction.atomic():
            # Whoever starts the program in another language gets the same demo.
            with transaction.atomic(), translation.override("en"):
                _load()
                first = _digest()
                transaction.set_rollback(True)
            _load()
            yield first
            transaction.set_rollback(True)
        corpus._kept = None


def _load() -> None:
    # The first load was undone: its notices must not be remembered.
    corpus._kept = None
    call_command("demo_load", "--quiet", stdout=StringIO())


def _noon() -> Any:
    return clock.stopped(dt.datetime(2026, 11, 16, 12, tzinfo=clock.PARIS))


def group(slug: str) -> Space:
    return Space.objects.get(slug=slug)


def member(slug: str, name: str) -> Membership:
    return Membership.objects.select_related("space", "person").get(person__name=name, space__slug=slug)


def test_two_collectives_and_their_network_live_in_one_cooperative(demo: None) -> None:
    cooperative = LegalEntity.objects.get(kind="cae")
    assert codes.is_siren(cooperative.siren)
    outside = Person.objects.exclude(pk__in=cooperative.people.values("pk"))
    # The guest of one decision, and somebody who asks to come in.
    assert set(outside.values_list("name", flat=True)) == {"Maryse Coulon", "Soizic Kerbrat"}
    assert Collective.objects.filter(cooperative=cooperative, is_public=True).count() == 2
    network = group("reseau-des-chemins")
    inside = set(BodyLink.objects.filter(around=network).values_list("inside__slug", flat=True))
    assert inside == {"bien-vu", "demarches-participatives"}
    with scope.use(network):
        assert list(Membership.objects.filter(role="animator").values_list("person__name", flat=True)) == [
            "Malik Diallo"
        ]


def test_the_groups_have_a_history(demo: None) -> None:
    with scope.use(group("demarches-participatives")):
        states = Counter(Membership.objects.values_list("state", flat=True))
        assert states["member"] + states["dormant"] == 21
        assert states["dormant"] == 2
        assert states["applicant"] == 1
        assert states["left"] == 2
        assert states["invited"] == 1
        assert list(Definition.objects.values_list("since", flat=True)) == [dt.date(2016, 10, 10), dt.date(2018, 6, 18)]
        assert list(KindPeriod.objects.values_list("kind", flat=True)) == ["project", "trade"]
        assert len(Collective.objects.get(space=group("demarches-participatives")).aims) == 6
        assert Membership.objects.get(role="facilitator").person.name == "Camille Besson"
    with scope.use(group("bien-vu")):
        assert Membership.objects.filter(state="member").count() == 7
        assert list(KindPeriod.objects.values_list("kind", flat=True)) == ["project", "brand"]


def test_notices_come_in_all_formats_and_states(demo: None) -> None:
    assert Notice.objects.count() >= 60
    assert set(NoticeVersion.objects.values_list("shape", flat=True)) == {
        "boamp_mapa", "boamp_fns", "boamp_eforms", "eforms",
    }  # fmt: skip
    states = Counter(Notice.objects.values_list("state", flat=True))
    assert states["corrected"] == 2
    assert states["cancelled"] == 1
    assert states["awarded"] == PastAward.objects.count() == 7
    moved = [change for version in NoticeVersion.objects.all() for change in version.changes if change[0] == "deadline"]
    assert len(moved) == 2
    assert Notice.objects.exclude(deadline_doubt="").count() == 1
    assert Notice.objects.open_at(clock.now()).count() >= 55
    assert Notice.objects.filter(lots__number="2").count() >= 8
    assert any(set(facts["sources"]) == {"boamp", "ted"} for facts in Notice.objects.values_list("facts", flat=True))


def test_nothing_was_refused_on_the_way_in(demo: None) -> None:
    assert SourceRun.objects.filter(refused_count__gt=0).count() == 0
    warned = NoticeVersion.objects.exclude(warnings=[]).values_list("warnings", flat=True)
    assert {code for codes_ in warned for code in codes_} == {"deadline-from-column"}


def test_the_sources_say_how_far_they_were_read(demo: None) -> None:
    states = {state.source: state for state in source_states()}
    assert states["boamp"].is_complete
    assert not states["ted"].is_complete
    assert clock.PARIS.fromutc(states["boamp"].last.started_at.replace(tzinfo=clock.PARIS)).strftime("%H:%M") == "07:10"


@pytest.mark.parametrize(
    ("slug", "name"),
    [
        ("demarches-participatives", "Camille Besson"),
        ("demarches-participatives", "Malik Diallo"),
        ("bien-vu", "Lucie Tanguy"),
        ("demarches-participatives", "Lucie Tanguy"),
    ],
)
def test_each_visitor_finds_ranked_notices_with_their_reasons(demo: None, slug: str, name: str) -> None:
    with scope.use(group(slug)):
        listing = for_me(member(slug, name), Filters())
    assert len(listing.rows) == 12
    assert listing.counts["kept"] >= 1
    assert listing.counts["hidden"] >= 1
    good = [row for row in listing.rows if any(reason["kind"] == "term" for reason in row.reasons)]
    assert len(good) >= 8, [row.notice.title for row in listing.rows]
    assert all(row.reasons for row in listing.rows)
    assert sum(bool(row.interest.people) for row in listing.rows) >= (0 if name == "Lucie Tanguy" else 1)


def test_the_doors_are_the_three_visitors(demo: None) -> None:
    assert {person.name for person in demo_doors()} == DOORS


def test_the_boards_have_all_stages(demo: None) -> None:
    for slug in ("demarches-participatives", "bien-vu"):
        with scope.use(group(slug)):
            board = notice_board(group(slug))
        assert all(board.columns[stage] for stage in Pursuit.Stage.values), slug


def test_the_journal_holds_and_tells_the_past_at_its_dates(demo: None) -> None:
    for space in Space.objects.all():
        assert journal.verify(space) == []
    with scope.everywhere("the demo's facts"):
        assert Fact.objects.filter(at__gt=clock.now()).count() == 0
        days = set(
            Fact.objects.filter(name__startswith="tenders.", at__gt=clock.now() - dt.timedelta(days=31)).dates(
                "at", "day"
            )
        )
        assert Fact.objects.filter(name="governance.group.founded").count() == 3
    assert len(days) >= 20


def test_a_year_of_decisions_shows_every_end(demo: None) -> None:
    space = group("demarches-participatives")
    with scope.use(space):
        rows = list(Decision.objects.all())
        reminded = Fact.objects.filter(name="governance.follow_up.reminded").values_list("about_ref", "data")
        said = [(ref, data["date"], data["step"]) for ref, data in reminded]
    assert {row.state for row in rows} >= {"heard", "proposed", "adopted", "engaged", "done", "partly", "let_go"}
    published = [row for row in rows if row.is_published]
    assert published
    assert all(row.lesson for row in published)
    assert all(row.outcome for row in rows if row.state in {"let_go", "partly"})
    assert {row.review_on for row in rows if row.is_experiment} - {None}
    assert in_force_on(space, clock.today()) == {row.ref for row in rows if row.state in IN_FORCE}
    assert said
    assert len(set(said)) == len(said)


def test_hours_shares_and_indicators_are_alive(demo: None) -> None:
    with scope.everywhere("test"):
        space = Space.objects.get(slug="demarches-participatives")
        assert given_by_the_group(space, clock.today() - dt.timedelta(days=91))
        assert Membership.objects.filter(space=space).exclude(shares=None).count() == 3
        assert SteeringReading.objects.filter(indicator__retired_on=None).count() == 7


def test_what_is_personal_stays_in_its_group(demo: None) -> None:
    with scope.use(group("bien-vu")):
        people = set(Membership.objects.filter(state="member").values_list("person", flat=True))
        assert set(Intention.objects.values_list("member__person", flat=True)) <= people


def test_a_second_load_says_that_the_base_is_not_empty(demo: None) -> None:
    before = Person.objects.count()
    said = StringIO()
    call_command("demo_load", stdout=said)
    assert "pas vide" in said.getvalue()
    assert Person.objects.count() == before


def test_the_whole_house_speaks_of_fictional_people_only(demo: None) -> None:
    assert not Person.objects.exclude(email__endswith=".example").exists()
    assert all(
        notice.url.startswith(("https://marches.exemple.invalid/", "https://ted.europa.eu/"))
        for notice in Notice.objects.all()
    )


def test_three_keys_were_tried_and_a_decision_adopted_one_that_shares(demo: str) -> None:
    with scope.everywhere("looking at the demo"):
        assert SharingKey.objects.count() == 3
        adoption = KeyAdoption.objects.select_related("decision").get(work=None)
        assert adoption.decision.state in IN_FORCE
        assert set(Distribution.objects.values_list("version", flat=True)) == {adoption.version_id}


def test_there_is_a_joint_answer_at_each_stage(demo: str) -> None:
    with scope.everywhere("looking at the demo"):
        stages = set(Bid.objects.values_list("stage", flat=True))
        written = Bid.objects.exclude(stage__in=(Bid.Stage.GATHERING, Bid.Stage.WITHDRAWN))
        assert not written.exclude(files__use=BidFile.Use.PRICE).exists()
        assert set(BuyerTerm.objects.values_list("kind", flat=True)) == set(BuyerTerm.Kind.values)
        assert set(TextBlock.objects.values_list("state", flat=True)) == {"asked", "offered"}
    assert stages == set(Bid.Stage.values)


def test_a_joint_group_is_ready_to_be_sent_by_the_doors(demo: str) -> None:
    """Several operators, a lead, a split, a declared subcontractor, two vaults, one file; remarks in a section."""
    space = group("demarches-participatives")
    with scope.use(space):
        bid = Bid.objects.select_related("space", "notice").get(form="joint")
        folder = SubmissionFolder.objects.select_related("file").get(bid=bid)
        vaults = set(VaultPaper.objects.filter(removed_at=None).values_list("entity__name", flat=True))
        givers = set(VaultPaper.objects.filter(given_by__isnull=False).values_list("given_by__outside_name", flat=True))
        assert TextComment.objects.filter(answered__isnull=False).exists()
        assert TextSuggestion.objects.filter(state="proposed").exists()
        assert TextVersion.objects.filter(name="Avant la relecture").exists()
    assert [one.role.value for one in operators_of(bid)] == ["group-lead", "group-mem", "subcont"]
    assert vaults == {"Les Grands Chemins", "Atelier des Rives", "Studio Pliage"}
    assert givers == {"Hugo Lemaire"}
    assert readiness_of(bid).obstacles == []
    assert folder.frozen_at == bid.frozen_at
    assert not has_changed(bid)
    with zipfile.ZipFile(files.path_of(folder.file)) as archive:
        names = " ".join(archive.namelist())
    for name in (
        "DC1.pdf",
        "DC2_000152439.pdf",
        "DC4_000152413.odt",
        "DUME_000152405_LOT-0002.xml",
        "Memoire_technique",
    ):
        assert name in names, names
    with scope.use(space):
        for name in DOORS:
            assert folder_for(member("demarches-participatives", name), folder.ref) == folder


def test_all_that_the_search_finds_was_named_by_a_fact(demo: str) -> None:
    """Following the journals from their first fact gives the documents that reading everything again gives."""
    spaces = list(Space.objects.order_by("pk"))
    with transaction.atomic(), scope.everywhere("the search of every group"):
        count = SearchDocument.objects.count()
        SearchDocument.objects.all().delete()
        SearchState.objects.update(position=0)
        for space in spaces:
            indexing.follow(space.pk)
        assert SearchDocument.objects.count() == count > 200
        assert {space.slug: changed for space in spaces if (changed := indexing.index_space(space))} == {}
        transaction.set_rollback(True)


def test_the_group_helps_one_another_and_a_request_waits(demo: str) -> None:
    with scope.everywhere("looking at the demo"):
        book = Book.objects.get(purpose=Book.Purpose.CREDIT)
        assert (book.count, check_book(book)) == (7, [])
        assert CreditLimit.objects.select_related("decision").get().decision.state in IN_FORCE
        assert CreditRequest.objects.filter(state=CreditRequest.State.WAITING).count() == 1


def test_the_calls_that_stopped_show_what_was_tried(demo: str) -> None:
    with scope.everywhere("looking at the demo"):
        (webhook,) = Webhook.objects.all()
        first, second = WebhookMessage.objects.filter(webhook=webhook).order_by("-attempt_count")
        assert (webhook.state, first.state, first.attempts.count()) == ("stopped", "given_up", 10)
        assert (second.state, second.attempt_count) == ("waiting", 0)
        assert (webhook.stopped_at - first.made_at).days in (2, 3)


@pytest.mark.parametrize(
    "day", [dt.date(2026, 2, 28), dt.date(2027, 3, 28), dt.date(2028, 1, 1), dt.date(2026, 10, 25)]
)
def test_any_day_makes_notices_whose_deadlines_are_working_days(day: dt.date) -> None:
    from commun.algo.notices import parse

    read = [parse(one.payload) for one in publications(day)]
    deadlines = [one.deadline.at for one in read if one.deadline]
    assert len(deadlines) > 60
    assert all(at.weekday() < 5 and at.hour in (12, 16, 17) for at in deadlines)
    assert all(one.published_on and one.published_on <= day for one in read)


def test_the_same_day_twice_gives_the_same_content(demo: str) -> None:
    assert _digest() == demo


def _digest() -> str:
    """Of all that people can read: no reference, no identifier."""
    with scope.everywhere("the whole demo"):
        content = json.dumps(_content(), default=str, ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()


def _content() -> dict[str, list[Any]]:
    tables: dict[Any, tuple[str, ...]] = {
        Person: ("email", "name", "trade", "bio", "town", "joined_at", "digest_rhythm", "is_demo_door"),
        Activity: ("person__email", "label", "keywords", "cpv_prefixes", "regions", "created_at"),
        Membership: ("space__slug", "person__email", "state", "since", "role", "role_ends_on", "expectations"),
        Notice: ("title", "buyer", "state", "deadline_at", "published_on", "cpv", "cpv_estimated", "created_at"),
        NoticeVersion: ("source", "source_id", "digest", "changes", "received_at"),
        Match: ("activity__label", "notice__title", "score", "position", "reasons", "first_seen_at"),
        Mark: ("person__email", "notice__title", "choice", "reason", "at"),
        Need: ("space__slug", "notice__title", "label", "weight"),
        Intention: ("space__slug", "member__person__email", "need__label", "stance", "hours", "note", "declared_at"),
        Pursuit: ("space__slug", "notice__title", "stage", "reason", "changed_at"),
        SourceRun: ("source", "state", "started_at", "announced_count", "received_count", "new_count", "faults"),
        PastAward: ("title", "buyer", "amount_cents", "suppliers"),
        Fact: ("space__slug", "position", "name", "at", "actor", "about_kind"),
        FactWords: ("space__slug", "fact__position", "key", "text"),
    }
    rows = {
        model.__name__: sorted(map(list, model.objects.values_list(*fields)), key=str)
        for model, fields in tables.items()
    }
    return rows | {"mails": sorted(map(list, OutgoingMail.objects.values_list("to", "subject", "created_at")), key=str)}
