"""Opening each kind of vote from its page, with what people really type; what cannot be is refused in words."""

import datetime as dt
from typing import Any

import pytest

from commun.core import clock, scope
from commun.core.urls import here
from commun.governance.actions import processes
from commun.governance.models import Elector, Process, ProcessTemplate
from commun.governance.starters import by_method
from tests.governance import decisions_world as decisions
from tests.governance import vote_world as made
from tests.support import world
from tests.support.client import GateClient

pytestmark = pytest.mark.django_db

COMMON = {
    "title": "Quel outil ?",
    "closes_at_0": "2026-11-30",
    "closes_at_1": "20:00",
    "shown": "close",
    "min_ballots": "4",
    "tie": "further-discussion",
    "abstention_counts": "on",
    "absent_per_holder": "0",
}
CHOICES = {"choices": "Framavox\nLoomio\n\nRien"}
ASKED: dict[str, dict[str, Any]] = {
    "choice": CHOICES,
    "approval": CHOICES,
    "score": CHOICES,
    "resistance": CHOICES | {"scale": "10"},
    "dots": CHOICES | {"credits": "6"},
    "grades": CHOICES,
    "ranked": CHOICES | {"rule": "irv"},
    "several": CHOICES | {"seats": "2"},
    "sense": {},
    "gradient": {},
    "count": {"needed": "3"},
    "question": {},
    "sortition": {"among": "volunteers", "seats": "1"},
    "budget": {"amount": "1000", "choices": "Jardin : 330\nVélos : 500,50\nChorale: 200 €", "credits": "0"}
    | {"rule": "equal-shares-add1"},
    "dates": {
        "minutes": "90",
        "place": "La Halle",
        "date_1_0": "2026-12-08",
        "date_1_1": "18:00",
        "date_2_0": "2026-12-09",
        "date_2_1": "18:00",
    },
}


def page_of(group: world.Group, method: str) -> str:
    return here(group.space.slug, "governance:consult-by", method=method)


def open_by_page(client: GateClient, group: world.Group, method: str, **sent: Any) -> Any:
    client.force_login(group.alice.person)
    return client.post(page_of(group, method), COMMON | ASKED[method] | sent)


@pytest.mark.parametrize("method", ASKED)
def test_each_kind_is_opened_from_its_page(client: GateClient, group: world.Group, method: str) -> None:
    client.force_login(group.alice.person)
    assert client.get(page_of(group, method)).status_code == 200
    response = open_by_page(client, group, method)
    assert response.status_code == 302, response.content.decode()
    process = Process._base_manager.get()
    assert (process.state, process.method) == ("open", method)
    assert client.get(response["Location"]).status_code == 200


def test_costs_and_dates_are_read_as_people_write_them(client: GateClient, group: world.Group) -> None:
    open_by_page(client, group, "budget")
    open_by_page(client, group, "dates", needed=str(group.bob.pk))
    with scope.use(group.space):
        budget, dates = Process.objects.order_by("pk")
        assert [one.data["cost_cents"] for one in budget.options.order_by("position")] == [33_000, 50_050, 20_000]
        first = dates.options.order_by("position").first()
        assert first is not None
        assert first.data["starts_at"] == "2026-12-08T17:00:00+00:00"
        assert Elector.objects.get(process=dates, is_needed=True).membership_id == group.bob.pk


def test_a_vote_on_a_decision_takes_its_title_and_adopts_it(client: GateClient, group: world.Group) -> None:
    decision = decisions.proposed(group.bob)
    client.force_login(group.alice.person)
    url = here(group.space.slug, "governance:decide-by", decision=decision.ref, method="proposal")
    assert client.get(url).status_code == 200
    sent = COMMON | {"majority": "absolute", "percent": "67", "base": "cast", "quorum": "percent", "quorum_value": "50"}
    assert client.post(url, sent).status_code == 302
    process = Process._base_manager.select_related("space").get()
    assert process.title == decision.title
    assert (process.rules["majority"], process.rules["base"], process.rules["quorum_percent"]) == (
        "absolute",
        "cast",
        50,
    )
    for member in (group.alice, group.bob):
        client.force_login(member.person)
        client.post(here(group.space.slug, "governance:cast-ballot", process=process.ref), {"answer": "for"})
    made.closed(process)
    assert decisions.again(decision).state == "adopted"


def test_the_ways_of_deciding_are_offered_with_when_to_choose_them(client: GateClient, group: world.Group) -> None:
    client.force_login(group.alice.person)
    page = client.get(here(group.space.slug, "governance:consult")).content.decode()
    for method in ASKED:
        assert page_of(group, method) in page
    assert page_of(group, "proposal") not in page, "for or against needs what it decides on"


