"""Live sources, against local servers with their real limits and faults: never twice, never a silent gap."""

import datetime as dt
import json
import re
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from procrastinate.contrib.django.models import ProcrastinateJob

from commun.tenders.models import Notice, NoticeVersion, SourceRun
from commun.tenders.queries.faults import fault_sentence
from commun.tenders.sources import adapters
from commun.tenders.sources.boamp import Boamp
from commun.tenders.sources.http import Asker
from commun.tenders.sources.ted import Ted
from commun.tenders.sources.visits import visit
from tests.support import servers

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 16)


class Watch:
    """Counts the seconds that a client would have waited."""

    def __init__(self) -> None:
        self.waits: list[float] = []

    def __call__(self, seconds: float) -> None:
        self.waits.append(seconds)


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def boamp() -> Iterator[servers.BoampServer]:
    sizes = {TODAY - dt.timedelta(days=back): size for back, size in ((0, 130), (1, 5), (3, 130))}
    records = [servers.boamp_record(day.day * 1000 + n, day) for day, size in sizes.items() for n in range(size)]
    with servers.serving(servers.BoampServer(records=records)) as server:
        yield server


@pytest.fixture
def ted() -> Iterator[servers.TedServer]:
    notices = [servers.ted_notice(n, TODAY) for n in range(1, 251)]
    with servers.serving(servers.TedServer(notices=notices)) as server:
        yield server


def read_boamp(server: servers.BoampServer, watch: Watch, pace: float = 0.0) -> SourceRun:
    return visit(Boamp(asker=Asker(pause=watch, pace=pace), address=server.address))


def read_ted(server: servers.TedServer, watch: Watch) -> SourceRun:
    return visit(Ted(asker=Asker(pause=watch, pace=0.0), address=server.address))


def codes(run: SourceRun) -> list[str]:
    return [fault["code"] for fault in run.faults]


def test_boamp_is_read_whole_and_a_second_visit_brings_nothing(boamp: Any, watch: Watch) -> None:
    run = read_boamp(boamp, watch)
    assert (run.state, run.announced_count, run.received_count, run.refused_count) == ("complete", 265, 265, 0)
    assert Notice.objects.count() == NoticeVersion.objects.count() == 265
    assert run.covers_until == run.started_at
    # Yesterday is read again, for sources add to days already published; what is known is received, not new.
    again = read_boamp(boamp, watch)
    assert (again.state, again.announced_count, again.received_count, again.new_count) == ("complete", 135, 135, 0)
    assert NoticeVersion.objects.count() == 265


def test_requests_carry_an_honest_name_and_no_q(boamp: Any, watch: Watch) -> None:
    read_boamp(boamp, watch)
    for request in boamp.requests:
        assert request.headers["user-agent"].startswith("Commun/")
        assert "mozilla" not in request.headers["user-agent"].lower()
        assert "q" not in request.query
        assert int(request.query["limit"]) <= 100
        # Pages of an unordered answer would overlap and leave silent gaps.
        assert request.query["order_by"] == "idweb"


def test_at_most_one_request_a_second(boamp: Any, watch: Watch) -> None:
    read_boamp(boamp, watch, pace=1.0)
    assert 0 < len(watch.waits) <= len(boamp.requests) - 1
    assert all(0 < wait <= 1.0 for wait in watch.waits)


def test_a_429_is_waited_for_as_long_as_it_says(boamp: Any, watch: Watch) -> None:
    boamp.faults[2] = servers.too_many(7)
    assert read_boamp(boamp, watch).state == "complete"
    assert 7.0 in watch.waits


def test_a_long_429_stops_the_visit_and_the_next_goes_on_there(boamp: Any, watch: Watch) -> None:
    asked = 29  # past the empty days: in the middle of one that has records
    boamp.faults[asked] = servers.too_many(4000)
    run = read_boamp(boamp, watch)
    assert run.state == "incomplete"
    assert codes(run) == ["too-many-requests"]
    assert not watch.waits
    place = boamp.requests[-1].query
    boamp.faults.clear()
    run = read_boamp(boamp, watch)
    assert run.state == "complete"
    assert boamp.requests[asked].query == place
    assert Notice.objects.count() == NoticeVersion.objects.count() == 265


@pytest.mark.parametrize("fault", ["half", "failure"])
def test_a_cut_answer_is_asked_again(boamp: Any, watch: Watch, fault: str) -> None:
    boamp.faults[30] = servers.half_of(boamp) if fault == "half" else servers.failure
    assert read_boamp(boamp, watch).state == "complete"
    assert Notice.objects.count() == 265


