"""F2, F4 to F8: preparing, running, closing a meeting; what is born from it."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import translation

from commun.core import clock, scope
from commun.core.errors import Refused
from commun.core.models import OutgoingMail
from commun.governance.actions import (
    agenda,
    authorisations,
    duties,
    floor,
    meeting_series,
    meetings,
    minutes,
    processes,
)
from commun.governance.actions.agenda import Point
from commun.governance.models import Action, AgendaItem, Decision, Meeting, MinuteLine, Process
from commun.governance.queries import meetings as queries
from commun.governance.queries import minutes as minute_queries
from tests.governance.meeting_world import again, first_of, later, make_series, meetings_of, opened, people
from tests.support.world import Group, make_member, make_person

pytestmark = pytest.mark.django_db
State = AgendaItem.State


def items_of(meeting: Meeting) -> list[AgendaItem]:
    with scope.use(meeting.space_id):
        return list(meeting.items.select_related("owner__person", "meeting__space").order_by("position", "pk"))


def test_a_new_meeting_comes_with_its_ritual_and_its_times(group: Group) -> None:
    plan = queries.plan_of(first_of(group.alice))
    assert [part.part for part in plan.parts] == [
        "inclusion", "news", "resources", "points", "decisions", "actions", "closing",
    ]  # fmt: skip
    assert (plan.minutes, plan.over) == (120, 0)


def test_a_point_has_its_owner_its_wish_and_its_minutes_and_the_overrun_is_told(group: Group) -> None:
    meeting = first_of(group.alice)
    item = agenda.add_point(by=group.bob, meeting=meeting, point=Point("Le nouveau site", wish="decide", minutes=60))
    assert (item.owner, item.wish, item.minutes) == (group.bob, "decide", 60)
    assert queries.plan_of(meeting).over == 15


def test_points_change_places_by_buttons(group: Group) -> None:
    meeting = first_of(group.alice)
    for title in ("Un", "Deux", "Trois"):
        agenda.add_point(by=group.bob, meeting=meeting, point=Point(title))
    third = items_of(meeting)[2]
    agenda.move_point(by=group.alice, item=third, up=True)
    assert [item.title for item in items_of(meeting)] == ["Un", "Trois", "Deux"]
    agenda.move_point(by=group.alice, item=items_of(meeting)[0], up=True)
    assert [item.title for item in items_of(meeting)] == ["Un", "Trois", "Deux"]


@pytest.mark.parametrize(
    "point",
    [Point(""), Point("x" * 201), Point("Bon", minutes=0), Point("Bon", minutes=9999), Point("Bon", part="closing")],
)
def test_a_bad_point_has_its_sentence(group: Group, point: Point) -> None:
    with pytest.raises(Refused):
        agenda.add_point(by=group.bob, meeting=first_of(group.alice), point=point)


def test_the_steps_are_the_ritual_with_the_points_in_their_part(group: Group) -> None:
    meeting = first_of(group.alice)
    agenda.add_point(by=group.bob, meeting=meeting, point=Point("Le site"))
    agenda.add_point(by=group.bob, meeting=meeting, point=Point("Une nouvelle", part="news"))
    row = meetings.open_meeting(by=group.alice, meeting=meeting)
    told = [(item.part, item.title if not item.is_ritual else "") for item in items_of(row)]
    assert told[:5] == [
        ("inclusion", ""), ("news", ""), ("news", "Une nouvelle"), ("resources", ""), ("points", "Le site"),
    ]  # fmt: skip
    assert row.step is not None
    assert row.step.part == "inclusion"


def test_a_meeting_follows_the_ritual_that_its_group_chose(group: Group) -> None:
    meeting = first_of(group.alice)
    parts = [{"part": "points", "minutes": 80}, {"part": "closing", "label": "Météo", "minutes": 5}]
    assert meeting.series is not None
    meeting_series.set_ritual(by=group.alice, series=meeting.series, parts=parts)
    assert [(part.part, part.minutes) for part in queries.plan_of(again(meeting)).parts] == [
        ("points", 80), ("closing", 5),
    ]  # fmt: skip
    row = meetings.open_meeting(by=group.alice, meeting=meeting)
    assert [(item.part, item.title, item.minutes) for item in items_of(row)][1:] == [("closing", "Météo", 5)]
    assert items_of(row)[0].minutes == 80


def test_a_step_counts_its_time_and_tells_its_overrun(group: Group) -> None:
    meeting = opened(group.alice)
    with later(14):
        screen = queries.screen_of(again(meeting))
        assert screen.now is not None
        assert (screen.now.minutes, screen.now.spent, screen.now.over) == (10, 14, 4)
        meetings.next_step(by=group.alice, meeting=again(meeting))
    assert items_of(meeting)[0].spent_seconds == 14 * 60
    assert items_of(meeting)[0].state == State.DONE


def test_drift_is_against_the_planned_end(group: Group) -> None:
    meeting = opened(group.alice)
    with later(120 + 25):
        # Opened two hours early at noon; at 14:25 ten planned minutes of 120 have all been spent.
        assert queries.screen_of(again(meeting)).drift == 15


def test_going_back_settles_nothing(group: Group) -> None:
    meeting = opened(group.alice)
    meetings.next_step(by=group.alice, meeting=again(meeting))
    meetings.next_step(by=group.alice, meeting=again(meeting), back=True)
    assert [item.state for item in items_of(meeting)[:2]] == [State.PLANNED, State.PLANNED]
    with pytest.raises(Refused):
        meetings.next_step(by=group.alice, meeting=again(meeting), back=True)


def test_a_meeting_without_facilitator_opens_all_the_same(group: Group) -> None:
    meeting = meetings.open_meeting(by=group.bob, meeting=first_of(group.alice))
    assert meeting.state == Meeting.State.OPEN


def test_whoever_does_not_lead_does_not_move_the_steps(group: Group) -> None:
    meeting = first_of(group.alice)
    duties.assign_duty(by=group.alice, meeting=meeting, task="facilitator", to=group.alice)
    agenda.add_point(by=group.bob, meeting=meeting, point=Point("Le site"))
    with pytest.raises(Refused):
        meetings.open_meeting(by=group.bob, meeting=meeting)
    row = meetings.open_meeting(by=group.alice, meeting=meeting)
    (point,) = (item for item in items_of(row) if not item.is_ritual)
    for act in (
        lambda: meetings.next_step(by=group.bob, meeting=again(row)),
        lambda: meetings.go_to(by=group.bob, meeting=again(row), item=point),
        lambda: meetings.keep_for_later(by=group.bob, item=point),
        lambda: meetings.close_meeting(by=group.bob, meeting=again(row)),
    ):
        with pytest.raises(Refused):
            act()
    assert (again(row).state, again(row).step) == (Meeting.State.OPEN, row.step)


def test_a_meeting_far_ahead_is_not_opened(group: Group) -> None:
    with pytest.raises(Refused):
        meetings.open_meeting(by=group.alice, meeting=meetings_of(make_series(group.alice))[2])


def test_unused_points_are_carried_over_at_most_as_agreed_then_asked(group: Group) -> None:
    rows = meetings_of(make_series(group.alice, carried_most=2))
    agenda.add_point(by=group.bob, meeting=rows[0], point=Point("Le point qui traîne"))
    for number, meeting in enumerate(rows[:3]):
        with clock.stopped(meeting.starts_at):
            meetings.open_meeting(by=group.alice, meeting=meeting)
            meetings.close_meeting(by=group.alice, meeting=again(meeting))
        left = [item for item in items_of(meeting) if not item.is_ritual]
        assert [item.state for item in left] == [State.CARRIED if number < 2 else State.ASKED]
    assert [item for item in items_of(rows[3]) if not item.is_ritual] == []
    with clock.stopped(rows[2].ends_at):
        kept = agenda.answer_asked(by=group.bob, item=left[0], keep=True)
    assert (kept.meeting_id, kept.carried_count) == (rows[3].pk, 0)


def test_a_point_gone_through_is_not_carried_over(group: Group) -> None:
    meeting = first_of(group.alice)
    agenda.add_point(by=group.bob, meeting=meeting, point=Point("Le site"))
    agenda.add_point(by=group.bob, meeting=meeting, point=Point("La caisse"))
    meetings.open_meeting(by=group.alice, meeting=meeting)
    site, cash = (item for item in items_of(meeting) if not item.is_ritual)
    meetings.go_to(by=group.alice, meeting=again(meeting), item=site)
    meetings.next_step(by=group.alice, meeting=again(meeting))
    meetings.keep_for_later(by=group.alice, item=cash)
    row = meetings.close_meeting(by=group.alice, meeting=again(meeting))
    states = {item.title: item.state for item in items_of(row) if not item.is_ritual}
    assert states == {"Le site": State.DONE, "La caisse": State.CARRIED}


def test_a_cancelled_meeting_leaves_its_points_to_the_next_without_counting(group: Group) -> None:
    rows = meetings_of(make_series(group.alice))
    agenda.add_point(by=group.bob, meeting=rows[0], point=Point("Le site"))
    meetings.cancel_meeting(by=group.alice, meeting=rows[0])
    assert [(item.title, item.carried_count) for item in items_of(rows[1])] == [("Le site", 0)]


@pytest.mark.parametrize("follows", [True, False])
def test_a_series_that_ends_loses_no_point(group: Group, follows: bool) -> None:
    series = make_series(group.alice)
    first, second = meetings_of(series)[:2]
    agenda.add_point(by=group.bob, meeting=first, point=Point("Le site"))
    agenda.add_point(by=group.bob, meeting=second, point=Point("La caisse"))
    if follows:
        make_series(group.alice, rule="FREQ=MONTHLY;BYDAY=4MO")
    meeting_series.end_series(by=group.alice, series=series)
    left = {item.title: item.state for meeting in (first, second) for item in items_of(meeting)}
    state = State.CARRIED if follows else State.ASKED
    assert left == {"Le site": state, "La caisse": state}
    if follows:
        following = queries.next_meeting(group.space)
        assert following is not None
        assert following.series != series
        assert "Le site" in {item.title for item in items_of(following)}


def test_a_point_carried_over_stays_as_it_was_brought(group: Group) -> None:
    rows = meetings_of(make_series(group.alice))
    brought = Point("Le site", detail="Deux devis", wish="decide", minutes=25, part="decisions", about="decision:d1")
    agenda.add_point(by=group.bob, meeting=rows[0], point=brought)
    meetings.open_meeting(by=group.alice, meeting=rows[0])
    meetings.close_meeting(by=group.alice, meeting=again(rows[0]))
    (kept,) = items_of(rows[1])
    assert (kept.owner, kept.carried_count, kept.carried_from) == (group.bob, 1, items_of(rows[0])[-3])
    assert Point(kept.title, kept.detail, kept.wish, kept.minutes, kept.part, kept.about) == brought


def test_from_a_line_a_decision_an_action_and_a_resource_are_born_and_lead_back(group: Group) -> None:
    meeting = opened(group.alice)
    made = [
        minutes.write_and_grow(by=group.bob, meeting=meeting, text="On change de banque", nature="decision"),
        minutes.write_and_grow(
            by=group.bob, meeting=meeting, text="Appeler la banque", nature="action", owner=group.bob,
            due_on=dt.date(2026, 12, 1),
        ),
        minutes.write_and_grow(by=group.bob, meeting=meeting, text="Un guide", nature="tip", address="https://a.test"),
    ]  # fmt: skip
    with scope.use(group.space):
        decision, action = Decision.objects.get(), Action.objects.get()
        lines = list(MinuteLine.objects.order_by("pk"))
    assert (decision.origin, decision.state) == (f"meeting_line:{made[0].pk}", "heard")
    assert (action.origin, action.owner) == (f"meeting_line:{made[1].pk}", group.bob)
    assert [line.born for line in lines] == [f"decision:{decision.ref}", f"action:{action.ref}", ""]
    assert [line.nature for line in lines] == ["decision", "action", "tip"]
    assert lines[0].item_id == meeting.step_id
    assert minute_queries.born_url(group.space, lines[0].born).endswith(f"/decisions/{decision.ref}/")


def test_absent_people_may_object_within_the_window(group: Group) -> None:
    meeting = opened(group.alice)
    minutes.write_and_grow(by=group.alice, meeting=meeting, text="On change de banque", nature="announced")
    with scope.use(group.space):
        process, line = Process.objects.get(), MinuteLine.objects.get()
        assert process.decision is not None
        assert line.born == f"decision:{process.decision.ref}"
    assert process.decision.origin == f"meeting_line:{line.pk}"
    assert (process.method, process.closes_at) == ("authorisation", clock.now() + dt.timedelta(days=7))
    with clock.stopped(clock.now() + dt.timedelta(days=6)):
        authorisations.stop(by=group.bob, process=process, reason="Les frais doublent pour les petites factures.")
    process.decision.refresh_from_db()
    assert process.decision.state == "proposed"


def test_without_an_objection_it_stands_at_the_end_of_the_window(group: Group) -> None:
    minutes.write_and_grow(by=group.alice, meeting=opened(group.alice), text="On finit à midi", nature="announced")
    with clock.stopped(clock.now() + dt.timedelta(days=7, minutes=1)):
        processes.close_due()
    with scope.use(group.space):
        assert Decision.objects.get().state == "adopted"


def test_a_disagreement_noted_in_a_line_is_worked_on_by_its_parties(group: Group) -> None:
    from commun.governance.actions import disagreements

    line = minutes.write_line(by=group.alice, meeting=opened(group.alice), text="Répondre à Saint-Omer ?")
    sides = [disagreements.Side(name="", people=[group.alice]), disagreements.Side(name="", people=[group.bob])]
    case = minutes.open_case(by=group.alice, line=line, parties=sides)
    line.refresh_from_db()
    assert (line.nature, line.born, case.origin) == (
        "disagreement", f"disagreement:{case.ref}", f"meeting_line:{line.pk}",
    )  # fmt: skip


def test_nothing_is_born_twice_from_a_line(group: Group) -> None:
    line = minutes.write_and_grow(by=group.bob, meeting=opened(group.alice), text="On change", nature="decision")
    with pytest.raises(Refused):
        minutes.grow_line(by=group.alice, line=line, nature="action")
    with pytest.raises(Refused):
        minutes.remove_line(by=group.bob, line=line)


def test_a_line_that_gives_a_bad_action_is_not_written_at_all(group: Group) -> None:
    meeting = opened(group.alice)
    with pytest.raises(Refused):
        minutes.write_and_grow(by=group.bob, meeting=meeting, text="Hier", nature="action", due_on=dt.date(2026, 11, 1))
    with scope.use(group.space):
        assert not MinuteLine.objects.exists()


@pytest.mark.parametrize(("text", "address"), [("  ", ""), ("x" * 1001, ""), ("Bon", "javascript:alert(1)")])
def test_a_bad_line_has_its_sentence(group: Group, text: str, address: str) -> None:
    with pytest.raises(Refused):
        minutes.write_line(by=group.bob, meeting=opened(group.alice), text=text, address=address)


def test_tips_are_found_again_whatever_the_accents_and_plurals(group: Group) -> None:
    meeting = opened(group.alice)
    minutes.write_and_grow(by=group.bob, meeting=meeting, text="Des financeurs étonnants en région", nature="tip")
    minutes.write_and_grow(by=group.bob, meeting=meeting, text="Un imprimeur", nature="resource")
    minutes.write_line(by=group.bob, meeting=meeting, text="Un financeur, en note")
    found = [line.text for line in minute_queries.shared_in(group.space, "financeur etonnant", None)]
    assert found == ["Des financeurs étonnants en région"]
    assert len(minute_queries.shared_in(group.space, "", None)) == 2


def test_attendance_feeds_the_quorum_and_follows_its_correction(group: Group) -> None:
    meeting = opened(group.alice)
    duties.note_presence(by=group.alice, meeting=meeting, membership=group.alice, presence="present")
    duties.note_presence(by=group.alice, meeting=meeting, membership=group.bob, presence="proxy", proxy=group.alice)
    assert queries.present_at(meeting) == [group.alice, group.bob]
    row = duties.note_presence(by=group.alice, meeting=meeting, membership=group.bob, presence="excused")
    assert queries.present_at(meeting) == [group.alice]
    assert row.proxy is None


def test_presence_is_noted_by_those_who_lead_and_by_oneself(group: Group) -> None:
    meeting = first_of(group.alice)
    duties.assign_duty(by=group.alice, meeting=meeting, task="facilitator", to=group.alice)
    meetings.open_meeting(by=group.alice, meeting=meeting)
    duties.note_presence(by=group.bob, meeting=again(meeting), membership=group.bob, presence="present")
    with pytest.raises(Refused):
        duties.note_presence(by=group.bob, meeting=again(meeting), membership=group.alice, presence="absent")
    assert queries.present_at(meeting) == [group.bob]


def test_who_writes_while_the_meeting_runs_is_there_unless_something_else_was_noted(group: Group) -> None:
    meeting = opened(group.alice)
    duties.note_presence(by=group.alice, meeting=meeting, membership=group.alice, presence="excused")
    for member in (group.alice, group.bob, group.bob):
        minutes.write_line(by=member, meeting=again(meeting), text="Une idée")
    assert queries.present_at(meeting) == [group.bob]
    assert queries.company_of(meeting).present == 1


def test_a_proxy_names_somebody_else(group: Group) -> None:
    meeting = opened(group.alice)
    for proxy in (None, group.bob):
        with pytest.raises(Refused):
            duties.note_presence(by=group.alice, meeting=meeting, membership=group.bob, presence="proxy", proxy=proxy)


def test_minutes_leave_once_to_each_of_a_hundred_members(group: Group) -> None:
    people(group.alice, 98)
    meeting = opened(group.alice)
    minutes.write_and_grow(by=group.alice, meeting=meeting, text="Appeler la banque", nature="action", owner=group.bob)
    meetings.close_meeting(by=group.alice, meeting=again(meeting))
    mails = OutgoingMail.objects.filter(key__startswith=f"governance.minutes:{meeting.ref}:")
    assert mails.count() == 100
    assert len(set(mails.values_list("to", flat=True))) == 100
    mine = mails.get(to=group.bob.person.email)
    assert "Appeler la banque" in mine.text
    # Each bears the link that chooses one's mails; who has an action, the one that finishes it too.
    assert [mine.text.count("/m/"), mails.get(to=group.alice.person.email).text.count("/m/")] == [2, 1]
    with pytest.raises(Refused):
        meetings.close_meeting(by=group.alice, meeting=again(meeting))


@pytest.mark.usefixtures("told_ten_times")
def test_my_actions_are_finished_in_one_click_from_the_minutes(group: Group) -> None:
    resting = make_member(group.space, make_person("Dora Blanc"), "dormant")
    meeting = opened(group.alice)
    minutes.write_and_grow(by=group.alice, meeting=meeting, text="Appeler la banque", nature="action", owner=group.bob)
    meetings.close_meeting(by=group.alice, meeting=again(meeting))
    mails = OutgoingMail.objects.filter(key__startswith=f"governance.minutes:{meeting.ref}:")
    assert not mails.filter(to=resting.person.email).exists()
    text = mails.get(to=group.bob.person.email).text
    link, _way_out = (word.split("/m/")[1] for word in text.split() if "/m/" in word)
    client = Client()
    for answer, state in ((client.get, Action.State.OPEN), (client.post, Action.State.DONE)):
        assert answer(f"/m/{link}").status_code == 200
        with scope.use(group.space):
            assert Action.objects.get().state == state
    # Pressed twice: it is done already, nothing breaks.
    assert client.post(f"/m/{link}").status_code == 409


def test_a_line_says_whether_it_is_decided_until_when_one_may_object_and_who_does_what(group: Group) -> None:
    meeting = opened(group.alice)
    noted = {"On change de banque": "decision", "On finit à midi": "announced", "Appeler la banque": "action"}
    for text, nature in noted.items():
        due = {"owner": group.bob, "due_on": dt.date(2026, 12, 1)} if nature == "action" else {}
        minutes.write_and_grow(by=group.alice, meeting=meeting, text=text, nature=nature, **due)
    with translation.override("en"):
        (chapter,) = minute_queries.chapters_of(meeting)
    told = {one.line.text: (one.label, one.until) for one in chapter.lines}
    assert told["On change de banque"] == ("to decide", None)
    assert told["On finit à midi"] == ("decided, unless somebody objects", clock.now() + dt.timedelta(days=7))
    meetings.close_meeting(by=group.alice, meeting=again(meeting))
    letter = OutgoingMail.objects.get(key=f"governance.minutes:{meeting.ref}:{group.alice.pk}").text
    assert "\nDécisions\n" not in letter, "nothing is decided yet"
    (announced,) = [line for line in letter.splitlines() if "On finit à midi" in line]
    with scope.use(group.space):
        process = Process.objects.get()
    assert "lundi 23 novembre" in announced.replace("\u00a0", " ")
    assert f"/decisions/processus/{process.ref}/" in announced
    (action,) = [line for line in letter.splitlines() if "Appeler la banque" in line]
    assert group.bob.name in action
    assert "1er décembre" in action.replace("\u00a0", " ")
    with clock.stopped(clock.now() + dt.timedelta(days=8)):
        processes.close_due()
        told = {one.line.text: one.label for one in minute_queries.chapters_of(meeting)[0].lines}
    assert told["On finit à midi"] == "décision"


def test_silence_approves_the_minutes_at_the_next_close_and_a_remark_stops_it(group: Group) -> None:
    first, second, third = meetings_of(make_series(group.alice))[:3]
    for meeting in (first, second, third):
        with clock.stopped(meeting.starts_at):
            meetings.open_meeting(by=group.alice, meeting=meeting)
            meetings.close_meeting(by=group.alice, meeting=again(meeting))
        if meeting == second:
            assert again(first).minutes_state == "approved"
            note = minutes.remark_minutes(by=group.bob, meeting=again(second), text="J’étais là")
    assert again(second).minutes_state == "mailed"
    with pytest.raises(Refused):
        minutes.approve_minutes(by=group.alice, meeting=again(second))
    minutes.answer_remark(by=group.alice, line=note)
    assert minutes.approve_minutes(by=group.alice, meeting=again(second)).minutes_state == "approved"
    with pytest.raises(Refused):
        minutes.write_line(by=group.alice, meeting=again(second), text="Trop tard")


def test_once_closed_a_member_remarks_and_those_who_led_correct(group: Group) -> None:
    meeting = first_of(group.alice)
    duties.assign_duty(by=group.alice, meeting=meeting, task="facilitator", to=group.alice)
    meetings.open_meeting(by=group.alice, meeting=meeting)
    row = meetings.close_meeting(by=group.alice, meeting=again(meeting))
    with pytest.raises(Refused):
        minutes.write_line(by=group.bob, meeting=row, text="J’avais dit non")
    minutes.remark_minutes(by=group.bob, meeting=row, text="J’avais dit non")
    minutes.write_line(by=group.alice, meeting=row, text="Bob avait dit non")


def test_those_who_spoke_the_least_come_first(group: Group) -> None:
    meeting = opened(group.alice)
    floor.ask_to_speak(member=group.alice, meeting=meeting)
    floor.give_floor(by=group.alice, meeting=meeting, to=group.alice)
    floor.ask_to_speak(member=group.alice, meeting=meeting)
    floor.ask_to_speak(member=group.bob, meeting=meeting)
    floor.ask_to_speak(member=group.bob, meeting=meeting)
    assert queries.screen_of(again(meeting)).queue == [group.bob, group.alice]


def test_a_round_gives_each_one_turn_with_pass_and_later(group: Group) -> None:
    meeting = opened(group.alice)
    with pytest.raises(Refused):
        floor.start_round(by=group.alice, meeting=meeting)
    everybody = [group.alice, group.bob, *people(group.alice, 3)]
    for member in everybody:
        duties.note_presence(by=group.alice, meeting=meeting, membership=member, presence="present")
    floor.start_round(by=group.alice, meeting=meeting, question="Météo ?")
    order = queries.screen_of(again(meeting)).round_people
    assert sorted(one.pk for one in order) == sorted(one.pk for one in everybody)
    floor.next_in_round(by=group.alice, meeting=meeting, later=True)
    assert queries.screen_of(again(meeting)).round_people == [*order[1:], order[0]]
    floor.next_in_round(by=group.alice, meeting=meeting, passes=True)
    floor.next_in_round(by=group.alice, meeting=meeting)
    turn = again(meeting).floor["round"]
    assert (turn["passed"], turn["done"]) == ([order[1].pk], [order[2].pk])
    assert again(meeting).floor["spoken"] == {str(order[2].pk): 1}


def test_who_spoke_is_forgotten_at_the_close(group: Group) -> None:
    meeting = opened(group.alice)
    floor.ask_to_speak(member=group.bob, meeting=meeting)
    assert meetings.close_meeting(by=group.alice, meeting=again(meeting)).floor == {}


def test_at_the_opening_the_last_three_meetings_tell_what_they_left(group: Group) -> None:
    rows = meetings_of(make_series(group.alice))
    for number, meeting in enumerate(rows[:4]):
        with clock.stopped(meeting.starts_at):
            meetings.open_meeting(by=group.alice, meeting=meeting)
            minutes.write_and_grow(by=group.alice, meeting=again(meeting), text=f"Action {number}", nature="action")
            meetings.close_meeting(by=group.alice, meeting=again(meeting))
    since = queries.left_by_last(rows[4])
    assert sorted(action.title for action in since.actions) == ["Action 1", "Action 2", "Action 3"]
    assert (since.done, since.total) == (0, 3)


def test_minutes_as_markdown_and_json_tell_the_same(group: Group) -> None:
    meeting = opened(group.alice)
    minutes.write_and_grow(by=group.bob, meeting=meeting, text="On *change* de [banque]", nature="decision")
    told = minute_queries.minutes_of(again(meeting))
    assert "- **À décider** : On \\*change\\* de \\[banque\\]" in minute_queries.as_markdown(told)
    (chapter,) = minute_queries.as_json(told)["chapters"]
    assert [(line["nature"], line["text"]) for line in chapter["lines"]] == [("decision", "On *change* de [banque]")]