@pytest.mark.parametrize(
    ("method", "sent", "sentence"),
    [
        ("choice", {"choices": "Seule"}, ""),
        ("choice", {"choices": "\n".join(f"Option {n}" for n in range(10_000))}, "200"),
        ("choice", {"choices": "x" * 5000 + "\nDeux"}, "300"),
        ("choice", {"choices": "Un\nun"}, ""),
        ("choice", {"title": "x" * 5000}, "200"),
        ("choice", {"closes_at_0": "2026-11-01"}, ""),
        ("choice", {"quorum": "percent", "quorum_value": "150"}, "100"),
        ("choice", {"quorum": "number", "quorum_value": ""}, ""),
        ("choice", {"quorum": "number", "quorum_value": "3"}, "2"),
        ("choice", {"quorum": "number", "quorum_value": "9999"}, "2"),
        ("choice", {"weights": "Personne : 3"}, "Personne"),
        ("choice", {"weights": "Bob Durand"}, "Bob Durand"),
        ("choice", {"weights": "Bob Durand : beaucoup"}, ""),
        ("budget", {"choices": "Jardin\nVélos : 50"}, "Jardin"),
        ("budget", {"choices": "Jardin : cher\nVélos : 50"}, "cher"),
        ("budget", {"choices": "Jardin : 5000\nVélos : 50"}, "Jardin"),
        ("dates", {"date_2_0": ""}, ""),
        ("sortition", {"strata": "Nord : Inconnue"}, "Inconnue"),
    ],
)
def test_what_cannot_be_is_refused_and_what_was_written_stays(
    client: GateClient, group: world.Group, method: str, sent: dict[str, Any], sentence: str
) -> None:
    response = open_by_page(client, group, method, **sent)
    assert response.status_code == 422
    assert sentence.replace(" ", "") in response.content.decode().replace("\u202f", "").replace(" ", "")
    assert not Process._base_manager.exists()


def test_a_close_in_the_hour_that_spring_skips_has_our_own_sentence(client: GateClient, group: world.Group) -> None:
    response = open_by_page(client, group, "choice", closes_at_0="2027-03-28", closes_at_1="02:30")
    assert response.status_code == 422
    assert "Choisissez 03:30" in response.content.decode()


def test_a_close_in_the_hour_that_autumn_repeats_is_the_first_of_the_two(
    client: GateClient, group: world.Group
) -> None:
    open_by_page(client, group, "choice", closes_at_0="2027-10-31", closes_at_1="02:30")
    assert Process._base_manager.get().closes_at == dt.datetime(2027, 10, 31, 0, 30, tzinfo=dt.UTC)


def test_an_address_that_only_receives_a_form_is_a_page_that_leads_back(client: GateClient, group: world.Group) -> None:
    open_by_page(client, group, "choice")
    ref = Process._base_manager.get().ref
    response = client.get(here(group.space.slug, "governance:cast-ballot", process=ref))
    assert response.status_code == 405
    assert f'href="{here(group.space.slug, "governance:process", process=ref)}"' in response.content.decode()


def test_weights_are_given_by_name_and_both_totals_are_shown(client: GateClient, group: world.Group) -> None:
    open_by_page(client, group, "choice", weights="Bob Durand : 3", shown="always")
    process = Process._base_manager.select_related("space").get()
    client.force_login(group.bob.person)
    client.post(here(group.space.slug, "governance:cast-ballot", process=process.ref), {"option": "1"})
    page = client.get(here(group.space.slug, "governance:process", process=process.ref)).content.decode()
    assert page.count("c-chart__bar") == 6


def test_a_scheduled_vote_opens_and_closes_at_the_minute(client: GateClient, group: world.Group) -> None:
    open_by_page(client, group, "choice", opens_at_0="2026-11-20", opens_at_1="09:00")
    process = Process._base_manager.get()
    assert process.state == "scheduled"
    client.force_login(group.bob.person)
    page = here(group.space.slug, "governance:process", process=process.ref)
    assert "bulletin-titre" not in client.get(page).content.decode()
    with clock.stopped(process.opens_at or clock.now()):
        processes.open_due()
        assert "bulletin-titre" in client.get(page).content.decode()
    with clock.stopped(process.closes_at or clock.now()):
        processes.close_due()
    assert made.again(process).state == "closed"


def test_a_secret_vote_may_not_carry_weights_nor_show_early(client: GateClient, group: world.Group) -> None:
    assert open_by_page(client, group, "choice", is_secret="on", weights="Bob Durand : 3").status_code == 422
    open_by_page(client, group, "choice", is_secret="on", shown="always")
    process = Process._base_manager.get()
    assert (process.is_secret, process.shown) == (True, "close")


@pytest.mark.parametrize("method", ["dates", "question", "count", "sortition"])
def test_answers_that_belong_to_people_are_never_secret(client: GateClient, group: world.Group, method: str) -> None:
    open_by_page(client, group, method, is_secret="on")
    assert not Process._base_manager.get().is_secret


def test_a_majority_of_options_is_asked_for_shown_beforehand_and_kept_to(
    client: GateClient, group: world.Group
) -> None:
    sent = {"majority": "qualified", "percent": "60", "base": "eligible"}
    open_by_page(client, group, "choice", **sent)
    process = Process._base_manager.select_related("space").get()
    url = here(group.space.slug, "governance:process", process=process.ref)
    assert "60\u00a0%" in client.get(url).content.decode().replace("\u202f%", "\u00a0%")
    client.post(here(group.space.slug, "governance:cast-ballot", process=process.ref), {"option": "1"})
    made.closed(process)
    assert made.again(process).outcome == "rejected"
    assert "sans la majorité demandée" in client.get(url).content.decode()


