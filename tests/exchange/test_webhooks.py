"""Calls to another program: signed (A3), tried again, given up in the open, sent again by hand, seen by few."""

import datetime as dt
import json
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks import Webhook as Verifier
from standardwebhooks import WebhookVerificationError

from commun.core import clock, jobs, scope
from commun.core.errors import NotFound, Refused
from commun.core.models import Fact, OutgoingMail
from commun.core.urls import here
from commun.exchange import soon, webhook_door, webhook_seal
from commun.exchange.actions import webhook_calls as calls
from commun.exchange.actions import webhooks as actions
from commun.exchange.models import Webhook, WebhookAttempt, WebhookMessage
from commun.exchange.policies import webhooks as policies
from commun.exchange.queries import webhooks as queries
from commun.exchange.tasks import webhooks as tasks
from commun.governance.journal import groups
from commun.governance.models import Collective, Membership
from tests.exchange.feed_world import FOLLOWED, VOICED, say
from tests.exchange.receiver import NAME, Receiver, certificate, receiving
from tests.support.client import GateClient
from tests.support.queries import assert_flat
from tests.support.world import Group, make_group, make_member, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.english]
State, Trouble = WebhookMessage.State, WebhookAttempt.Trouble
URL = f"https://{NAME}/appel"
MONDAY = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)


@pytest.fixture
def group() -> Group:
    """Who read English, so that pages say the msgids."""
    found = make_group()
    for one in (found.alice, found.bob):
        one.person.language = "en"
        one.person.save()
    return found


