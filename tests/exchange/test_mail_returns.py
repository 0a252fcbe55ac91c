"""Mails that come back (L6): read, noted, weighed; nobody is removed, one event pauses nobody, a person resumes."""

import datetime as dt
import itertools
from typing import Any

import pytest

from commun.core import clock, scope
from commun.core.errors import NotFound, Refused
from commun.core.models import OutgoingMail
from commun.exchange import returns
from commun.exchange.actions import returned
from commun.exchange.actions.lists import open_list, subscriptions_of
from commun.exchange.addresses import bounce_address, command_address, domain
from commun.exchange.models import AddressTrouble, Delivery, InboundMail, MailingList, MailReturn, Post
from commun.governance.models import Membership
from tests.exchange.list_world import OURS, arrives, facts_of, mail_of
from tests.exchange.test_deliveries import wrote
from tests.support.world import Group, make_group, make_member, make_person

_numbers = itertools.count(1)
pytestmark = [pytest.mark.django_db, pytest.mark.english]


@pytest.fixture(autouse=True)
def _our_server(settings: Any) -> None:
    settings.AUTHSERV_ID = OURS
    settings.MAIL_URL = "smtp://127.0.0.1:1"


def report(*blocks: tuple[str, str, str], number: str = "r1") -> bytes:
    """A report as Postfix writes it; each block: recipient, action, status."""
    said = "\r\n\r\n".join(
        f"Final-Recipient: rfc822; {to}\r\nAction: {action}\r\nStatus: {status}\r\n"
        f"Diagnostic-Code: smtp; 550 {status} said the\r\n    other server"
        for to, action, status in blocks
    )
    return (
        f"From: MAILER-DAEMON@mx.exemple\r\nMessage-ID: <{number}@mx.exemple>\r\nSubject: Undelivered\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary="B"\r\n\r\n'
        "--B\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n--B\r\nContent-Type: message/delivery-status\r\n\r\n"
        f"Reporting-MTA: dns; mx.exemple\r\n\r\n{said}\r\n\r\n--B--\r\n"
    ).encode()


QMAIL = (
    b"From: MAILER-DAEMON@mx.exemple\r\nSubject: failure notice\r\nMessage-ID: <q@mx.exemple>\r\n\r\n"
    b"Hi. This is the qmail-send program at mx.exemple.\r\n"
    b"I'm afraid I wasn't able to deliver your message to the following addresses.\r\n"
    b"This is a permanent error; I've given up. Sorry it didn't work out.\r\n\r\n"
    b"<bob@exemple.test>:\r\n192.0.2.1 does not like recipient.\r\nRemote host said: 550 5.1.1 unknown user\r\n"
)


@pytest.mark.parametrize(
    ("raw", "fate", "is_hard", "code"),
    [
        (report(("bob@exemple.test", "failed", "5.1.1")), "failed", True, "5.1.1"),
        (report(("bob@exemple.test", "failed", "5.2.2")), "failed", False, "5.2.2"),
        (report(("bob@exemple.test", "failed", "4.4.7")), "failed", False, "4.4.7"),
        (report(("bob@exemple.test", "failed", "5.7.26")), "failed", False, "5.7.26"),
        (report(("bob@exemple.test", "delayed", "4.4.1")), "delayed", False, "4.4.1"),
        (report(("zoe@exemple.test", "failed", "5.1.1"), ("bob@exemple.test", "delayed", "4.4.1")), "delayed", False,
         "4.4.1"),
        (report(("zoe@exemple.test", "delayed", "4.4.1"), ("bob@exemple.test", "failed", "5.1.1")), "failed", True,
         "5.1.1"),
        (QMAIL, "failed", True, "5.1.1"),
    ],
)  # fmt: skip
def test_reports_are_read(raw: bytes, fate: str, is_hard: bool, code: str) -> None:
    found = returns.report_of(raw, "bob@exemple.test")
    assert found is not None
    assert (found.fate, found.is_hard, found.code) == (fate, is_hard, code)


def test_what_is_no_return_is_none() -> None:
    for raw in (b"", b"Subject: Absence du bureau\r\n\r\nJe suis absente.", b"\xff\x00", report()):
        assert returns.report_of(raw) is None
    assert returns.of_answer(550, "5.7.1 policy").is_policy
    assert returns.of_answer(550, "no such user").is_hard
    assert not returns.of_answer(552, "full").is_hard


def delivery_to(member: Membership, post: Post) -> Delivery:
    with scope.use(member.space):
        return Delivery.objects.get(post=post, subscription__membership=member)


def comes_back(member: Membership, post: Post, status: str = "5.1.1", action: str = "failed") -> InboundMail:
    delivery = delivery_to(member, post)
    raw = report((str(member.person.email), action, status), number=f"r{next(_numbers)}")
    return arrives(raw, member.space, sender="", to=bounce_address(delivery.token))


def trouble(member: Membership) -> str:
    with scope.use(member.space):
        return AddressTrouble.objects.filter(membership=member).values_list("state", flat=True).first() or ""


