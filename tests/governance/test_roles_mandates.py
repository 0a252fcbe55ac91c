"""Mandates: where they come from, their term, what they let do, who leaves (R2, R4, O1, M9)."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from commun.core import clock, journal, scope
from commun.core.errors import Refused
from commun.core.models import Fact, OutgoingMail
from commun.governance import actions, policies
from commun.governance.actions.places import self_of
from commun.governance.effects import effects
from commun.governance.models import Mandate, Membership, Vacancy, Volunteering
from commun.governance.policies import roles as role_policies
from commun.governance.queries.roles import card_page
from commun.tenders import policies as tenders_policies
from tests.governance.role_worlds import card, give, make_decision, make_role
from tests.support.world import Group, make_member, make_person, make_space

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
TODAY = dt.date(2026, 11, 16)


def again(member: Membership) -> Membership:
    found = policies.membership_of(member.person, member.space)
    assert found is not None
    return found


def test_a_mandate_comes_from_a_decision_in_force(group: Group) -> None:
    role = make_role(group.alice)
    with pytest.raises(Refused, match="comes from a decision"):
        actions.give_mandate(actor=self_of(group.alice), role=role, membership=group.bob)
    for state in ("heard", "proposed", "let_go", "replaced"):
        with pytest.raises(Refused, match="not adopted"):
            actions.give_mandate(
                actor=self_of(group.alice), role=role, membership=group.bob, decision=make_decision(group.alice, state)
            )
    elsewhere = make_member(make_space(), make_person(), role="facilitator")
    with pytest.raises(Refused, match="comes from a decision"):
        actions.give_mandate(
            actor=self_of(group.alice), role=role, membership=group.bob, decision=make_decision(elsewhere)
        )
    decision = make_decision(group.alice)
    mandate = actions.give_mandate(actor=self_of(group.alice), role=role, membership=group.bob, decision=decision)
    assert (mandate.decision, mandate.starts_on, mandate.ends_on) == (decision, TODAY, dt.date(2027, 11, 16))


def test_only_a_card_that_says_so_lets_declare_oneself(group: Group) -> None:
    with pytest.raises(Refused, match="given by the group"):
        actions.declare_mandate(by=group.bob, role=make_role(group.alice))
    mandate = actions.declare_mandate(by=group.bob, role=make_role(group.alice, "Café", filling="self"))
    assert (mandate.membership, mandate.decision) == (group.bob, None)


def test_a_mandate_that_ends_before_it_starts_is_refused(group: Group) -> None:
    role = make_role(group.alice)
    for end in (TODAY, TODAY - dt.timedelta(days=1)):
        with pytest.raises(Refused, match="end before it starts"):
            give(role, group.bob, group.alice, ends_on=end)
    with pytest.raises(Refused, match="over already"):
        give(role, group.bob, group.alice, starts_on=dt.date(2026, 1, 1), ends_on=dt.date(2026, 2, 1))
    with pytest.raises(Refused, match="12 months at most"):
        give(role, group.bob, group.alice, ends_on=dt.date(2027, 11, 17))
    with pytest.raises(Refused, match="within a year"):
        give(role, group.bob, group.alice, starts_on=dt.date(2030, 1, 1))
    with pytest.raises(IntegrityError), transaction.atomic(), scope.use(group.space):
        Mandate.objects.create(space=group.space, role=role, membership=group.bob, starts_on=TODAY, ends_on=TODAY)


def test_a_seat_is_held_once(group: Group) -> None:
    role = make_role(group.alice)
    give(role, group.bob, group.alice)
    with pytest.raises(Refused, match="holds this role already"):
        give(role, group.bob, group.alice)
    with pytest.raises(Refused, match="Every seat"):
        give(role, group.alice, group.alice)
    later = give(role, group.alice, group.alice, starts_on=dt.date(2027, 11, 16), ends_on=dt.date(2028, 5, 16))
    assert later.state == "planned"


def test_only_an_awake_member_of_the_group_holds_a_role(group: Group) -> None:
    role = make_role(group.alice)
    away = make_member(make_space(), make_person())
    for member in (make_member(group.space, make_person(), "dormant"), away):
        with pytest.raises(Refused, match="Only an active member"):
            give(role, member, group.alice)


def test_renewals_stop_where_the_card_says(group: Group) -> None:
    role = make_role(group.alice, renewals_max=1, term_months=6)
    numbers = []
    for year, month in ((2026, 11), (2027, 5)):
        with clock.stopped(dt.datetime(year, month, 16, 11, tzinfo=dt.UTC)):
            numbers.append(give(role, group.bob, group.alice).renewal_number)
            actions.expire_due()
    with clock.stopped(dt.datetime(2027, 11, 16, 11, tzinfo=dt.UTC)):
        actions.expire_due()
        with pytest.raises(Refused, match="somebody else takes a turn"):
            give(role, group.bob, group.alice)
        assert give(role, group.alice, group.alice).renewal_number == 0
    with clock.stopped(dt.datetime(2028, 5, 16, 11, tzinfo=dt.UTC)):
        actions.expire_due()
        numbers.append(give(role, group.bob, group.alice).renewal_number)
    assert numbers == [0, 1, 0]


@pytest.mark.parametrize(("days", "number"), [(0, 1), (1, 0), (40, 0)])
def test_a_mandate_given_back_is_renewed_only_by_one_that_goes_on_the_same_day(
    group: Group, days: int, number: int
) -> None:
    role = make_role(group.alice, renewals_max=1, term_months=6)
    with clock.stopped(dt.datetime(2026, 11, 17, 11, tzinfo=dt.UTC)):
        mandate = give(role, group.bob, group.alice)
    with clock.stopped(dt.datetime(2026, 12, 1, 11, tzinfo=dt.UTC)):
        actions.end_mandate(by=group.bob, mandate=mandate)
    with clock.stopped(dt.datetime(2026, 12, 1, 11, tzinfo=dt.UTC) + dt.timedelta(days=days)):
        assert give(role, group.bob, group.alice).renewal_number == number


def test_a_power_is_a_mandate_and_ends_with_it(group: Group) -> None:
    role = make_role(group.alice, "Facilitation", power="facilitate", term_months=3)
    assert not policies.has_role(group.bob)
    give(role, group.bob, group.alice)
    bob = again(group.bob)
    assert policies.has_role(bob)
    assert [row.pk for row in policies.roles_in_force(group.space)] == [group.alice.pk, bob.pk]
    with clock.stopped(dt.datetime(2027, 2, 15, 22, 59, tzinfo=dt.UTC)):
        assert policies.has_role(bob)
    # The term is over at midnight in Paris, whether or not the clock has run.
    with clock.stopped(dt.datetime(2027, 2, 15, 23, 1, tzinfo=dt.UTC)):
        assert not policies.has_role(bob)
        assert [row.pk for row in policies.roles_in_force(group.space)] == [group.alice.pk]


def test_a_mandate_of_animation_opens_the_network_s_numbers() -> None:
    network = make_space()
    network.kind = "network"
    network.save(update_fields=["kind"])
    alice = make_member(network, make_person("Alice"), role="facilitator")
    bob = make_member(network, make_person("Bob"))
    assert not tenders_policies.can_see_network(bob)
    give(make_role(alice, "Animation", power="animate"), bob, alice)
    assert tenders_policies.can_see_network(again(bob))


def test_a_power_to_come_gives_nothing_yet(group: Group) -> None:
    role = make_role(group.alice, "Facilitation", power="animate")
    give(role, group.bob, group.alice, starts_on=TODAY + dt.timedelta(days=5))
    bob = again(group.bob)
    assert not policies.has_role(bob)
    with clock.stopped(dt.datetime(2026, 11, 21, 11, tzinfo=dt.UTC)):
        actions.expire_due()
        assert policies.has_role(again(group.bob))


def test_giving_a_mandate_back_takes_its_power_back(group: Group) -> None:
    mandate = give(make_role(group.alice, "Facilitation", power="facilitate"), group.bob, group.alice)
    actions.end_mandate(by=group.bob, mandate=mandate, reason="Je pars en voyage.")
    assert not policies.has_role(again(group.bob))


def test_a_card_that_loses_its_power_takes_it_from_its_holders(group: Group) -> None:
    role = make_role(group.alice, "Facilitation", power="facilitate")
    give(role, group.bob, group.alice)
    actions.change_role(by=group.alice, role=role, card=card("Facilitation", power=""))
    assert not policies.has_role(again(group.bob))


def test_a_dispatcher_watches_without_facilitating(group: Group) -> None:
    give(make_role(group.alice, "Répartition", power="dispatch"), group.bob, group.alice)
    bob = again(group.bob)
    assert role_policies.watches_sharing(bob)
    assert not policies.has_role(bob)


def test_whoever_rests_has_no_power(group: Group) -> None:
    give(make_role(group.alice, "Facilitation", power="facilitate"), group.bob, group.alice)
    actions.rest(member=again(group.bob))
    assert not policies.has_role(again(group.bob))


def test_only_the_holder_gives_a_mandate_back(group: Group) -> None:
    mandate = give(make_role(group.alice), group.bob, group.alice)
    with pytest.raises(Refused, match="otherwise the group decides"):
        actions.end_mandate(by=group.alice, mandate=mandate)
    ended = actions.end_mandate(by=group.bob, mandate=mandate, reason="Trop de travail.")
    assert (ended.state, ended.ended_on) == ("ended", TODAY)
    with scope.use(group.space):
        vacancy = Vacancy.objects.get()
        assert (vacancy.mandate, vacancy.cause, vacancy.closed_on) == (mandate, "ended", None)
        fact = Fact.objects.get(name="governance.mandate.ended")
        assert "Trop" not in str(fact.data)
    with pytest.raises(Refused):
        actions.end_mandate(by=group.bob, mandate=ended)


def test_the_next_mandate_fills_the_seat(group: Group) -> None:
    role = make_role(group.alice)
    actions.end_mandate(by=group.bob, mandate=give(role, group.bob, group.alice))
    new = give(role, group.alice, group.alice)
    with scope.use(group.space):
        vacancy = Vacancy.objects.get()
        assert (vacancy.filled_by, vacancy.closed_on) == (new, TODAY)


def test_a_volunteer_shows_and_withdraws(group: Group) -> None:
    role = make_role(group.alice)
    for wish in ("carry", "learn"):
        actions.volunteer(by=group.bob, role=role, wish=wish, note="Avec plaisir")
        actions.volunteer(by=group.bob, role=role, wish=wish)
    with scope.use(group.space):
        assert Volunteering.objects.filter(withdrawn_on=None).count() == 2
    actions.withdraw_offer(by=group.bob, role=role, wish="carry")
    with scope.use(group.space):
        assert [one.wish for one in Volunteering.objects.filter(withdrawn_on=None)] == ["learn"]
    with pytest.raises(Refused, match="no offer"):
        actions.withdraw_offer(by=group.bob, role=role, wish="carry")
    with pytest.raises(Refused, match="carry the role, or learn it"):
        actions.volunteer(by=group.bob, role=role, wish="rule")


def test_a_pair_ends_with_the_main_mandate(group: Group) -> None:
    role = make_role(group.alice, "Facilitation", power="facilitate")
    mandate = give(role, group.alice, group.alice)
    with pytest.raises(Refused, match="did not ask"):
        actions.accept_learner(by=group.alice, mandate=mandate, learner=group.bob)
    actions.volunteer(by=group.bob, role=role, wish="learn")
    with pytest.raises(Refused, match="holder of the role"):
        actions.accept_learner(by=group.bob, mandate=mandate, learner=group.bob)
    pair = actions.accept_learner(by=group.alice, mandate=mandate, learner=group.bob)
    assert (pair.learns_beside, pair.ends_on, pair.decision) == (mandate, mandate.ends_on, mandate.decision)
    assert not policies.has_role(again(group.bob))
    actions.end_mandate(by=group.alice, mandate=mandate)
    pair.refresh_from_db()
    assert (pair.state, pair.ended_on) == ("ended", TODAY)
    with scope.use(group.space):
        assert Vacancy.objects.count() == 1


def test_who_holds_is_told_that_somebody_would_learn_and_who_learns_that_it_is_yes(group: Group) -> None:
    role = make_role(group.alice, "Accueil")
    mandate = give(role, group.alice, group.alice)
    actions.volunteer(by=group.bob, role=role, wish="learn", note="Le jeudi.")
    actions.volunteer(by=group.bob, role=role, wish="learn", note="Le jeudi.")
    asked = OutgoingMail.objects.filter(to=group.alice.person.email, key__startswith="governance.learn:")
    assert [one.subject for one in asked] == ["Bob Durand aimerait apprendre « Accueil »"]
    pair = actions.accept_learner(by=group.alice, mandate=mandate, learner=group.bob)
    said = OutgoingMail.objects.filter(to=group.bob.person.email, key=f"governance.pair:{pair.ref}")
    assert [one.subject for one in said] == ["Vous apprenez « Accueil » avec Alice Martin"]
    # The pair ends by the learner's own act, and the card keeps who learnt.
    actions.end_mandate(by=group.bob, mandate=pair)
    found = card_page(role)
    assert (found.learnt, list(found.past)) == (["Bob Durand"], [])


def test_a_mandate_is_handed_over_to_the_willing_only(group: Group) -> None:
    role = make_role(group.alice)
    mandate = give(role, group.alice, group.alice)
    with pytest.raises(Refused, match="did not offer"):
        actions.hand_over_mandate(by=group.alice, mandate=mandate, to=group.bob)
    actions.volunteer(by=group.bob, role=role, wish="carry")
    last = dt.datetime.combine(mandate.ends_on, dt.time(11), dt.UTC)
    with clock.stopped(last), pytest.raises(Refused, match="ends today"):
        actions.hand_over_mandate(by=group.alice, mandate=mandate, to=group.bob)
    with clock.stopped(dt.datetime(2027, 1, 4, 11, tzinfo=dt.UTC)):
        taken = actions.hand_over_mandate(by=group.alice, mandate=mandate, to=group.bob)
    assert (taken.membership, taken.ends_on, taken.decision) == (group.bob, mandate.ends_on, mandate.decision)
    mandate.refresh_from_db()
    assert mandate.state == "ended"
    with scope.use(group.space):
        assert not Vacancy.objects.exists()


def test_leaving_with_two_mandates_opens_two_vacancies(group: Group) -> None:
    for name in ("Trésorerie", "Accueil"):
        give(make_role(group.alice, name), group.bob, group.alice)
    actions.volunteer(by=group.bob, role=make_role(group.alice, "Lettre"), wish="carry")
    actions.leave(member=again(group.bob))
    with scope.use(group.space):
        assert sorted(Vacancy.objects.values_list("role__name", "cause")) == [
            ("Accueil", "left"),
            ("Trésorerie", "left"),
        ]
        assert not Mandate.objects.filter(state="in_force").exists()
        assert not Volunteering.objects.filter(withdrawn_on=None).exists()


def test_the_hand_over_list_names_the_mandates(group: Group, client: object) -> None:
    from commun.governance.queries.departure import hand_over_list

    give(make_role(group.alice), group.bob, group.alice)
    assert "Mandate: Trésorerie" in [line.label for line in hand_over_list(again(group.bob))]


def test_a_decision_gives_exactly_the_mandate_it_says(group: Group) -> None:
    role = make_role(group.alice)
    change = {"kind": "mandate", "role": role.ref, "membership": group.bob.pk, "starts_on": "2026-12-01", "months": 6}
    effect = effects.get("mandate")
    assert effect is not None
    effect.check(group.space, change)
    (line,) = effect.diff(group.space, change)
    assert (line.label, line.before) == ("Trésorerie", "")
    assert "Bob Durand" in line.after
    decision = make_decision(group.alice, "proposed")
    effect.apply(decision, change, journal.Rule("governance.agreed-close"))
    with scope.use(group.space):
        mandate = Mandate.objects.get()
    assert (mandate.membership, mandate.decision) == (group.bob, decision)
    assert (mandate.starts_on, mandate.ends_on) == (dt.date(2026, 12, 1), dt.date(2027, 6, 1))
    effect.apply(decision, {"op": "end", "mandate": mandate.ref}, journal.Person(group.alice.person_id))
    mandate.refresh_from_db()
    assert mandate.state == "ended"


def test_a_decision_for_a_seat_that_is_taken_is_refused_before_anybody_decides(group: Group) -> None:
    role = make_role(group.alice)
    give(role, group.alice, group.alice)
    effect = effects.get("mandate")
    assert effect is not None
    for wrong in (
        {"role": role.ref, "membership": group.bob.pk},
        {"role": "nothing", "membership": group.bob.pk},
        {"role": role.ref, "membership": 0},
        {"op": "end", "mandate": "nothing"},
        {"role": role.ref, "membership": "x"},
        {"role": role.ref, "membership": group.bob.pk, "starts_on": "hier"},
        {"role": role.ref, "membership": group.bob.pk, "months": -3},
    ):
        with pytest.raises(Refused):
            effect.check(group.space, wrong)


@pytest.mark.parametrize("start", [dt.date(9999, 1, 1), dt.date(1, 1, 1)])
def test_a_mandate_of_a_year_mistyped_is_refused_before_its_end_is_computed(group: Group, start: dt.date) -> None:
    role, decision = make_role(group.alice), make_decision(group.alice)
    with pytest.raises(Refused, match="within a year"):
        actions.give_mandate(
            actor=self_of(group.alice), role=role, membership=group.bob, decision=decision, starts_on=start
        )
    change = {"kind": "mandate", "role": role.ref, "membership": group.bob.pk, "starts_on": "9999-01-01"}
    effect = effects.get("mandate")
    assert effect is not None
    with pytest.raises(Refused, match="within a year"):
        effect.check(group.space, change)
