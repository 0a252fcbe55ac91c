"""Pages of meetings: what they show, what they refuse, what they cost."""

import datetime as dt
import json
from typing import Any

import pytest

from commun.core import clock, scope
from commun.core.models import Space
from commun.core.urls import here
from commun.governance.actions import agenda, duties, meeting_series, meetings, minutes
from commun.governance.actions.agenda import Point
from commun.governance.models import AgendaItem, Decision, Duty, Meeting, MeetingSeries, Membership, MinuteLine
from commun.governance.queries import meeting_registries
from commun.governance.queries import meetings as queries
from tests.exchange.search_world import ask, indexed
from tests.governance.meeting_world import again, first_of, make_series, meetings_of, opened, people
from tests.support.client import GateClient
from tests.support.queries import at_most
from tests.support.world import Group

pytestmark = pytest.mark.django_db
FORM = {
    "title": "Séance du mois", "kind": "working", "pattern": "month_weekday", "place": "3", "weekday": "0",
    "month_day": "1", "interval": "1", "rule": "", "starts_on": "2026-11-20", "starts_at": "10:00", "ends_at": "12:00",
    "zone": "Europe/Paris", "where": "", "link": "", "min_presence": "", "carried_most": "2",
}  # fmt: skip


def at(group: Group, name: str, **arguments: Any) -> str:
    return here(group.space.slug, f"governance:{name}", **arguments)


@pytest.fixture
def alice(group: Group, client: GateClient) -> GateClient:
    client.force_login(group.alice.person)
    return client


def series_of(space: Space) -> list[MeetingSeries]:
    with scope.use(space):
        return list(MeetingSeries.objects.all())


def test_the_dates_are_shown_before_anything_is_saved(group: Group, alice: GateClient) -> None:
    page = alice.post(at(group, "new-series"), {**FORM, "look": "1"}).content.decode()
    assert "Lundi de Pentecôte" in page
    assert series_of(group.space) == []


def test_a_series_is_saved_from_plain_choices(group: Group, alice: GateClient) -> None:
    answer = alice.post(at(group, "new-series"), {**FORM, "save": "1"})
    assert answer.status_code == 302
    (series,) = series_of(group.space)
    assert (series.rule, series.minutes) == ("FREQ=MONTHLY;BYDAY=3MO", 120)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("ends_at", "09:00", ""),
        ("pattern", "other", ""),
        ("starts_at", "25:99", ""),
        ("title", "x" * 5000, ""),
        ("interval", "99", ""),
    ],
)
def test_bad_input_says_so_and_loses_nothing(
    group: Group, alice: GateClient, field: str, value: str, words: str
) -> None:
    answer = alice.post(at(group, "new-series"), {**FORM, "where": "Salle Courmont", field: value, "save": "1"})
    assert answer.status_code == 422
    assert "Salle Courmont" in answer.content.decode()
    assert series_of(group.space) == []


def test_the_hour_that_does_not_exist_has_its_sentence_on_the_form(group: Group, alice: GateClient) -> None:
    wrong = {**FORM, "pattern": "yearly", "starts_on": "2027-03-28", "starts_at": "02:30", "ends_at": "03:30"}
    answer = alice.post(at(group, "new-series"), {**wrong, "save": "1"})
    assert answer.status_code == 422
    assert "03:30" in answer.content.decode()


def test_the_ritual_changes_by_buttons(group: Group, alice: GateClient) -> None:
    series = make_series(group.alice)
    url = at(group, "ritual", series=series.ref)
    alice.post(url, {"down": "0", "label-0": "Météo", "minutes-0": "5"})
    alice.post(url, {"add": "1", "part": "news"})
    alice.post(url, {"out": "2"})
    (kept,) = series_of(group.space)
    assert [(step["part"], step["label"], step["minutes"]) for step in kept.ritual[:2]] == [
        ("news", "", 15), ("inclusion", "Météo", 5),
    ]  # fmt: skip
    assert [step["part"] for step in kept.ritual].count("resources") == 0
    alice.post(url, {"minutes-0": "0"})
    assert series_of(group.space)[0].ritual == kept.ritual


