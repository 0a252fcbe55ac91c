"""A pad pasted into minutes: looked at, confirmed, written once, by those who may write lines."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from commun.core import scope
from commun.core.errors import Refused
from commun.core.models import Fact
from commun.governance.actions import agenda, meetings
from commun.governance.actions.pads import paste_pad
from commun.governance.models import Action, AgendaItem, Decision, Meeting, MinuteLine
from commun.governance.queries.pads import preview_of
from tests.governance.meeting_world import again, first_of, french, later
from tests.support.queries import at_most
from tests.support.world import Group, make_member, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.english]

PAD = """## 1. Le budget de la fête (10 min)
- On a 300 € 🎉
- Décision : on achète une presse
- Action : appeler la mairie (@Bob, pour le 12/12)
- oui
- oui
## Varia
rien
"""


LONG = "This pad is too long: 200 kB and 2,000 lines at most. Paste it in several times."


@pytest.fixture
def meeting(group: Any) -> Meeting:
    row = first_of(group.alice)
    agenda.add_point(by=group.alice, meeting=row, point=agenda.Point(title="Budget fête"))
    return meetings.open_meeting(by=group.alice, meeting=row)


def _written(meeting: Meeting) -> list[tuple[str, str, str]]:
    with scope.use(meeting.space_id):
        rows = MinuteLine.objects.filter(meeting=meeting).select_related("item").order_by("pk")
        return [(line.item.title if line.item else "", line.nature, line.text) for line in rows]


def test_a_pad_is_written_under_its_points_and_nothing_is_decided_by_itself(group: Any, meeting: Meeting) -> None:
    pasted = paste_pad(by=group.bob, meeting=meeting, pad=PAD)
    assert (pasted.written, pasted.known, pasted.born) == (8, 0, 0)
    found = _written(meeting)
    assert {nature for _point, nature, _text in found} == {"note"}
    assert [point for point, _nature, _text in found] == ["Budget fête"] * 6 + ["", ""]
    with scope.use(group.space):
        assert not Decision.objects.exists()
        assert not Action.objects.exists()
        fact = Fact.objects.get(name="governance.pad.pasted")
    assert len(fact.data["lines"]) == 8


def test_what_a_person_confirms_is_born_in_the_same_press(group: Any, meeting: Meeting) -> None:
    wanted = [one.number for one in preview_of(meeting, PAD).lines]
    pasted = paste_pad(by=group.alice, meeting=meeting, pad=PAD, confirmed=wanted)
    assert pasted.born == 2
    with scope.use(group.space):
        decision, action = Decision.objects.get(), Action.objects.get()
    assert (decision.title, decision.state) == ("on achète une presse", "heard")
    assert (action.title, action.owner, action.due_on) == ("appeler la mairie", group.bob, dt.date(2026, 12, 12))
    assert ("Budget fête", "action", "appeler la mairie") in _written(meeting)


@pytest.mark.parametrize("confirms", [False, True])
def test_the_same_paste_twice_adds_nothing_twice(group: Any, meeting: Meeting, confirms: bool) -> None:
    wanted = [one.number for one in preview_of(meeting, PAD).lines] if confirms else []
    paste_pad(by=group.alice, meeting=meeting, pad=PAD, confirmed=wanted)
    twice = paste_pad(by=group.bob, meeting=meeting, pad=PAD.replace("\n", "\r\n"), confirmed=range(20))
    assert (twice.written, twice.known, twice.born) == (0, 8, 0)
    longer = paste_pad(by=group.bob, meeting=meeting, pad=f"{PAD}- oui\n- et voilà")
    assert (longer.written, longer.known) == (2, 8)
    with scope.use(group.space):
        assert Fact.objects.filter(name="governance.pad.pasted").count() == 2


def test_after_the_close_those_who_led_paste_until_the_approval(client: Any, group: Any, meeting: Meeting) -> None:
    meetings.close_meeting(by=group.alice, meeting=meeting)
    assert paste_pad(by=group.alice, meeting=again(meeting), pad="une ligne").written == 1
    Meeting._base_manager.filter(pk=meeting.pk).update(minutes_state=Meeting.Minutes.APPROVED)
    with pytest.raises(Refused, match="These minutes are approved"):
        paste_pad(by=group.alice, meeting=again(meeting), pad="une autre")
    client.force_login(group.alice.person)
    url = f"/g/{group.space.slug}/seances/{meeting.ref}/pad/"
    assert client.get(url).headers["Location"] == url.removesuffix("pad/")
    said = client.post(url, {"text": "une autre"}, follow=True).content.decode()
    approved = "These minutes are approved: they no longer change. Bring a point to the next meeting."
    assert french(approved) in said


def test_a_point_of_the_pad_is_dealt_with_and_one_carried_over_is_still_found(group: Group, meeting: Meeting) -> None:
    agenda.add_point(by=group.alice, meeting=meeting, point=agenda.Point(title="Le local"))
    paste_pad(by=group.alice, meeting=meeting, pad="## Budget fête\n300 €")
    meetings.close_meeting(by=group.alice, meeting=meeting)
    with scope.use(group.space):
        states = dict(AgendaItem.objects.filter(meeting=meeting, is_ritual=False).values_list("title", "state"))
    assert states == {"Budget fête": "done", "Le local": "carried"}
    paste_pad(by=group.alice, meeting=again(meeting), pad="## Le local\nTrop cher")
    assert _written(meeting)[-1] == ("Le local", "note", "Trop cher")


def test_too_many_things_are_not_born_at_once(group: Group, meeting: Meeting) -> None:
    pad = "\n".join(f"Décision : choix {number}" for number in range(101))
    with pytest.raises(Refused, match="At most 100"):
        paste_pad(by=group.alice, meeting=meeting, pad=pad, confirmed=range(101))
    assert _written(meeting) == []


def test_a_long_pad_costs_no_more_queries_than_a_short_one(group: Group, meeting: Meeting) -> None:
    with at_most(25):
        paste_pad(by=group.alice, meeting=meeting, pad="\n".join(f"- ligne {number}" for number in range(2000)))


def test_two_members_of_one_first_name_leave_the_action_to_the_group(group: Any, meeting: Meeting) -> None:
    make_member(group.space, make_person("Bob Second"))
    lines = {
        one.said: one for one in preview_of(meeting, "Action : a (@Bob)\nAction : b (@Bob Second le 1/11/2026)").lines
    }
    # What was not understood keeps its words; a day past is no day to do something by.
    assert lines["a (@Bob)"].owner is None
    assert lines["b (@Bob Second le 1/11/2026)"].due_on is None


def test_what_an_action_will_not_hold_is_said_before_and_refuses_nothing(group: Any, meeting: Meeting) -> None:
    pad = (
        "Action : a pour le 31/12/9999\nAction : b pour le 30/02\nAction : c (@Bob et @Alice)\n"
        "Action : d @Bob pour le 12/12\nAction : e pour le 1/11/2026"
    )
    lines = preview_of(meeting, pad).lines
    assert [(one.said, *one.notes) for one in lines] == [
        ("a pour le 31/12/9999", "“31/12/9999” is more than ten years away: left aside."),
        ("b pour le 30/02", "“30/02” is not a date: left aside."),
        (
            "c (@Bob et @Alice)",
            "One person carries an action: Alice stays in its words.",
        ),
        ("d",),
        ("e pour le 1/11/2026", "“1/11/2026” is past: left aside."),
    ]
    pasted = paste_pad(by=group.alice, meeting=meeting, pad=pad, confirmed=range(5))
    assert (pasted.written, pasted.born) == (5, 5)
    assert paste_pad(by=group.alice, meeting=meeting, pad=pad).known == 5


def test_a_refusal_keeps_what_was_ticked_and_the_words_as_they_were(
    client: Any, group: Group, meeting: Meeting
) -> None:
    pad = "\n".join(f"Décision : choix {number}" for number in range(102))
    ticked = [str(number) for number in range(101)]
    answer = _page(client, group, meeting, text=pad, act="write", line=ticked)
    shown = answer.content.decode()
    assert (answer.status_code, shown.count(" checked")) == (422, 101)
    assert f'value="{pad}"' in shown
    assert _written(meeting) == []


def test_who_leads_the_meeting_goes_back_to_the_screen_they_came_from(
    client: Any, group: Group, meeting: Meeting
) -> None:
    client.force_login(group.alice.person)
    url = f"/g/{group.space.slug}/seances/{meeting.ref}/"
    assert "pad/?animer" in client.get(f"{url}animer/").content.decode()
    written = client.post(f"{url}pad/?animer", {"text": "une ligne", "act": "write"})
    assert written.headers["Location"] == f"{url}animer/"


def _page(client: Any, group: Any, meeting: Meeting, **data: Any) -> Any:
    client.force_login(group.bob.person)
    return client.post(f"/g/{group.space.slug}/seances/{meeting.ref}/pad/", data)


def test_the_page_shows_before_it_writes(client: Any, group: Any, meeting: Meeting) -> None:
    shown = _page(client, group, meeting, text=PAD).content.decode()
    write = french("Write %(count)s line", "Write %(count)s lines", 8)
    assert [words in shown for words in (french("Nothing has been written yet."), write, "checked")] == [
        True,
        True,
        False,
    ]
    assert _written(meeting) == []
    with later(1):
        answer = _page(client, group, meeting, text=PAD, act="write", line=["2"])
    assert answer.status_code == 302
    assert len(_written(meeting)) == 8
    nothing = french("Everything in this pad is already in the minutes: there is nothing to add.")
    assert nothing in _page(client, group, meeting, text=PAD).content.decode()
    assert "## 1. Le budget" in _page(client, group, meeting, text=PAD, act="edit").content.decode()


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("pad.html", "<html><body>Météo é 🎉<br>bien</body></html>".encode(), "Météo é 🎉"),
        ("pad.txt", "Décidé : été".encode("cp1252"), "Décidé"),
        ("pad.md", "\ufeffdéjà".encode("utf-16"), "déjà"),
        ("pad.docx", b"PK", "Export the pad as text, Markdown or HTML: this file is something else."),
        ("pad.txt", b"x" * 200_001, LONG),
        ("pad.txt", b"a\n" * 2001, LONG),
        ("pad.txt", b"a\x00b", "This is not a text: export the pad as text, then paste it."),
        ("pad.txt", b"", "Paste the text of the pad, or choose its file."),
    ],
)  # fmt: skip
def test_a_file_is_read_or_refused_in_a_sentence(
    client: Any, group: Any, meeting: Meeting, name: str, content: bytes, expected: str
) -> None:
    answer = _page(client, group, meeting, file=SimpleUploadedFile(name, content))
    assert french(expected) in answer.content.decode()
    assert _written(meeting) == []
