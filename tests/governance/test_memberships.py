"""Moves, rest, departures: what the doors let through and what they write."""

import datetime as dt
from collections.abc import Iterator

import pytest

from commun.core import clock, journal, scope
from commun.core.errors import NotFound, Refused
from commun.core.models import Fact, OutgoingMail
from commun.governance import actions, handover, policies
from commun.governance import journal as facts
from commun.governance.models import Membership
from tests.governance import world as doors
from tests.support import world

TOMORROW = dt.timedelta(days=1)


@pytest.fixture
def host(db: None) -> Membership:
    return doors.found()


@pytest.fixture
def bob(host: Membership) -> Membership:
    return doors.member(host)


def told(member: Membership, name: str) -> list[Fact]:
    with scope.use(member.space):
        return list(Fact.objects.filter(name=name).order_by("position").prefetch_related("words"))


@pytest.fixture
def visitor(host: Membership) -> Membership:
    return actions.place_person(by=host, person=world.make_person("Vera"), to="visitor")


def test_every_move_is_written_with_day_reason_and_mover(host: Membership, visitor: Membership) -> None:
    actions.move_member(by=host, membership=visitor, to="left", reason="Décision du 3 novembre.")
    fact = told(host, facts.MOVED)[-1]
    assert (fact.person_id, fact.data["from"], fact.data["to"]) == (host.person_id, "visitor", "left")
    assert [words.text for words in fact.words.all()] == ["Décision du 3 novembre."]
    assert fact.at == clock.now()
    assert journal.verify(host.space) == []


def test_taking_somebody_out_without_a_reason_is_refused(host: Membership, visitor: Membership) -> None:
    with pytest.raises(Refused):
        actions.move_member(by=host, membership=visitor, to="left", reason="  ")
    assert doors.again(visitor).state == "visitor"


def test_a_member_without_role_moves_nobody(host: Membership, bob: Membership) -> None:
    with pytest.raises(Refused):
        actions.move_member(by=bob, membership=host, to="left", reason="Non.")


def test_the_facilitator_of_another_group_moves_nobody_here(bob: Membership) -> None:
    stranger = doors.found("Un autre groupe")
    with pytest.raises(Refused):
        actions.move_member(by=stranger, membership=bob, to="left", reason="Non.")


def test_nobody_can_put_somebody_else_to_rest(host: Membership, bob: Membership) -> None:
    with pytest.raises(Refused):
        actions.move_member(by=host, membership=bob, to="dormant")


def test_rest_is_proposed_and_nothing_follows_without_an_answer(host: Membership, bob: Membership) -> None:
    actions.propose_rest(by=host, membership=bob)
    assert OutgoingMail.objects.filter(key__startswith="governance.rest:", to=bob.person.email).count() == 1
    with clock.stopped(clock.now() + dt.timedelta(days=800)):
        actions.execute_departures()
    assert doors.again(bob).state == "member"


def test_the_question_of_rest_is_asked_once_until_answered(host: Membership, bob: Membership) -> None:
    actions.propose_rest(by=host, membership=bob)
    with pytest.raises(Refused):
        actions.propose_rest(by=host, membership=bob)
    actions.decline_rest(member=bob)
    assert doors.again(bob).dormancy_asked_on is None
    actions.propose_rest(by=host, membership=bob)


def test_resting_then_coming_back_takes_one_step_each(bob: Membership) -> None:
    assert actions.rest(member=bob).state == "dormant"
    assert actions.come_back(member=bob).state == "member"
    with pytest.raises(Refused):
        actions.come_back(member=bob)


def test_the_day_of_the_last_move_is_kept_with_the_place(bob: Membership) -> None:
    for days, act in ((30, actions.rest), (45, actions.come_back), (60, actions.leave)):
        with clock.stopped(clock.now() + dt.timedelta(days=days)):
            act(member=bob)
            assert doors.again(bob).since == clock.today()


def test_an_application_waits_for_those_who_facilitate(host: Membership) -> None:
    actions.edit_presentation(by=host, presentation=actions.Presentation(is_public=True))
    chloe = world.make_person("Chloé Petit")
    applicant = actions.apply_to_join(space=host.space, person=chloe, note="Bonjour !")
    assert applicant.state == "applicant"
    mail = OutgoingMail.objects.get(key__startswith="governance.asked:")
    assert mail.to == host.person.email
    assert "Bonjour !" in mail.text
    assert actions.move_member(by=host, membership=applicant, to="member").state == "member"
    assert OutgoingMail.objects.filter(key__startswith="governance.welcome:", to=chloe.email).exists()


