"""N2 and N4: each group's level of mails, chosen on its page or from any of its letters, without signing in."""

import importlib

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import translation

from commun.core import links, scope
from commun.core.errors import NotFound, Refused
from commun.core.models import Fact, OutgoingMail
from commun.governance import actions, mail_levels
from commun.governance.actions import ballot_letters, ballots
from commun.governance.models import Membership
from commun.people.models import Person
from tests.governance import vote_world
from tests.governance.meeting_world import first_of, opened
from tests.support.client import GateClient
from tests.support.queries import assert_flat
from tests.support.world import Group, make_member, make_person, make_space

pytestmark = [pytest.mark.django_db, pytest.mark.english]
HERE = "http://localhost:8000"
ONE_PRESS = {"List-Unsubscribe": "One-Click"}


@pytest.fixture(autouse=True)
def _they_read_english(group: Group) -> None:
    """Pages are in the language of the person."""
    for member in (group.alice, group.bob):
        member.person.language = "en"
        member.person.save()


def level_of(member: Membership) -> str:
    """As the database has it now."""
    return str(Membership._base_manager.get(pk=member.pk).mails)


def way_out(member: Membership, kind: str = "governance.meeting-planned") -> str:
    """The path of the link that such a letter bears."""
    return mail_levels.way_out([member], kind).removeprefix(HERE)


def written_to(member: Membership) -> set[str]:
    """Kinds of the letters that left for them."""
    keys = OutgoingMail.objects.filter(to=member.person.email).values_list("key", flat=True)
    return {key.partition(":")[0] for key in keys}


@pytest.fixture
def four(group: Group) -> dict[str, Membership]:
    """A member at each level."""
    return {level: make_member(group.space, make_person(level), mails=level) for level in Membership.Mails.values}


def test_a_meeting_told_and_written_reaches_each_level_as_it_says(group: Group, four: dict[str, Membership]) -> None:
    meeting = opened(group.alice)
    actions.close_meeting(by=group.alice, meeting=meeting)
    assert {level: written_to(one) - {"governance.duty"} for level, one in four.items()} == {
        "all": {"governance.series", "governance.minutes"},
        "concerns": {"governance.minutes"},
        "decisions": {"governance.minutes"},
        "none": set(),
    }


def test_a_cancelled_meeting_is_told_to_those_whom_it_concerns(group: Group, four: dict[str, Membership]) -> None:
    actions.cancel_meeting(by=group.alice, meeting=first_of(group.alice), reason="Neige")
    told = {level for level, one in four.items() if "governance.meeting-cancelled" in written_to(one)}
    assert told == {"all", "concerns"}


def test_my_votes_reach_at_every_level_but_the_last_and_the_receipt_at_all(
    group: Group, four: dict[str, Membership]
) -> None:
    process = vote_world.opened(group.alice)
    ballot_letters.tell_all()
    told = {level for level, one in four.items() if "governance.vote-open" in written_to(one)}
    assert told == {"all", "concerns", "decisions"}
    ballots.cast(by=four["none"], process=process, content={"answer": "for"})
    assert written_to(four["none"]) == {"governance.receipt"}


def test_the_rhythm_of_the_digest_stops_no_single_letter(group: Group) -> None:
    Person.objects.filter(pk=group.bob.person_id).update(digest_rhythm="none")
    first_of(group.alice)
    assert written_to(group.bob) == {"governance.series"}


def test_those_who_had_no_digest_keep_what_they_had(group: Group) -> None:
    quiet = make_member(group.space, make_person("Dora", digest_rhythm="none"))
    migration = importlib.import_module("commun.governance.migrations.0010_mails_of_each_group")
    with scope.everywhere("the migration"):
        migration.keep_what_they_have(apps, None)
    assert (level_of(quiet), level_of(group.bob)) == ("concerns", "all")


def test_looking_at_the_link_of_a_letter_shows_four_levels_and_changes_nothing(
    group: Group, client: GateClient
) -> None:
    facts = Fact._base_manager.count()
    page = client.get(way_out(group.bob))
    assert page.status_code == 200
    content = page.content.decode()
    assert content.count('type="radio"') == 4
    assert group.space.name in content
    assert content.count("checked") == 1
    assert (level_of(group.bob), Fact._base_manager.count()) == ("all", facts)


