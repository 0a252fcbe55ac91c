"""Small promises of the requirements that live on pages of other aggregates."""

import datetime as dt

import pytest
from django.test import Client

from commun.core import clock
from commun.core.urls import here
from commun.governance import actions
from commun.governance.actions import meeting_series
from commun.governance.models import Meeting
from commun.governance.queries.directory import Filters, directory
from tests.support.world import Group

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.mark.parametrize("is_public", [True, False])
def test_a_new_meeting_takes_the_groups_rule_about_its_minutes(group: Group, client: Client, is_public: bool) -> None:
    """R36: public or not by choice; the default is the group's rule."""
    meeting_series.change_habits(by=group.alice, alert_weeks=6, is_public=is_public)
    client.force_login(group.alice.person)
    day = (clock.today() + dt.timedelta(days=9)).isoformat()
    said = {"title": "Séance", "kind": "working", "day": day, "starts_at": "10:00", "ends_at": "12:00"}
    assert client.post(here(group.space.slug, "governance:plan-meeting"), said).status_code == 302
    assert Meeting._base_manager.get().is_public is is_public


def test_the_model_is_a_label_with_links_and_changes_nothing(group: Group, client: Client) -> None:
    """R74: horizontal, sociocratic … shown with the group's documents; what members may do stays the same."""
    client.force_login(group.bob.person)
    doors = [
        here(group.space.slug, f"governance:{name}") for name in ("roles", "decisions", "votes", "charter", "load")
    ]
    before = [client.get(url).status_code for url in doors]
    link = "https://exemple.test/notre-sociocratie"
    actions.set_role_settings(by=group.alice, model="sociocratic", documents=[link], threshold=None)
    assert link in client.get(doors[0]).content.decode()
    assert [client.get(url).status_code for url in doors] == before


def test_the_directory_finds_people_by_their_function(group: Group) -> None:
    """R77."""
    card = actions.Card("Trésorerie", "Que l’on paie à l’heure.", "support", 60, expectations=["Tenir"], filling="self")
    actions.declare_mandate(by=group.bob, role=actions.create_role(by=group.alice, card=card))
    found = directory(group.space, Filters(words="trésoreries"))
    assert [entry.name for entry in found] == ["Bob Durand"]
