"""Matching stored for people: ranked, explained, taught by their marks, never hiding by score."""

import datetime as dt
import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from commun.algo.matching import ALGORITHM
from commun.core import clock, scope
from commun.core.codes import cpv_label
from commun.core.models import CpvCode
from commun.governance.models import Membership
from commun.people.models import Activity, Person
from commun.tenders import tasks
from commun.tenders.actions.matching import estimate_cpv, match_activities
from commun.tenders.models import Intention, Lot, Mark, Match, Need, Notice
from commun.tenders.queries import corpus, fit
from commun.tenders.queries.coverage import Able, coverage
from commun.tenders.queries.interest import interest_of
from commun.tenders.queries.ts_rank import ts_rank
from tests.support.queries import assert_flat, at_most
from tests.support.world import Group, make_member, make_person
from tests.tenders.worlds import say

pytestmark = pytest.mark.django_db

TITLES = [
    ("Concertation avec les habitants du quartier des Tilleuls", ["79411000"], ["59"]),
    ("Mission de concertation citoyenne et ateliers participatifs", ["79411000"], ["62"]),
    ("Rénovation énergétique d'un gymnase", ["45212200"], ["59"]),
    ("Fourniture de mobilier de bureau", ["39130000"], ["75"]),
    ("Animation d'une démarche participative pour le plan climat", [], ["13"]),
    ("Nettoyage des locaux administratifs", ["90919200"], ["59"]),
    ("Maîtrise d'œuvre pour une école", ["71200000"], ["59"]),
    ("Étude de programmation d'une médiathèque", ["79311000"], ["80"]),
]


@pytest.fixture(autouse=True)
def _fresh_corpus() -> Iterator[None]:
    corpus.forget()
    yield
    corpus.forget()


def make_notice(title: str, cpv: list[str] | None = None, places: list[str] | None = None, **fields: Any) -> Notice:
    now = clock.now()
    said: dict[str, Any] = {
        "state": "open",
        "buyer": "Commune de Valmont",
        "published_on": clock.today() - dt.timedelta(days=3),
        "deadline_at": now + dt.timedelta(days=20),
        "created_at": now,
        "changed_at": now,
    }
    return Notice.objects.create(title=title, cpv=cpv or [], departements=places or [], **(said | fields))


def make_activity(person: Person, **fields: Any) -> Activity:
    said: dict[str, Any] = {
        "label": "Concertation",
        "keywords": ["concertation", "ateliers participatifs", "démarche participative"],
        "created_at": clock.now(),
        "changed_at": clock.now(),
    }
    return Activity.objects.create(person=person, **(said | fields))


@pytest.fixture
def notices(db: None) -> list[Notice]:
    return [make_notice(title, cpv, places) for title, cpv, places in TITLES]


def titles_of(activity: Activity) -> list[str]:
    return [match.notice.title for match in Match.objects.filter(activity=activity).order_by("position")]


def test_the_best_come_first_with_their_reasons(notices: list[Notice]) -> None:
    CpvCode.objects.create(code="79400000", french="Conseil en affaires", english="Business consultancy")
    activity = make_activity(make_person(), cpv_prefixes=["794"], departements=["62"])
    report = match_activities()
    assert report.activities == 1
    best = Match.objects.filter(activity=activity).order_by("position").first()
    assert best is not None
    assert best.notice == notices[1]
    assert (best.position, best.algorithm) == (1, ALGORITHM)
    assert {"kind": "term", "text": "concertation"} in best.reasons
    assert {"kind": "cpv", "code": "794", "label": "Conseil en affaires", "estimated": False} in best.reasons
    assert {"kind": "place", "code": "62", "label": "Pas-de-Calais"} in best.reasons


def test_what_shares_no_word_and_no_trade_is_not_proposed(notices: list[Notice]) -> None:
    activity = make_activity(make_person())
    match_activities()
    assert "Fourniture de mobilier de bureau" not in titles_of(activity)
    assert len(titles_of(activity)) == 3


def test_closed_and_cancelled_notices_are_not_proposed(notices: list[Notice]) -> None:
    activity = make_activity(make_person())
    Notice.objects.filter(pk=notices[0].pk).update(state="cancelled")
    Notice.objects.filter(pk=notices[1].pk).update(deadline_at=clock.now() - dt.timedelta(days=1))
    match_activities()
    assert titles_of(activity) == [TITLES[4][0]]


