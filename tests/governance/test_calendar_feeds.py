"""F9: secret addresses of calendars, read by real readers of iCalendar."""

import datetime as dt
import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client

from commun.core import clock, registries
from commun.core.errors import Refused
from commun.core.models import Space
from commun.core.registries import CalendarEntry
from commun.governance.actions import calendar_feeds as actions
from commun.governance.actions import duties, meeting_series, meetings
from commun.governance.feed_tokens import token_of
from commun.governance.models import BodyLink, CalendarToken, Membership, Network
from commun.governance.queries.calendar_feeds import feed_of
from commun.people.models import Person
from tests.governance.meeting_world import again, make_series, meetings_of
from tests.support.world import Group, make_group, make_member

pytestmark = pytest.mark.django_db


def path_of(row: CalendarToken) -> str:
    return f"/agenda/{token_of(row)}.ics"


def events_of(row: CalendarToken) -> dict[str, dict[str, str]]:
    """Events by UID, read by the icalendar library."""
    icalendar = pytest.importorskip("icalendar")
    calendar = icalendar.Calendar.from_ical(feed_of(token_of(row)).body)
    return {
        str(event["UID"]): {
            "status": str(event["STATUS"]),
            "sequence": str(event["SEQUENCE"]),
            "start": event["DTSTART"].dt.isoformat(),
            "title": str(event["SUMMARY"]),
        }
        for event in calendar.walk("VEVENT")
    }


def test_a_feed_tells_every_meeting_at_its_local_hour(group: Group) -> None:
    series = make_series(group.alice)
    row = actions.open_feed(person=group.bob.person, group=group.space)
    told = events_of(row)
    assert len(told) == len(meetings_of(series))
    assert {event["start"][11:16] for event in told.values()} == {"14:00"}
    assert {event["start"][19:] for event in told.values()} == {"+01:00", "+02:00"}


def test_an_expander_finds_the_same_dates(group: Group) -> None:
    reader = pytest.importorskip("recurring_ical_events")
    icalendar = pytest.importorskip("icalendar")
    series = make_series(group.alice)
    body = feed_of(token_of(actions.open_feed(person=group.bob.person))).body
    found = reader.of(icalendar.Calendar.from_ical(body)).between((2027, 1, 1), (2027, 7, 1))
    expected = [
        one.starts_at for one in meetings_of(series) if dt.date(2027, 1, 1) <= one.occurrence < dt.date(2027, 7, 1)
    ]
    assert sorted(event["DTSTART"].dt for event in found) == expected


def test_an_update_keeps_its_uid_and_its_sequence_grows_and_a_cancellation_is_seen(group: Group) -> None:
    meeting, other = meetings_of(make_series(group.alice))[1:3]
    row = actions.open_feed(person=group.bob.person, group=group.space)
    uid, other_uid = f"seance-{meeting.ref}@commun", f"seance-{other.ref}@commun"
    assert events_of(row)[uid]["sequence"] == "0"
    meetings.move_meeting(by=group.alice, meeting=meeting, day=dt.date(2026, 12, 22), at=dt.time(9))
    meetings.cancel_meeting(by=group.alice, meeting=other)
    told = events_of(row)
    assert (told[uid]["sequence"], told[uid]["start"][:16]) == ("1", "2026-12-22T09:00")
    assert (told[other_uid]["status"], told[other_uid]["sequence"]) == ("CANCELLED", "1")
    with clock.stopped(clock.now() + dt.timedelta(days=29)):
        assert other_uid in events_of(row)
    with clock.stopped(clock.now() + dt.timedelta(days=31)):
        assert other_uid not in events_of(row)


def test_a_series_that_ends_is_seen_cancelled_in_calendars(group: Group) -> None:
    series = make_series(group.alice)
    row = actions.open_feed(person=group.bob.person, group=group.space)
    before = events_of(row)
    meeting_series.end_series(by=group.alice, series=series)
    told = events_of(row)
    assert told.keys() == before.keys()
    assert {(one["status"], one["sequence"]) for one in told.values()} == {("CANCELLED", "1")}


def test_a_reader_that_has_this_text_gets_304(group: Group) -> None:
    meeting = meetings_of(make_series(group.alice))[1]
    row = actions.open_feed(person=group.bob.person, group=group.space)
    client = Client()
    first = client.get(path_of(row))
    assert first.headers["Content-Type"] == "text/calendar; charset=utf-8"
    tag, date = first.headers["ETag"], first.headers["Last-Modified"]
    assert client.get(path_of(row), headers={"If-None-Match": tag}).status_code == 304
    assert client.get(path_of(row), headers={"If-Modified-Since": date}).status_code == 304
    meetings.cancel_meeting(by=group.alice, meeting=meeting)
    assert client.get(path_of(row), headers={"If-None-Match": tag}).status_code == 200


