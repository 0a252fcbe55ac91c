"""The pages of contributions without JavaScript: two taps, corrections, thanks, kinds; strangers see nothing."""

import re
from typing import Any

import pytest

from commun.core import clock, scope
from commun.core.urls import here
from commun.governance.models import Decision
from commun.value.models import Acknowledgement, Contribution, ContributionKind
from tests.support.client import GateClient
from tests.support.queries import assert_flat
from tests.support.world import Group
from tests.value.contribution_world import adopted, brings, chosen, joint_work, settled

pytestmark = pytest.mark.django_db
Kinds = dict[str, ContributionKind]


@pytest.fixture
def kinds(group: Group) -> Kinds:
    settled(group.alice, group.bob)
    return chosen(group.alice)


@pytest.fixture
def bob(group: Group, client: GateClient) -> GateClient:
    client.force_login(group.bob.person)
    return client


def at(group: Group, name: str, **arguments: Any) -> str:
    return here(group.space.slug, f"value:{name}", **arguments)


def rows(group: Group) -> list[Contribution]:
    with scope.use(group.space):
        return list(Contribution.objects.order_by("pk"))


def text(answer: Any) -> str:
    return re.sub(r"[\xa0\u202f]", " ", answer.content.decode())


def test_two_taps_write_a_contribution(group: Group, bob: GateClient, kinds: Kinds) -> None:
    brings(group.bob, kinds["care"], 60)
    brings(group.bob, kinds["work"], 100, days=1)
    page = text(bob.get(at(group, "my-contributions")))
    # The kind used last is open: one tap; any other is one link away.
    assert page.index(f"?sorte={kinds['work'].ref}") < page.index(f"?sorte={kinds['care'].ref}")
    assert page.index(f"?sorte={kinds['care'].ref}") < page.index(f"?sorte={kinds['facilitation'].ref}")
    assert 'name="quantity" value="0.50"' in page
    page = text(bob.get(at(group, "my-contributions") + f"?sorte={kinds['facilitation'].ref}"))
    token = re.findall(r'name="token" value="([^"]+)"', page)[0]
    tap = {"kind": kinds["facilitation"].ref, "quantity": "2", "token": token}
    for _twice in range(2):
        answer = bob.post(at(group, "my-contributions"), tap)
        assert answer.status_code == 302
    assert "2 h" in text(bob.get(answer["Location"]))
    assert [(row.quantity, row.on) for row in rows(group)[2:]] == [(120, clock.today())]


def test_a_line_takes_another_day_a_work_and_words(group: Group, bob: GateClient, kinds: Kinds) -> None:
    work = joint_work(group.bob)
    said = {
        "kind": kinds["sale"].ref,
        "quantity": "1 250,50 €",
        "on": "2026-11-02",
        "work": work.ref,
        "words": "Le parc",
    }
    assert bob.post(at(group, "my-contributions"), said).status_code == 302
    (row,) = rows(group)
    assert (row.quantity, row.on.isoformat(), row.work_id, row.words) == (125_050, "2026-11-02", work.pk, "Le parc")


@pytest.mark.parametrize(
    "wrong",
    [{"quantity": "-1"}, {"quantity": "🙂"}, {"quantity": ""}, {"on": "2099-01-01"}, {"on": "2024-01-01"},
     {"kind": "nowhere"}, {"quantity": "9" * 30}, {"on": "hier"}, {"words": "x" * 301}],
)  # fmt: skip
def test_a_wrong_line_is_said_and_nothing_is_lost(
    group: Group, bob: GateClient, kinds: Kinds, wrong: dict[str, str]
) -> None:
    said = {"kind": kinds["work"].ref, "quantity": "1", "on": "2026-11-02", "words": "Une belle journée"} | wrong
    answer = bob.post(at(group, "my-contributions"), said)
    assert answer.status_code == 422
    assert said["words"][:17] in text(answer)
    assert rows(group) == []


def test_own_activity_stays_outside_and_the_page_says_so(group: Group, bob: GateClient, kinds: Kinds) -> None:
    assert "hors de ce groupe, est à vous" in text(bob.get(at(group, "my-contributions")))


def test_the_month_of_the_group_keeps_money_apart(group: Group, bob: GateClient, kinds: Kinds) -> None:
    work = joint_work(group.alice, group.bob)
    brings(group.alice, kinds["sale"], 100_000, work=work)
    brings(group.alice, kinds["money"], 2_000)
    brings(group.bob, kinds["work"], 250, work=work)
    brings(group.bob, kinds["care"], 60)
    brings(group.bob, kinds["care"], 30, days=40)
    page = text(bob.get(at(group, "contributions")))
    for said in ("2,5 jours", "1 h", "1 000 €", "20 €"):
        assert f"<dd>{said}</dd>" in page
    assert "1 020 €" not in page
    assert page.index("Pas en argent") < page.index("<dd>2,5 jours</dd>") < page.index("En argent")
    october = text(bob.get(at(group, "contributions") + "?mois=2026-10"))
    assert "<dd>30 min</dd>" in october
    assert "<dd>2,5 jours</dd>" not in october
    for query, kept, gone in (
        (f"sorte={kinds['care'].ref}", "<dd>1 h</dd>", "<dd>2,5 jours</dd>"),
        (f"personne={group.alice.pk}", "<dd>1 000 €</dd>", "<dd>1 h</dd>"),
        (f"travail={work.ref}", "<dd>2,5 jours</dd>", "<dd>20 €</dd>"),
    ):
        page = text(bob.get(at(group, "contributions") + f"?{query}"))
        assert kept in page
        assert gone not in page
    for nonsense in ("mois=demain", "mois=9999-99", "mois=9999-12", "personne='", "page=0", "page=x", "mois=0001-01"):
        assert bob.get(at(group, "contributions") + f"?{nonsense}").status_code == 200