def test_only_the_filters_that_the_member_set_hide(notices: list[Notice]) -> None:
    person = make_person()
    strict = make_activity(person, departements=["59"], is_place_strict=True)
    region = make_activity(person, regions=["32"], is_place_strict=True)
    slow = make_activity(person, minimum_days_left=25)
    open_to_all = make_activity(person, departements=["59"])
    match_activities()
    assert titles_of(strict) == [TITLES[0][0]]
    assert set(titles_of(region)) == {TITLES[0][0], TITLES[1][0]}
    assert titles_of(slow) == []
    assert len(titles_of(open_to_all)) == 3


def test_a_second_run_changes_nothing_and_keeps_the_first_sight(notices: list[Notice]) -> None:
    activity = make_activity(make_person())
    match_activities()
    before = list(Match.objects.order_by("pk").values())
    with clock.stopped(clock.now() + dt.timedelta(hours=5)):
        assert match_activities().new == 0
        assert list(Match.objects.order_by("pk").values()) == before
        newcomer = make_notice("Concertation et ateliers participatifs du port")
        assert match_activities().new == 1
    seen = dict(Match.objects.filter(activity=activity).values_list("notice_id", "first_seen_at"))
    assert seen[notices[0].pk] == before[0]["first_seen_at"]
    assert seen[newcomer.pk] > seen[notices[0].pk]
    Match.objects.update(algorithm="matching/0")
    match_activities()
    assert set(Match.objects.values_list("algorithm", flat=True)) == {ALGORITHM}
    positions = list(Match.objects.filter(activity=activity).order_by("position").values_list("position", flat=True))
    assert positions == list(range(1, len(positions) + 1))


def test_matches_of_closed_notices_stay_as_history(notices: list[Notice]) -> None:
    activity = make_activity(make_person())
    match_activities()
    Notice.objects.filter(pk=notices[0].pk).update(state="cancelled", changed_at=clock.now())
    corpus.forget()
    match_activities()
    assert Match.objects.filter(activity=activity, notice=notices[0]).exists()


def test_an_activity_that_is_no_longer_watched_proposes_nothing(notices: list[Notice]) -> None:
    activity = make_activity(make_person())
    match_activities()
    Activity.objects.update(is_active=False)
    match_activities()
    assert not Match.objects.filter(activity=activity).exists()


def test_hiding_with_a_reason_teaches(notices: list[Notice]) -> None:
    person = make_person()
    activity = make_activity(person)
    first = make_notice("Concertation du bassin minier", buyer="Syndicat du bassin")
    match_activities()
    before = titles_of(activity)
    Mark.objects.create(person=person, notice=first, choice="hide", reason="buyer", at=clock.now())
    second = make_notice("Concertation du bassin minier, phase deux", buyer="Syndicat du bassin")
    match_activities()
    after = titles_of(activity)
    assert before.index(first.title) < 3
    assert after.index(second.title) > after.index(TITLES[0][0])
    assert second.title in after


def test_too_far_teaches_the_place_but_never_against_ones_own(notices: list[Notice]) -> None:
    person = make_person()
    activity = make_activity(person, departements=["62"])
    other = make_activity(person)
    for notice in notices[:2]:
        Mark.objects.create(person=person, notice=notice, choice="hide", reason="place", at=clock.now())
    wishes = fit.wishes_of([activity, other])
    assert wishes[activity.pk].places_aside == {"59"}
    assert wishes[other.pk].places_aside == {"59", "62"}


def test_a_mark_made_from_one_activity_teaches_that_one(notices: list[Notice]) -> None:
    person = make_person()
    one, other = make_activity(person), make_activity(person)
    Mark.objects.create(person=person, notice=notices[2], choice="hide", reason="trade", activity=one, at=clock.now())
    Mark.objects.create(person=person, notice=notices[0], choice="keep", activity=other, at=clock.now())
    wishes = fit.wishes_of([one, other])
    assert wishes[one.pk].profile.less_of == (notices[2].title,)
    assert wishes[other.pk].profile.less_of == ()
    assert wishes[one.pk].profile.more_of == ()
    assert wishes[other.pk].profile.more_of == (notices[0].title,)


def test_a_missing_trade_is_estimated_and_marked_so(notices: list[Notice]) -> None:
    for code, label in [("79000000", "Services aux entreprises : conseil, concertation, démarche participative"),
                        ("45000000", "Travaux de construction"), ("90000000", "Nettoyage, environnement")]:  # fmt: skip
        CpvCode.objects.create(code=code, french=label, english="-")
    activity = make_activity(make_person(), label="x", keywords=["climat"], cpv_prefixes=["79"])
    match_activities()
    silent = Notice.objects.get(title=TITLES[4][0])
    assert silent.cpv == []
    assert silent.cpv_estimated[0] == "79000000"
    found = Match.objects.get(activity=activity, notice=silent)
    assert [reason["estimated"] for reason in found.reasons if reason["kind"] == "cpv"] == [True]
    assert estimate_cpv() == 0