def days_of_returns(group: Group, member: Membership, post: Post, days: int, status: str = "5.1.1") -> None:
    for number in range(days):
        with clock.stopped(clock.now() + dt.timedelta(days=number)):
            for _time in range(2):
                comes_back(member, post, status)


def test_an_address_is_tried_then_paused_and_only_a_person_resumes_it(group: Group) -> None:
    for number in range(6):
        make_member(group.space, make_person(f"Membre {number}"))
    post = wrote(group)
    days_of_returns(group, group.alice, post, 4)
    assert trouble(group.alice) == ""
    later = clock.now() + dt.timedelta(days=4)
    with clock.stopped(later):
        mail = comes_back(group.alice, post)
        assert (mail.state, mail.why) == ("dropped", "returned")
        assert trouble(group.alice) == "tried"
        letter = OutgoingMail.objects.get(key__startswith="exchange.trial")
        assert letter.to == group.alice.person.email
        assert letter.sender.startswith("b+")
        assert letter.headers["From"] != letter.sender
        raw = report((str(group.alice.person.email), "delayed", "4.4.1"), number="p0")
        arrives(raw, group.space, sender="", to=letter.sender)
        assert trouble(group.alice) == "tried"
        raw = report((str(group.alice.person.email), "failed", "5.1.1"), number="p")
        arrives(raw, group.space, sender="", to=letter.sender)
    assert trouble(group.alice) == "paused"
    assert group.alice.person.email not in reached(wrote(group, subject="Encore"))
    for week in range(1, 6):
        with clock.stopped(later + dt.timedelta(days=7 * week, hours=1)):
            returned.look_after_addresses()
    assert OutgoingMail.objects.filter(key__startswith="exchange.paused").count() == 3
    assert Membership._base_manager.get(pk=group.alice.pk).state == "member"
    returned.resume_mails(by=group.alice)
    assert trouble(group.alice) == "well"
    assert group.alice.person.email in reached(wrote(group, subject="Me revoilà"))
    with pytest.raises(Refused):
        returned.resume_mails(by=group.alice)
    group.bob.state = "left"
    with pytest.raises(NotFound):
        returned.resume_mails(by=group.bob)
    assert [one for one in facts_of(group.space) if "address" in one] == [
        "exchange.address.tried", "exchange.address.paused", "exchange.address.resumed",
    ]  # fmt: skip


def reached(post: Post) -> set[str]:
    with scope.use(post.space):
        rows = Delivery.objects.filter(post=post)
        return set(rows.values_list("subscription__membership__person__email", flat=True))


def test_a_trial_that_does_not_come_back_is_well_again(group: Group) -> None:
    for number in range(6):
        make_member(group.space, make_person(f"Membre {number}"))
    post = wrote(group)
    days_of_returns(group, group.alice, post, 5)
    assert trouble(group.alice) == "tried"
    with clock.stopped(clock.now() + dt.timedelta(days=8)):
        assert returned.look_after_addresses() == 1
        assert trouble(group.alice) == "well"
        comes_back(group.alice, post)
        assert trouble(group.alice) == "well"


def test_delayed_notices_never_count_and_soft_ones_count_half(group: Group) -> None:
    post = wrote(group)
    for number in range(12):
        with clock.stopped(clock.now() + dt.timedelta(days=number)):
            comes_back(group.alice, post, "4.4.1", action="delayed")
    with scope.use(group.space):
        assert not MailReturn.objects.exists()
    days_of_returns(group, group.alice, post, 9, "5.2.2")
    assert trouble(group.alice) == ""
    with clock.stopped(clock.now() + dt.timedelta(days=9)):
        comes_back(group.alice, post, "5.2.2")
    assert trouble(group.alice) == "tried"


def test_what_comes_back_of_two_messages_on_one_day_is_one_return(group: Group) -> None:
    for post in (wrote(group), wrote(group)):
        assert comes_back(group.alice, post).state == "dropped"
    with scope.use(group.space):
        assert MailReturn.objects.count() == 1


def test_an_away_message_to_the_envelope_is_no_return(group: Group) -> None:
    post = wrote(group)
    raw = mail_of(group.alice.person, group.space, Subject="Absence du bureau", **{"Auto-Submitted": "auto-replied"})
    mail = arrives(raw, group.space, to=bounce_address(delivery_to(group.alice, post).token))
    assert mail.state == "dropped"
    with scope.use(group.space):
        assert not MailReturn.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_when_others_refuse_the_list_it_stops_and_nobody_pays_for_it(group: Group) -> None:
    members = [make_member(group.space, make_person(f"Membre {number}")) for number in range(8)]
    post = wrote(group)
    for member in members[:2]:
        comes_back(member, post, "5.7.1")
    assert not stopped(group)
    comes_back(members[2], post, "5.7.26")
    assert stopped(group)
    with scope.use(group.space):
        assert not MailReturn.objects.exists()
        assert not AddressTrouble.objects.exists()
        assert set(Delivery.objects.values_list("state", flat=True)) == {"stopped"}
    assert OutgoingMail.objects.get(key__startswith="exchange.stopped").to == group.alice.person.email
    other = wrote(group, subject="Pendant l’arrêt")
    with scope.use(group.space):
        assert set(Delivery.objects.filter(post=other).values_list("state", flat=True)) == {"stopped"}
    with pytest.raises(NotFound):
        returned.restart_list(by=group.bob)
    returned.restart_list(by=group.alice)
    with scope.use(group.space):
        assert set(Delivery.objects.values_list("state", flat=True)) == {"queued"}
    with pytest.raises(Refused):
        returned.restart_list(by=group.alice)