def test_an_old_link_does_not_tell_whose_pseudonym_it_is(group: Group, bob: GateClient, kinds: Kinds) -> None:
    brings(group.alice, kinds["care"], 60)
    group.alice.state, group.alice.shown_as = "left", "Une ancienne"
    group.alice.save()
    ref, page = group.alice.person.ref, text(bob.get(at(group, "contributions")))
    assert "Une ancienne ·" in page
    assert ref not in page
    assert "Une ancienne ·" not in text(bob.get(at(group, "contributions") + f"?personne={ref}"))


def test_a_correction_shows_beside_what_it_corrects(group: Group, bob: GateClient, kinds: Kinds) -> None:
    row = brings(group.bob, kinds["work"], 300)
    url = at(group, "correct-contribution", contribution=row.ref)
    assert bob.post(url, {"why": "", "quantity": "2"}).status_code == 422
    assert bob.post(url, {"why": "C’était deux", "quantity": "deux"}).status_code == 422
    assert bob.post(url, {"why": "C’était deux", "quantity": "2"}).status_code == 302
    page = text(bob.get(at(group, "contributions")))
    assert "<s>3 jours</s>" in page
    assert "−3 jours, « C’était deux »" in page
    assert page.count("C’était deux") == 1
    assert "<dd>2 jours</dd>" in page
    again = text(bob.post(url, {"why": "Encore"}))
    assert "déjà corrigé" in again
    mine = text(bob.get(at(group, "my-contributions")))
    assert mine.count("C’était deux") == 1


def test_a_peer_says_thank_you_and_may_take_it_back(group: Group, bob: GateClient, kinds: Kinds) -> None:
    own, hers = brings(group.bob, kinds["care"], 60), brings(group.alice, kinds["care"], 60)
    page = text(bob.get(at(group, "contributions")))
    assert at(group, "acknowledge", contribution=own.ref) not in page
    for name, said in (("acknowledge", "Reconnu par Bob Durand"), ("take-back", "Je l’ai vu, merci")):
        answer = bob.post(at(group, name, contribution=hers.ref))
        assert said in text(bob.get(answer["Location"]))
    assert not Acknowledgement._base_manager.exists()
    bob.post(at(group, "acknowledge", contribution=own.ref))
    assert not Acknowledgement._base_manager.exists()
    assert bob.get(at(group, "acknowledge", contribution=hers.ref)).status_code == 405


def test_nobody_corrects_the_line_of_another(group: Group, bob: GateClient, kinds: Kinds) -> None:
    row = brings(group.alice, kinds["work"], 300)
    assert bob.get(at(group, "correct-contribution", contribution=row.ref)).status_code == 404
    assert bob.post(at(group, "correct-contribution", contribution=row.ref), {"why": "Non"}).status_code == 404


def test_six_kinds_are_proposed_in_one_press(group: Group, bob: GateClient) -> None:
    assert "Six sortes pour commencer" in text(bob.get(at(group, "kinds")))
    answer = bob.post(at(group, "propose-starters"))
    page = text(bob.get(answer["Location"]))
    for name in ("Travail", "Affaire apportée", "Facilitation", "Soin", "Frais avancés", "Ressource partagée"):
        assert name in page
    with scope.use(group.space):
        adopted(group.bob, Decision.objects.get())
    page = text(bob.get(at(group, "kinds")))
    assert page.count("pas en argent") == 4
    assert "Six sortes pour commencer" not in page


def test_a_proposal_adds_and_retires_kinds(group: Group, bob: GateClient, kinds: Kinds) -> None:
    url = at(group, "propose-kinds")
    assert bob.get(url).status_code == 200
    assert bob.post(url, {}).status_code == 422
    half = {"name_1": "Relecture", "nature_1": "work"}
    answer = bob.post(url, half)
    assert answer.status_code == 422
    assert "Relecture" in text(answer)
    whole = half | {"measure_1": "hours", "retire": [kinds["care"].ref], "why": "Relire compte."}
    answer = bob.post(url, whole)
    page = text(bob.get(answer["Location"]))
    assert "Relecture" in page
    assert "Relire compte." in page
    with scope.use(group.space):
        adopted(group.bob, Decision.objects.latest("pk"))
    page = text(bob.get(at(group, "kinds")))
    assert page.index("Relecture") < page.index("Plus utilisées") < page.index("Soin")


def test_strangers_and_the_signed_out_see_nothing(group: Group, client: GateClient, kinds: Kinds) -> None:
    client.force_login(group.chloe)
    for name in ("my-contributions", "contributions", "kinds", "propose-kinds"):
        assert client.get(at(group, name)).status_code == 404


def test_the_pages_cost_the_same_with_many_lines(group: Group, bob: GateClient, kinds: Kinds) -> None:
    work = joint_work(group.alice, group.bob)

    def more(count: int) -> None:
        for _one in range(count):
            brings(group.bob, kinds["work"], 100, work=work)
            brings(group.alice, kinds["care"], 60)

    for name in ("my-contributions", "contributions", "kinds"):
        assert_flat(more, lambda name=name: bob.get(at(group, name)))  # type: ignore[misc]
