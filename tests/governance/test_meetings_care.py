"""Meetings, what a reader saw: paper without buttons, who does what, a ritual that fits, a window for the absent."""

import datetime as dt
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils.translation import gettext as _

import commun.ui
from commun.core import clock, scope
from commun.core.errors import Refused
from commun.governance import actions, ritual
from commun.governance.actions import authorisations, duties, meetings, minutes
from commun.governance.actions.meetings import MeetingPlan
from commun.governance.models import Action, Meeting, MinuteLine, Process
from commun.governance.queries import meetings as queries
from commun.governance.queries import minutes as minute_queries
from commun.governance.queries.meeting_registries import things_to_do
from tests.governance.charter_world import article_change, charter
from tests.governance.meeting_world import again, opened
from tests.journeys.test_working_on_a_disagreement import signed
from tests.support.world import Group, make_member, make_person, make_space

pytestmark = pytest.mark.django_db
PRINT = Path(commun.ui.__file__).parent / "static" / "ui" / "css" / "print.css"

VOID = {"input", "br", "img", "meta", "link", "hr", "use", "path"}


class Printed(HTMLParser):
    """The controls of ``main`` that reach the paper."""

    def __init__(self, hidden: set[str]) -> None:
        super().__init__()
        self.hidden, self.open, self.left = hidden, list[tuple[str, bool]](), list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        classes = set((dict(attrs).get("class") or "").split())
        is_hidden = bool(classes & self.hidden) or any(hides for _tag, hides in self.open)
        inside = any(name == "main" for name, _hides in self.open)
        if inside and not is_hidden and tag in {"form", "button", "select", "textarea", "summary"}:
            self.left.append(f"{tag}.{' '.join(sorted(classes))}")
        if tag not in VOID:
            self.open.append((tag, is_hidden))

    def handle_endtag(self, tag: str) -> None:
        if tag in {name for name, _hides in self.open}:
            while self.open.pop()[0] != tag:
                pass


def page(member: object, meeting: Meeting, name: str = "meeting") -> str:
    url = reverse(f"governance:{name}", kwargs={"space_slug": meeting.space.slug, "meeting": meeting.ref})
    return str(signed(member).get(url).content.decode())  # type: ignore[arg-type]


def single(group: Group, length: int, **fields: object) -> Meeting:
    start: dict[str, object] = {"title": "Point rapide", "day": clock.today(), "at": dt.time(13)}
    plan = MeetingPlan(**{**start, **fields}, minutes=length)  # type: ignore[arg-type]
    return meetings.plan_meeting(by=group.alice, plan=plan)


def with_an_action(group: Group) -> Meeting:
    meeting = opened(group.alice)
    line = minutes.write_line(by=group.bob, meeting=meeting, text="Étagère : qui la répare ?")
    minutes.make_action(by=group.bob, line=line, owner=group.alice, due_on=dt.date(2026, 12, 1))
    return meeting


# -- on paper ----------------------------------------------------------------------------------------------------


def test_minutes_print_without_a_form_nor_a_button(group: Group) -> None:
    meeting = with_an_action(group)
    meetings.close_meeting(by=group.alice, meeting=meeting)
    rule = re.search(r"^(.*)\{ display: none !important; \}", PRINT.read_text(), re.MULTILINE)
    assert rule
    paper = Printed({one.strip().removeprefix(".") for one in rule.group(1).split(",")})
    read = page(group.alice, meeting)
    assert read.count("<form") > 3
    paper.feed(read)
    assert paper.left == []
    # A remark is printed, what is done with it is not.
    minutes.remark_minutes(by=group.bob, meeting=again(meeting), text="Il manque une étagère.")
    paper.feed(page(group.alice, meeting))
    assert paper.left == []


def test_an_action_of_the_minutes_says_who_and_for_when(group: Group) -> None:
    meeting = with_an_action(group)
    meetings.close_meeting(by=group.alice, meeting=meeting)
    read = page(group.bob, meeting)
    line = read[read.index("qui la répare") :][:600]
    assert line.index("Alice Martin") < line.index("Bob Durand")
    assert "1er\u00a0décembre" in line
    assert "Alice Martin, mardi 1er\u00a0décembre" in minute_queries.as_markdown(minute_queries.minutes_of(meeting))