def test_a_plain_member_does_not_see_the_forms_of_series(group: Group, client: GateClient) -> None:
    client.force_login(group.bob.person)
    assert client.get(at(group, "new-series")).status_code == 404
    assert client.get(at(group, "meetings")).status_code == 200


def test_a_point_with_a_bad_length_keeps_what_was_written(group: Group, alice: GateClient) -> None:
    meeting = first_of(group.alice)
    sent = {"title": "Le local", "wish": "decide", "minutes": "0", "part": "points", "detail": "Un mot long"}
    answer = alice.post(at(group, "new-point", meeting=meeting.ref), sent)
    assert answer.status_code == 422
    assert "Un mot long" in answer.content.decode()


def test_a_proposal_is_caught_in_one_press_from_the_screen(group: Group, alice: GateClient) -> None:
    """R37: from what was just said to a matter in the register, under three presses."""
    meeting = opened(group.alice)
    sent = {"text": "Changer de banque", "nature": "decision"}
    answer = alice.post(at(group, "write-line", meeting=meeting.ref), sent, HTTP_HX_REQUEST="true")
    assert answer.status_code == 200
    with scope.use(group.space):
        assert Decision.objects.get().title == "Changer de banque"


def test_an_htmx_press_gets_the_fragment_and_others_the_page(group: Group, alice: GateClient) -> None:
    meeting = opened(group.alice)
    url = at(group, "meeting-step", meeting=meeting.ref)
    fragment = alice.post(url, {"to": "next"}, HTTP_HX_REQUEST="true")
    assert 'id="seance-now"' in fragment.content.decode()
    assert "<html" not in fragment.content.decode()
    assert alice.post(url, {"to": "next"}).status_code == 302
    now = again(meeting).step
    assert now is not None
    assert now.position == 3


def test_the_screen_of_those_who_lead_is_not_for_others(group: Group, client: GateClient) -> None:
    meeting = first_of(group.alice)
    duties.assign_duty(by=group.alice, meeting=meeting, task="facilitator", to=group.alice)
    meetings.open_meeting(by=group.alice, meeting=meeting)
    client.force_login(group.bob.person)
    assert client.get(at(group, "lead-meeting", meeting=meeting.ref)).status_code == 404
    page = client.get(at(group, "meeting", meeting=meeting.ref)).content.decode()
    assert 'to" value="next' not in page


def test_the_meeting_without_facilitator_says_so_and_goes_on(group: Group, alice: GateClient) -> None:
    meeting = opened(group.alice)
    page = alice.get(at(group, "meeting", meeting=meeting.ref)).content.decode()
    assert "c-message--honey" in page
    assert alice.post(at(group, "meeting-step", meeting=meeting.ref), {"to": "next"}).status_code == 302


def test_a_fragment_of_a_closed_meeting_reloads_the_page(group: Group, alice: GateClient) -> None:
    meeting = opened(group.alice)
    meetings.close_meeting(by=group.alice, meeting=meeting)
    url = at(group, "meeting-part", meeting=meeting.ref, part="now")
    answer = alice.get(url, HTTP_HX_REQUEST="true")
    assert (answer.status_code, answer.headers["HX-Refresh"]) == (204, "true")
    assert alice.get(url).status_code == 302
    assert alice.get(at(group, "meeting-part", meeting=meeting.ref, part="autre")).status_code == 404