def test_the_preview_writes_nothing_and_costs_three_queries(notices: list[Notice]) -> None:
    old = make_notice("Concertation ancienne", published_on=clock.today() - dt.timedelta(days=61))
    closed = make_notice("Concertation close", state="cancelled")
    draft = Activity(label="Concertation", keywords=["concertation"])
    fit.preview(draft)
    with at_most(3):
        found = fit.preview(draft)
    listed = [notice for notice, _reasons in found.rows]
    assert closed in listed
    assert old not in listed
    assert found.count == found.strong_count == 3
    assert found.per_week == pytest.approx(0.3, abs=0.06)
    assert not Match.objects.exists()


def test_the_preview_answers_at_once_while_the_corpus_is_renewed(notices: list[Notice]) -> None:
    first = corpus.ready_corpus()
    assert corpus.corpus() is first
    make_notice("Concertation toute neuve")
    assert corpus.corpus() is not first


def test_the_matching_costs_the_same_queries_for_few_and_many_notices(db: None) -> None:
    make_activity(make_person())
    numbers = iter(range(1000))

    def add(count: int) -> None:
        for _ in range(count):
            make_notice(f"Concertation numéro {next(numbers)}", ["79411000"])

    assert_flat(add, lambda: (Match.objects.all().delete(), corpus.forget(), match_activities()))


def test_coverage_says_who_said_who_could_and_what_nobody_covers(group: Group) -> None:
    notice = make_notice("Étude et travaux du centre-bourg", ["71200000"])
    for number, title, cpv in [
        ("1", "Concertation des habitants", []),
        ("2", "Ateliers participatifs", []),
        ("3", "Relevé topographique", ["71351810"]),
    ]:
        Lot.objects.create(notice=notice, number=number, title=title, cpv=cpv)
    make_activity(group.bob.person, keywords=["ateliers participatifs"], label="")
    make_activity(group.chloe, keywords=["relevé topographique"], label="")
    match_activities()
    with scope.use(group.space):
        need = Need.objects.create(
            space=group.space, notice=notice, position=1, label="Concertation des habitants", lot_number="1"
        )
        Intention.objects.create(
            space=group.space, need=need, member=group.alice, stance="carry", declared_at=clock.now()
        )
    with at_most(5), scope.use(group.space):
        found = coverage(group.space, [notice], interest_of([notice]))[notice.pk]
    assert [one.need.label for one in found.of("said")] == ["Concertation des habitants"]
    bob = Able(group.bob.pk, "Bob Durand", "bob durand", ("ateliers participatifs",), by_words=True)
    assert [(one.need.label, one.able) for one in found.of("possible")] == [("Ateliers participatifs", (bob,))]
    assert [one.need.label for one in found.of("nobody")] == ["Relevé topographique"]


def _able(group: Group, notice: Notice) -> list[tuple[str, tuple[str, ...]]]:
    with scope.use(group.space):
        found = coverage(group.space, [notice], interest_of([notice]))[notice.pk]
    return [(one.name, one.reasons) for need in found.needs for one in need.able]


def test_a_notice_that_nobody_spoke_of_has_one_need(group: Group) -> None:
    notice = make_notice("Concertation publique")
    with scope.use(group.space):
        found = coverage(group.space, [notice], {})[notice.pk]
    assert [one.state for one in found.needs] == ["nobody"]


def test_who_could_is_read_from_words_or_trades_in_alphabetical_order(group: Group) -> None:
    notice = make_notice("Concertation publique sur le port", ["79411000"])
    make_activity(group.bob.person, keywords=["concertations publiques"])
    make_activity(group.alice.person, label="Stratégie", keywords=["gestion"], cpv_prefixes=["7941"])
    make_activity(group.alice.person, label="Trop large", keywords=[], cpv_prefixes=["79"])
    named = _able(group, notice)
    assert [name for name, _reasons in named] == ["Alice Martin", "Bob Durand"]
    assert named[0][1] == (cpv_label("794"),)
    assert named[1][1] == ("concertations publiques", "Concertation")


