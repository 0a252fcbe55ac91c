"""The ranking after an act: queued once what was written is committed, said on the page while it lasts."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from commun.core import clock
from commun.core.urls import here
from commun.people.models import Activity
from commun.tenders.queries import corpus
from tests.support import world
from tests.tenders.worlds import make_activity, make_match, make_open_notice

WATCH = {"label": "Concertation", "is_active": "on", "is_remote": "on"}


@pytest.fixture
def bob(client: Client, group: world.Group) -> Client:
    client.force_login(group.bob.person)
    return client


@pytest.fixture(autouse=True)
def _fresh_corpus() -> Any:
    corpus.forget()
    yield
    corpus.forget()


def url(group: world.Group, name: str, **arguments: str) -> str:
    return here(group.space.slug, f"tenders:{name}", **arguments)


def queued() -> list[Any]:
    jobs = ProcrastinateJob.objects.filter(task_name="tenders.match").order_by("pk")
    return [args.get("activity_ids") for args in jobs.values_list("args", flat=True)]


@pytest.mark.parametrize("act", ["hide-notice", "keep-notice"])
def test_a_mark_queues_the_matching_of_the_activity_it_was_made_from(
    bob: Client, group: world.Group, act: str, django_capture_on_commit_callbacks: Any
) -> None:
    one, _other = make_activity(group.bob.person), make_activity(group.bob.person, "Formation")
    notice = make_open_notice()
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            bob.post(url(group, act, ref=notice.ref), {"reason": "trade", "activite": one.ref})
    assert queued() == [[one.pk]]


def test_a_mark_without_activity_teaches_all_of_mine_and_nobody_else_s(
    bob: Client, group: world.Group, django_capture_on_commit_callbacks: Any
) -> None:
    mine = [make_activity(group.bob.person).pk, make_activity(group.bob.person, "Formation").pk]
    make_activity(group.bob.person, "Plus suivie", is_active=False)
    make_activity(group.alice.person)
    with django_capture_on_commit_callbacks(execute=True):
        bob.post(url(group, "hide-notice", ref=make_open_notice().ref), {"reason": "place"})
    assert queued() == [mine]


def test_nothing_is_queued_when_the_act_does_not_commit(bob: Client, group: world.Group) -> None:
    make_activity(group.bob.person)
    bob.post(url(group, "hide-notice", ref=make_open_notice().ref), {"reason": "place"})
    assert queued() == []


def test_after_the_first_activity_the_list_says_that_it_is_coming_then_shows_it(
    bob: Client, group: world.Group, django_capture_on_commit_callbacks: Any
) -> None:
    notice = make_open_notice()
    with django_capture_on_commit_callbacks(execute=True):
        answer = bob.post(url(group, "new-watch"), WATCH)
    assert answer.headers["Location"] == url(group, "for-me")
    activity = Activity.objects.get(person=group.bob.person)
    assert queued() == [[activity.pk]]

    page = bob.get(url(group, "for-me"))
    assert page.context["is_ranking"]
    assert "Vous avez tout vu" not in page.content.decode()
    state = bob.get(url(group, "ranking") + "?essai=3")
    assert "essai=4" in state.content.decode()
    assert "HX-Refresh" not in state.headers

    make_match(activity, notice)
    ProcrastinateJob.objects.all().update(status="succeeded")
    assert bob.get(url(group, "ranking")).headers["HX-Refresh"] == "true"
    page = bob.get(url(group, "for-me"))
    assert [card.notice for card in page.context["cards"]] == [notice]
    assert not page.context["is_ranking"]


def test_asking_whether_it_is_ready_stops_after_two_minutes(
    bob: Client, group: world.Group, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        bob.post(url(group, "new-watch"), WATCH)
    assert "hx-get" not in bob.get(url(group, "ranking") + "?essai=60").content.decode()
    for nonsense in ("abc", "-1", "99999999999999999999", ""):
        assert bob.get(url(group, "ranking") + f"?essai={nonsense}").status_code == 200


def test_the_ranking_of_somebody_else_is_not_announced_to_me(
    bob: Client, group: world.Group, django_capture_on_commit_callbacks: Any
) -> None:
    make_activity(group.bob.person)
    with django_capture_on_commit_callbacks(execute=True):
        bob.force_login(group.alice.person)
        bob.post(url(group, "new-watch"), WATCH)
    bob.force_login(group.bob.person)
    assert not bob.get(url(group, "watch")).context["is_ranking"]


def test_another_activity_comes_back_to_the_watch(bob: Client, group: world.Group) -> None:
    make_activity(group.bob.person)
    assert bob.post(url(group, "new-watch"), WATCH).headers["Location"] == url(group, "watch")


def test_the_preview_asks_again_while_the_notices_are_laid_out(
    bob: Client, group: world.Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_open_notice()
    started: list[bool] = []
    monkeypatch.setattr(corpus, "AT_ONCE", 0)
    monkeypatch.setattr(corpus, "warm", lambda: started.append(True))
    shown = bob.get(url(group, "preview-watch") + "?label=Concertation").content.decode()
    assert 'hx-trigger="load delay:2s"' in shown
    assert started
    corpus.corpus()
    shown = bob.get(url(group, "preview-watch") + "?label=Concertation").content.decode()
    assert "load delay:2s" not in shown
    assert "Concertation pour le quartier" in shown


def test_a_list_read_just_before_the_ranking_ended_is_shown_again(bob: Client, group: world.Group) -> None:
    make_match(make_activity(group.bob.person), make_open_notice(days=-1))
    assert bob.get(url(group, "for-me")).context["is_ranking"]
    assert bob.get(url(group, "ranking")).headers["HX-Refresh"] == "true"
    with clock.stopped(clock.now() + dt.timedelta(seconds=10)):
        assert not bob.get(url(group, "for-me")).context["is_ranking"]
