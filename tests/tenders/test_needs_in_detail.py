"""What a need takes, written by two at once, and what the words of the notice suggest."""

import pytest
from django.test import Client

from commun.core import scope
from commun.core.errors import Refused
from commun.core.urls import here
from commun.tenders.actions import needs as actions
from commun.tenders.models import LeftSuggestion, Need, Notice
from commun.tenders.queries.sheet import interest_sheet
from tests.support import world
from tests.tenders.worlds import make_open_notice

WORDS = (
    "Compétences attendues :\n- facilitation graphique, 2,5 jours\n- rédaction de synthèses\n- droit public, souhaité"
)


@pytest.fixture
def notice() -> Notice:
    found = make_open_notice("Étude de territoire")
    Notice.objects.filter(pk=found.pk).update(description=WORDS)
    found.refresh_from_db()
    return found


@pytest.fixture
def bob(client: Client, group: world.Group) -> Client:
    client.force_login(group.bob.person)
    return client


def url(group: world.Group, name: str, **arguments: str) -> str:
    return here(group.space.slug, f"tenders:{name}", **arguments)


def listed(group: world.Group, notice: Notice) -> list[tuple[str, str, int | None, bool]]:
    with scope.use(group.space):
        return [(need.label, need.skill, need.half_days, need.is_must) for need in Need.objects.filter(notice=notice)]


def test_a_need_says_its_skill_its_days_its_level_and_whether_one_can_do_without(
    bob: Client, group: world.Group, notice: Notice
) -> None:
    address = url(group, "needs", ref=notice.ref)
    said = {
        "label": "Ateliers", "skill": "facilitation", "days": "2,5", "level": "2", "place": "Lyon",
        "is_wish": "on", "weight": "2",
    }  # fmt: skip
    assert bob.post(address, said).status_code == 302
    shown = bob.get(address).content.decode()
    for words in ("facilitation", "2,5", "Lyon"):
        assert words in shown
    with scope.use(group.space):
        need = Need.objects.get(label="Ateliers")
    assert (need.half_days, need.level, need.is_must, need.weight) == (5, 2, False, 2)
    opened = bob.get(f"{address}?besoin={need.ref}").content.decode()
    assert 'value="2,5"' in opened


@pytest.mark.parametrize("days", ["-1", "0", "abc", "2,3", "9" * 40, "😀"])
def test_days_that_cannot_be_are_said_and_what_was_typed_stays(
    bob: Client, group: world.Group, notice: Notice, days: str
) -> None:
    answer = bob.post(url(group, "needs", ref=notice.ref), {"label": "Ateliers", "days": days})
    assert answer.status_code == 422
    assert 'value="Ateliers"' in answer.content.decode()
    assert listed(group, notice) == []


def test_of_two_who_change_a_need_at_once_the_second_reads_the_first_and_loses_nothing(
    bob: Client, group: world.Group, notice: Notice
) -> None:
    with scope.use(group.space):
        need = actions.add_need(member=group.alice, notice=notice, label="Ateliers")
        seen = need.stamp
        actions.change_need(member=group.alice, notice=notice, key=need.ref, label="Ateliers d’Alice", seen=seen)
    address = url(group, "needs", ref=notice.ref)
    typed = {"besoin": need.ref, "label": "Ateliers de Bob", "stamp": seen}
    answer = bob.post(address, typed)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "Ateliers d’Alice" in shown
    assert 'value="Ateliers de Bob"' in shown
    assert [label for label, *_ in listed(group, notice)][-1] == "Ateliers d’Alice"
    with scope.use(group.space):
        now = next(one for one in interest_sheet(notice).needs if one.key == need.ref).stamp
    assert bob.post(address, typed | {"stamp": now}).status_code == 302
    assert [label for label, *_ in listed(group, notice)][-1] == "Ateliers de Bob"


def test_suggestions_are_taken_one_by_one_left_aside_or_taken_all(
    bob: Client, group: world.Group, notice: Notice
) -> None:
    page, act = url(group, "needs", ref=notice.ref), url(group, "suggested-needs", ref=notice.ref)
    offered = {item["one"].label: item["one"].key for item in bob.get(page).context["suggestions"]}
    assert list(offered) == ["Facilitation graphique", "Rédaction de synthèses", "Droit public"]
    assert listed(group, notice) == []
    bob.post(act, {"idee": offered["Facilitation graphique"], "prendre": "1"})
    assert listed(group, notice)[1:] == [("Facilitation graphique", "Facilitation graphique", 5, True)]
    bob.post(act, {"idee": offered["Rédaction de synthèses"], "laisser": "1"})
    assert [item["one"].label for item in bob.get(page).context["suggestions"]] == ["Droit public"]
    bob.post(act, {"tout": "1"})
    assert listed(group, notice)[2:] == [("Droit public", "Droit public", None, False)]
    for nonsense in ({}, {"idee": "😀"}, {"idee": offered["Facilitation graphique"]}):
        bob.post(act, nonsense)
    assert len(listed(group, notice)) == 3
    with scope.use(group.space):
        assert LeftSuggestion.objects.count() == 1
    with scope.use(group.space), pytest.raises(Refused):
        actions.take_suggestions(member=group.bob, notice=notice, keys=[])