@pytest.mark.parametrize(
    "fields",
    [
        {"negative_words": ["port"]},
        {"departements": ["35"], "is_place_strict": True},
        {"is_active": False},
        {"keywords": ["concertation publique obligatoire"], "label": ""},
        {"keywords": ["la le les"], "label": "🌱"},
    ],
)
def test_who_could_keeps_the_filters_that_members_set(group: Group, fields: dict[str, Any]) -> None:
    notice = make_notice("Concertation publique sur le port", places=["59"])
    make_activity(group.bob.person, **fields)
    assert _able(group, notice) == []


def test_who_rests_left_passes_or_stands_outside_is_not_said_to_be_able(group: Group) -> None:
    notice = make_notice("Concertation publique sur le port")
    for person in (group.bob.person, group.chloe, group.alice.person):
        make_activity(person)
    say(group.alice, notice, stance="pass")
    assert [name for name, _reasons in _able(group, notice)] == ["Bob Durand"]
    Membership._base_manager.filter(pk=group.bob.pk).update(state="dormant")
    assert _able(group, notice) == []


def test_who_could_costs_the_same_queries_for_few_and_many_members(group: Group) -> None:
    notice = make_notice("Concertation publique sur le port")

    def add(count: int) -> None:
        for _ in range(count):
            make_activity(make_member(group.space, make_person()).person)
        _able(group, notice)

    assert_flat(add, lambda: _able(group, notice))


def test_edited_activities_are_matched_by_the_five_minute_round(notices: list[Notice]) -> None:
    activity = make_activity(make_person())
    stale = make_activity(make_person(), changed_at=clock.now() - dt.timedelta(hours=2))
    tasks.match_edited(0)
    assert titles_of(activity)
    assert not titles_of(stale)
    tasks.match_everything(0)
    assert titles_of(stale)


def test_sources_are_left_alone_unless_asked(settings: Any) -> None:
    settings.FETCH_NOTICES = False
    settings.BOAMP_ADDRESS = settings.TED_ADDRESS = "http://127.0.0.1:9"
    tasks.fetch_notices(0)


def test_ts_rank_counts_any_word_without_accents() -> None:
    documents = [("a", "Réunions de concertation"), ("b", "Travaux de voirie"), ("c", "La concertation")]
    found = ts_rank(documents, [("q", "réunion et concertation"), ("none", "le la les")], 5)
    assert [key for key, _score in found["q"]] == ["a", "c"]
    assert found["none"] == []


@pytest.mark.slow
@pytest.mark.real_clock
def test_the_evaluation_reaches_the_floors(data: Path) -> None:
    out = StringIO()
    folder = data / "tenders"
    corpus_file = folder / "corpus" / "boamp_etudes_2017_2024.jsonl.gz"
    call_command("evaluate_matching", str(folder / "dev"), "--corpus", str(corpus_file), stdout=out)
    figures = json.loads(out.getvalue().splitlines()[-1])
    assert figures["supplier"]["hit@20"] >= 0.34
    assert figures["supplier"]["nDCG@20"] >= 0.14
    assert figures["supplier"]["cpv_hidden"]["hit@20"] >= 0.28
    assert figures["supplier"]["cpv_hidden"]["both_sides_hit@20"] >= 0.28
    assert figures["supplier"]["gain_over_bm25_95"][0] > 0.05
    assert figures["inverse"]["hit@10"] >= 0.57
    assert figures["profile"]["nDCG@10"] >= 0.86
    assert figures["profile"]["P@10"] >= 0.9
    assert figures["cpv"]["division"] >= figures["cpv"]["linear_floor"]
    assert {"bm25", "ts_rank"} <= set(figures["supplier"]["baselines"])


def test_the_last_line_of_the_evaluation_is_one_json_object(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("awards.jsonl.gz", "supplier_queries.jsonl", "profile_topics.json", "profile_qrels.tsv", "corpus"):
        (tmp_path / name).touch()
    figures = {"supplier": {"hit@20": 0.34}, "profile": {}, "cpv": {}}
    monkeypatch.setattr("commun.tenders.management.commands.evaluate_matching.evaluate", lambda *given, **more: figures)
    out = StringIO()
    call_command("evaluate_matching", str(tmp_path), "--corpus", str(tmp_path / "corpus"), stdout=out)
    assert json.loads(out.getvalue().splitlines()[-1]) == figures


def test_a_folder_without_its_files_is_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"awards\.jsonl\.gz"):
        call_command("evaluate_matching", str(tmp_path), "--corpus", str(tmp_path / "x"))
