"""R169: the end of an experiment asks what was learnt, never whose fault it was, in the group's own words."""

import datetime as dt

import pytest
from django.test import Client

from commun.core import clock, journal
from commun.core.errors import Refused
from commun.core.urls import here
from commun.governance import actions
from commun.governance.actions.decisions import Draft
from commun.governance.models import Decision
from commun.governance.queries.follow_up import learning_words
from tests.support.world import Group

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def experiment(group: Group, *, is_experiment: bool = True) -> Decision:
    draft = Draft(
        title="Un marché le dimanche",
        text="Trois fois.",
        concerned="Le groupe",
        is_experiment=is_experiment,
        review_on=clock.today() + dt.timedelta(days=30) if is_experiment else None,
    )
    row = actions.propose(by=group.alice, decision=actions.voice(by=group.alice, draft=draft))
    row = actions.adopt(decision=row, actor=journal.Person(group.alice.person_id))
    due = clock.today() + dt.timedelta(days=9)
    return actions.engage(by=group.alice, decision=row, carrier=group.alice, first_step="Prévenir", due_on=due)


def test_an_experiment_ends_with_what_was_learnt(group: Group) -> None:
    row = experiment(group)
    for lesson in ("", "  "):
        with pytest.raises(Refused, match="what was learnt"):
            actions.finish(by=group.alice, decision=row, state="partly", outcome="Deux fois sur trois.", lesson=lesson)
        with pytest.raises(Refused, match="what was learnt"):
            actions.let_go(by=group.alice, decision=row, reason="Il pleut.", lesson=lesson)
    lesson = "Le dimanche, personne ne passe."
    done = actions.finish(by=group.alice, decision=row, state="partly", outcome="Deux fois.", lesson=lesson)
    assert done.lesson == lesson


def test_what_is_no_experiment_may_end_without_a_lesson(group: Group) -> None:
    row = experiment(group, is_experiment=False)
    assert actions.finish(by=group.alice, decision=row, state="done", outcome="Fait.").lesson == ""


def test_the_group_says_it_in_its_own_words(group: Group, client: Client) -> None:
    row = experiment(group)
    client.force_login(group.alice.person)
    end = here(group.space.slug, "governance:finish-decision", decision=row.ref)
    assert "Chez nous, on rate ensemble." not in client.get(end).content.decode()
    url = here(group.space.slug, "governance:learning")
    assert client.post(url, {"words": "Chez nous, on rate ensemble."}).status_code == 302
    assert "Chez nous, on rate ensemble." in client.get(end).content.decode()
    assert client.post(end, {"state": "partly", "outcome": "Bof.", "lesson": ""}).status_code == 422
    client.post(url, {"words": ""})
    assert learning_words(group.space) not in {"", "Chez nous, on rate ensemble."}


def test_only_those_who_facilitate_word_it(group: Group, client: Client) -> None:
    with pytest.raises(Refused):
        actions.word_learning(by=group.bob, words="Non.")
    with pytest.raises(Refused, match="501"):
        actions.word_learning(by=group.alice, words="x" * 501)
    client.force_login(group.bob.person)
    assert client.get(here(group.space.slug, "governance:learning")).status_code == 404
