"""X5: somebody goes only by the charter's rule, after the path, heard first, by the secret vote of a fixed list."""

import datetime as dt

import pytest
from django.test import Client

from commun.core import clock, journal, scope
from commun.core.errors import NotFound, Refused
from commun.core.models import Fact, OutgoingMail
from commun.core.urls import here
from commun.governance import actions
from commun.governance.actions import ballots, processes, removals
from commun.governance.models import Elector, Mandate, Membership, Process, Removal
from commun.governance.policies import removals as policies
from commun.governance.queries import removals as queries
from tests.governance.case_world import waiting, write_rule
from tests.governance.removal_world import Late, asked, make_late, put, settle_long_ago, vote, walk
from tests.support.queries import at_most
from tests.support.world import make_member, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

HEARING = dt.timedelta(days=14)


@pytest.fixture
def late() -> Late:
    return make_late()


@pytest.fixture
def later() -> dt.datetime:
    """The days to be heard are over."""
    return clock.now() + HEARING


def decided(process: Process) -> Process:
    """At the bell."""
    with clock.stopped(process.closes_at):
        processes.close_due()
    process.refresh_from_db()
    return process


def run(late: Late, later: dt.datetime, answer: str = "for", least: int = 0) -> Process:
    """From the request to the bell; the neighbours vote."""
    asked(late)
    with clock.stopped(later):
        process = put(late)
    with clock.stopped(process.opens_at):
        processes.open_due()
    process.refresh_from_db()
    with clock.stopped(process.opens_at + dt.timedelta(hours=1)):
        vote(process, [late.mayor, late.town.ines, late.town.zoe, *late.neighbours], answer)
    return decided(process)


# -- only by the rule, only after the path -----------------------------------------------------------------------


def test_nobody_takes_a_member_out_alone(late: Late) -> None:
    late.mayor.role = "facilitator"
    late.mayor.save()
    for state in ("member", "dormant"):
        late.producer.state = state
        late.producer.save()
        with pytest.raises(Refused, match="Nobody takes a member out alone"):
            actions.move_member(by=late.mayor, membership=late.producer, to="left", reason="Dehors.")


def test_a_group_whose_rule_says_nothing_asks_nobody_to_go() -> None:
    late = make_late()
    walk(late)
    write_rule(late.town, may_remove=False)
    with pytest.raises(Refused, match="do not let anybody be asked to go"):
        actions.ask_removal(by=late.mayor, case=late.case, person=late.producer, reason="Assez.")


def test_each_step_of_the_path_comes_first(late: Late) -> None:
    def ask() -> None:
        actions.ask_removal(by=late.mayor, case=late.case, person=late.producer, reason="Assez.")

    with pytest.raises(Refused, match="The path comes first"):
        ask()
    actions.end_step(by=late.town.ines, case=late.case, note="Dit.")
    for _step in ("mediation", "arbitration"):
        actions.start_step(by=late.mayor, case=late.case)
        with pytest.raises(Refused, match="The path comes first"):
            ask()
        actions.end_step(by=late.town.ines, case=late.case, note="Rien.")
    ask()


def test_a_step_that_all_agreed_to_skip_counts(late: Late) -> None:
    for _step in ("mediation", "arbitration"):
        actions.ask_to_skip(by=late.mayor, case=late.case)
        actions.answer_ask(by=late.producer, ask=waiting(late.case), is_yes=True)
    assert removals.why_not(late.case) == ""


@pytest.mark.parametrize("reason", ["", "   ", "x" * 2001])
def test_a_reason_is_written(late: Late, reason: str) -> None:
    walk(late)
    with pytest.raises(Refused, match="Say why"):
        actions.ask_removal(by=late.mayor, case=late.case, person=late.producer, reason=reason)


def test_only_somebody_of_the_other_side_can_be_asked_to_go(late: Late) -> None:
    walk(late)
    for person in (late.mayor, late.town.zoe, late.town.ines):
        with pytest.raises(Refused, match="on the other side"):
            actions.ask_removal(by=late.mayor, case=late.case, person=person, reason="Assez.")
    for stranger in (late.town.zoe, late.town.ines):
        with pytest.raises(Refused, match="on one side"):
            actions.ask_removal(by=stranger, case=late.case, person=late.producer, reason="Assez.")


def test_it_is_asked_once_in_a_disagreement(late: Late) -> None:
    asked(late)
    with pytest.raises(Refused, match="asked already"):
        actions.ask_removal(by=late.mayor, case=late.case, person=late.producer, reason="Encore.")