def test_minutes_are_public_by_choice_and_without_names(group: Group, alice: GateClient) -> None:
    meeting = opened(group.alice)
    minutes.write_line(by=group.alice, meeting=meeting, text="On publie nos comptes rendus")
    meetings.close_meeting(by=group.alice, meeting=again(meeting))
    outside = GateClient()
    url = at(group, "public-minutes", meeting=meeting.ref)
    assert outside.get(url).status_code == 404
    alice.post(at(group, "publish-minutes", meeting=meeting.ref), {"public": "1"})
    page = outside.get(url).content.decode()
    assert "On publie nos comptes rendus" in page
    assert "Alice" not in page
    # Nor in the words themselves, wherever they stand.
    Meeting._base_manager.filter(pk=meeting.pk).update(title="Bilan avec Bob Durand")
    AgendaItem._base_manager.filter(meeting=meeting).update(title="Ce que dit bob")
    point = AgendaItem._base_manager.filter(meeting=meeting).first()
    MinuteLine._base_manager.filter(meeting=meeting).update(text="Alice Martin écrit à la mairie", item=point)
    page = outside.get(url).content.decode()
    assert "écrit à la mairie" in page
    assert "Bilan avec" in page
    assert "Ce que dit" in page
    assert not [name for name in ("Alice", "Martin", "Bob", "bob", "Durand") if name in page]
    alice.post(at(group, "publish-minutes", meeting=meeting.ref), {"public": "0"})
    assert outside.get(url).status_code == 404


def test_the_default_of_the_group_decides_who_reads_new_minutes(group: Group) -> None:
    meeting_series.change_habits(by=group.alice, alert_weeks=4, is_public=True)
    assert meeting_series.habits_of(group.space).is_public is True


def test_minutes_leave_as_markdown_and_json(group: Group, alice: GateClient) -> None:
    meeting = opened(group.alice)
    minutes.write_line(by=group.alice, meeting=meeting, text="Bonjour")
    text = alice.get(at(group, "minutes-markdown", meeting=meeting.ref))
    assert text.headers["Content-Type"].startswith("text/markdown")
    assert "- Bonjour" in text.content.decode()
    assert json.loads(alice.get(at(group, "minutes-json", meeting=meeting.ref)).content)["chapters"]


def test_what_waits_for_me_is_in_the_list_of_things_to_do(group: Group) -> None:
    meeting = first_of(group.alice)
    duties.assign_duty(by=group.alice, meeting=meeting, task="scribe", to=group.bob)
    keys = {item.key.split(":")[0] for item in meeting_registries.things_to_do(group.bob.person)}
    assert keys == {"governance.duty", "governance.meeting"}
    duties.answer_meeting(member=group.bob, meeting=meeting, answer="coming")
    keys = {item.key.split(":")[0] for item in meeting_registries.things_to_do(group.bob.person)}
    assert keys == {"governance.duty"}
    assert list(meeting_registries.things_to_do(group.chloe)) == []


def test_the_digest_tells_duties_dates_and_minutes(group: Group) -> None:
    meeting, other = meetings_of(make_series(group.alice))[:2]
    duties.assign_duty(by=group.alice, meeting=other, task="scribe", to=group.bob)
    since = clock.now() - dt.timedelta(hours=1)
    meetings.move_meeting(by=group.alice, meeting=meeting, day=dt.date(2026, 11, 17), at=dt.time(9))
    told = list(meeting_registries.events(group.bob.person, since, clock.now()))
    assert {event.key.split(":")[0] for event in told} == {"governance.duty", "governance.meeting"}
    assert all(event.url.startswith("http") for event in told)


def test_reunion_finds_seance(group: Group) -> None:
    meeting = opened(group.alice)
    minutes.write_line(by=group.alice, meeting=meeting, text="Les banques éthiques")
    indexed()
    (hit,) = ask(group.alice.person, "réunion banque").hits
    assert "banques" in [piece.text for piece in hit.text if piece.is_marked]
    assert not ask(group.alice.person, "imprimeur").hits


