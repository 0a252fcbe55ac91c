"""What the digest tells of notices, and who is told at once."""

import datetime as dt
import re
from typing import Any

import pytest
from django.db import transaction

from commun.core import clock, journal, scope
from commun.core.models import ChainHead, OutgoingMail
from commun.governance.models import Membership
from commun.people.actions.digests import send_digest
from commun.people.models import Activity, DigestLine, Person
from commun.tenders import journal as facts
from commun.tenders.actions.intentions import declare_intention
from commun.tenders.actions.marks import mark_notice
from commun.tenders.models import Intention, Mark, Match, Notice
from commun.tenders.notifications import tell_interested
from tests.support.client import GateClient
from tests.support.world import Group, make_member, make_person, make_space

YESTERDAY = dt.datetime(2026, 11, 13, 8, 0, tzinfo=dt.UTC)  # a Friday; tests live on Monday the 16th


def make_notice(title: str = "Concertation préalable", **fields: Any) -> Notice:
    defaults: dict[str, Any] = {
        "state": "open",
        "title": title,
        "buyer": "Ville de Valmont",
        "published_on": clock.today(),
        "deadline_at": clock.now() + dt.timedelta(days=20),
        "created_at": clock.now(),
        "changed_at": clock.now(),
    }
    return Notice.objects.create(**(defaults | fields))


def make_match(person: Person, notice: Notice, position: int = 1) -> Match:
    activity, _new = Activity.objects.get_or_create(
        person=person, label="Concertation", defaults={"created_at": clock.now(), "changed_at": clock.now()}
    )
    reasons = [{"kind": "term", "text": "concertation"}]
    return Match.objects.create(
        activity=activity,
        notice=notice,
        score=2,
        position=position,
        reasons=reasons,
        algorithm="t",
        first_seen_at=YESTERDAY,
    )


@pytest.fixture
def old(group: Group) -> Group:
    """The same group, whose people came some days ago."""
    for member in (group.alice, group.bob):
        member.person.joined_at = YESTERDAY - dt.timedelta(days=5)
        member.person.save()
    return group


def record_change(notice: Notice, name: str = facts.CHANGED, fields: tuple[str, ...] = ("deadline",)) -> int:
    with transaction.atomic():
        fact = journal.record(
            name,
            space=journal.house(),
            actor=journal.PROGRAM,
            about=("notice", notice.ref),
            data={"fields": list(fields)},
        )
        return tell_interested(notice=notice, fact=fact)


def digest_text(person: Person) -> str:
    send_digest(person=person)
    sent = OutgoingMail.objects.filter(key__startswith="digest:", to=person.email or "").first()
    return sent.text if sent else ""


def test_a_new_match_is_told_with_its_reason_and_its_acts(old: Group) -> None:
    make_match(old.bob.person, make_notice())
    text = digest_text(old.bob.person)
    assert "Concertation préalable" in text
    assert "concertation" in text
    assert text.count("/m/") == 3  # interested, not for me, stop


def test_the_digest_carries_the_seal_of_the_groups_journal(old: Group) -> None:
    with scope.use(old.space):
        declare_intention(member=old.alice, notice=make_notice("Autre"), need="whole", stance="carry")
    head = ChainHead.objects.get(pk=old.space.pk)
    make_match(old.bob.person, make_notice())
    assert head.digest in digest_text(old.bob.person)


@pytest.mark.parametrize(("language", "word"), [("fr", "Parce que"), ("en", "Because")])
def test_the_digest_speaks_the_persons_language(old: Group, language: str, word: str) -> None:
    old.bob.person.language = language
    old.bob.person.save()
    make_match(old.bob.person, make_notice())
    text = digest_text(old.bob.person)
    assert word in text
    assert ("Stop the digest" in text) == (language == "en")


@pytest.mark.parametrize("how", ["closed", "cancelled", "marked", "far"])
def test_what_is_no_use_is_not_told(old: Group, how: str) -> None:
    person = old.bob.person
    fields: dict[str, Any] = {
        "closed": {"deadline_at": clock.now() - dt.timedelta(days=2)},
        "cancelled": {"state": "cancelled"},
    }.get(how, {})
    notice = make_notice(**fields)
    make_match(person, notice, position=21 if how == "far" else 1)
    if how == "marked":
        mark_notice(person=person, notice=notice, choice=Mark.Choice.HIDE)
    assert digest_text(person) == ""


def test_intentions_of_others_are_told_to_their_group_only(old: Group) -> None:
    elsewhere = make_person("Dominique", joined_at=YESTERDAY - dt.timedelta(days=5))
    make_member(make_space("Autre"), elsewhere)
    notice = make_notice()
    with clock.stopped(YESTERDAY), scope.use(old.space):
        declare_intention(member=old.alice, notice=notice, need="whole", stance="carry")
    assert "Alice Martin" in digest_text(old.bob.person)
    assert digest_text(old.alice.person) == ""
    assert digest_text(elsewhere) == ""


