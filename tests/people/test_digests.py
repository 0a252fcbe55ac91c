"""The digest: at the member's rhythm, nothing twice, nothing missed."""

import datetime as dt
import random
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse

from commun.core import clock, links, registries
from commun.core.models import OutgoingMail
from commun.core.registries import DigestEvent, DigestSection
from commun.people import tasks
from commun.people.actions.digests import choose_rhythm, send_digest
from commun.people.digest_mail import STOP
from commun.people.models import Digest, DigestLine, Person
from tests.support.client import GateClient
from tests.support.world import make_person

pytestmark = pytest.mark.django_db
START = dt.datetime(2026, 10, 5, 0, 0, tzinfo=dt.UTC)


class Wire:
    """A source of events for tests: what happened, and when it could be read."""

    def __init__(self) -> None:
        self.events: list[DigestEvent] = []

    def add(self, key: str, at: dt.datetime) -> None:
        self.events.append(DigestEvent(key, at, f"Fait {key}", "/", "pour l’essai"))

    def read(self, person: Any, since: dt.datetime, until: dt.datetime) -> Iterator[DigestEvent]:
        return (event for event in self.events if since < event.at <= until)


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Wire:
    wire = Wire()
    alone: registries.Registry[DigestSection] = registries.Registry()
    alone.add("tests", DigestSection("Essai", 1, wire.read))
    monkeypatch.setattr(registries, "digest", alone)
    return wire


def person(**fields: Any) -> Person:
    with clock.stopped(START):
        return make_person(**fields)


def send(someone: Person, at: dt.datetime) -> Digest | None:
    with clock.stopped(at):
        return send_digest(person=someone)


@pytest.mark.slow
def test_thirty_days_of_fifty_members_tell_everything_once(wire: Wire) -> None:
    dice = random.Random(20261116)
    zones = ["Europe/Paris", "Indian/Reunion", "America/Guadeloupe"]
    people = [
        person(
            time_zone=dice.choice(zones), digest_hour=dice.randrange(24), digest_rhythm=dice.choice(["daily", "weekly"])
        )
        for _number in range(50)
    ]
    number = 0
    # 30 days, then enough for the last weekly turn to come.
    for hour in range(38 * 24):
        now = START + dt.timedelta(hours=hour)
        if hour < 30 * 24 and dice.random() < 0.3:
            # Some facts become readable up to an hour after their moment: a long transaction.
            wire.add(str(number), now - dt.timedelta(minutes=dice.randrange(60)))
            number += 1
        if hour % 4 == 0 or dice.random() < 0.3:  # the worker is sometimes late
            with clock.stopped(now):
                tasks.send_digests(tasks.due_people())
    for someone in people:
        told = list(DigestLine.objects.filter(person=someone).values_list("key", flat=True))
        assert sorted(told) == sorted(event.key for event in wire.events)
        shown = "".join(OutgoingMail.objects.filter(to=someone.email).values_list("text", flat=True))
        assert all(shown.count(f"Fait {event.key}\n") == 1 for event in wire.events)


def test_a_digest_leaves_at_the_persons_hour_and_not_before(wire: Wire) -> None:
    someone = person(digest_hour=9)
    wire.add("a", START + dt.timedelta(hours=1))
    assert send(someone, dt.datetime(2026, 10, 6, 6, 59, tzinfo=dt.UTC)) is not None  # Monday's turn, at last
    wire.add("b", dt.datetime(2026, 10, 6, 6, 59, 30, tzinfo=dt.UTC))
    assert send(someone, dt.datetime(2026, 10, 6, 6, 59, 40, tzinfo=dt.UTC)) is None
    assert send(someone, dt.datetime(2026, 10, 6, 7, 0, tzinfo=dt.UTC)) is not None
    assert OutgoingMail.objects.count() == 2


@pytest.mark.parametrize(
    ("zone", "utc_hour"), [("Europe/Paris", 7), ("Indian/Reunion", 5), ("America/Guadeloupe", 13), ("UTC", 9)]
)
def test_nine_in_the_morning_is_that_of_the_persons_place(wire: Wire, zone: str, utc_hour: int) -> None:
    someone = person(digest_hour=9, time_zone=zone)
    due = dt.datetime(2026, 10, 6, utc_hour, tzinfo=dt.UTC)
    assert send(someone, due - dt.timedelta(days=1)) is not None
    wire.add("a", due - dt.timedelta(minutes=5))
    assert send(someone, due - dt.timedelta(minutes=1)) is None
    sent = send(someone, due)
    assert sent is not None
    assert (sent.turn_at, sent.line_count) == (due, 1)