def test_an_answer_always_cut_leaves_an_incomplete_visit(boamp: Any, watch: Watch) -> None:
    for number in range(30, 40):
        boamp.faults[number] = servers.half_of(boamp)
    run = read_boamp(boamp, watch)
    assert (run.state, codes(run)) == ("incomplete", ["cut-short"])
    assert run.covers_until is None
    assert fault_sentence(run.faults[0])


def test_a_challenge_is_a_named_refusal_never_an_empty_day(boamp: Any, watch: Watch) -> None:
    boamp.faults[3] = servers.challenge
    run = read_boamp(boamp, watch)
    assert (run.state, codes(run)) == ("refused", ["challenge"])
    assert "challenge" in run.faults[0]["detail"]


def test_a_202_without_anything_inside_is_a_refusal_too(boamp: Any, watch: Watch) -> None:
    boamp.faults[3] = lambda request: (202, {}, b"")
    run = read_boamp(boamp, watch)
    assert (run.state, codes(run), run.covers_until) == ("refused", ["challenge"], None)


def test_a_total_that_changes_makes_the_day_read_again(boamp: Any, watch: Watch) -> None:
    late = servers.boamp_record(999, TODAY)

    def publish(request: servers.Request) -> None:
        if late not in boamp.records:
            boamp.records.append(late)

    boamp.faults[33] = publish
    run = read_boamp(boamp, watch)
    assert run.state == "complete"
    assert Notice.objects.count() == 266


def test_a_total_that_never_settles_is_said(boamp: Any, watch: Watch) -> None:
    def publish(request: servers.Request) -> None:
        boamp.records.append(servers.boamp_record(5000 + len(boamp.records), TODAY))

    boamp.faults = dict.fromkeys(range(1, 200), publish)
    run = read_boamp(boamp, watch)
    assert (run.state, codes(run)) == ("incomplete", ["total-changed"])


def test_a_day_beyond_the_window_is_exported(boamp: Any, watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    boamp.window = 120
    monkeypatch.setattr("commun.tenders.sources.boamp.WINDOW", 120)
    run = read_boamp(boamp, watch)
    assert (run.state, run.received_count) == ("complete", 265)
    assert sum(request.path.endswith("/exports/json") for request in boamp.requests) == 2


def test_an_export_shorter_than_its_day_is_a_gap(boamp: Any, watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    boamp.window = 120
    monkeypatch.setattr("commun.tenders.sources.boamp.WINDOW", 120)
    whole = boamp.answer

    def short(request: servers.Request) -> servers.Answer:
        answer = whole(request)
        return servers.as_json(json.loads(answer[2])[:-1]) if request.path.endswith("/exports/json") else answer

    monkeypatch.setattr(boamp, "answer", short)
    run = read_boamp(boamp, watch)
    assert (run.state, codes(run), run.covers_until) == ("incomplete", ["gap"], None)


def test_a_page_that_stops_short_is_a_gap(boamp: Any, watch: Watch) -> None:
    boamp.faults[33] = lambda request: servers.as_json({"total_count": 130, "results": []})
    run = read_boamp(boamp, watch)
    assert run.state == "incomplete"
    assert codes(run) == ["gap"]


def test_a_source_that_ignores_the_day_keeps_nothing(boamp: Any, watch: Watch) -> None:
    boamp.ignores_where = True
    run = read_boamp(boamp, watch)
    assert (run.state, codes(run)) == ("incomplete", ["filter-ignored"])
    assert not Notice.objects.exists()


def test_lists_as_joined_strings_are_read_the_same(watch: Watch) -> None:
    """Trap T4."""
    flat = servers.boamp_record(1, TODAY, code_departement="59,62", type_marche="SERVICES")
    with servers.serving(servers.BoampServer(records=[flat])) as server:
        read_boamp(server, watch)
    assert Notice.objects.get().departements == ["59", "62"]


def test_an_unreadable_record_is_counted_with_its_place(watch: Watch) -> None:
    records = [servers.boamp_record(1, TODAY), {"dateparution": TODAY.isoformat()}]
    with servers.serving(servers.BoampServer(records=records)) as server:
        run = read_boamp(server, watch)
    assert (run.state, run.received_count, run.refused_count, run.new_count) == ("complete", 2, 1, 1)
    assert Notice.objects.count() == 1
    assert codes(run) == ["unreadable"]
    assert "record 2" in run.faults[0]["detail"]


def test_ted_stops_after_the_announced_total_and_an_empty_page(ted: Any, watch: Watch) -> None:
    run = read_ted(ted, watch)
    assert (run.state, run.announced_count, run.received_count) == ("complete", 250, 250)
    assert Notice.objects.count() == 250
    assert [request.body["paginationMode"] for request in ted.requests] == ["ITERATION"] * 4
    assert read_ted(ted, watch).new_count == 0


def test_ted_goes_on_without_a_field_it_no_longer_knows(watch: Watch) -> None:
    notices = [servers.ted_notice(1, TODAY)]
    with servers.serving(servers.TedServer(notices=notices, unknown_fields=frozenset({"buyer-city"}))) as server:
        run = read_ted(server, watch)
    assert (run.state, run.received_count) == ("complete", 1)
    assert run.faults == [{"code": "field-unknown", "detail": "buyer-city"}]


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ({"repeats_token": True}, "token-repeated"),
        ({"times_out": True}, "timed-out"),
        ({"total": lambda asked: 250 + asked}, "total-changed"),
        ({"forgets": 3}, "gap"),
    ],
)
def test_ted_says_that_a_visit_is_incomplete(ted: Any, watch: Watch, state: dict[str, Any], code: str) -> None:
    for name, value in state.items():
        setattr(ted, name, value)
    run = read_ted(ted, watch)
    assert (run.state, codes(run)) == ("incomplete", [code])
    for name in state:
        setattr(ted, name, getattr(servers.TedServer(), name))
    assert read_ted(ted, watch).state == "complete"
    assert Notice.objects.count() == NoticeVersion.objects.count() == 250