# -- heard first -------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("told_ten_times")
def test_the_person_is_told_at_once_and_nothing_is_voted_before_their_days_are_over(late: Late) -> None:
    removal = asked(late)
    assert removal.heard_until == clock.today() + HEARING
    with clock.stopped(clock.now() + HEARING - dt.timedelta(days=1)), pytest.raises(Refused, match="can be heard"):
        put(late)
    with clock.stopped(clock.now() + HEARING):
        assert put(late).state == "scheduled"


def test_the_words_of_the_person_stand_beside_the_reason_before_the_ballot_opens(
    late: Late, later: dt.datetime, client: Client
) -> None:
    removal = asked(late)
    with clock.stopped(later):
        process = put(late)
        actions.answer_removal(by=late.producer, removal=removal, words="J’ai crié une fois, et demandé pardon.")
        for voter in late.neighbours:
            client.force_login(voter.person)
            page = client.get(here(late.space.slug, "governance:removal", removal=removal.ref)).content.decode()
            assert "Trois mois de menaces" in page
            assert "demandé pardon" in page
            ballot = client.get(here(late.space.slug, "governance:process", process=process.ref)).content.decode()
            assert "demandé pardon" in ballot


def test_once_the_ballot_is_open_the_words_stay(late: Late, later: dt.datetime) -> None:
    removal = asked(late)
    with clock.stopped(later):
        process = put(late)
    with clock.stopped(process.opens_at), pytest.raises(Refused, match="stays as it is"):
        actions.answer_removal(by=late.producer, removal=removal, words="Encore un mot.")


def test_nobody_writes_in_the_place_of_the_person(late: Late) -> None:
    removal = asked(late)
    for other in (late.mayor, late.town.ines, late.town.zoe):
        with pytest.raises(Refused, match="Only the person concerned"):
            actions.answer_removal(by=other, removal=removal, words="Je pars.")
    with pytest.raises(Refused, match="4001"):
        actions.answer_removal(by=late.producer, removal=removal, words="x" * 4001)


def test_the_rule_of_the_day_it_was_asked_holds(late: Late, later: dt.datetime) -> None:
    removal = asked(late)
    write_rule(late.town, may_remove=True, removal_percent=51, removal_days=1, removal_hearing_days=7)
    with clock.stopped(later):
        process = put(late)
    assert removal.rules == {"percent": 75, "days": 90, "hearing_days": 14}
    assert process.rules["percent"] == 75


# -- who votes ---------------------------------------------------------------------------------------------------


def test_many_accounts_let_in_just_before_cannot_vote_somebody_out(late: Late, later: dt.datetime) -> None:
    """karrot-frontend#1344: thirty accounts come in, then ask; only those who were there for long have a voice."""
    puppets = [make_member(late.space, make_person(f"Faux {number}")) for number in range(30)]
    asked(late)
    with clock.stopped(later):
        process = put(late)
        # Some more, once it is put to the vote.
        puppets += [make_member(late.space, make_person(f"Tardif {number}")) for number in range(10)]
    with clock.stopped(process.opens_at):
        processes.open_due()
    process.refresh_from_db()
    with scope.use(late.space):
        voters = set(Elector.objects.filter(process=process).values_list("membership", flat=True))
    assert voters.isdisjoint({one.pk for one in puppets})
    with clock.stopped(process.opens_at + dt.timedelta(hours=1)):
        for puppet in puppets:
            with pytest.raises(Refused):
                ballots.cast(by=puppet, process=process, content={"answer": "for"})
        vote(process, [late.mayor], "for")
        vote(process, [late.town.ines, late.town.zoe, *late.neighbours], "against")
    assert decided(process).outcome == "rejected"
    late.producer.refresh_from_db()
    assert late.producer.state == "member"


def test_the_person_concerned_has_no_voice_in_it(late: Late, later: dt.datetime) -> None:
    removal = asked(late)
    assert late.producer.pk not in {one.pk for one in removals.voters_of(removal)}


@pytest.mark.parametrize(("days", "votes"), [(89, False), (90, True)])
def test_the_days_in_the_group_are_counted_on_the_day_it_is_asked(late: Late, days: int, votes: bool) -> None:
    new = make_member(late.space, make_person("Récente"))
    settle_long_ago([new])
    new.since = clock.today() - dt.timedelta(days=days)
    new.save()
    removal = asked(late)
    with clock.stopped(clock.now() + dt.timedelta(days=60)):
        assert (new.pk in {one.pk for one in removals.voters_of(removal)}) is votes