def stopped(group: Group) -> bool:
    with scope.use(group.space):
        return MailingList.objects.get(slug=group.space.slug).stopped_at is not None


def test_a_fifth_of_the_list_and_those_who_are_refused_hours_apart_stop_nothing(group: Group) -> None:
    members = [make_member(group.space, make_person(f"Membre {number}")) for number in range(13)]
    post = wrote(group)
    for member in members[:3]:
        comes_back(member, post, "5.7.1")
    assert not stopped(group)
    with clock.stopped(clock.now() + dt.timedelta(minutes=61)):
        for member in members[3:6]:
            comes_back(member, post, "5.7.1")
        assert not stopped(group)
        comes_back(members[6], post, "5.7.1")
        assert stopped(group)


def test_what_came_back_long_ago_is_forgiven(group: Group) -> None:
    post = wrote(group)
    days_of_returns(group, group.alice, post, 4)
    with clock.stopped(clock.now() + dt.timedelta(days=34)):
        comes_back(group.alice, post)
        assert trouble(group.alice) == ""


def test_many_addresses_that_fail_on_one_day_are_one_event_too(group: Group) -> None:
    members = [make_member(group.space, make_person(f"Membre {number}")) for number in range(6)]
    post = wrote(group)
    for number in range(5):
        with clock.stopped(clock.now() + dt.timedelta(days=number)):
            for member in members:
                comes_back(member, post)
    assert stopped(group)
    assert [trouble(member) for member in members].count("tried") == 2


def test_what_a_server_refuses_at_once_is_noted_once(group: Group) -> None:
    post = wrote(group)
    delivery = delivery_to(group.alice, post)
    with scope.use(group.space):
        Delivery.objects.filter(pk=delivery.pk).update(state="failed", error="550 5.1.1 no such user")
    assert (returned.note_refusals(), returned.note_refusals()) == (1, 0)
    with scope.use(group.space):
        assert MailReturn.objects.get().strength == "hard"


def complaint(key: str, kind: str = "abuse") -> bytes:
    return (
        "From: fbl@fournisseur.exemple\r\nMessage-ID: <arf@fournisseur.exemple>\r\nSubject: complaint\r\n"
        'Content-Type: multipart/report; report-type=feedback-report; boundary="B"\r\n\r\n'
        "--B\r\nContent-Type: text/plain\r\n\r\nA complaint.\r\n"
        f"--B\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: {kind}\r\nVersion: 1\r\n\r\n"
        "--B\r\nContent-Type: message/rfc822\r\n\r\n"
        f"List-Unsubscribe: <https://ici.exemple/l/{key}/>, <mailto:unsub+{key}@{domain()}>\r\n\r\nx\r\n--B--\r\n"
    ).encode()


@pytest.mark.usefixtures("told_ten_times")
def test_a_complaint_is_a_way_out_and_a_word_to_those_who_look_after(group: Group) -> None:
    with scope.use(group.space):
        mine = subscriptions_of(open_list(group.space), [group.bob])[group.bob.pk]
    to = command_address(group.space.slug, "owner")
    arrives(complaint(mine.token, "not-spam"), group.space, sender="", to=to)
    with scope.use(group.space):
        assert type(mine).objects.get(pk=mine.pk).mode == "each"
    arrives(complaint(mine.token).replace(b"<arf@", b"<arf2@"), group.space, sender="", to=to)
    with scope.use(group.space):
        assert type(mine).objects.get(pk=mine.pk).mode == "none"
    assert OutgoingMail.objects.get(key__startswith="exchange.unwanted").to == group.alice.person.email
    assert Membership._base_manager.get(pk=group.bob.pk).state == "member"


def test_a_complaint_that_reaches_another_group_is_done_where_it_belongs(
    group: Group, django_capture_on_commit_callbacks: Any
) -> None:
    other = make_group()
    with scope.use(other.space):
        mine = subscriptions_of(open_list(other.space), [other.bob])[other.bob.pk]
    with django_capture_on_commit_callbacks(execute=True):
        arrives(complaint(mine.token), group.space, sender="", to=command_address(group.space.slug, "owner"))
    with scope.use(other.space):
        assert type(mine).objects.get(pk=mine.pk).mode == "none"
    assert not [one for one in facts_of(group.space) if "unwanted" in one]
