"""Composing a team: three to choose from, what is missing and whom to invite; nobody is put in it."""

import datetime as dt
from unittest.mock import patch

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commun.bids import tasks
from commun.bids.actions import proposals as actions
from commun.bids.actions.teams import decline_team
from commun.bids.models import Bid, TeamPart, TeamProposal
from commun.bids.queries.compositions import view_of
from commun.bids.queries.teaming import matter_of
from commun.core import clock, scope
from commun.core.errors import Refused
from commun.core.models import Space
from commun.core.urls import here
from commun.governance.models import BodyLink
from commun.people.models import Availability, Reference
from commun.tenders.actions.intentions import declare_intention
from commun.tenders.actions.needs import NeedDetails, add_need
from commun.tenders.actions.openness import open_to
from commun.tenders.actions.terms import TermSheet, add_term
from commun.tenders.models import BuyerTerm, Intention, Need
from tests.algo.team.support import Here
from tests.bids.worlds import join, make_bid, make_entity
from tests.support import world
from tests.support.queries import at_most
from tests.tenders.worlds import make_activity, make_open_notice

ASK = {"fewest": 1, "most": 4, "carrier": True}


@pytest.fixture(autouse=True)
def _no_process() -> object:
    """The solver answers in this process: the child is tried in tests/algo/team."""
    from commun.algo.team import propose

    def here_only(problem: object, count: int = 3, limits: object = None) -> object:
        return propose(problem, count, solver_of=Here)  # type: ignore[arg-type]

    with (
        patch("commun.bids.actions.proposals.propose", here_only),
        patch("commun.algo.team.inviting.propose", here_only),
    ):
        yield


@pytest.fixture
def bid(group: world.Group) -> Bid:
    """Three needs; Alice carries the first, Bob says he does the second, nobody has the third."""
    notice = make_open_notice("Étude de territoire")
    entity = make_entity()
    for member in (group.alice, group.bob):
        member.person.legal_entity = entity
        member.person.save()
    make_activity(group.bob.person, "Écriture", keywords=["rédaction"])
    found = make_bid(group.alice, notice)
    with scope.use(group.space):
        for label, days, is_must in (("Ateliers", 4, True), ("Rédaction", 6, True), ("Droit public", 2, False)):
            add_need(member=group.alice, notice=notice, label=label, details=NeedDetails(label, days, is_must))
        first = Need.objects.get(notice=notice, label="Ateliers")
        declare_intention(member=group.alice, notice=notice, need=first.ref, stance="carry", hours=14)
    return found


def computed(group: world.Group, bid: Bid, **ask: object) -> TeamProposal:
    row = actions.ask_for_teams(by=group.alice, bid=bid, ask=ASK | ask)
    tasks.proposals.compute_teams(proposal=row.pk)
    with scope.use(bid.space_id):
        return TeamProposal.objects.get(pk=row.pk)


def url(group: world.Group, name: str, bid: Bid) -> str:
    return here(group.space.slug, f"bids:{name}", bid=bid.ref)


def states(bid: Bid) -> dict[str, str]:
    with scope.use(bid.space_id):
        return {
            part.name: part.state
            for part in TeamPart.objects.filter(bid=bid).select_related("membership__person", "person")
        }


def test_the_page_shows_compositions_with_what_is_missing_and_why(client: Client, group: world.Group, bid: Bid) -> None:
    client.force_login(group.alice.person)
    address = url(group, "compose-team", bid)
    with patch("commun.bids.tasks.proposals.queue") as queued:
        assert client.post(address, ASK).status_code == 302
    assert "<progress" in client.get(address).content.decode()
    tasks.proposals.compute_teams(proposal=queued.call_args.args[0].pk)
    with at_most(25):
        page = client.get(address)
    first = page.context["views"][0]
    assert [one.name for one in first.people] == ["Alice Martin", "Bob Durand"]
    assert [(need.label, need.value, need.maximum) for need in first.needs] == [
        ("Ateliers", 4, 4), ("Rédaction", 6, 6), ("Droit public", 0, 2),
    ]  # fmt: skip
    assert first.around.still
    shown = page.content.decode()
    assert first.needs[2].gap
    for word in ("infaisable", "infeasible", "impossible"):
        assert word not in shown.casefold()
    assert states(bid) == {"Alice Martin": "joined"}