def test_nobody_applies_to_a_group_that_does_not_show_itself(host: Membership) -> None:
    with pytest.raises(NotFound):
        actions.apply_to_join(space=host.space, person=world.make_person())


def test_leaving_hands_everything_back_and_loses_nothing(host: Membership, bob: Membership) -> None:
    actions.give_role(by=host, membership=bob, role="animator")
    kept = actions.take_commitment(member=bob, label="Préparer la séance", ends_on=clock.today() + 9 * TOMORROW)
    later = actions.take_commitment(member=bob, label="Plus tard", starts_on=clock.today() + 9 * TOMORROW)
    with clock.stopped(clock.now() + TOMORROW):
        left = actions.leave(member=bob, shown_as="Un voisin")
        assert not policies.commitments_in_force(left).exists()
        assert not policies.commitments_in_force(left, on=clock.today() + 20 * TOMORROW).exists()
    assert (left.state, left.role, left.name) == ("left", "", "Un voisin")
    assert {fact.about_ref for fact in told(host, facts.COMMITMENT_HANDED_OVER)} == {str(kept.pk), str(later.pk)}
    assert told(host, facts.ROLE_HANDED_OVER)[-1].data["role"] == "animator"
    # What was in force the day before stays true of that day.
    assert [one.pk for one in policies.commitments_in_force(left, on=clock.today())] == [kept.pk]


def test_the_name_is_kept_unless_a_pseudonym_is_chosen(bob: Membership) -> None:
    assert actions.leave(member=bob).name == "Bob Durand"


def test_a_pseudonym_that_nobody_can_read_does_not_give_the_name_away(bob: Membership) -> None:
    for leave in (actions.leave, actions.announce_departure):
        day = {"on": clock.today() + TOMORROW} if leave is actions.announce_departure else {}
        with pytest.raises(Refused):
            leave(member=bob, shown_as="\u200b", **day)  # type: ignore[operator]
    assert doors.again(bob).state == "member"


def test_other_rooms_release_what_they_hold(bob: Membership, request: pytest.FixtureRequest) -> None:
    released: list[int] = []

    def listed(member: Membership) -> Iterator[handover.Handover]:
        yield handover.Handover("Une intention")

    handover.sources.add("test", handover.Source("Essai", listed, lambda member: released.append(member.pk)))
    request.addfinalizer(lambda: handover.sources._items.pop("test"))
    actions.leave(member=bob)
    assert released == [bob.pk]


def test_a_departure_may_be_announced_then_taken_back(bob: Membership) -> None:
    actions.announce_departure(member=bob, on=clock.today() + TOMORROW, shown_as="X")
    assert doors.again(bob).name == "Bob Durand"
    actions.cancel_departure(member=bob)
    with clock.stopped(clock.now() + 3 * TOMORROW):
        assert actions.execute_departures() == 0
    assert doors.again(bob).state == "member"


def test_an_announced_departure_happens_on_its_day_and_once(host: Membership, bob: Membership) -> None:
    actions.announce_departure(member=bob, on=clock.today() + 2 * TOMORROW, shown_as="Un voisin")
    with clock.stopped(clock.now() + TOMORROW):
        assert actions.execute_departures() == 0
    with clock.stopped(clock.now() + 2 * TOMORROW):
        assert (actions.execute_departures(), actions.execute_departures()) == (1, 0)
    left = doors.again(bob)
    assert (left.state, left.name) == ("left", "Un voisin")
    fact = told(host, facts.MOVED)[-1]
    assert (fact.actor, fact.rule) == ("rule", "governance.announced-departure")


@pytest.mark.parametrize("days", [-1, 400])
def test_a_departure_on_an_absurd_day_is_refused(bob: Membership, days: int) -> None:
    with pytest.raises(Refused):
        actions.announce_departure(member=bob, on=clock.today() + days * TOMORROW)


def test_whoever_left_can_come_back_with_a_new_invitation(host: Membership, bob: Membership) -> None:
    actions.leave(member=bob)
    back = doors.bring_in(host, bob.person)
    assert (back.pk, back.state) == (bob.pk, "member")