def test_the_page_of_the_link_keeps_what_is_chosen_without_signing_in_and_serves_again(group: Group) -> None:
    strict = GateClient(enforce_csrf_checks=True)
    for level in ("none", "decisions", "decisions", "all", "concerns"):
        page = strict.post(way_out(group.bob), {"level": level})
        assert page.status_code == 200
        with translation.override("en"):
            assert str(Membership.Mails(level).label) in page.content.decode()
        assert level_of(group.bob) == level
        # Without signing in, here too: what was chosen is chosen otherwise.
        assert 'href="/m/' in page.content.decode()
    told = Fact._base_manager.filter(name="governance.mails.chosen")
    assert (told.count(), {str(one.data) for one in told}) == (4, {"{}"}), "the journal says that, never what"


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [
        ("governance.meeting-planned", "all", "concerns"),
        ("governance.due", "all", "decisions"),
        ("governance.due", "concerns", "none"),
        ("governance.ended", "decisions", "none"),
        ("governance.vote-open", "all", "none"),
        ("governance.meeting-planned", "decisions", "decisions"),
    ],
)
def test_one_press_lowers_the_level_just_enough(group: Group, kind: str, before: str, after: str) -> None:
    group.bob.mails = before
    group.bob.save()
    strict = GateClient(enforce_csrf_checks=True)
    for _again in range(2):
        assert strict.post(way_out(group.bob, kind), ONE_PRESS).status_code == 200
        assert level_of(group.bob) == after


@pytest.mark.parametrize("said", [{}, {"level": ""}, {"level": "tout"}, {"level": "é😀" * 500}, {"level": "NONE"}])
def test_what_is_no_level_changes_nothing_and_is_asked_again(
    group: Group, client: GateClient, said: dict[str, str]
) -> None:
    assert client.post(way_out(group.bob), said).status_code == 422
    assert level_of(group.bob) == "all"


def test_a_link_changes_its_own_person_and_group_alone(group: Group, client: GateClient) -> None:
    other = make_member(make_space("Ailleurs"), group.bob.person)
    spaces = {"spaces": [other.space_id], "person": group.alice.person_id, "level": "none"}
    assert client.post(way_out(group.bob), spaces).status_code == 200
    assert [level_of(one) for one in (group.bob, other, group.alice)] == ["none", "all", "all"]


def test_a_link_spoilt_or_of_somebody_gone_opens_nothing(group: Group, client: GateClient) -> None:
    path = way_out(group.bob)
    assert client.get(path[:-3] + "/").status_code == 410
    group.bob.state = "left"
    group.bob.save()
    assert (client.get(path).status_code, client.post(path, ONE_PRESS).status_code) == (404, 404)
    unknown = links.link(mail_levels.CHANGE, group.alice.person_id, spaces=[group.space.pk], kind="governance.gone")
    path = unknown.removeprefix(HERE)
    assert (client.get(path).status_code, client.post(path, ONE_PRESS).status_code) == (200, 404)
    assert level_of(group.alice) == "all"


def test_a_member_chooses_on_the_page_of_the_group(group: Group, client: GateClient) -> None:
    client.force_login(group.bob.person)
    path = f"/g/{group.space.slug}/ma-place/courriels/"
    page = client.get(path)
    assert page.status_code == 200
    assert "The mailing list of the group" in page.content.decode(), "what is chosen elsewhere is named beside"
    assert client.post(path, {"level": "tout"}).status_code == 422
    assert client.post(path, {"level": "decisions"}).status_code == 302
    assert level_of(group.bob) == "decisions"
    place = client.get(f"/g/{group.space.slug}/ma-place/").content.decode()
    assert "Decisions only" in place
    client.force_login(group.chloe)
    assert (client.get(path).status_code, client.post(path, {"level": "none"}).status_code) == (404, 404)


def test_the_preferences_show_every_group_at_the_same_cost(group: Group, client: GateClient) -> None:
    client.force_login(group.bob.person)
    group.bob.mails = "decisions"
    group.bob.save()

    def grow(count: int) -> None:
        for number in range(count):
            make_member(make_space(f"Groupe {number}"), group.bob.person)

    page = client.get(reverse("people:preferences")).content.decode()
    assert [
        words for words in (group.space.name, "Decisions only", "The mailing list of the group") if words not in page
    ] == []
    assert_flat(grow, lambda: client.get(reverse("people:preferences")))


def test_who_left_chooses_nothing_and_what_is_no_level_is_refused(group: Group) -> None:
    with pytest.raises(Refused):
        actions.choose_mails(member=group.bob, level="tout")
    group.bob.state = "left"
    group.bob.save()
    with pytest.raises(NotFound):
        actions.choose_mails(member=group.bob, level="none")
    assert mail_levels.way_out([group.bob], "governance.due") == "", "nothing to choose there any more"


def test_what_is_owed_offers_no_press_that_would_stop_nothing() -> None:
    assert mail_levels.headers("governance.receipt:1", "https://x.test/m/y/") == {}
    assert set(mail_levels.headers("governance.due:1", "https://x.test/m/y/")) == {
        "List-Unsubscribe", "List-Unsubscribe-Post"
    }  # fmt: skip
    assert mail_levels.headers("governance.due:1", "") == {}


def test_the_export_of_a_person_says_what_they_chose(group: Group) -> None:
    actions.choose_mails(member=group.bob, level="none")
    (row,) = importlib.import_module("commun.governance.actions.personal_data").export(group.bob.person)
    assert row["mails of this group"] == "nothing by mail"