def test_the_paper_agenda_says_until_when_who_leads_and_dangles_nothing(group: Group) -> None:
    meeting = single(group, 60, place="Ici")
    read = page(group.alice, meeting, "paper-agenda")
    assert "14\u00a0h\u00a000" in read
    assert "Ici ·" not in read
    assert read.count("………") >= 2


def test_a_thing_done_has_no_box_to_tick_on_the_paper(group: Group) -> None:
    meeting = with_an_action(group)
    meetings.close_meeting(by=group.alice, meeting=meeting)
    with scope.use(group.space):
        row = Action.objects.select_related("space").get()
    after = single(group, 60, day=clock.today() + dt.timedelta(days=1))
    with clock.stopped(clock.now() + dt.timedelta(hours=3)):
        assert "c-paper__box" in page(group.alice, after, "paper-agenda")
        actions.finish_action(by=group.alice, action=row)
        assert "c-paper__box" not in page(group.alice, after, "paper-agenda")


# -- the ritual of a meeting on its own --------------------------------------------------------------------------


@pytest.mark.parametrize("length", [5, 15, 30, 45, 60, 90, 119, 120, 180])
@pytest.mark.parametrize("kind", ["working", "convivial"])
def test_the_ritual_of_a_single_meeting_fits_its_length(kind: str, length: int) -> None:
    steps = ritual.fitted(kind, length)
    assert ritual.length(steps) == length
    assert all(step["minutes"] > 0 for step in steps)
    assert "points" in {step["part"] for step in steps}


def test_a_meeting_of_an_hour_does_not_open_late(group: Group) -> None:
    meeting = single(group, 60)
    assert queries.plan_of(meeting).over == 0
    meetings.open_meeting(by=group.alice, meeting=meeting)
    row = Meeting._base_manager.select_related("space", "series", "step").get(pk=meeting.pk)
    assert queries.screen_of(row).drift <= 0


# -- settled, unless somebody absent objects ---------------------------------------------------------------------


def settled(group: Group) -> tuple[MinuteLine, Process]:
    meeting = opened(group.alice)
    duties.note_presence(by=group.alice, meeting=meeting, membership=group.alice, presence="present")
    line = minutes.write_line(by=group.alice, meeting=meeting, text="On repeint la porte en rouge")
    return line, minutes.announce(by=group.alice, line=line, days=7)


def waiting(member: object) -> list[str]:
    return [item.key for item in things_to_do(member.person) if item.key.startswith("governance.window:")]  # type: ignore[attr-defined]


def test_the_window_waits_for_those_who_were_not_there_until_it_ends(group: Group) -> None:
    line, process = settled(group)
    late = make_member(group.space, make_person("Zoé"))
    assert waiting(group.alice) == []
    assert waiting(group.bob) == waiting(late) == [f"governance.window:{process.pk}"]
    duties.note_presence(by=group.alice, meeting=line.meeting, membership=group.bob, presence="present")
    assert waiting(group.bob) == []
    with clock.stopped(clock.now() + dt.timedelta(days=7, minutes=1)):
        assert waiting(late) == []


def test_the_window_waits_for_nobody_of_another_group(group: Group) -> None:
    settled(group)
    assert waiting(make_member(make_space("Ailleurs"), make_person("Loin"))) == []


def test_a_line_that_an_objection_stopped_says_so(group: Group) -> None:
    line, process = settled(group)
    told = page(group.bob, line.meeting)
    assert reverse("governance:process", kwargs={"space_slug": group.space.slug, "process": process.ref}) in told
    authorisations.stop(by=group.bob, process=process, reason="Le rouge fait peur aux chats.")
    (chapter,) = minute_queries.chapters_of(line.meeting)
    assert chapter.lines[0].label == _("decided, unless somebody objects: stopped by an objection")
    assert chapter.lines[0].window_url == ""
    assert waiting(group.bob) == []


# -- an article's day --------------------------------------------------------------------------------------------


def test_an_article_is_not_looked_at_again_in_another_century(group: Group) -> None:
    text = charter(group.alice)
    with pytest.raises(Refused):
        actions.propose_charter_change(
            by=group.alice,
            proposal=actions.Proposal(
                title="Changer", why="", change=article_change(text, title="Autre", review_on="9999-12-31")
            ),
        )
