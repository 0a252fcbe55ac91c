"""Tokens: made after a recent sign-in, shown once, kept as a digest; they end, are changed, are revoked, are erased."""

import datetime as dt
import json
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from commun.config import api_doors
from commun.core import clock, journal
from commun.core.errors import NotFound, Refused
from commun.core.models import Fact, OutgoingMail
from commun.governance.models import Action
from commun.people import actions, personal_data, tasks
from commun.people.models import ApiAnswer, ApiToken, ApiTokenUse, Person
from commun.people.views import security
from tests.support.client import GateClient
from tests.support.world import Group, make_member, make_person, make_space

pytestmark = [pytest.mark.django_db, pytest.mark.english]
ME, GROUPS = "/api/1/me", "/api/1/groups"


@pytest.fixture(autouse=True)
def _counted_from_nothing() -> None:
    cache.clear()


@pytest.fixture
def group(group: Group) -> Group:
    Person.objects.update(language="en")
    for member in (group.alice, group.bob):
        member.person.refresh_from_db()
    return group


def token_of(group: Group, *rights: str, days: int = 90) -> tuple[ApiToken, str]:
    person = group.bob.person
    return actions.make_token(person=person, name="Tableur", space_ids=[group.space.pk], rights=rights, days=days)


def ask(words: str, path: str = ME) -> Any:
    return Client().get(path, headers={"Authorization": f"Bearer {words}"})


def send(words: str, path: str, body: Any, **headers: str) -> Any:
    return Client().post(
        path, json.dumps(body), content_type="application/json", headers={"Authorization": f"Bearer {words}"} | headers
    )


def test_a_token_is_its_person_and_only_its_digest_is_kept(group: Group) -> None:
    token, words = token_of(group)
    response = ask(words)
    assert response.json()["name"] == "Bob Durand"
    assert "no-store" in response.headers["Cache-Control"]
    assert token.rights == ["read"]
    kept = ApiToken.objects.values().get()
    assert words not in str(kept)
    assert kept["hint"] == words[-4:]
    mail = OutgoingMail.objects.get(to=group.bob.person.email)
    assert "Tableur" in mail.text
    assert words not in mail.text + mail.html
    assert Fact._base_manager.filter(space=journal.house(), name="people.token.made", about_ref=token.ref).exists()


@pytest.mark.parametrize("words", ["", "commun_x", "x" * 300, "é"])
def test_nobody_comes_in_with_other_words(group: Group, words: str) -> None:
    token_of(group)
    response = ask(words)
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Bearer"
    assert "Bob" not in response.content.decode()