def test_a_small_group_reads_why_there_are_fewer_teams_and_nobody_is_in_one_for_nothing(
    client: Client, group: world.Group, bid: Bid
) -> None:
    for name in ("Dominique", "Erwan"):
        world.make_member(group.space, world.make_person(name))
    computed(group, bid, fewest=2)
    client.force_login(group.alice.person)
    page = client.get(url(group, "compose-team", bid))
    assert [[one.name for one in view.people] for view in page.context["views"]] == [["Alice Martin", "Bob Durand"]]
    few = page.context["few"]
    assert few
    assert all(one.tasks for view in page.context["views"] for one in view.people)
    with scope.use(group.space):
        Need.objects.filter(notice=bid.notice).exclude(label="Droit public").update(level=3, skill="x", label="Rareté")
        Intention.objects.all().delete()
    computed(group, bid, fewest=1, carrier=False)
    page = client.get(url(group, "compose-team", bid))
    [view] = page.context["views"]
    assert [(one.name, one.tasks) for one in view.people] == [("Alice Martin", ())]
    assert page.context["few"] not in {"", few}
    assert page.context["views"][0].around.still
    assert 'name="equipe"' not in page.content.decode()


def test_who_joined_is_in_every_composition_and_leaving_them_out_by_hand_is_said(
    client: Client, group: world.Group, bid: Bid
) -> None:
    """Erwan joined and none of the needs is his; somebody whose work nobody wrote down joined from outside."""
    erwan = world.make_member(group.space, world.make_person("Erwan"))
    join(bid, erwan)
    for name in ("Dominique", "Fanny"):
        make_activity(
            world.make_member(group.space, world.make_person(name)).person, "Écriture", keywords=["rédaction"]
        )
    with scope.use(group.space):
        TeamPart.objects.create(
            space=group.space, bid=bid, outside_name="Sophie", outside_email="s@passerelle.example", state="joined",
            asked_by=group.alice, asked_at=clock.now(),
        )  # fmt: skip
    computed(group, bid)
    client.force_login(group.alice.person)
    page = client.get(url(group, "compose-team", bid))
    teams = [{one.name: one.tasks for one in view.people} for view in page.context["views"]]
    assert len(teams) == 3
    assert all(team.keys() >= {"Alice Martin", "Erwan"} and team["Erwan"] == () for team in teams)
    assert page.context["matter"].unread == ("Sophie",)
    hand = url(group, "compose-by-hand", bid)
    both = client.get(hand, {"vu": "1", "qui": [f"m{group.alice.pk}", f"m{erwan.pk}"]})
    alone = client.get(hand, {"vu": "1", "qui": f"m{group.alice.pk}"})
    assert both.context["left_out"] == ""
    assert "Erwan" in alone.context["left_out"]
    assert alone.context["left_out"].split(":")[0] in alone.content.decode()


def test_where_a_skill_is_written_its_title_covers_no_day(client: Client, group: world.Group, bid: Bid) -> None:
    with scope.use(group.space):
        Need.objects.filter(notice=bid.notice, label="Rédaction").update(skill="droit public")
    computed(group, bid)
    client.force_login(group.alice.person)
    view = client.get(url(group, "compose-team", bid)).context["views"][0]
    assert [(need.label, need.value) for need in view.needs][1] == ("Rédaction", 0)
    assert "Bob Durand" not in [one.name for one in view.people]


def test_choosing_a_composition_asks_its_people_and_puts_nobody_in(
    client: Client, group: world.Group, bid: Bid
) -> None:
    proposal = computed(group, bid)
    client.force_login(group.alice.person)
    act = url(group, "ask-composed", bid)
    for _twice in range(2):
        client.post(act, {"ref": proposal.ref, "equipe": "1"})
        assert states(bid) == {"Alice Martin": "joined", "Bob Durand": "asked"}
    with scope.use(group.space):
        part = TeamPart.objects.select_related("space", "bid__space").get(bid=bid, membership=group.bob)
        need = Need.objects.get(notice=bid.notice, label="Rédaction")
    assert part.needs == [{"need": need.ref, "days": 3.0}]
    decline_team(by=group.bob, part=part)
    assert states(bid)["Bob Durand"] == "declined"
    for nonsense in ({"equipe": "9", "ref": proposal.ref}, {"qui": "m999999"}, {"qui": "😀"}, {"qui": "p1"}, {}):
        assert client.post(act, nonsense).status_code == 302
    assert states(bid) == {"Alice Martin": "joined", "Bob Durand": "declined"}