def test_an_account_that_is_too_young_does_not_vote(late: Late) -> None:
    new = make_member(late.space, make_person("Compte neuf"))
    settle_long_ago([new])
    new.person.joined_at = clock.now() - dt.timedelta(days=10)
    new.person.save()
    assert new.pk not in {one.pk for one in removals.voters_of(asked(late))}


def test_a_rest_takes_nothing_away_but_a_return_counts_from_its_day(late: Late) -> None:
    rester, returner = late.neighbours[:2]

    def came_in(member: Membership, days: int) -> None:
        with clock.stopped(clock.now() - dt.timedelta(days=days)):
            journal.record(
                "governance.membership.moved",
                space=late.space,
                actor=journal.Person(member.person_id),
                about=("governance.membership", member.pk),
                data={"person": member.person_id, "from": "left", "to": "member", "by": "self"},
            )

    for member in (rester, returner):
        came_in(member, 400)
    came_in(returner, 30)
    with clock.stopped(clock.now() - dt.timedelta(days=20)):
        actions.rest(member=rester)
        actions.come_back(member=rester)
    voters = {one.pk for one in removals.voters_of(asked(late))}
    assert rester.pk in voters
    assert returner.pk not in voters


def test_too_few_voters_for_a_secret_ballot_are_told_so(later: dt.datetime) -> None:
    late = make_late(removal_days=3650)
    asked(late)
    with clock.stopped(later), pytest.raises(Refused, match="a secret ballot needs four"):
        put(late)


# -- what the vote does ------------------------------------------------------------------------------------------


def test_adopted_the_person_leaves_in_the_same_moment_and_hands_everything_back(late: Late, later: dt.datetime) -> None:
    late.producer.role = "animator"
    late.producer.save()
    owed = actions.add_action(by=late.producer, title="Porter les tables", owner=late.producer)
    process = run(late, later)
    assert process.outcome == "adopted"
    late.producer.refresh_from_db()
    owed.refresh_from_db()
    assert (late.producer.state, late.producer.role, owed.owner_id) == ("left", "", None)
    with scope.use(late.space):
        moved = Fact.objects.filter(name="governance.membership.moved", data__to="left").get()
        closed = Fact.objects.filter(name="governance.process.closed").get()
        assert not Mandate.objects.filter(membership=late.producer, state="in_force").exists()
    assert (moved.data["by"], moved.at) == ("vote", closed.at)
    told = OutgoingMail.objects.filter(key__startswith="governance.remov").order_by("pk")
    assert [one.key.split(":")[0] for one in told] == ["governance.removal", "governance.removed"]
    assert {one.to for one in told} == {late.producer.person.email}


def test_refused_the_person_stays(late: Late, later: dt.datetime) -> None:
    assert run(late, later, answer="against").outcome == "rejected"
    late.producer.refresh_from_db()
    assert late.producer.state == "member"


def test_the_share_of_the_rule_is_needed(late: Late, later: dt.datetime) -> None:
    asked(late)
    with clock.stopped(later):
        process = put(late)
    with clock.stopped(process.opens_at):
        processes.open_due()
    process.refresh_from_db()
    with clock.stopped(process.opens_at + dt.timedelta(hours=1)):
        vote(process, [late.mayor, late.town.ines, *late.neighbours[:3]], "for")
        vote(process, [late.town.zoe, late.neighbours[3]], "against")
    assert decided(process).outcome == "rejected"  # 5 of 7 is 71 %: the rule says 75


def test_less_than_half_of_the_voters_decide_nothing(late: Late, later: dt.datetime) -> None:
    late_comers = [make_member(late.space, make_person(f"Ancienne {number}")) for number in range(4)]
    settle_long_ago(late_comers)
    asked(late)
    with clock.stopped(later):
        process = put(late)
    with clock.stopped(process.opens_at):
        processes.open_due()
    process.refresh_from_db()
    with clock.stopped(process.opens_at + dt.timedelta(hours=1)):
        vote(process, [late.mayor, late.town.ines, late.town.zoe, late.neighbours[0]], "for")
    assert decided(process).outcome == "no_quorum"


def test_a_person_who_left_by_themself_is_not_taken_out_again(late: Late, later: dt.datetime) -> None:
    asked(late)
    with clock.stopped(later):
        process = put(late)
    actions.leave(member=late.producer)
    with clock.stopped(process.opens_at):
        processes.open_due()
    process.refresh_from_db()
    with clock.stopped(process.opens_at + dt.timedelta(hours=1)):
        vote(process, [late.mayor, late.town.ines, late.town.zoe, *late.neighbours], "for")
    assert decided(process).outcome == "blocked"