def test_an_unknown_address_is_404_a_revoked_one_410_and_both_are_silent(group: Group) -> None:
    row = actions.open_feed(person=group.bob.person, group=group.space)
    actions.revoke_feed(person=group.bob.person, feed=row)
    client = Client()
    for path, status in (("/agenda/inconnue.ics", 404), (path_of(row), 410)):
        answer = client.get(path)
        assert (answer.status_code, answer.content) == (status, b"")
        assert "ETag" not in answer.headers
    with pytest.raises(Refused):
        actions.revoke_feed(person=group.bob.person, feed=row)


def test_the_feed_of_a_group_ends_with_the_membership(group: Group) -> None:
    make_series(group.alice)
    row = actions.open_feed(person=group.bob.person, group=group.space)
    everything = actions.open_feed(person=group.bob.person)
    Membership._base_manager.filter(pk=group.bob.pk).update(state="left")
    assert Client().get(path_of(row)).status_code == 404
    assert events_of(everything) == {}
    # With the account, all of them.
    Person.objects.filter(pk=group.bob.person_id).update(is_active=False)
    assert Client().get(path_of(everything)).status_code == 404


def test_a_stranger_opens_no_feed_of_the_group(group: Group) -> None:
    with pytest.raises(Refused):
        actions.open_feed(person=group.chloe, group=group.space)


def test_the_feed_of_one_group_holds_nothing_of_another_nor_any_name(group: Group) -> None:
    make_series(group.alice, title="Ici")
    other = make_group()
    make_series(other.alice, title="Ailleurs")
    meeting = meetings_of(make_series(group.alice, title="Là"))[0]
    duties.assign_duty(by=group.alice, meeting=meeting, task="facilitator", to=group.alice)
    body = feed_of(token_of(actions.open_feed(person=group.bob.person, group=group.space))).body.decode()
    assert "Ailleurs" not in body
    assert "Alice" not in body


def test_my_own_feed_says_my_turns_and_the_dates_of_other_rooms(group: Group) -> None:
    meeting = meetings_of(make_series(group.alice))[0]
    duties.assign_duty(by=group.bob, meeting=meeting, task="facilitator", to=group.bob)
    row = actions.open_feed(person=group.bob.person)
    due = CalendarEntry("ailleurs-1@commun", "Échéance", clock.now() + dt.timedelta(days=3), None, "/g/x/")
    registries.calendar.add("test.dates", lambda person, first, last: [due])
    try:
        told = events_of(row)
    finally:
        registries.calendar.add("test.dates", lambda person, first, last: [])
    mine = told[f"seance-{again(meeting).ref}@commun"]["title"]
    assert mine != events_of(actions.open_feed(person=group.bob.person, group=group.space))[
        f"seance-{meeting.ref}@commun"
    ]["title"]  # fmt: skip
    assert told["ailleurs-1@commun"]["start"] == "2026-11-19"
    # What says when it moved is seen to have moved.
    moved = replace(due, changed_at=clock.now() + dt.timedelta(hours=1))
    registries.calendar.add("test.dates", lambda person, first, last: [moved])
    try:
        body = feed_of(token_of(row)).body.decode()
    finally:
        registries.calendar.add("test.dates", lambda person, first, last: [])
    told_then = body.split("UID:ailleurs-1@commun")[1]
    assert told_then.count(f"{moved.changed_at:%Y%m%dT%H%M%SZ}") == 2
    # Other rooms say no version: no date tells that theirs moved.
    assert "Last-Modified" not in Client().get(path_of(row)).headers


def test_only_the_digest_of_the_address_is_kept(group: Group) -> None:
    row = actions.open_feed(person=group.bob.person)
    kept = CalendarToken.objects.filter(pk=row.pk).values().get()
    assert token_of(row) not in {str(value) for value in kept.values()}


def test_a_person_opens_at_most_twenty_addresses(group: Group) -> None:
    for _time in range(20):
        actions.open_feed(person=group.bob.person)
    with pytest.raises(Refused):
        actions.open_feed(person=group.bob.person)


def test_my_calendars_opens_and_revokes(group: Group, client: Client) -> None:
    client.force_login(group.bob.person)
    form = {"group": group.space.slug, "token": client.get("/moi/agendas/").context["token"]}
    assert client.post("/moi/agendas/", form).status_code == 302
    assert client.post("/moi/agendas/", form).status_code == 302, "pressed twice"
    row = CalendarToken.objects.get()
    assert token_of(row) in client.get("/moi/agendas/").content.decode()
    client.get(f"/moi/agendas/{row.ref}/revoquer/")
    assert Client().get(path_of(row)).status_code == 200
    client.post(f"/moi/agendas/{row.ref}/revoquer/")
    client.post("/moi/agendas/", form)
    assert CalendarToken.objects.filter(revoked_at=None).count() == 1, "gone back, one asks for another"
    assert Client().get(path_of(row)).status_code == 410