def test_somebody_of_a_network_who_said_so_is_invited_as_subcontractor(
    client: Client, group: world.Group, bid: Bid
) -> None:
    network, other = world.make_space("Réseau"), world.make_space("Voisins")
    Space.objects.filter(pk=network.pk).update(kind=Space.Kind.NETWORK)
    for space in (group.space, other):
        BodyLink.objects.create(inside=space, around=network, starts_on=clock.today())
    dina = world.make_person("Dina Abadie")
    world.make_member(other, dina)
    make_activity(dina, "Juriste", keywords=["droit public"])
    open_to(person=dina, circle="network")
    computed(group, bid)
    client.force_login(group.alice.person)
    around = client.get(url(group, "compose-team", bid)).context["views"][0].around
    assert [(one.name, one.key) for one in around.best] == [("Dina Abadie", f"p{dina.pk}")]
    assert around.still == ()
    client.post(url(group, "ask-composed", bid), {"qui": f"p{dina.pk}", "place": "subcontractor"})
    with scope.use(group.space):
        part = TeamPart.objects.get(bid=bid, person=dina)
    assert (part.state, part.standing) == ("asked", "subcontractor")


def test_by_hand_one_sees_at_once_what_changes_and_nothing_is_written(
    client: Client, group: world.Group, bid: Bid
) -> None:
    client.force_login(group.bob.person)
    address = url(group, "compose-by-hand", bid)
    start = client.get(address)
    assert [one["name"] for one in start.context["people"] if one["is_chosen"]] == ["Alice Martin"]
    lacking = start.context["view"].needs[1]
    assert (lacking.value, lacking.could) == (0, ("Bob Durand",))
    both = client.get(address, {"vu": "1", "qui": [f"m{group.alice.pk}", f"m{group.bob.pk}", "p1", "😀"]})
    assert both.context["view"].needs[1].value == 6
    come, more = both.context["changes"]
    assert ("Bob Durand" in come, "Rédaction" in more) == (True, True)
    piece = client.get(address, {"vu": "1"}, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in piece
    assert 'id="resultat"' in piece
    assert states(bid) == {"Alice Martin": "joined"}


def test_days_turns_and_past_works_are_those_of_the_group(group: world.Group, bid: Bid) -> None:
    Availability.objects.create(person=group.bob.person, starts_on=dt.date(2026, 1, 1), hours_per_week=7)
    past = make_bid(group.alice, make_open_notice("Autre marché"))
    join(past, group.bob)
    with scope.use(group.space):
        matter = matter_of(bid, ASK)
    people = {matter.names[one.key]: one for one in matter.problem.candidates}
    assert (people["Alice Martin"].half_days, people["Bob Durand"].half_days) == (4, 8)
    assert matter.problem.pairs == {frozenset({f"m{group.alice.pk}", f"m{group.bob.pk}"})}
    third = make_bid(group.bob, make_open_notice("Troisième marché"))
    with scope.use(group.space):
        Bid.objects.filter(pk=third.pk).update(opened_at=clock.now() + dt.timedelta(hours=1))
        whole = add_need(member=group.alice, notice=third.notice, label="Terrain")
        declare_intention(member=group.alice, notice=third.notice, need=whole.ref, stance="contribute")
        again = {matter.names[one.key]: one for one in matter_of(bid, ASK).problem.candidates}
    assert (again["Alice Martin"].left_out, again["Bob Durand"].left_out) == (1, 0)


def test_works_that_the_buyer_asks_to_see_are_brought_or_missing(client: Client, group: world.Group, bid: Bid) -> None:
    """They bring into the team somebody who has them; what no team brings is said of each."""
    year = clock.today().year
    erwan = world.make_member(group.space, world.make_person("Erwan"))
    client.force_login(group.alice.person)
    for count in (2, 1):
        Reference.objects.create(person=erwan.person, title=f"Étude {count}", year=year - count)
    Reference.objects.create(person=group.bob.person, title="Trop ancienne", year=year - 9)
    with scope.use(group.space):
        term = add_term(member=group.alice, notice=bid.notice, sheet=TermSheet("references", count=2, years=3))
        before = matter_of(bid, ASK).digest
    computed(group, bid, fewest=2)
    view = client.get(url(group, "compose-team", bid)).context["views"][0]
    assert [one.name for one in view.people] == ["Alice Martin", "Bob Durand", "Erwan"]
    assert view.missing == ()
    assert (view.needs[-1].value, view.needs[-1].gap) == (2, "")
    assert view.people[-1].reasons
    with scope.use(group.space):
        BuyerTerm.objects.filter(pk=term.pk).update(count=9)
        assert matter_of(bid, ASK).digest != before
    computed(group, bid, fewest=2)
    view = client.get(url(group, "compose-team", bid)).context["views"][0]
    [lack] = view.missing
    assert "7" in lack
    assert "9" in lack
    assert len(view.needs) == 3


def test_one_computation_at_a_time_and_asks_that_cannot_be_are_refused(group: world.Group, bid: Bid) -> None:
    actions.ask_for_teams(by=group.alice, bid=bid, ask=ASK)
    with pytest.raises(Refused):
        actions.ask_for_teams(by=group.alice, bid=bid, ask=ASK)
    for wrong in ({"fewest": 5, "most": 2}, {"most": 99}, {"turnover_cents": -1}):
        with pytest.raises(Refused):
            actions.ask_for_teams(by=group.alice, bid=bid, ask=ASK | wrong)
    with pytest.raises(Refused):
        actions.ask_for_teams(by=group.bob, bid=bid, ask=ASK)


def test_a_computation_that_breaks_is_said_and_may_be_asked_again(client: Client, group: world.Group, bid: Bid) -> None:
    row = actions.ask_for_teams(by=group.alice, bid=bid, ask=ASK)
    with patch("commun.bids.actions.proposals.matter_of", side_effect=OSError), pytest.raises(OSError):
        tasks.proposals.compute_teams(proposal=row.pk)
    client.force_login(group.alice.person)
    page = client.get(url(group, "compose-team", bid))
    assert page.context["is_stopped"]
    assert computed(group, bid).state == "done"


def test_nothing_is_offered_on_a_frozen_answer_that_would_be_refused(
    client: Client, group: world.Group, bid: Bid
) -> None:
    computed(group, bid, fewest=1)
    client.force_login(group.alice.person)
    names = ("compose-team", "compose-by-hand", "bid")
    ask, correct = url(group, "ask-composed", bid), "/corriger/"

    def offered() -> list[bool]:
        pages = [client.get(url(group, name, bid)).content.decode() for name in names]
        return [ask in pages[0], ask in pages[1], correct in pages[2]]

    assert offered() == [True, True, True]
    Bid._base_manager.filter(pk=bid.pk).update(stage="frozen", frozen_at=clock.now(), frozen_by=group.alice)
    assert offered() == [False, False, False]


def test_strangers_and_other_groups_find_nothing(client: Client, group: world.Group, bid: Bid) -> None:
    client.force_login(group.chloe)
    for name in ("compose-team", "compose-by-hand"):
        assert client.get(url(group, name, bid)).status_code == 404
    assert client.post(url(group, "ask-composed", bid), {"qui": f"m{group.bob.pk}"}).status_code == 404


def test_a_large_group_is_looked_through_by_name_and_costs_the_same(
    client: Client, group: world.Group, bid: Bid, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("commun.bids.views.proposals.MOST_LISTED", 4)
    client.force_login(group.alice.person)
    address = url(group, "compose-by-hand", bid)

    def arrive(count: int) -> None:
        for _rank in range(count):
            person = world.make_person("Éloïse Roux")
            world.make_member(group.space, person)
            make_activity(person, "Écriture", keywords=["rédaction"])

    arrive(2)
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    few = len(captured)
    arrive(18)
    client.get(address)
    with at_most(few):
        client.get(address)
    shown = client.get(address, {"q": "durand", "qui": f"m{group.alice.pk}"})
    assert [one["name"] for one in shown.context["people"]] == ["Alice Martin", "Bob Durand"]
    assert (len(client.get(address).context["people"]), client.get(address).context["others_count"]) == (4, 18)
    assert client.get(address, {"q": "😀" * 90}).status_code == 200


def test_nobody_looks_outside_for_what_somebody_of_the_group_could_take(group: world.Group, bid: Bid) -> None:
    team = computed(group, bid).result["teams"][0]
    matter = matter_of(bid, ASK)
    [key] = [one.key for one in matter.problem.needs if matter.needs[one.key].label == "Rédaction"]
    gap = {"need": key, "half_days": 6, "is_must": True, "why": "not_in_team", "able": 1}
    alone = team | {"people": [f"m{group.alice.pk}"], "parts": [], "covered": {}, "gaps": [gap]}
    invited = {"best": None, "able": [], "still": [gap], "lacks": []}
    shown = view_of(matter, alone, {}, around=invited)
    assert shown.around is not None
    assert shown.around.still == ()
    nobody = alone | {"people": [f"m{group.alice.pk}", f"m{group.bob.pk}"]}
    kept = view_of(matter, nobody, {}, around=invited).around
    assert kept is not None
    assert len(kept.still) == 1


def in_english(group: world.Group, client: Client) -> None:
    """Alice reads the pages in English, whatever the catalogues hold."""
    group.alice.person.language = "en"
    group.alice.person.save()
    client.force_login(group.alice.person)


@pytest.mark.parametrize(
    ("method", "is_proven", "said"),
    [
        ("greedy", False, "A quick answer, not the best one"),
        ("exact", False, "The best found in the time allowed"),
        ("exact", True, ""),
    ],
)
def test_a_team_that_is_not_proven_to_be_the_best_says_so(
    client: Client, group: world.Group, bid: Bid, method: str, is_proven: bool, said: str
) -> None:
    row = computed(group, bid)
    row.result["teams"][0] |= {"method": method, "is_proven": is_proven}
    row.save(update_fields=["result"])
    in_english(group, client)
    page = client.get(url(group, "compose-team", bid))
    assert page.context["views"][0].note.startswith(said)
    assert bool(page.context["views"][0].note) == bool(said)
    shown = page.content.decode()
    assert [one in shown for one in ("A quick answer", "The best found")] == [
        said.startswith("A quick"), said.startswith("The best"),
    ]  # fmt: skip


@pytest.mark.parametrize("what", ["need", "intention", "person"])
def test_teams_of_before_a_change_are_said_to_be_old(client: Client, group: world.Group, bid: Bid, what: str) -> None:
    computed(group, bid)
    in_english(group, client)
    address, banner = url(group, "compose-team", bid), "changed since: ask for new teams"
    assert banner not in client.get(address).content.decode()
    with scope.use(group.space):
        if what == "need":
            add_need(member=group.alice, notice=bid.notice, label="Cartes", details=NeedDetails("Cartes", 3, True))
        elif what == "intention":
            need = Need.objects.get(notice=bid.notice, label="Rédaction")
            declare_intention(member=group.bob, notice=bid.notice, need=need.ref, stance="carry", hours=20)
        else:
            world.make_member(group.space, world.make_person("Dominique"))
    assert banner in client.get(address).content.decode()
    # Asked again, they are of today.
    computed(group, bid)
    assert banner not in client.get(address).content.decode()


def test_an_answer_to_some_lots_is_composed_for_their_needs(client: Client, group: world.Group) -> None:
    notice = make_open_notice("Étude en trois lots", lots=3)
    bid = make_bid(group.alice, notice, lots=("1", "3"))
    with scope.use(group.space):
        for number, label in (("1", "Ateliers"), ("2", "Travaux"), ("", "Coordination")):
            need = add_need(member=group.alice, notice=notice, label=label, details=NeedDetails(label, 2, True))
            Need.objects.filter(pk=need.pk).update(lot_number=number)

    def labels() -> set[str]:
        return {view.label for view in matter_of(bid, ASK).needs.values()}

    assert {"Ateliers", "Coordination"} <= labels()
    assert "Travaux" not in labels()
    computed(group, bid, carrier=False)
    in_english(group, client)
    page = client.get(url(group, "compose-team", bid)).content.decode()
    assert "Ateliers" in page
    assert "Travaux" not in page
    Bid._base_manager.filter(pk=bid.pk).update(lots=[])
    bid.refresh_from_db()
    assert {"Ateliers", "Coordination", "Travaux"} <= labels()