def test_ted_resumes_with_its_token_and_starts_over_when_it_is_lost(ted: Any, watch: Watch) -> None:
    ted.faults = dict.fromkeys(range(3, 7), servers.failure)
    run = read_ted(ted, watch)
    assert run.state == "incomplete"
    assert Notice.objects.count() == 200
    SourceRun.objects.update(cursor={"token": "t200", "received": 200, "announced": 250})
    ted.faults.clear()
    run = read_ted(ted, watch)
    assert codes(run) == ["token-refused"]
    run = read_ted(ted, watch)
    assert run.state == "complete"
    assert Notice.objects.count() == NoticeVersion.objects.count() == 250


def test_ted_goes_on_from_a_token_it_still_knows(ted: Any, watch: Watch) -> None:
    ted.faults = {3: servers.too_many(4000)}
    assert read_ted(ted, watch).state == "incomplete"
    assert Notice.objects.count() == 200
    ted.faults.clear()
    run = read_ted(ted, watch)
    assert (run.state, run.announced_count, run.received_count) == ("complete", 50, 50)
    assert Notice.objects.count() == 250


def test_a_visit_that_died_is_closed_and_continued(boamp: Any, watch: Watch) -> None:
    first = read_boamp(boamp, watch)
    SourceRun.objects.filter(pk=first.pk).update(
        state="running", covers_until=None, cursor={"day": TODAY.isoformat(), "offset": 100}
    )
    before = len(boamp.requests)
    run = read_boamp(boamp, watch)
    assert boamp.requests[before].query["offset"] == "100"
    assert (run.state, run.announced_count, run.received_count) == ("complete", 30, 30)
    first.refresh_from_db()
    assert first.state == "incomplete"


def test_each_live_source_declares_what_it_filters() -> None:
    listed = {adapter.name: adapter.filters for adapter in adapters()}
    assert listed["boamp"].cpv == "none"
    assert listed["ted"].cpv == "exact"
    assert all(filters.publication_day == "exact" for filters in listed.values())


def test_a_call_told_by_boamp_and_by_ted_is_one_notice(watch: Watch) -> None:
    folder = "00000000-0000-4000-8000-000000000077"
    record = servers.boamp_record(5, TODAY, contractfolderid=folder)
    with servers.serving(servers.BoampServer(records=[record])) as server:
        read_boamp(server, watch)
    with servers.serving(servers.TedServer(notices=[servers.ted_notice(77, TODAY)])) as server:
        read_ted(server, watch)
    notice = Notice.objects.get()
    assert notice.facts["sources"] == ["boamp", "ted"]
    assert NoticeVersion.objects.filter(notice=notice).count() == 2


def test_the_command_visits_and_says_what_came(
    boamp: Any, settings: Any, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    settings.BOAMP_ADDRESS = boamp.address
    monkeypatch.setattr(
        "commun.tenders.management.commands.fetch_notices.adapters",
        lambda: [Boamp(asker=Asker(pace=0.0))],
    )
    out = StringIO()
    with django_capture_on_commit_callbacks(execute=True):
        call_command("fetch_notices", "boamp", stdout=out)
    # Received, announced, new: a job that is missing below is then the queue's fault, not the visit's.
    assert re.search(r"265\D+265\D+265", out.getvalue()), out.getvalue()
    assert ProcrastinateJob.objects.filter(task_name="tenders.match").count() == 1
