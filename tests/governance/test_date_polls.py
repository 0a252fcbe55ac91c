"""From a date poll to its meeting: nobody is asked twice, and nothing is written without those who are needed."""

import datetime as dt
from typing import Any

import pytest
from django.utils import translation

from commun.core import scope
from commun.core.errors import Refused
from commun.core.models import Fact
from commun.core.urls import here
from commun.governance import ritual
from commun.governance.actions import ballots, date_polls, duties
from commun.governance.models import Meeting, Membership, Process
from commun.governance.queries import ballot_results
from commun.governance.queries import meetings as queries
from tests.governance import vote_world as made
from tests.support import world
from tests.support.client import GateClient

pytestmark = [pytest.mark.django_db, pytest.mark.english]
ALL_YES = {"1": "yes", "2": "no", "3": "no"}


def polled(group: world.Group, needed: list[Membership], **answers: dict[str, str]) -> Process:
    """A poll on three dates, answered and closed; the first date is kept."""
    process = made.opened(group.alice, "dates", {"minutes": 30, "needed": [one.pk for one in needed]})
    for name, said in answers.items():
        ballots.cast(by=getattr(group, name), process=process, content={"dates": said})
    return made.again(made.closed(process))


def meeting_of(process: Process) -> Meeting:
    return Meeting._base_manager.select_related("space", "series").get(space=process.space)


def answers_of(meeting: Meeting) -> dict[int, str]:
    with scope.use(meeting.space_id):
        return dict(meeting.attendances.values_list("membership_id", "answer"))


def page(client: GateClient, process: Process) -> str:
    return client.get(here(process.space.slug, "governance:process", process=process.ref)).content.decode()


def sentence(process: Process) -> str:
    # A page visited before leaves its reader's language behind.
    with translation.override("en"):
        found = ballot_results.kept_of(made.again(process))
    assert found is not None
    return found.sentence


def missing(client: GateClient, meeting: Meeting) -> list[str]:
    """Who the page of the meeting says is missing."""
    there = client.get(here(meeting.space.slug, "governance:meeting", meeting=meeting.ref))
    assert there.context is not None
    found: list[str] = there.context["needed_missing"]
    assert all(name in there.content.decode() for name in found)
    return found


def test_what_was_said_for_the_date_is_the_answer_to_the_meeting(group: world.Group) -> None:
    third, fourth = (world.make_member(group.space, world.make_person(name)) for name in ("Dana", "Elie"))
    process = made.opened(group.alice, "dates", {"minutes": 30})
    said: dict[Membership, dict[str, str]] = {
        group.alice: ALL_YES,
        group.bob: {"1": "if-need-be", "3": "no"},
        third: {"1": "no", "2": "yes"},
        fourth: {"2": "no"},
    }
    for member, dates in said.items():
        ballots.cast(by=member, process=process, content={"dates": dates})
    made.closed(process)
    meeting = meeting_of(process)
    assert answers_of(meeting) == {group.alice.pk: "coming", group.bob.pk: "maybe", third.pk: "absent"}
    with scope.use(group.space):
        fact = Fact.objects.get(name="governance.attendance.carried")
    assert fact.data["people"][str(group.bob.person_id)] == "maybe"
    duties.answer_meeting(member=third, meeting=meeting, answer="coming")
    assert answers_of(meeting)[third.pk] == "coming", "an answer may still change"


def test_the_meeting_lasts_what_the_poll_said_and_its_ritual_fits(group: world.Group) -> None:
    meeting = meeting_of(polled(group, [], alice=ALL_YES))
    plan = queries.plan_of(meeting)
    assert meeting.ends_at - meeting.starts_at == dt.timedelta(minutes=30)
    assert (plan.minutes, plan.over) == (30, 0)
    assert plan.minutes == ritual.length(ritual.fitted("working", 30))


@pytest.mark.parametrize("said", [{"1": "no", "2": "yes"}, {"2": "yes"}])
def test_without_those_who_are_needed_no_meeting_writes_itself(
    client: GateClient, group: world.Group, said: dict[str, Any]
) -> None:
    dana = world.make_member(group.space, world.make_person("Dana"))
    process = made.opened(group.alice, "dates", {"minutes": 30, "needed": [dana.pk]})
    for member, dates in ((group.alice, ALL_YES), (group.bob, ALL_YES), (dana, said)):
        ballots.cast(by=member, process=process, content={"dates": dates})
    process = made.again(made.closed(process))
    assert not Meeting._base_manager.filter(space=process.space).exists()
    client.force_login(group.bob.person)
    shown = page(client, process)
    assert "Needed, without a yes for this date: Dana. So the meeting was not written" in sentence(process)
    write = here(process.space.slug, "governance:plan-kept-date", process=process.ref)
    assert write in shown
    assert here(process.space.slug, "governance:consult-by", method="dates") in shown
    client.post(write)
    client.post(write)
    meeting = meeting_of(process)
    assert write not in page(client, process)
    assert sentence(process).endswith("Needed, without a yes for this date: Dana.")
    assert missing(client, meeting) == ["Dana"]
    duties.answer_meeting(member=dana, meeting=meeting, answer="coming")
    assert missing(client, meeting) == []


def test_with_those_who_are_needed_the_meeting_writes_itself(client: GateClient, group: world.Group) -> None:
    process = polled(group, [group.bob], alice=ALL_YES, bob=ALL_YES)
    meeting = meeting_of(process)
    client.force_login(group.bob.person)
    assert "without a yes" not in sentence(process)
    assert missing(client, meeting) == []


def test_an_open_poll_or_another_vote_has_no_date_to_write(group: world.Group) -> None:
    for method in ("dates", "choice"):
        with pytest.raises(Refused, match="No date is kept"):
            date_polls.plan_kept_date(by=group.bob, process=made.opened(group.alice, method))