@pytest.fixture(scope="session")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def near(pem: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """The other program, on this machine: the guard lets its address through here, and nowhere else."""
    monkeypatch.setattr(webhook_door, "addresses_of", lambda _host, _port: ["127.0.0.1"])
    context = ssl.create_default_context(cafile=str(pem))
    monkeypatch.setattr(webhook_door.ssl, "create_default_context", lambda: context)
    with receiving(pem) as receiver:
        yield receiver


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[webhook_door.Answer]:
    """What the other program answers, one after the other; the last one again and again."""
    said = [webhook_door.Answer(Trouble.SILENT, None, 10_000)]
    monkeypatch.setattr(webhook_door, "call", lambda *_asked: said.pop(0) if len(said) > 1 else said[0])
    return said


def opened(group: Group, url: str = URL, **chosen: Any) -> Webhook:
    return actions.set_webhook(by=group.alice, url=url, **{"audience": "group", **chosen})


def run(webhook: Webhook) -> None:
    calls.gather(webhook.pk)
    calls.send_due(webhook.pk)


def messages(group: Group) -> list[WebhookMessage]:
    with scope.use(group.space):
        return list(WebhookMessage.objects.order_by("pk"))


def again(webhook: Webhook) -> Webhook:
    return Webhook._base_manager.get(pk=webhook.pk)


RECEIVED, REFUSED = webhook_door.Answer(Trouble.NONE, 204, 9), webhook_door.Answer(Trouble.ANSWER, 500, 9)


# The verifier looks at the true time.
@pytest.mark.real_clock
def test_a_message_is_what_members_read_and_standard_webhooks_verifies_it(group: Group, near: Receiver) -> None:
    webhook = opened(group, near.url)
    fact = say(group.space, VOICED, group.bob)
    say(group.space, FOLLOWED, group.bob)
    run(webhook)
    # What opened the call is told as well; what the journal does not tell is not.
    told = [body for headers, body in near.got if json.loads(body)["type"] == VOICED]
    [(headers, body)] = [one for one in near.got if one[1] in told]
    verified = Verifier(webhook_seal.secret_of(webhook)).verify(body, headers)
    assert verified == json.loads(body)
    assert (verified["type"], verified["data"]["type"]) == (VOICED, "Create")
    assert "Bob Durand" in verified["data"]["summary"]
    assert verified["data"]["id"] == f"tag:commun,2026:fact:{fact.digest}"
    assert dt.datetime.fromisoformat(verified["timestamp"]) == fact.at
    assert headers["webhook-id"].startswith("msg_")
    assert {one.state for one in messages(group)} == {State.DELIVERED}
    for spoilt in (body.replace(b"Bob", b"Rob"), b"{}"):
        with pytest.raises(WebhookVerificationError):
            Verifier(webhook_seal.secret_of(webhook)).verify(spoilt, headers)
    run(webhook)
    assert len(near.got) == len(messages(group)) == 2


@pytest.mark.real_clock
def test_while_a_secret_changes_both_verify_and_the_former_one_no_longer_after(group: Group, near: Receiver) -> None:
    webhook = opened(group, near.url)
    former = webhook_seal.secret_of(webhook)
    webhook = actions.renew_secret(by=group.alice)
    assert webhook_seal.secret_of(webhook) != former
    with pytest.raises(Refused, match="less than a day ago"):
        actions.renew_secret(by=group.alice)
    actions.try_webhook(by=group.alice)
    run(webhook)
    headers, body = near.got[-1]
    for secret in (former, webhook_seal.secret_of(webhook)):
        assert Verifier(secret).verify(body, headers)
    with clock.stopped(clock.now() + dt.timedelta(hours=25)):
        sealed = webhook_seal.headers_of(again(webhook), "msg_x", b"{}")
    assert len(sealed["webhook-signature"].split()) == 1


def test_only_what_was_chosen_and_only_from_now_on(group: Group, answers: list[Any]) -> None:
    answers[:] = [RECEIVED]
    say(group.space, "tenders.intention.declared", group.bob)
    webhook = opened(group, rooms=["tenders"])
    say(group.space, VOICED, group.bob)
    say(group.space, "tenders.intention.declared", group.bob)
    run(webhook)
    assert [one.name for one in messages(group)] == ["tenders.intention.declared"]


def test_a_long_chain_is_told_whole_whatever_rooms_are_chosen(
    group: Group, answers: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    answers[:] = [RECEIVED]
    monkeypatch.setattr(calls, "AT_ONCE", 3)
    webhook = opened(group, rooms=["tenders"])
    for name in [VOICED] * 4 + ["tenders.intention.declared"] * 4:
        say(group.space, name, group.bob)
    while again(webhook).pk in calls.due():
        run(webhook)
    assert [one.position for one in messages(group)] == [6, 7, 8, 9]


def test_a_burst_is_told_at_once_and_who_does_not_answer_is_not_asked_again_before_the_hour(
    group: Group, answers: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(calls, "AT_ONCE", 3)
    monkeypatch.setattr(soon, "call_soon", asked.append)
    webhook = opened(group)
    for _number in range(10):
        say(group.space, VOICED, group.bob)
    tasks.call_webhook(webhook.pk)
    assert asked == []
    answers[:] = [RECEIVED]
    WebhookMessage._base_manager.update(next_at=clock.now())
    asked.append(webhook.pk)
    while asked:
        tasks.call_webhook(asked.pop())
    assert [one.state for one in messages(group)] == [State.DELIVERED] * 11


def test_when_who_set_it_is_gone_the_others_are_asked_to_change_its_secret(group: Group, answers: list[Any]) -> None:
    webhook = opened(group)
    for one in (group.alice, group.bob):
        Membership._base_manager.filter(pk=one.pk).update(role="facilitator")
    assert list(queries.things_to_do(group.bob.person)) == []
    Membership._base_manager.filter(pk=group.alice.pk).update(state="left")
    (item,) = queries.things_to_do(group.bob.person)
    assert (item.title, item.key) == (
        f"Who set the calls to {NAME} is no longer in the group: change the secret, or tell it nothing more",
        f"exchange.webhook.left:{webhook.ref}",
    )
    group.bob.refresh_from_db()
    actions.renew_secret(by=group.bob)
    assert list(queries.things_to_do(group.bob.person)) == []
    assert again(webhook).set_by_id == group.bob.pk


def test_what_everybody_may_follow_names_nobody_and_ends_with_the_public_page(group: Group, near: Receiver) -> None:
    webhook = opened(group, near.url, audience="public")
    say(group.space, VOICED, group.bob)
    say(group.space, groups.DEFINITION_ADOPTED, group.bob, ("governance.definition", "1"))
    run(webhook)
    # The group is not public: what could be told is dropped, unsaid.
    assert ({one.state for one in messages(group)}, near.got) == ({State.DROPPED}, [])
    Collective._base_manager.filter(space=group.space).update(is_public=True)
    say(group.space, groups.DEFINITION_ADOPTED, group.bob, ("governance.definition", "2"))
    run(webhook)
    [(_headers, body)] = near.got
    assert "Bob" not in body.decode()
    assert json.loads(body)["data"]["actor"]["type"] == "Group"


@pytest.mark.usefixtures("told_ten_times")
def test_it_is_tried_ten_times_over_three_days_then_given_up_and_told(group: Group, answers: list[Any]) -> None:
    with clock.stopped(MONDAY):
        webhook = opened(group)
        run(webhook)
    moments, now = [MONDAY], MONDAY
    while messages(group)[0].state == State.WAITING:
        now = messages(group)[0].next_at
        with clock.stopped(now - dt.timedelta(seconds=1)):
            assert webhook.pk not in calls.due() or messages(group)[1:]
        moments.append(now)
        with clock.stopped(now):
            run(webhook)
    pauses = [(later - sooner) / dt.timedelta(minutes=1) for sooner, later in zip(moments, moments[1:], strict=False)]
    assert [pytest.approx(said, rel=0.11) for said in calls.PAUSES] == pauses
    assert dt.timedelta(days=3) < now - MONDAY < dt.timedelta(days=4)
    webhook = again(webhook)
    assert (webhook.state, messages(group)[0].attempt_count) == (Webhook.State.STOPPED, 10)
    [mail] = OutgoingMail.objects.filter(key__startswith="exchange.webhook")
    assert mail.to == group.alice.person.email
    assert NAME in mail.subject
    assert [item.title for item in queries.things_to_do(group.alice.person)] == [
        f"{NAME} no longer answers: nothing is told to it any more"
    ]
    assert list(queries.things_to_do(group.bob.person)) == []
    with scope.use(group.space):
        assert Fact.objects.filter(name="exchange.webhook.stopped", actor="rule").count() == 1
    # Nothing leaves any more, save a trial.
    say(group.space, VOICED, group.bob)
    assert webhook.pk not in calls.due()
    actions.try_webhook(by=group.alice)
    assert webhook.pk in calls.due()


def test_a_human_act_puts_it_back_and_nothing_is_lost(group: Group, answers: list[Any]) -> None:
    webhook = opened(group)
    calls.gather(webhook.pk)
    with scope.use(group.space):
        WebhookMessage.objects.update(state=State.GIVEN_UP, attempt_count=10)
    Webhook._base_manager.update(state="stopped", stopped_at=clock.now(), failing_since=clock.now())
    say(group.space, VOICED, group.bob)
    run(webhook)
    assert len(messages(group)) == 1
    actions.resume_webhook(by=group.alice)
    answers[:] = [RECEIVED]
    run(webhook)
    assert [one.name for one in messages(group)] == ["exchange.webhook.opened", VOICED, "exchange.webhook.restarted"]
    assert {one.state for one in messages(group)} == {State.DELIVERED}


def test_while_it_is_stopped_a_trial_leaves_and_nothing_else(group: Group, answers: list[Any]) -> None:
    answers[:] = [RECEIVED]
    webhook = opened(group)
    calls.gather(webhook.pk)
    Webhook._base_manager.update(state="stopped", stopped_at=clock.now())
    trial = actions.try_webhook(by=group.alice)
    assert calls.send_due(webhook.pk) == 1
    assert [one.ref for one in messages(group) if one.state == State.DELIVERED] == [trial.ref]
    # A trial that does not pass says nothing of the calls.
    answers[:] = [REFUSED]
    actions.try_webhook(by=group.alice)
    calls.send_due(webhook.pk)
    assert again(webhook).failing_since is None


def test_what_is_closed_tells_nothing_more_and_who_is_gone_is_not_written_to(group: Group, answers: list[Any]) -> None:
    webhook = opened(group)
    run(webhook)
    Membership._base_manager.filter(pk=group.bob.pk).update(role="facilitator")
    Membership._base_manager.filter(pk=group.alice.pk).update(role="")
    calls.stop_calls(Webhook._base_manager.select_related("space", "set_by__person", "set_by__space").get())
    [mail] = OutgoingMail.objects.filter(key__startswith="exchange.webhook")
    assert mail.to == group.bob.person.email
    group.bob.refresh_from_db()
    [message] = messages(group)
    actions.close_webhook(by=group.bob)
    assert messages(group)[0].state == State.DROPPED
    with pytest.raises(NotFound):
        policies.message_for(group.bob, message.ref)
    assert webhook.pk not in calls.due()


def test_one_message_that_never_passes_does_not_stop_the_others(group: Group, answers: list[Any]) -> None:
    webhook = opened(group)
    calls.gather(webhook.pk)
    with scope.use(group.space):
        WebhookMessage.objects.update(attempt_count=9)
        past = clock.now() - dt.timedelta(days=3)
        WebhookAttempt(space=group.space, message=messages(group)[0], at=past, trouble=Trouble.ANSWER).save()
    calls.send_due(webhook.pk)
    assert (messages(group)[0].state, again(webhook).state) == (State.GIVEN_UP, Webhook.State.ON)


def test_gone_stops_at_once(group: Group, answers: list[Any]) -> None:
    answers[:] = [webhook_door.Answer(Trouble.ANSWER, 410, 9)]
    webhook = opened(group)
    run(webhook)
    assert again(webhook).is_stopped


def test_one_is_sent_again_by_hand_under_the_same_name(group: Group, near: Receiver) -> None:
    webhook = opened(group, near.url)
    near.status = 500
    run(webhook)
    [message] = messages(group)
    near.status = 200
    actions.replay_message(by=group.alice, message=message)
    calls.send_due(webhook.pk)
    actions.replay_message(by=group.alice, message=message)
    calls.send_due(webhook.pk)
    assert [headers["webhook-id"] for headers, _body in near.got] == [f"msg_{message.ref}"] * 3
    assert messages(group)[0].state == State.DELIVERED
    with scope.use(group.space):
        assert [one.status for one in WebhookAttempt.objects.order_by("pk")] == [500, 200, 200]


def test_a_process_that_dies_with_a_message_leaves_it_to_the_next(group: Group, answers: list[Any]) -> None:
    answers[:] = [RECEIVED]
    webhook = opened(group)
    calls.gather(webhook.pk)
    assert calls._claim(webhook.pk) is not None
    assert calls.send_due(webhook.pk) == 0
    with clock.stopped(clock.now() + calls.LEASE + dt.timedelta(seconds=1)):
        assert calls.send_due(webhook.pk) == 1


def test_those_who_facilitate_set_it_and_a_wrong_address_is_said(group: Group) -> None:
    with pytest.raises(NotFound):
        actions.set_webhook(by=group.bob, url=URL, audience="group")
    for url, said in [
        ("", "starts with https"),
        ("http://programme.example/", "starts with https"),
        ("https://moi:secret@programme.example/", "starts with https"),
        ("https://10.0.0.8/", "private place"),
        ("https://localhost:8000/", "private place"),
        ("https://machine/", "private place"),
        ("https://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/", "private place"),
        ("https://base.local/", "private place"),
        ("https://metadata.google.internal/", "private place"),
        ("https://" + "a" * 600, "too long"),
        ("https://émoji😀.example/", None),
    ]:
        if said is None:
            with pytest.raises(Refused):
                actions.set_webhook(by=group.alice, url=url, audience="group", rooms=["nulle-part"])
            continue
        with pytest.raises(Refused, match=said):
            actions.set_webhook(by=group.alice, url=url, audience="group")
    with pytest.raises(Refused, match="what it is told"):
        actions.set_webhook(by=group.alice, url=URL, audience="tout")
    with pytest.raises(Refused, match="closed meanwhile"):
        actions.try_webhook(by=group.alice)
    first = opened(group)
    assert opened(group) == first
    with scope.use(group.space):
        told = list(Fact.objects.filter(about_kind="exchange.webhook").values_list("name", flat=True))
    assert told == ["exchange.webhook.opened"]
    Webhook._base_manager.update(failing_since=clock.now())
    assert opened(group, url="HTTPS://Autre.example:8443/x").host == "autre.example"
    assert again(first).failing_since is None
    actions.close_webhook(by=group.alice)
    assert opened(group, url=f"{URL}/2").ref != first.ref


def test_the_page_shows_what_became_of_each_and_costs_the_same(group: Group, client: GateClient) -> None:
    url = here(group.space.slug, "exchange:webhook")
    client.force_login(group.alice.person)
    assert "No program is told" in client.get(url).content.decode()
    response = client.post(here(group.space.slug, "exchange:set-webhook"), {"url": "http://x", "audience": "group"})
    assert response.status_code == 422
    assert 'value="http://x"' in response.content.decode()
    answer = client.post(
        here(group.space.slug, "exchange:set-webhook"), {"url": URL, "audience": "group", "rooms": ["value", "bids"]}
    )
    assert answer.status_code == 302
    webhook = again(Webhook._base_manager.get())
    for name in ("try-webhook", "renew-webhook", "resume-webhook"):
        client.post(here(group.space.slug, f"exchange:{name}"))
    page = client.get(url).content.decode()
    assert webhook_seal.secret_of(again(webhook)) in page
    assert "Trial" in page

    def add(count: int) -> None:
        for _number in range(count):
            message = actions.try_webhook(by=group.alice)
            calls.note_answer(message, REFUSED)

    assert_flat(add, lambda: client.get(url), 2, 20)
    Webhook._base_manager.update(rooms=[])
    say(group.space, VOICED, group.alice)
    calls.gather(webhook.pk)
    # In words, then the name that the other program reads.
    line = client.get(url).content.decode().partition(VOICED)[0].rpartition("<li>")[2]
    assert group.alice.name in line
    message = messages(group)[0]
    client.post(here(group.space.slug, "exchange:replay-webhook", webhook_message=message.ref))
    client.post(here(group.space.slug, "exchange:close-webhook"))
    assert again(webhook).state == Webhook.State.CLOSED
    assert NAME in client.get(here(group.space.slug, "exchange:feed")).content.decode()


def test_others_see_nothing_of_it(group: Group, client: GateClient) -> None:
    opened(group)
    message = actions.try_webhook(by=group.alice)
    replay = here(group.space.slug, "exchange:replay-webhook", webhook_message=message.ref)
    gus = make_member(group.space, make_person("Gus"), "guest").person
    for person in (group.bob.person, group.chloe, gus):
        client.force_login(person)
        for name in ("webhook", "set-webhook"):
            assert client.get(here(group.space.slug, f"exchange:{name}")).status_code == 404
        assert client.post(replay).status_code == 404
    other = make_group()
    client.force_login(other.alice.person)
    away = here(other.space.slug, "exchange:replay-webhook", webhook_message=message.ref)
    assert client.post(away).status_code == 404


def test_what_a_person_set_is_theirs_to_read_and_old_messages_go(group: Group, answers: list[Any]) -> None:
    answers[:] = [RECEIVED]
    webhook = opened(group)
    run(webhook)
    assert [one["address"] for one in actions.export(group.alice.person)] == [URL]
    actions.erase(group.alice.person)
    assert calls.forget() == 0
    with clock.stopped(clock.now() + dt.timedelta(days=31)):
        # What still waits is not lost.
        WebhookMessage._base_manager.update(state=State.WAITING)
        assert calls.forget() == 0
        WebhookMessage._base_manager.update(state=State.DELIVERED)
        assert calls.forget() == 2
    assert messages(group) == []


def test_the_jobs_have_their_hours() -> None:
    assert {soon.CALL, "exchange.look_after_webhooks", "exchange.forget_messages"} <= set(jobs.app().tasks)