@pytest.mark.parametrize(
    "wish",
    [
        {"method": "consent"},
        {"method": "authorisation"},
        {"method": "proposal", "is_secret": False},
        {"method": "proposal", "is_secret": True, "rules": {"majority": "relative"}},
    ],
)
def test_no_other_way_decides_on_it(late: Late, later: dt.datetime, wish: dict[str, object]) -> None:
    asked(late)
    with clock.stopped(later):
        process = put(late)
        processes.withdraw(by=late.mayor, process=process, reason="On attend.")
        ends = clock.now() + dt.timedelta(days=9)
        other = processes.Wish(decision=process.decision, closes_at=ends, **wish)
        with pytest.raises(Refused, match="in no other way"):
            processes.open_process(by=late.mayor, wish=other)
        assert put(late).state == "scheduled"


def test_adopting_it_by_hand_changes_nothing(late: Late, later: dt.datetime) -> None:
    asked(late)
    with clock.stopped(later):
        process = put(late)
        with pytest.raises(Refused, match="in no other way"):
            actions.adopt(decision=process.decision, actor=journal.Person(late.mayor.person_id))
    late.producer.refresh_from_db()
    assert late.producer.state == "member"


# -- who reads, what waits ---------------------------------------------------------------------------------------


def test_before_it_is_put_to_the_vote_only_the_people_of_the_disagreement_read_it(
    late: Late, later: dt.datetime
) -> None:
    removal = asked(late)
    for reader in (late.mayor, late.producer, late.town.ines):
        assert policies.removal_for(reader, removal.ref) == removal
    for other in (late.town.zoe, *late.neighbours):
        with pytest.raises(NotFound):
            policies.removal_for(other, removal.ref)
    with clock.stopped(later):
        put(late)
    for other in (late.town.zoe, *late.neighbours):
        assert policies.removal_for(other, removal.ref) == removal


def test_the_person_may_write_and_the_asker_may_put_it_to_the_vote(late: Late, later: dt.datetime) -> None:
    removal = asked(late)
    assert [one.key for one in queries.things_to_do(late.producer.person)] == [f"governance.removal:{removal.ref}"]
    assert list(queries.things_to_do(late.mayor.person)) == []
    with clock.stopped(later):
        assert len(list(queries.things_to_do(late.mayor.person))) == 1
        put(late)
        assert list(queries.things_to_do(late.mayor.person)) == []
    actions.answer_removal(by=late.producer, removal=removal, words="Me voici.")
    assert list(queries.things_to_do(late.producer.person)) == []


def test_the_pages_lead_from_the_disagreement_to_the_vote(late: Late, client: Client) -> None:
    walk(late)
    client.force_login(late.mayor.person)
    url = here(late.space.slug, "governance:ask-removal", disagreement=late.case.ref)
    assert (
        "depart"
        in client.get(here(late.space.slug, "governance:disagreement", disagreement=late.case.ref)).content.decode()
    )
    assert client.post(url, {"person": late.producer.pk, "reason": ""}).status_code == 422
    assert client.post(url, {"person": late.town.zoe.pk, "reason": "Assez."}).status_code == 422
    assert client.post(url, {"person": late.producer.pk, "reason": "Assez."}).status_code == 302
    with scope.use(late.space):
        removal = Removal.objects.get()
    page = here(late.space.slug, "governance:removal", removal=removal.ref)
    with at_most(25):
        assert client.get(page).status_code == 200
    client.post(here(late.space.slug, "governance:put-removal", removal=removal.ref), follow=True)
    removal.refresh_from_db()
    assert removal.process is None
    client.force_login(late.producer.person)
    answer = here(late.space.slug, "governance:answer-removal", removal=removal.ref)
    assert client.get(answer).status_code == 200
    client.post(answer, {"words": "Me voici."})
    assert "Me voici." in client.get(page).content.decode()
    client.force_login(late.town.zoe.person)
    assert client.get(page).status_code == 404
    assert client.get(answer).status_code == 404


def test_the_page_costs_the_same_with_many_voters(late: Late, client: Client) -> None:
    removal = asked(late)
    settle_long_ago([make_member(late.space, make_person(f"Voix {number}")) for number in range(40)])
    client.force_login(late.mayor.person)
    with at_most(25):
        client.get(here(late.space.slug, "governance:removal", removal=removal.ref))
