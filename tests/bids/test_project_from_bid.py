"""A won answer is a project with all who answered: partners from outside, and the split as first tasks."""

from decimal import Decimal

import pytest

from commun.bids import actions
from commun.bids.actions import Ask, ShareSheet
from commun.bids.actions import outside as from_outside
from commun.bids.actions.project_split import bring_split
from commun.bids.actions.projects import ProjectSheet, open_from_bid
from commun.bids.models import Bid, Project, TaskCard, TaskMove
from commun.core import clock, scope
from commun.core.urls import here
from tests.bids.test_legal_form import part_of
from tests.bids.worlds import join, make_bid, opened_for_writing
from tests.support.client import GateClient
from tests.support.world import Group

pytestmark = [pytest.mark.django_db, pytest.mark.english]
ZOE = Ask(outside_name="Zoé Lambert", outside_email="zoe@cartes.test", standing="subcontractor")


@pytest.fixture(autouse=True)
def _they_read_english(group: Group) -> None:
    """Pages and mails are in the language of the person."""
    for member in (group.alice, group.bob):
        member.person.language = "en"
        member.person.save()


@pytest.fixture
def won(group: Group) -> Bid:
    """Alice, Bob and Zoé, from outside, each with a line of the split; one line is nobody's."""
    bid = make_bid(group.alice, price_cents=1_000_000)
    join(bid, group.bob)
    zoe = actions.ask_into_team(by=group.alice, bid=bid, ask=ZOE)
    zoe = from_outside.accept_from_outside(part=zoe, yes=from_outside.Yes("552100554", "Cartes & Cie"))
    for part, task, days in (
        (part_of(bid, group.alice), "Conduire", Decimal("2.5")),
        (part_of(bid, group.bob), "Animer", None),
        (part_of(bid, group.alice), "Animer", None),
        (zoe, "Dessiner les cartes", Decimal(3)),
        (None, "Voyages", None),
    ):
        actions.write_share_line(by=group.alice, bid=bid, sheet=ShareSheet(task, part, "", days, 100_000))
    opened_for_writing(bid, group.alice)
    Bid._base_manager.filter(pk=bid.pk).update(stage=Bid.Stage.WON)
    bid.refresh_from_db()
    return bid


def tasks_of(project: Project) -> dict[str, str]:
    """Titles, and who holds each or is asked to."""
    with scope.use(project.space_id):
        cards = TaskCard.objects.filter(project=project).select_related("action__owner__person")
        asked = {move.card_id: f"? {move.taker.name}" for move in TaskMove.objects.select_related("taker__person")}
        return {
            card.action.title: card.action.owner.name if card.action.owner else asked.get(card.pk, "") for card in cards
        }


def test_who_answered_from_outside_is_a_partner_of_the_project(group: Group, won: Bid, client: GateClient) -> None:
    project = open_from_bid(by=group.alice, bid=won, sheet=ProjectSheet("Étude gagnée", clock.today()))
    client.force_login(group.bob.person)
    page = client.get(here(group.space.slug, "bids:project", project=project.ref)).content.decode()
    for words in ("Partners", "Zoé Lambert", "Cartes &amp; Cie", "subcontractor", "Dessiner les cartes", "days: 3"):
        assert words in page, words
    assert "1\u202f000" in page or "1,000" in page
    assert tasks_of(project) == {}
    # Who left is no partner.
    with scope.use(group.space):
        won.parts.filter(membership=None).update(state="left")
    assert "Zoé Lambert" not in client.get(here(group.space.slug, "bids:project", project=project.ref)).content.decode()


def test_the_split_is_offered_as_first_tasks_and_nobody_is_given_one(
    group: Group, won: Bid, client: GateClient
) -> None:
    client.force_login(group.alice.person)
    url = here(group.space.slug, "bids:project-from-bid", bid=won.ref)
    assert 'name="brings_split"' in client.get(url).content.decode()
    said = {"title": "Étude gagnée", "starts_on": clock.today(), "brings_split": "on"}
    assert client.post(url, said).status_code == 302
    with scope.use(group.space):
        project = Project.objects.select_related("space", "work").get(bid=won)
        minutes = dict(TaskCard.objects.values_list("action__title", "minutes_estimated"))
    expected = {
        "Conduire": "Alice Martin",
        "Animer": "? Bob Durand",
        "Animer (Alice Martin)": "Alice Martin",
        "Dessiner les cartes (Zoé Lambert)": "",
        "Voyages": "",
    }
    assert tasks_of(project) == expected
    assert (minutes["Conduire"], minutes["Animer"]) == (1050, None)
    # Once more: nothing is written twice.
    bring_split(by=group.alice, project=project)
    assert tasks_of(project) == expected


def test_without_the_tick_or_without_a_split_no_task_is_written(group: Group, won: Bid, client: GateClient) -> None:
    client.force_login(group.alice.person)
    url = here(group.space.slug, "bids:project-from-bid", bid=won.ref)
    assert client.post(url, {"title": "Étude", "starts_on": clock.today()}).status_code == 302
    with scope.use(group.space):
        assert not TaskCard.objects.exists()
        won.share_lines.all().delete()
    other = make_bid(group.alice)
    Bid._base_manager.filter(pk=other.pk).update(stage=Bid.Stage.WON)
    url = here(group.space.slug, "bids:project-from-bid", bid=other.ref)
    assert "brings_split" not in client.get(url).content.decode()
    with scope.use(group.space):
        project = Project.objects.select_related("space", "work").get(bid=won)
    assert bring_split(by=group.alice, project=project) == []