def test_a_session_opens_nothing(group: Group) -> None:
    token_of(group, "write")
    client = Client(enforce_csrf_checks=True)
    client.force_login(group.bob.person, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(ME).status_code == 401
    assert client.post(f"{GROUPS}/{group.space.slug}/actions", "{}", content_type="application/json").status_code == 401


def test_it_ends_on_its_day_and_when_it_is_revoked(group: Group) -> None:
    token, words = token_of(group, days=30)
    with clock.stopped(clock.now() + dt.timedelta(days=30, seconds=-1)):
        assert ask(words).status_code == 200
    with clock.stopped(clock.now() + dt.timedelta(days=30)):
        assert ask(words).status_code == 401
    actions.revoke_token(person=group.bob.person, token=token)
    assert ask(words).status_code == 401
    with pytest.raises(Refused):
        actions.rotate_token(person=group.bob.person, token=token)


def test_changed_words_leave_a_day_to_the_former_ones(group: Group) -> None:
    token, words = token_of(group)
    _same, new = actions.rotate_token(person=group.bob.person, token=token)
    assert (ask(words).status_code, ask(new).status_code) == (200, 200)
    with clock.stopped(clock.now() + dt.timedelta(hours=24)):
        assert (ask(words).status_code, ask(new).status_code) == (401, 200)
    token.refresh_from_db()
    actions.revoke_token(person=group.bob.person, token=token)
    assert (ask(words).status_code, ask(new).status_code) == (401, 401)


@pytest.mark.parametrize(
    "wrong", [{"name": " "}, {"space_ids": []}, {"days": 366}, {"days": 0}, {"rights": ["everything"]}]
)
def test_a_token_without_a_name_a_group_or_an_end_is_refused(group: Group, wrong: dict[str, Any]) -> None:
    asked: dict[str, Any] = {"name": "x", "space_ids": [group.space.pk], "rights": [], "days": 90} | wrong
    with pytest.raises(Refused):
        actions.make_token(person=group.bob.person, **asked)


def test_there_are_twenty_at_most(group: Group) -> None:
    for _number in range(20):
        token_of(group)
    with pytest.raises(Refused, match="20"):
        token_of(group)


def test_those_of_another_are_not_found(group: Group) -> None:
    token, _words = token_of(group)
    with pytest.raises(NotFound):
        actions.revoke_token(person=group.alice.person, token=token)
    client = GateClient()
    client.force_login(group.alice.person, backend="django.contrib.auth.backends.ModelBackend")
    for page in ("changer", "revoquer"):
        path = f"/moi/programmes/{token.ref}/{page}/"
        assert client.post(path).status_code in {302, 404}
    token.refresh_from_db()
    assert token.is_alive
    assert token.rotated_at is None


def test_the_last_use_is_noted_while_reading_to_the_quarter_of_an_hour(group: Group) -> None:
    _token, words = token_of(group)
    ask(words)
    first = ApiTokenUse.objects.get().used_at
    with clock.stopped(clock.now() + dt.timedelta(minutes=10)):
        ask(words)
        assert ApiTokenUse.objects.get().used_at == first
    with clock.stopped(clock.now() + dt.timedelta(minutes=16)):
        ask(words)
        assert ApiTokenUse.objects.get().used_at == clock.now()


def test_too_many_requests_wait(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api_doors, "MOST_REQUESTS", 3)
    monkeypatch.setattr(api_doors, "MOST_WRONG", 2)
    monkeypatch.setattr(api_doors.time, "time", lambda: 1_000_000.0)
    _token, words = token_of(group)
    answers = [ask(words) for _number in range(4)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    assert answers[-1].headers["Retry-After"] == "60"
    assert [ask("faux").status_code for _number in range(3)] == [401, 401, 429]


def test_the_same_request_twice_is_done_once(group: Group) -> None:
    _token, words = token_of(group, "write")
    path, body = f"{GROUPS}/{group.space.slug}/actions", {"title": "Appeler la mairie"}
    first = send(words, path, body, **{"Idempotency-Key": "a1"})
    again = send(words, path, body, **{"Idempotency-Key": "a1"})
    assert (
        first.json()
        == again.json()
        == {"things": [{"kind": "governance.action", "ref": Action._base_manager.get().ref}]}
    )
    other = send(words, path, {"title": "Autre chose"}, **{"Idempotency-Key": "a1"})
    assert other.status_code == 409
    assert send(words, path, body, **{"Idempotency-Key": "a2"}).status_code == 200
    assert Action._base_manager.count() == 2
    assert send(words, path, body, **{"Idempotency-Key": "é" * 3}).status_code == 422


def test_what_was_refused_may_be_sent_again(group: Group) -> None:
    _token, words = token_of(group, "write")
    path = f"{GROUPS}/{group.space.slug}/actions"
    assert send(words, path, {"title": " "}, **{"Idempotency-Key": "k"}).status_code == 409
    assert not ApiAnswer.objects.exists()
    assert send(words, path, {"title": "Mieux"}, **{"Idempotency-Key": "k"}).status_code == 200


def test_who_left_is_out_the_same_day_and_who_rests_reads(group: Group) -> None:
    _token, words = token_of(group, "write")
    path = f"{GROUPS}/{group.space.slug}/actions"
    for state, reading, writing in (("dormant", 200, 409), ("left", 404, 404)):
        group.bob.state = state
        group.bob.save()
        assert ask(words, path).status_code == reading
        assert send(words, path, {"title": "x"}).status_code == writing


def test_a_closed_account_opens_nothing_and_its_tokens_go(group: Group) -> None:
    _token, words = token_of(group)
    Person.objects.filter(pk=group.bob.person.pk).update(is_active=False)
    assert ask(words).status_code == 401
    Person.objects.update(is_active=True)
    told = personal_data.export_of(group.bob.person)
    assert "Tableur" in str(told)
    actions.erase_person(person=group.bob.person, keeps_name=False)
    assert ask(words).status_code == 401
    assert not ApiToken.objects.exists()


def test_the_page_shows_the_words_once_after_a_recent_sign_in(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    client = GateClient()
    client.force_login(group.bob.person, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/moi/programmes/nouveau/").status_code == 302
    monkeypatch.setattr(security, "came_in_recently", lambda request: True)
    sheet = {"name": "Tableur", "groups": [group.space.slug], "rights": ["write"], "days": "30"}
    stranger = make_space("Ailleurs", "ailleurs")
    make_member(stranger, make_person("Zoé"))
    assert client.post("/moi/programmes/nouveau/", sheet | {"groups": ["ailleurs"]}).status_code == 200
    assert not ApiToken.objects.exists()
    page = client.post("/moi/programmes/nouveau/", sheet)
    token = ApiToken.objects.get()
    (words,) = [part for part in page.content.decode().split('"') if part.startswith("commun_")]
    assert ask(words).status_code == 200
    assert (token.rights, token.expires_at) == (["read", "write"], clock.now() + dt.timedelta(days=30))
    assert "no-store" in page.headers["Cache-Control"]
    listed = client.get("/moi/programmes/").content.decode()
    assert token.name in listed
    assert words not in listed
    changed = client.post(f"/moi/programmes/{token.ref}/changer/").content.decode()
    assert words not in changed
    assert client.post(f"/moi/programmes/{token.ref}/revoquer/").status_code == 302
    assert ask(words).status_code == 401


def test_answers_are_forgotten_after_a_day(group: Group) -> None:
    _token, words = token_of(group, "write")
    send(words, f"{GROUPS}/{group.space.slug}/actions", {"title": "x"}, **{"Idempotency-Key": "k"})
    tasks.forget_api_answers(0)
    assert ApiAnswer.objects.count() == 1
    with clock.stopped(clock.now() + dt.timedelta(days=1, seconds=1)):
        tasks.forget_api_answers(0)
    assert not ApiAnswer.objects.exists()
    assert ApiToken.objects.exists()