@pytest.mark.skipif(shutil.which("khal") is None, reason="khal is not installed (apt-get install khal)")
def test_khal_reads_the_feed(group: Group, tmp_path: Path) -> None:
    make_series(group.alice)
    body = feed_of(token_of(actions.open_feed(person=group.bob.person, group=group.space))).body
    (tmp_path / "agenda").mkdir()
    (tmp_path / "feed.ics").write_bytes(body)
    (tmp_path / "config").write_text(
        "[calendars]\n[[commun]]\npath = agenda\n[locale]\nlocal_timezone = Europe/Paris\n"
        "default_timezone = Europe/Paris\ntimeformat = %H:%M\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\n"
        "datetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n"
        f"[sqlite]\npath = {tmp_path}/khal.db\n[default]\ndefault_calendar = commun\n"
    )
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)}
    environment.pop("PYTHONPATH", None)

    def khal(*words: str) -> str:
        command = [shutil.which("khal") or "khal", "-c", str(tmp_path / "config"), *words]
        run = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=environment, check=False)
        assert run.returncode == 0, run.stderr
        return run.stdout

    khal("import", "--batch", "feed.ics")
    listed = khal("list", "--format", "{start} {title}", "--day-format", "", "2026-12-01", "2027-05-01")
    days = [line.split()[0] for line in listed.splitlines() if "Séance" in line]
    assert days == ["2026-12-21", "2027-01-18", "2027-02-15", "2027-03-15", "2027-04-19"]
    assert "14:00 Séance du mois" in listed


def around(group: Group) -> Space:
    """A network that the group belongs to."""
    network = Space.objects.create(slug="reseau", name="Réseau du Val", kind=Space.Kind.NETWORK, created_at=clock.now())
    Network.objects.create(space=network)
    BodyLink.objects.create(inside=group.space, around=network, starts_on=clock.today())
    return network


def test_the_feed_of_a_network_tells_what_its_groups_make_public_and_nothing_else(group: Group) -> None:
    network, other, far = around(group), make_group(), make_group()
    BodyLink.objects.create(inside=other.space, around=network, starts_on=clock.today())
    one = make_series(
        other.alice,
        title="Porte ouverte chez Bob",
        is_public=True,
        place="Au jardin de Bob Durand",
        link="https://visio.test/x",
    )
    # Where there is no place, the link to a call is not one.
    away = make_series(other.alice, title="De loin", is_public=True, link="https://visio.test/y")
    make_series(other.alice, title="Entre membres")
    make_series(far.alice, title="Ailleurs", is_public=True)
    row = actions.open_feed(person=group.bob.person, group=network)
    body = feed_of(token_of(row)).body.decode()
    assert "Porte ouverte" in body
    assert other.space.name in body
    assert "Au jardin" in body
    assert not [word for word in ("Entre membres", "Ailleurs", "visio", "seances", "Alice", "Bob") if word in body]
    told = events_of(row)
    assert len(told) == len(meetings_of(one)) + len(meetings_of(away))
    # A cancelled one is seen so for a month; a group that leaves the network is not read any more.
    gone = meetings_of(one)[1]
    meetings.cancel_meeting(by=other.alice, meeting=gone)
    assert events_of(row)[f"seance-{gone.ref}@commun"]["status"] == "CANCELLED"
    with clock.stopped(clock.now() + dt.timedelta(days=31)):
        assert f"seance-{gone.ref}@commun" not in events_of(row)
    BodyLink.objects.filter(inside=other.space).update(ends_on=clock.today() - dt.timedelta(days=1))
    assert events_of(row) == {}


def test_the_feed_of_a_network_is_for_its_groups_and_ends_with_them(group: Group, client: Client) -> None:
    network = around(group)
    with pytest.raises(Refused):
        actions.open_feed(person=group.chloe, group=network)
    client.force_login(group.bob.person)
    page = client.get("/moi/agendas/").content.decode()
    assert "Réseau du Val" in page
    assert client.post("/moi/agendas/", {"group": "reseau"}).status_code == 302
    row = CalendarToken.objects.get()
    assert "webcal://" in client.get("/moi/agendas/").content.decode()
    # What a group makes private again vanishes, and no date tells it.
    assert "Last-Modified" not in Client().get(path_of(row)).headers
    Membership._base_manager.filter(pk=group.bob.pk).update(state="left")
    assert Client().get(path_of(row)).status_code == 404


def test_a_member_of_the_network_itself_reads_all_its_own_meetings_there(group: Group) -> None:
    network = around(group)
    mine = make_member(network, group.bob.person, role="facilitator")
    make_series(mine, title="Conseil du réseau")
    row = actions.open_feed(person=group.bob.person, group=network)
    assert any("Conseil du réseau" in one["title"] for one in events_of(row).values())
    other = actions.open_feed(person=group.alice.person, group=network)
    assert events_of(other) == {}
