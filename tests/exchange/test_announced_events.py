"""A calendar in a mail of the list is shown as an event; nothing is accepted for anybody."""

import re
from typing import Any

import pytest

from commun.algo.calendar import cards
from commun.core import scope
from commun.core.urls import here
from commun.exchange.models import Post, PostFile
from commun.governance.models import Meeting
from tests.exchange.list_world import OURS, arrives, mail_of
from tests.support.client import GateClient
from tests.support.world import Group

pytestmark = pytest.mark.django_db
EVENT = """BEGIN:VCALENDAR
METHOD:REQUEST
BEGIN:VEVENT
UID:1@exemple.test
SUMMARY:Visite du chantier\\, à l’écluse
LOCATION:Écluse 3
DTSTART;TZID=Europe/Paris:20261201T090000
DTEND:20261201T100000Z
BEGIN:VALARM
SUMMARY:Alarme
END:VALARM
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture(autouse=True)
def _our_server(settings: Any, tmp_path: Any) -> None:
    settings.AUTHSERV_ID = OURS
    settings.MEDIA_ROOT = tmp_path


def announced(group: Group, calendar: str = EVENT) -> Post:
    body = (
        "--l\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nVous venez ?\r\n--l\r\n"
        f"Content-Type: text/calendar; charset=utf-8; method=REQUEST\r\n\r\n{calendar}\r\n--l--\r\n"
    )
    kind = {"Content-Type": 'multipart/alternative; boundary="l"', "MIME-Version": "1.0"}
    mail = arrives(mail_of(group.bob.person, group.space, text=body, **kind), group.space)
    with scope.use(group.space):
        return Post.objects.select_related("thread").get(mail=mail)


@pytest.mark.english
def test_an_event_is_shown_and_leads_to_the_calendar_of_the_group(client: GateClient, group: Group) -> None:
    post = announced(group)
    client.force_login(group.alice.person)
    page = client.get(here(group.space.slug, "exchange:thread", thread=post.thread.ref)).content.decode()
    assert "Visite du chantier, à l’écluse" in page
    assert "Alarme" not in page
    assert page.count("décembre") == 1
    url = page.split(here(group.space.slug, "governance:plan-meeting"))[1].split('"')[0].replace("&amp;", "&")
    form = client.get(here(group.space.slug, "governance:plan-meeting") + url).content.decode()
    for value in ("2026-12-01", "09:00", "11:00", "Écluse 3"):
        assert f'value="{value}"' in form
    with scope.use(group.space):
        assert not Meeting.objects.exists()
        assert PostFile.objects.get().name == "invitation.ics"


@pytest.mark.parametrize(
    ("before", "after", "link"),
    [
        ("METHOD:REQUEST", "METHOD:CANCEL", False),
        ("20261201", "20201201", False),
        ("DTSTART;TZID=Europe/Paris:20261201T090000", "DTSTART;VALUE=DATE:20261201", True),
    ],
)
def test_what_is_over_or_cancelled_is_shown_without_a_link(
    client: GateClient, group: Group, before: str, after: str, link: bool
) -> None:
    post = announced(group, EVENT.replace(before, after))
    client.force_login(group.alice.person)
    page = client.get(here(group.space.slug, "exchange:thread", thread=post.thread.ref)).content.decode()
    assert "Visite du chantier" in page
    assert (here(group.space.slug, "governance:plan-meeting") + "?" in page) == link


@pytest.mark.english
def test_a_group_far_away_reads_hours_of_its_own_and_every_day(client: GateClient, group: Group) -> None:
    group.space.time_zone = "Indian/Reunion"
    group.space.save(update_fields=["time_zone"])
    loose = EVENT.replace(";TZID=Europe/Paris:20261201T090000", ":20261201T013000").replace("20261201T100000Z", "x")
    days = EVENT.split("\n", 2)[2].replace(";TZID=Europe/Paris:20261201T090000", ";VALUE=DATE:20261210")
    post = announced(group, loose.replace("END:VCALENDAR\n", days.replace("20261201T100000Z", "20261213")))
    client.force_login(group.alice.person)
    page = client.get(here(group.space.slug, "exchange:thread", thread=post.thread.ref)).content.decode()
    assert "jour=2026-12-01&amp;lieu=%C3%89cluse+3&amp;de=01%3A30" in page
    assert re.search(r"10\sdécembre – \w+\s12\sdécembre", page)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "BEGIN:VCALENDAR",
        EVENT.replace("REQUEST", "REPLY"),
        EVENT.replace("DTSTART", "X"),
        # The page of the thread broke for the whole group.
        EVENT.replace("20261201T090000", "99991231T235959"),
        EVENT.replace("TZID=Europe/Paris:20261201T090000", "VALUE=DATE:00010101").replace(
            "20261201T100000Z", "00010101"
        ),
        "x\n" * 9_000,
        "🌱" * 300_000,
    ],
)
def test_what_is_no_event_is_no_card(text: str) -> None:
    assert cards(text) == []


def test_a_card_is_bounded_and_never_raises() -> None:
    many = "BEGIN:VCALENDAR\n" + EVENT.split("\n", 2)[2].replace("END:VCALENDAR\n", "") * 40 + "END:VCALENDAR"
    assert len(cards(many)) == 5
    odd = EVENT.replace("20261201T100000Z", "20261201T070000Z").replace("TZID=Europe/Paris", "TZID=Nulle/Part")
    (card,) = cards(odd)
    assert card.end is None