def test_the_interested_are_told_at_once_and_once(old: Group) -> None:
    notice = make_notice()
    with scope.use(old.space):
        declare_intention(member=old.alice, notice=notice, need="whole", stance="carry")
        declare_intention(member=old.bob, notice=notice, need="whole", stance="pass")
    mark_notice(person=old.alice.person, notice=notice, choice=Mark.Choice.KEEP)
    assert record_change(notice) == 1
    told = OutgoingMail.objects.get()
    assert told.to == old.alice.person.email
    assert notice.title in told.subject
    with clock.stopped(clock.now() + dt.timedelta(days=1)):
        assert notice.title not in digest_text(old.alice.person)


def test_a_cancellation_is_told_at_once_and_a_small_correction_is_not(old: Group) -> None:
    notice = make_notice()
    mark_notice(person=old.bob.person, notice=notice, choice=Mark.Choice.KEEP)
    assert record_change(notice, fields=("title",)) == 0
    assert record_change(notice, facts.CANCELLED) == 1
    with clock.stopped(clock.now() + dt.timedelta(days=1)):
        assert notice.title in digest_text(old.bob.person)


def link_of(text: str, number: int) -> str:
    return re.findall(r"http://localhost:8000(/m/\S+)", text)[number]


def test_not_for_me_asks_then_hides(old: Group, client: GateClient) -> None:
    notice = make_notice()
    make_match(old.bob.person, notice)
    path = link_of(digest_text(old.bob.person), 1)
    assert notice.title in client.get(path).content.decode()
    assert not Mark.objects.exists(), "a program that opens every link changes nothing"
    client.post(path)
    client.post(path)
    assert Mark.objects.get().choice == "hide"


def test_i_am_interested_keeps_and_watches(old: Group, client: GateClient) -> None:
    notice = make_notice()
    make_match(old.bob.person, notice)
    path = link_of(digest_text(old.bob.person), 0)
    client.get(path)
    with scope.use(old.space):
        assert not Intention.objects.exists()
        client.post(path)
        client.post(path)
        assert Intention.objects.get().stance == "watch"
    assert Mark.objects.get().choice == "keep"


def test_interest_never_weakens_what_was_said(old: Group, client: GateClient) -> None:
    notice = make_notice()
    make_match(old.bob.person, notice)
    path = link_of(digest_text(old.bob.person), 0)
    with scope.use(old.space):
        declare_intention(member=old.bob, notice=notice, need="whole", stance="carry")
        client.post(path)
        assert Intention.objects.get().stance == "carry"


def test_who_left_the_group_can_do_nothing_from_an_old_mail(old: Group, client: GateClient) -> None:
    make_match(old.bob.person, make_notice())
    path = link_of(digest_text(old.bob.person), 0)
    with scope.use(old.space):
        old.bob.state = "left"
        old.bob.save()
    assert client.post(path).status_code == 404
    assert DigestLine.objects.count() == 1


def test_a_change_comes_by_a_group_whose_level_lets_it_and_its_link_lowers_them_all(
    old: Group, client: GateClient
) -> None:
    elsewhere = make_member(make_space("Ailleurs"), old.bob.person)
    notice = make_notice()
    mark_notice(person=old.bob.person, notice=notice, choice=Mark.Choice.KEEP)
    old.bob.mails = "none"
    old.bob.save()
    assert record_change(notice) == 1
    told = OutgoingMail.objects.get()
    assert f"/{elsewhere.space.slug}/" in told.text
    path = told.headers["List-Unsubscribe"].strip("<>").removeprefix("http://localhost:8000")
    assert path in told.text
    assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    levels = {one.mails for one in Membership._base_manager.filter(person=old.bob.person)}
    assert levels == {"none", "decisions"}
    # No letter any more: the digest tells it.
    assert record_change(notice) == 0
    with clock.stopped(clock.now() + dt.timedelta(days=1)):
        assert notice.title in digest_text(old.bob.person)


def test_the_same_change_told_ten_times_is_one_mail(old: Group) -> None:
    notice = make_notice()
    mark_notice(person=old.bob.person, notice=notice, choice=Mark.Choice.KEEP)
    with transaction.atomic():
        fact = journal.record(
            facts.CANCELLED, space=journal.house(), actor=journal.PROGRAM, about=("notice", notice.ref), data={}
        )
        assert [tell_interested(notice=notice, fact=fact) for _again in range(10)] == [1] + [0] * 9
    assert OutgoingMail.objects.count() == 1
