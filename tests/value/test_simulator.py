"""What keys would give, side by side, before anybody votes: to the cent, one's own line first, nothing written."""

import datetime as dt
from fractions import Fraction
from typing import Any

import pytest
from django.utils.translation import gettext as said
from hypothesis import given
from hypothesis import strategies as some

from commun.algo import sharing
from commun.core import clock, scope
from commun.core.models import Fact
from commun.core.urls import here
from commun.value import actions
from commun.value.actions.receipts import Received
from commun.value.models import JointWork, WorkPart
from commun.value.queries.contributions import brought_for
from commun.value.queries.simulator import brought_for_each
from commun.value.simulation import Case, second_look, value_of_team
from tests.support.client import GateClient
from tests.support.queries import at_most
from tests.support.world import Group, make_group, make_member, make_person
from tests.value.adopted import log
from tests.value.contribution_world import joint_work
from tests.value.key_world import equal, write

pytestmark = pytest.mark.django_db


def _plain(text: str) -> str:
    return "".join(text.split())


@pytest.fixture
def bob(client: GateClient, group: Group) -> GateClient:
    client.force_login(group.bob.person)
    return client


def _ask(browser: GateClient, group: Group, status: int = 200, **asked: Any) -> str:
    answer = browser.get(here(group.space.slug, "value:simulator"), asked)
    assert answer.status_code == status
    return _plain(answer.content.decode())


# The worked example of docs/algorithms/sharing.md and of the guide.
EXAMPLE = {
    "de": "chiffres", "montant": "10 000,00 €", "lignes": "3",
    "nom0": "Alice", "jours0": "4", "roles0": "écriture, COORDINATION",
    "nom1": "Bob Durand", "jours1": "2,5", "roles1": "écriture", "frais1": "123,45",
    "nom2": "Chloé", "jours2": "0.5", "roles2": "apport",
}  # fmt: skip


def test_the_worked_example_comes_out_to_the_cent_with_its_arithmetic(bob: GateClient, group: Group) -> None:
    version = write(group.alice)
    word = f"{version.key.ref}.1"
    page = _ask(bob, group, cle=word, calcul=word, **EXAMPLE)
    for amount in ("5450,89", "3186,50", "1062,61", "300€"):
        assert amount in page
    # The last step, as it is done again by hand.
    assert "7876,55€" in page
    assert "4500,89€" in page
    # One's own line is marked and comes first.
    assert page.index('BobDurand<spanclass="c-tag') < page.index('<thscope="row">Alice')


def test_hours_are_asked_where_a_key_weighs_them(bob: GateClient, group: Group) -> None:
    """60 EUR by the hours, 1 h 30 and 4.5 h: 15 and 45."""
    by_hours = {"kind": "pro_rata", "rate": 10_000, "measure": "hours"}
    hourly = write(group.alice, "Heures", [by_hours, *equal()])
    asked = {"de": "chiffres", "montant": "60", "lignes": "2", "heures0": "1h30", "heures1": "4,5", "nom1": "Bob"}
    page = _ask(bob, group, cle=f"{hourly.key.ref}.1", **asked)
    assert ">15€<" in page
    assert ">45€<" in page
    assert 'name="points0"' not in page
    other = write(group.alice, "Égal", equal())
    assert 'name="heures0"' not in _ask(bob, group, cle=f"{other.key.ref}.1", de="chiffres")


def test_keys_stand_side_by_side_and_another_group_s_is_left_out(bob: GateClient, group: Group) -> None:
    one, two = write(group.alice), write(group.alice, "Égal", equal())
    foreign = write(make_group().alice, "Ailleurs")
    words = [f"{version.key.ref}.1" for version in (one, two, foreign)]
    page = _ask(bob, group, cle=words, **EXAMPLE)
    assert page.count("3333,33€") >= 2
    assert "Ailleurs" not in page
    assert _plain(said("One of the keys asked for is not in this group: it was left out.")) in page
    many = _ask(bob, group, cle=[*words, "annee", "enseigne", "equipe"], **EXAMPLE)
    assert many.count('class="c-bars__4"') > 0
    assert 'class="c-bars__5"' not in many


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"montant": "beaucoup"}, 422),
        ({"montant": "-5"}, 422),
        ({"montant": ""}, 422),
        ({"montant": "9" * 29}, 422),
        ({"jours0": "🙂"}, 422),
        ({"frais1": "1e9"}, 422),
        ({"lignes": "9999"}, 200),
        ({"lignes": "²"}, 200),
        ({"roles0": "🌱, 🌱,,"}, 200),
        ({"nom0": "Chloé"}, 200),
        ({"cle": "☃"}, 200),
        ({"annee": ["x", "20²5"], "de": "passe"}, 200),
    ],
)
def test_absurd_figures_get_a_sentence_and_lose_nothing(
    bob: GateClient, group: Group, change: dict[str, Any], status: int
) -> None:
    page = _ask(bob, group, status, **{**EXAMPLE, **change})
    assert 'value="2,5"' in page
    for name, value in change.items():
        if status == 422 and value:
            assert f'value="{value}"' in page, name
            assert 'aria-invalid="true"' in page