def test_what_happened_is_grouped_under_its_chapter_in_text_and_in_html(
    wire: Wire,
) -> None:
    other = Wire()
    registries.digest.add("autre", DigestSection("Autre chapitre", 2, other.read))
    someone = person()
    acts = (("Cela m’intéresse", "http://localhost:8000/m/oui/"), ("Pas pour moi", "http://localhost:8000/m/non/"))
    for number in range(2):
        wire.add(f"un-{number}", START + dt.timedelta(hours=1))
        at = START + dt.timedelta(hours=2)
        other.events.append(DigestEvent(f"deux-{number}", at, f"Fait deux-{number}", "/", "parce que", "", acts))
    send(someone, START + dt.timedelta(days=1))
    mail = OutgoingMail.objects.get()
    for said, titles in ((mail.text, ("ESSAI", "AUTRE CHAPITRE")), (mail.html, ("<h2>Essai", "<h2>Autre chapitre"))):
        assert [said.count(title) for title in titles] == [1, 1]
        marks = [titles[0], "Fait un-0", "Fait un-1", titles[1], "Fait deux-0", "Fait deux-1"]
        # The subject of the page names the first fact: the search begins at the first chapter.
        places = [said.index(mark, said.index(titles[0])) for mark in marks]
        assert places == sorted(places)
        assert said.count("pour l’essai") == said.count("parce que") == 2
        assert said.count("/m/oui/") == said.count("/m/non/") == 2
    assert '<meta name="viewport" content="width=device-width' in mail.html


def test_one_event_in_two_chapters_is_told_once_in_the_first(wire: Wire) -> None:
    other = Wire()
    registries.digest.add("autre", DigestSection("Autre chapitre", 2, other.read))
    for source in (wire, other):
        source.add("double", START + dt.timedelta(hours=1))
    digest = send(person(), START + dt.timedelta(days=1))
    assert digest is not None
    assert digest.line_count == 1
    mail = OutgoingMail.objects.get()
    assert mail.text.count("pour l’essai") == 1
    assert "AUTRE CHAPITRE" not in mail.text


def test_nothing_to_tell_is_no_mail(wire: Wire) -> None:
    someone = person()
    digest = send(someone, START + dt.timedelta(days=1))
    assert digest is not None
    assert digest.line_count == 0
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize("fields", [{"digest_rhythm": "none"}, {"is_active": False}, {"email": None}])
def test_who_wants_none_or_cannot_receive_gets_none(wire: Wire, fields: dict[str, Any]) -> None:
    wire.add("a", START + dt.timedelta(hours=1))
    someone = person(**fields)
    assert send(someone, START + dt.timedelta(days=2)) is None
    with clock.stopped(START + dt.timedelta(days=2)):
        assert tasks.due_people() == []


def test_due_people_are_those_whose_turn_was_not_taken(wire: Wire) -> None:
    late, served = person(), person()
    with clock.stopped(START + dt.timedelta(days=1)):
        send_digest(person=served)
        assert tasks.due_people() == [late.pk]


def test_the_mail_can_be_stopped_in_one_click(wire: Wire, client: GateClient) -> None:
    someone = person()
    wire.add("a", START + dt.timedelta(hours=1))
    send(someone, START + dt.timedelta(days=1))
    sent = OutgoingMail.objects.get()
    assert sent.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = sent.headers["List-Unsubscribe"].strip("<>").removeprefix("http://localhost:8000")
    assert client.get(path).status_code == 200
    someone.refresh_from_db()
    assert someone.digest_rhythm == "daily", "opening the link changes nothing"
    assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    someone.refresh_from_db()
    assert someone.digest_rhythm == "none"
    assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200, "twice is once"


def test_the_one_click_needs_no_token_of_ours(wire: Wire) -> None:
    someone = person()
    strict = GateClient(enforce_csrf_checks=True)
    path = links.link(STOP, someone.pk).removeprefix("http://localhost:8000")
    assert strict.post(path).status_code == 200


@pytest.mark.parametrize("spoil", [lambda token: token[:-2], lambda token: "x" + token, lambda token: "é" * 40])
def test_a_forged_link_is_gone(client: GateClient, spoil: Any) -> None:
    token = links.link(STOP, person().pk).rstrip("/").rsplit("/", 1)[1]
    assert client.get(reverse("mail-act", kwargs={"token": spoil(token)})).status_code == 410


def test_a_link_of_an_erased_person_is_not_found(client: GateClient) -> None:
    gone = person(is_active=False)
    token = links.link(STOP, gone.pk).rstrip("/").rsplit("/", 1)[1]
    assert client.get(reverse("mail-act", kwargs={"token": token})).status_code == 404


def test_one_digest_that_fails_does_not_hold_the_others_back(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = person(), person()
    wire.add("a", START + dt.timedelta(hours=1))
    real = tasks.send_digest

    def fail_for_the_first(*, person: Person) -> Any:
        if person == first:
            raise RuntimeError("no")
        return real(person=person)

    monkeypatch.setattr(tasks, "send_digest", fail_for_the_first)
    with clock.stopped(START + dt.timedelta(days=1)), pytest.raises(RuntimeError, match=str(first.pk)):
        tasks.send_digests(tasks.due_people())
    assert OutgoingMail.objects.get().to == second.email


def test_choosing_the_same_rhythm_changes_nothing() -> None:
    assert not choose_rhythm(person=person(), rhythm="daily")
