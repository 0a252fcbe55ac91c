"""Rows 3 and 4 through the door of mails: an answer that bears its key, an answer of a calendar, kept and sorted."""

import datetime as dt
from typing import Any

import pytest

from commun.core import arriving, replies
from commun.core.models import OutgoingMail
from commun.exchange.actions.intake import take_in
from commun.exchange.models import InboundMail, Post
from commun.governance import actions as governance
from commun.governance.actions import meetings
from commun.governance.models import Action, Attendance
from commun.governance.notifications import acts
from tests.exchange.list_world import OURS, arrives, mail_of
from tests.support.world import Group

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _our_server(settings: Any) -> None:
    settings.AUTHSERV_ID = OURS


def answer(group: Group, address: str, text: str, number: str = "1", **headers: Any) -> InboundMail:
    """Bob answers; no server proves anything of him: the key does."""
    raw = mail_of(group.bob.person, group.space, text=text, proof="", number=number, To=address, **headers)
    return arrives(raw, group.space, sender=str(group.bob.person.email), to=address)


def test_an_answer_with_its_key_acts_and_is_posted_to_nobody(group: Group) -> None:
    action = governance.add_action(by=group.alice, title="Appeler", owner=group.bob)
    address = replies.address_for(group.space, group.bob.person_id, acts.ACTION, action.ref)
    assert len(address.partition("@")[0]) <= 26
    row = answer(group, address.upper(), "Fait\r\n")
    assert row.state == "acted"
    assert Action._base_manager.get(pk=action.pk).state == "done"
    assert not Post._base_manager.exists()
    # Five times the same mail: one act, one confirmation.
    for _time in range(4):
        answer(group, address, "Fait\r\n")
    assert InboundMail._base_manager.count() == 1
    assert OutgoingMail.objects.filter(key__startswith="people.answer:").count() == 1


def test_what_is_not_clear_and_what_a_program_wrote_are_set_aside(group: Group) -> None:
    action = governance.add_action(by=group.alice, title="Appeler", owner=group.bob)
    address = replies.address_for(group.space, group.bob.person_id, acts.ACTION, action.ref)
    assert answer(group, address, "Euh\r\n").state == "dropped"
    assert OutgoingMail.objects.filter(to=group.bob.person.email).count() == 1
    assert answer(group, address, "Fait\r\n", "2", Auto_Submitted="auto-replied").state == "dropped"
    assert OutgoingMail.objects.filter(to=group.bob.person.email).count() == 1
    assert Action._base_manager.get(pk=action.pk).state == "open"


def test_an_address_whose_key_is_wrong_is_no_address(group: Group) -> None:
    raw = mail_of(group.bob.person, group.space)
    for prefix in ("r", "rsvp"):
        address = arriving.key_address(prefix, "aaaabbbbccccdddd")
        assert take_in(envelope_from="x@exemple.test", recipient=address, raw=raw) is None


def test_a_calendar_answers_through_the_door_and_what_is_hostile_is_refused_by_name(group: Group) -> None:
    plan = meetings.MeetingPlan("Bilan", dt.date(2026, 12, 15), dt.time(10), 90)
    meeting = meetings.plan_meeting(by=group.alice, plan=plan)
    invitation = OutgoingMail.objects.get(to=group.bob.person.email)
    address = invitation.headers["From"].partition("<")[2].rstrip(">")
    ics = (
        "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nDTSTAMP:20261116T120000Z\r\nSEQUENCE:0\r\n"
        f"UID:seance-{meeting.ref}@commun\r\nATTENDEE;PARTSTAT=TENTATIVE:mailto:{group.bob.person.email}\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    kind = {"Content_Type": "text/calendar; method=REPLY; charset=utf-8"}
    row = answer(group, address, ics, **kind, Auto_Submitted="auto-generated")
    assert row.state == "acted"
    assert Attendance._base_manager.get(meeting=meeting, membership=group.bob).answer == "maybe"
    huge = ics.replace("END:VEVENT", "X-A:" + "a" * 400_000 + "\r\nEND:VEVENT")
    refused = answer(group, address, huge, "2", **kind)
    assert (refused.state, refused.why) == ("refused", "unasked")
    assert not Post._base_manager.exists()
