"""Role cards: what they must say, how they change, how a decision brings a former one back (R1, R8)."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commun.core import journal, scope
from commun.core.errors import Refused
from commun.core.models import Fact
from commun.governance import actions
from commun.governance.actions import role_cards
from commun.governance.effects import effects
from commun.governance.models import Role, RoleVersion
from tests.governance.role_worlds import card, give, make_decision, make_role
from tests.support.world import Group

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def test_a_card_keeps_what_it_says(group: Group) -> None:
    role = make_role(group.alice)
    assert (role.name, role.family, role.minutes_per_month, role.seats) == ("Trésorerie", "support", 180, 1)
    assert role.expectations == ["Tenir les comptes à jour", "Les présenter chaque trimestre"]
    with scope.use(group.space):
        assert RoleVersion.objects.get(role=role).content["minutes_per_month"] == 180


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"name": "  "}, "name"),
        ({"purpose": ""}, "what the role is for"),
        ({"expectations": []}, "at least one expectation"),
        ({"expectations": ["  ", ""]}, "at least one expectation"),
        ({"expectations": ["x"] * 13}, "12 expectations"),
        ({"minutes_per_month": None}, "how many hours"),
        ({"minutes_per_month": 0}, "how many hours"),
        ({"minutes_per_month": 60 * 201}, "200 hours"),
        ({"name": "x" * 5000}, "too long"),
        ({"seats": 0}, "seats"),
        ({"term_months": 0}, "term"),
        ({"renewals_max": 21}, "renewals"),
        ({"family": "autre"}, "family"),
        ({"filling": "force"}, "how the role is filled"),
        ({"power": "tout"}, "lets do"),
        ({"power": "facilitate", "filling": "self"}, "given by the group"),
    ],
)
def test_a_card_that_lacks_something_is_refused_with_a_sentence(
    group: Group, changed: dict[str, Any], word: str
) -> None:
    with pytest.raises(Refused) as refusal:
        make_role(group.alice, **({"name": "Trésorerie"} | changed))
    assert word in str(refusal.value)
    with scope.use(group.space):
        assert not Role.objects.exists()


@given(minutes=st.integers(1, 60 * 200), seats=st.integers(1, 50), months=st.none() | st.integers(1, 120))
def test_any_card_within_bounds_is_itself_once_checked(minutes: int, seats: int, months: int | None) -> None:
    one = card(minutes_per_month=minutes, seats=seats, term_months=months)
    tidy = role_cards.checked(one)
    assert role_cards.card_of(role_cards.content_of(tidy)) == tidy == one


def test_two_roles_of_one_name_are_refused(group: Group) -> None:
    make_role(group.alice)
    with pytest.raises(Refused, match="of this name"):
        make_role(group.alice, "TRÉSORERIE")


def test_only_those_who_facilitate_write_cards(group: Group) -> None:
    with pytest.raises(Refused, match="propose this change"):
        make_role(group.bob)
    role = make_role(group.alice)
    with pytest.raises(Refused):
        actions.change_role(by=group.bob, role=role, card=card(purpose="Autre chose"))
    with pytest.raises(Refused):
        actions.retire_role(by=group.bob, role=role)


def test_a_change_keeps_the_former_version(group: Group) -> None:
    role = make_role(group.alice)
    changed = actions.change_role(by=group.alice, role=role, card=card(minutes_per_month=60))
    assert (changed.version, changed.minutes_per_month) == (2, 60)
    with scope.use(group.space):
        minutes = list(RoleVersion.objects.filter(role=role).values_list("content__minutes_per_month", flat=True))
    assert minutes == [180, 60]


def test_seats_never_fall_under_those_who_sit(group: Group) -> None:
    role = make_role(group.alice, seats=2)
    give(role, group.alice, group.alice)
    give(role, group.bob, group.alice)
    with pytest.raises(Refused, match="More people hold"):
        actions.change_role(by=group.alice, role=role, card=card(seats=1))


def test_a_role_somebody_holds_is_not_retired(group: Group) -> None:
    role = make_role(group.alice)
    mandate = give(role, group.bob, group.alice)
    with pytest.raises(Refused, match="holds this role"):
        actions.retire_role(by=group.alice, role=role)
    actions.end_mandate(by=group.bob, mandate=mandate)
    assert actions.retire_role(by=group.alice, role=role).retired_on is not None
    with pytest.raises(Refused, match="retired already"):
        actions.retire_role(by=group.alice, role=role)


def test_a_decision_writes_exactly_the_card_it_says(group: Group) -> None:
    change = {"kind": "role", "op": "create", "card": role_cards.content_of(card("Accueil"))}
    effect = effects.get("role")
    assert effect is not None
    effect.check(group.space, change)
    lines = {line.label: line.after for line in effect.diff(group.space, change)}
    assert lines["Name"] == "Accueil"
    assert lines["Load"] == "3 h a month"
    decision = make_decision(group.alice)
    effect.apply(decision, change, journal.Rule("governance.agreed-close"))
    with scope.use(group.space):
        role = Role.objects.get()
        assert role_cards.card_as_it_is(role) == card("Accueil")
        assert RoleVersion.objects.get().decision == decision


def test_a_decision_undoes_a_change_of_structure(group: Group) -> None:
    role = make_role(group.alice)
    before = role_cards.card_as_it_is(role)
    actions.change_role(by=group.alice, role=role, card=card("Comptes", minutes_per_month=60))
    undo = {"kind": "role", "op": "restore", "role": role.ref, "version": 1}
    effect = effects.get("role")
    assert effect is not None
    effect.check(group.space, undo)
    shown = {line.label: (line.before, line.after) for line in effect.diff(group.space, undo)}
    assert shown == {"Name": ("Comptes", "Trésorerie"), "Load": ("1 h a month", "3 h a month")}
    effect.apply(make_decision(group.alice), undo, journal.Rule("governance.agreed-close"))
    role.refresh_from_db()
    assert (role_cards.card_as_it_is(role), role.version) == (before, 3)


def test_a_decision_brings_a_retired_role_back(group: Group) -> None:
    role = make_role(group.alice)
    effect = effects.get("role")
    assert effect is not None
    decision = make_decision(group.alice)
    effect.apply(decision, {"op": "retire", "role": role.ref}, journal.Person(group.alice.person_id))
    with pytest.raises(Refused, match="bring it back"):
        effect.check(group.space, {"op": "change", "role": role.ref, "card": role_cards.content_of(card())})
    effect.apply(decision, {"op": "restore", "role": role.ref, "version": 1}, journal.Person(group.alice.person_id))
    role.refresh_from_db()
    assert role.retired_on is None
    with scope.use(group.space):
        assert Fact.objects.filter(name="governance.role_card.restored", data__decision=decision.ref).count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"op": "explode"},
        {"op": "create"},
        {"op": "create", "card": {"colour": "blue"}},
        {"op": "change", "role": "nothing"},
        {"op": "restore", "role": "nothing", "version": 1},
    ],
)
def test_a_change_that_is_none_is_refused(group: Group, change: dict[str, Any]) -> None:
    effect = effects.get("role")
    assert effect is not None
    with pytest.raises(Refused):
        effect.check(group.space, change)