def test_a_dormant_member_reads_and_does_not_write(group: Group, client: GateClient) -> None:
    meeting = first_of(group.alice)
    Membership._base_manager.filter(pk=group.bob.pk).update(state="dormant")
    client.force_login(group.bob.person)
    page = client.get(at(group, "meeting", meeting=meeting.ref))
    assert page.status_code == 200
    client.post(at(group, "answer-meeting", meeting=meeting.ref), {"answer": "coming"})
    assert queries.company_of(meeting).coming == 0


def many(group: Group, count: int) -> Meeting:
    """A meeting with ``count`` points and lines, and as many past meetings as members can stand."""
    meeting = opened(group.alice)
    person = group.alice
    with scope.use(group.space):
        AgendaItem.objects.bulk_create(
            AgendaItem(
                space=group.space, meeting=meeting, part="points", title=f"Point {number}", owner=person,
                position=100 + number, created_at=clock.now(),
            )
            for number in range(count)
        )  # fmt: skip
        MinuteLine.objects.bulk_create(
            MinuteLine(
                space=group.space, meeting=meeting, text=f"Ligne {number}", author=person, nature="tip",
                written_at=clock.now(), changed_at=clock.now(),
            )
            for number in range(count)
        )  # fmt: skip
    return meeting


@pytest.mark.parametrize("count", [10, pytest.param(200, marks=pytest.mark.slow)])
def test_pages_of_meetings_cost_at_most_25_queries(group: Group, alice: GateClient, count: int) -> None:
    people(group.alice, 10 if count == 10 else 60)
    meeting = many(group, count)
    make_series(group.alice, rule="FREQ=WEEKLY;BYDAY=TU")
    for name in ("meeting", "lead-meeting", "paper-agenda", "minutes-markdown"):
        with at_most(25):
            assert alice.get(at(group, name, meeting=meeting.ref)).status_code == 200
    for name in ("meetings", "shared"):
        with at_most(25):
            assert alice.get(at(group, name)).status_code == 200
    meetings.close_meeting(by=group.alice, meeting=again(meeting))
    with at_most(25):
        assert alice.get(at(group, "meeting", meeting=meeting.ref)).status_code == 200
    following = queries.next_meeting(group.space)
    assert following is not None
    with at_most(25):
        assert alice.get(at(group, "meeting", meeting=following.ref)).status_code == 200


def test_a_point_can_be_brought_from_another_page(group: Group, alice: GateClient) -> None:
    meeting = first_of(group.alice)
    page = alice.get(at(group, "new-point", meeting=meeting.ref) + "?titre=Le+local&sujet=decision:abc")
    assert "Le local" in page.content.decode()
    sent = {"title": "Le local", "wish": "decide", "minutes": "10", "part": "points", "detail": ""}
    alice.post(at(group, "new-point", meeting=meeting.ref) + "?sujet=decision:abc", sent)
    with scope.use(group.space):
        assert AgendaItem.objects.get().about == "decision:abc"


def test_points_of_others_are_not_changed_from_their_address(group: Group, client: GateClient) -> None:
    item = agenda.add_point(by=group.alice, meeting=first_of(group.alice), point=Point("Le local"))
    client.force_login(group.bob.person)
    assert client.get(at(group, "change-point", item=item.ref)).status_code == 404
    client.post(at(group, "act-on-point", item=item.ref), {"act": "withdraw"})
    item.refresh_from_db()
    assert item.state == "planned"


def test_the_screen_that_leads_says_that_i_lead_only_when_somebody_facilitates(group: Group, alice: GateClient) -> None:
    meeting = opened(group.alice)
    page = alice.get(at(group, "lead-meeting", meeting=meeting.ref)).content.decode()
    assert "Personne ne facilite cette séance" in page
    assert "Vous animez cette séance" not in page
    Duty._base_manager.create(
        space=group.space,
        meeting=meeting,
        membership=group.alice,
        task="facilitator",
        state="accepted",
        changed_at=clock.now(),
    )
    page = alice.get(at(group, "lead-meeting", meeting=meeting.ref)).content.decode()
    assert "Vous animez cette séance" in page