def test_one_voice_per_organisation_is_asked_for_and_both_totals_are_shown(
    client: GateClient, group: world.Group
) -> None:
    open_by_page(client, group, "choice", voices="organisations", shown="always")
    process = Process._base_manager.select_related("space").get()
    assert process.rules["voices"] == "organisations"
    client.post(here(group.space.slug, "governance:cast-ballot", process=process.ref), {"option": "1"})
    page = client.get(here(group.space.slug, "governance:process", process=process.ref)).content.decode()
    assert page.count("c-chart__bar") == 6
    assert "une voix par structure" in page
    assert open_by_page(client, group, "choice", voices="organisations", is_secret="on").status_code == 422


def test_a_limit_of_those_against_is_written_among_the_rules(client: GateClient, group: world.Group) -> None:
    decision = decisions.proposed(group.bob)
    client.force_login(group.alice.person)
    url = here(group.space.slug, "governance:decide-by", decision=decision.ref, method="proposal")
    sent = COMMON | {"majority": "relative", "percent": "67", "base": "cast", "most_against": "20"}
    assert client.post(url, sent).status_code == 302
    process = Process._base_manager.select_related("space").get()
    assert process.rules["most_against"] == 20
    page = here(group.space.slug, "governance:process", process=process.ref)
    assert "au plus 20" in client.get(page).content.decode()
    for member, answer in ((group.alice, "for"), (group.bob, "against")):
        client.force_login(member.person)
        client.post(here(group.space.slug, "governance:cast-ballot", process=process.ref), {"answer": answer})
    made.closed(process)
    assert made.again(process).outcome == "rejected"
    assert "c’est trop" in client.get(page).content.decode()


def test_without_its_quorum_a_vote_decides_nothing_and_says_what_was_agreed_then(
    client: GateClient, group: world.Group
) -> None:
    said = {"quorum": "number", "quorum_value": "2", "next": "On en reparle en décembre."}
    open_by_page(client, group, "choice", **said)
    process = Process._base_manager.select_related("space").get()
    url = here(group.space.slug, "governance:process", process=process.ref)
    assert "On en reparle en décembre." in client.get(url).content.decode(), "beforehand"
    client.post(here(group.space.slug, "governance:cast-ballot", process=process.ref), {"option": "1"})
    made.closed(process)
    result = client.get(url).content.decode().split('id="resultat"')[1].split("</section>")[0]
    assert "On en reparle en décembre." in result
    assert "Retenu" not in result


def test_the_tie_rule_is_shown_before_anybody_votes(client: GateClient, group: world.Group) -> None:
    for tie, words in (("status-quo", "rien ne change"), ("draw", "un tirage au sort")):
        open_by_page(client, group, "choice", tie=tie)
        process = Process._base_manager.select_related("space").latest("pk")
        assert words in client.get(here(group.space.slug, "governance:process", process=process.ref)).content.decode()


ASKING = ("election", "sortition", "several", "dates", "budget", "approval", "consent", "advice", "authorisation")


@pytest.mark.parametrize("on_decision", [False, True])
def test_help_me_choose_leads_to_each_way_by_a_question(
    client: GateClient, group: world.Group, on_decision: bool
) -> None:
    client.force_login(group.alice.person)
    decision = decisions.heard(group.alice)
    name, said = ("choose-way", {"decision": decision.ref}) if on_decision else ("consult", {})
    response = client.get(here(group.space.slug, f"governance:{name}", **said))
    assert response.context is not None
    found = {one["url"].rstrip("/").split("/")[-1]: one for one in response.context["questions"]}
    assert set(found) == set(ASKING)
    page = response.content.decode()
    for method, one in found.items():
        assert page.count(f'href="{one["url"]}"') >= 1, method
        assert client.get(one["url"]).status_code in {200, 302}, method


@pytest.mark.parametrize("method", ["several", "sortition", "budget", "dates", "approval", "score"])
def test_a_starter_copied_opens_what_it_says(client: GateClient, group: world.Group, method: str) -> None:
    client.force_login(group.alice.person)
    client.post(here(group.space.slug, "governance:take-starter", method=method))
    with scope.use(group.space):
        template = ProcessTemplate.objects.get()
    url = f"{page_of(group, method)}?modele={template.ref}"
    asked = client.get(url)
    assert asked.context is not None
    form = asked.context["form"]
    filled_in = {bound.name: bound.value() for bound in form}
    starter = by_method(method)
    assert starter is not None
    assert {name: filled_in.get(name, value) for name, value in starter.rules.items()} == starter.rules
    assert form["guidance"].value() == template.guidance
    assert client.post(url, COMMON | ASKED[method]).status_code == 302
    process = Process._base_manager.get()
    assert (process.state, process.method) == ("open", method)