def test_expectations_are_kept_and_unknown_ones_left_out(bob: Membership) -> None:
    stated = actions.state_expectations(member=bob, expectations=["together", "gold"], note=" Apprendre. ")
    assert (stated.expectations, stated.expectation_note) == (["together"], "Apprendre.")


# Roles


def test_a_role_ends_on_its_day_without_anybody_doing_anything(host: Membership, bob: Membership) -> None:
    actions.give_role(by=host, membership=bob, role="animator", ends_on=clock.today() + TOMORROW)
    with clock.stopped(clock.now() + TOMORROW):
        assert policies.has_role(doors.again(bob))
    with clock.stopped(clock.now() + 2 * TOMORROW):
        assert not policies.has_role(doors.again(bob))


def test_a_hand_over_says_from_whom_to_whom(host: Membership, bob: Membership) -> None:
    taker = actions.hand_over_role(by=host, to=bob)
    assert policies.has_role(taker)
    assert not policies.has_role(doors.again(host))
    fact = told(host, facts.ROLE_HANDED_OVER)[-1]
    assert (fact.data["person"], fact.data["to"]) == (host.person_id, bob.person_id)


def test_a_role_goes_only_to_an_active_member(host: Membership, bob: Membership) -> None:
    actions.rest(member=bob)
    with pytest.raises(Refused):
        actions.give_role(by=host, membership=bob, role="animator")


@pytest.mark.parametrize("role", ["", "king"])
def test_an_unknown_role_is_refused(host: Membership, bob: Membership, role: str) -> None:
    with pytest.raises(Refused):
        actions.give_role(by=host, membership=bob, role=role)


def test_when_nobody_facilitates_any_member_may_take_it_up(host: Membership, bob: Membership) -> None:
    with pytest.raises(Refused):
        actions.take_up_role(member=bob)
    actions.leave(member=host)
    assert policies.has_role(actions.take_up_role(member=bob))


# Commitments


def test_a_commitment_holds_from_its_first_day_to_its_last(bob: Membership) -> None:
    today = clock.today()
    taken = actions.take_commitment(
        member=bob, label="Rédiger", frame="tender", frame_ref="26-1", starts_on=today, ends_on=today + 3 * TOMORROW
    )
    held = [policies.is_committed(bob, "tender", "26-1", today + n * TOMORROW) for n in range(-1, 5)]
    assert held == [False, True, True, True, True, False]
    assert not policies.is_committed(bob, "tender", "26-2")
    ended = actions.end_commitment(member=bob, commitment=taken)
    assert ended.ends_on == today


def test_a_commitment_that_has_not_begun_never_will_once_ended(bob: Membership) -> None:
    taken = actions.take_commitment(member=bob, label="Plus tard", starts_on=clock.today() + 5 * TOMORROW)
    actions.end_commitment(member=bob, commitment=taken)
    assert not policies.commitments_in_force(bob, on=clock.today() + 5 * TOMORROW).exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"label": " "},
        {"label": "x", "frame": "galaxy"},
        {"label": "x", "ends_on": dt.date(2020, 1, 1)},
    ],
)
def test_a_wrong_commitment_is_refused(bob: Membership, wrong: dict[str, object]) -> None:
    with pytest.raises(Refused):
        actions.take_commitment(member=bob, **wrong)  # type: ignore[arg-type]


def test_nobody_ends_the_commitment_of_somebody_else(host: Membership, bob: Membership) -> None:
    taken = actions.take_commitment(member=bob, label="Rédiger")
    with pytest.raises(Refused):
        actions.end_commitment(member=host, commitment=taken)


def test_whoever_left_takes_no_commitment(bob: Membership) -> None:
    left = actions.leave(member=bob)
    with pytest.raises(Refused):
        actions.take_commitment(member=left, label="Rédiger")


def test_a_commitment_holds_in_its_own_frame_only(bob: Membership) -> None:
    taken = actions.take_commitment(member=bob, label="Rédiger", frame="tender", frame_ref="avis-1")
    assert policies.is_committed(bob, "tender", "avis-1")
    assert not policies.is_committed(bob, "tender", "avis-2")
    assert not policies.is_committed(bob, "project", "avis-1")
    assert list(policies.commitments_in_force(bob, frame="tender")) == [taken]
    assert not policies.commitments_in_force(bob, frame="project").exists()