def test_an_amount_and_nobody_is_said(bob: GateClient, group: Group) -> None:
    page = _ask(bob, group, de="chiffres", montant="100", lignes="3")
    assert 'role="alert"' in page
    assert "c-bars" not in page


def _received(group: Group, work: JointWork, cents: int, kept: int = 0) -> None:
    actions.write_receipt(by=group.alice, work=work, received=Received(on=clock.today(), amount=cents, kept=kept))


def test_past_works_are_shared_as_they_were_brought_less_what_was_kept(bob: GateClient, group: Group) -> None:
    work, other = joint_work(group.alice, group.bob), joint_work(group.alice, title="Halle")
    for member, days in ((group.alice, 300), (group.bob, 100)):
        log(member, work, "days", days)
    _received(group, work, 1_100_00, 100_00)
    _received(group, other, 50_00)
    with scope.use(group.space):
        WorkPart.objects.filter(work=other).delete()
        before = Fact.objects.count()
    with at_most(25):
        page = _ask(bob, group, cle=["annee", "enseigne"], calcul="annee", regard="1")
    assert "750€" in page
    assert "250€" in page
    assert "Halle" in page
    with scope.use(group.space):
        assert Fact.objects.count() == before
        works = [work, other]
    each = brought_for_each(group.space, works, clock.today())
    assert each == {one.pk: brought_for(one) for one in works}


def test_queries_do_not_grow_with_people_works_and_years(bob: GateClient, group: Group) -> None:
    for rank in range(6):
        member = make_member(group.space, make_person(f"Personne {rank}"))
        work = joint_work(group.alice, group.bob, member, title=f"Chantier {rank}")
        _received(group, work, 1_000_00 + rank)
    write(group.alice)
    with at_most(25):
        _ask(bob, group, calcul="annee", regard="1")


def test_the_second_look_is_exact_and_says_what_it_supposes() -> None:
    measures = {
        sharing.Measure.DAYS: {"a": 400, "b": 250, "c": 50},
        sharing.Measure.TURNOVER: {"c": 1},
    }
    case = Case("", 10_000_00, sharing.Brought(("a", "b", "c"), measures))
    assert value_of_team(case, frozenset("ab")) == 0
    assert value_of_team(case, frozenset("abc")) == 10_000_00
    found = second_look([case])
    assert sum(found.values()) == 10_000_00
    # Without Chloé nothing comes in: she is worth more than her days.
    assert found["c"] > found["a"] > found["b"]
    many = tuple(f"p{rank:02}" for rank in range(17))
    with pytest.raises(sharing.TooMany):
        second_look([Case("", 100, sharing.Brought(many))])


def test_past_money_of_another_year_is_not_counted(bob: GateClient, group: Group) -> None:
    work = joint_work(group.alice, group.bob)
    _received(group, work, 800_00)
    with clock.stopped(clock.now() + dt.timedelta(days=365)):
        client = GateClient()
        client.force_login(group.bob.person)
        _received(group, work, 70_00)
        page = _ask(client, group, cle="annee", annee="2026")
        both = _ask(client, group, cle="annee", annee=["2026", "2027"])
    assert "400€" in page
    assert "435€" in both


def test_one_more_line_complains_of_nothing_and_keeps_what_was_typed(bob: GateClient, group: Group) -> None:
    page = _ask(bob, group, **{**EXAMPLE, "montant": "", "une-ligne": "1"})
    assert 'name="nom3"' in page
    assert 'aria-invalid="true"' not in page
    assert 'value="123,45"' in page


@given(some.lists(some.tuples(some.integers(0, 900), some.booleans()), min_size=1, max_size=6), some.integers(1, 10**7))
def test_the_second_look_agrees_with_its_closed_form(people: list[tuple[int, bool]], amount: int) -> None:
    """Who brought the business keeps their days; of the days of the others, each who did gets 1 / (b (b + 1))."""
    days = {f"p{rank}": own for rank, (own, _brings) in enumerate(people)}
    bringers = {f"p{rank}": 1 for rank, (_own, brings) in enumerate(people) if brings}
    measures = {sharing.Measure.DAYS: days, sharing.Measure.TURNOVER: bringers}
    found = second_look([Case("", amount, sharing.Brought(tuple(days), measures))])
    days = days if any(days.values()) else dict.fromkeys(days, 1)
    count, whole = len(bringers), sum(days.values())
    others = sum(own for name, own in days.items() if name not in bringers)
    for name, own in days.items():
        share = Fraction(own)
        if name in bringers:
            share += Fraction(others, count * (count + 1))
        elif count:
            share *= Fraction(count, count + 1)
        # Teams are worth whole cents: each marginal is within one cent of its own.
        assert abs(found[name] - amount * share / whole) <= 1


def test_many_small_teams_are_too_many_as_one_large_one_is() -> None:
    people = tuple(f"p{rank:02}" for rank in range(13))
    cases = [Case("", 100, sharing.Brought(people))] * 9
    with pytest.raises(sharing.TooMany):
        second_look(cases)
