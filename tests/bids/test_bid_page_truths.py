"""What the page of an answer no longer shows: asks that wait for nobody, doors that lead to a no, what has ended."""

import pytest
from django.urls import reverse

from commun.bids import actions, outside
from commun.bids.actions import Ask
from commun.bids.models import Bid
from commun.bids.queries import outcomes
from commun.core import clock, journal
from commun.core.urls import here
from commun.governance.actions.decisions import adopt
from commun.governance.models import Membership
from commun.tenders.models import Notice
from tests.bids.test_teams import part_of
from tests.bids.worlds import make_bid, opened_for_writing, written_key
from tests.support.client import GateClient
from tests.support.world import Group

pytestmark = [pytest.mark.django_db, pytest.mark.english]


def signed_in(client: GateClient, member: Membership) -> None:
    member.person.language = "en"
    member.person.save()
    client.force_login(member.person)


def main_of(page: str) -> str:
    return page.partition("<main")[2].partition("</main>")[0]


def stands(bid: Bid, stage: str) -> None:
    Bid._base_manager.filter(pk=bid.pk).update(stage=stage, frozen_by=bid.opened_by, frozen_at=clock.now())


def test_an_ask_waits_for_nobody_once_the_answer_is_frozen_sent_or_given_up(client: GateClient, group: Group) -> None:
    bid = make_bid(group.alice)
    actions.ask_into_team(by=group.alice, bid=bid, ask=Ask(member=group.bob))
    paul = Ask(outside_name="Paul", outside_email="paul@ailleurs.test")
    link = reverse("answer-team", args=[outside.token_for(actions.ask_into_team(by=group.alice, bid=bid, ask=paul))])
    page, join = here(group.space.slug, "bids:bid", bid=bid.ref), here(group.space.slug, "bids:join-team", bid=bid.ref)
    signed_in(client, group.bob)
    for stage in ("gathering", "writing"):
        stands(bid, stage)
        assert join in client.get(page).content.decode()
        assert "<form" in main_of(client.get(link).content.decode())
        assert [one.url for one in outcomes.things_to_do(group.bob.person)] == [page]
    said = {"frozen": "is frozen", "sent": "was sent", "won": "was sent", "withdrawn": "was given up"}
    for stage, words in said.items():
        stands(bid, stage)
        shown = client.get(page).content.decode()
        assert join not in shown
        assert here(group.space.slug, "bids:decline-team", team_part=part_of(bid, group.bob).ref) not in shown
        assert f"The answer {words}: this ask waits for nobody" in shown
        assert shown.count("this ask waits for nobody") == 2
        from_outside = client.get(link).content.decode()
        assert "this ask waits for nobody" in from_outside
        assert "<form" not in main_of(from_outside)
        assert list(outcomes.things_to_do(group.bob.person)) == []


def test_composing_is_offered_to_the_team_while_it_can_be_used(client: GateClient, group: Group) -> None:
    bid = make_bid(group.alice)
    page = here(group.space.slug, "bids:bid", bid=bid.ref)
    compose = here(group.space.slug, "bids:compose-team", bid=bid.ref)
    seen = {}
    for member in (group.alice, group.bob):
        signed_in(client, member)
        for stage in ("gathering", "writing", "frozen"):
            stands(bid, stage)
            seen[member.name, stage] = compose in client.get(page).content.decode()
    assert [key for key, is_there in seen.items() if is_there] == [
        ("Alice Martin", "gathering"),
        ("Alice Martin", "writing"),
    ]


def test_of_two_decisions_on_the_roles_the_page_says_which_one_holds(client: GateClient, group: Group) -> None:
    bid = opened_for_writing(make_bid(group.alice), group.alice)
    part = part_of(bid, group.alice)
    roles = {"lead": [part], "writer": [part], "submission": [part], "price": [part]}
    again = actions.propose_writing(by=group.alice, bid=bid, roles=roles, version=written_key(group.alice))
    adopt(decision=again, actor=journal.Person(group.alice.person_id))
    signed_in(client, group.alice)
    shown = client.get(here(group.space.slug, "bids:bid", bid=bid.ref)).content.decode()
    assert (shown.count("holds today"), shown.count("no longer holds")) == (1, 1)
    assert shown.index(again.ref) < shown.index("holds today") < shown.index("no longer holds")
    assert shown.count("16 November") >= 2


def test_the_line_of_files_names_markdown(client: GateClient, group: Group) -> None:
    bid = make_bid(group.alice)
    actions.write_section(by=group.alice, bid=bid, sheet=actions.SectionSheet("Méthode"))
    client.force_login(group.alice.person)
    outline = client.get(here(group.space.slug, "bids:outline", bid=bid.ref)).content.decode()
    assert (">Markdown<" in outline, ">MD<" in outline) == (True, False)


def test_each_figure_of_the_outcomes_has_its_own_plural(client: GateClient, group: Group) -> None:
    for stage in ("won", "lost", "lost"):
        bid = make_bid(group.alice)
        stands(bid, stage)
        Notice.objects.filter(pk=bid.notice_id).update(nature="services")
    signed_in(client, group.alice)
    shown = client.get(here(group.space.slug, "bids:bid-figures")).content.decode()
    assert "1 won, 2 lost." in shown
    assert "How our answers ended" in shown
    assert ">Services<" in shown


def test_answering_together_stands_by_the_intentions(client: GateClient, group: Group) -> None:
    bid = make_bid(group.alice)
    signed_in(client, group.alice)
    shown = client.get(here(group.space.slug, "tenders:notice", ref=bid.notice.ref)).content.decode()
    start = here(group.space.slug, "bids:open-bid", notice=bid.notice.ref)
    assert shown.index('id="intentions"') < shown.index(start) < shown.index("<aside")
