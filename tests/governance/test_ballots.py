"""Casting: one voice each, nothing after the bell, versions kept, an absent member's answer."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from commun.core import clock, journal, scope
from commun.core.errors import Refused
from commun.core.models import Fact
from commun.governance.actions import ballots, processes
from commun.governance.actions.processes import Wish
from commun.governance.models import Ballot, BallotVersion, Elector, Process
from tests.governance import vote_world as made
from tests.governance.ways import a_way
from tests.support import world

pytestmark = [pytest.mark.django_db, pytest.mark.english]
YES, NO = {"answer": "for"}, {"answer": "against"}


@pytest.fixture(autouse=True)
def _way() -> Iterator[None]:
    with a_way():
        yield


def vote(group: world.Group, **fields: Any) -> Process:
    close = clock.now() + dt.timedelta(days=7)
    wish = Wish(**({"method": "proposal", "title": "Oui ?", "closes_at": close} | fields))
    return processes.open_process(by=group.alice, wish=wish)


def counted(process: Process) -> list[tuple[int, Any, int]]:
    with scope.use(process.space_id):
        return [
            (row.elector.membership_id, row.content, row.version)
            for row in Ballot.objects.filter(process=process).select_related("elector").order_by("elector__membership")
        ]


def names_of(group: world.Group) -> list[str]:
    with scope.use(group.space):
        return list(Fact.objects.filter(name__startswith="governance.ballot").values_list("name", flat=True))


def test_a_ballot_is_changed_until_the_close_and_its_versions_are_kept(group: world.Group) -> None:
    process = vote(group)
    assert ballots.cast(by=group.bob, process=process, content=YES).version == 1
    assert ballots.cast(by=group.bob, process=process, content=NO, reason="Trop cher.").version == 2
    assert counted(process) == [(group.bob.pk, NO, 2)]
    with scope.use(group.space):
        assert list(BallotVersion.objects.values_list("number", "content")) == [(1, YES), (2, NO)]
    assert names_of(group) == ["governance.ballot.cast", "governance.ballot.changed"]


def test_the_same_answer_sent_twice_is_one(group: world.Group) -> None:
    process = vote(group)
    ballots.cast(by=group.bob, process=process, content=YES)
    receipt = ballots.cast(by=group.bob, process=process, content=YES)
    assert (receipt.version, receipt.is_new) == (1, False)
    assert names_of(group) == ["governance.ballot.cast"]


def test_an_answer_taken_back_is_no_answer_and_can_come_again(group: world.Group) -> None:
    process = vote(group)
    with pytest.raises(Refused, match="not answered"):
        ballots.withdraw_ballot(by=group.bob, process=process)
    ballots.cast(by=group.bob, process=process, content=YES)
    ballots.withdraw_ballot(by=group.bob, process=process)
    assert counted(process) == []
    with scope.use(group.space):
        assert not Elector.objects.get(process=process, membership=group.bob).has_cast
    assert ballots.cast(by=group.bob, process=process, content=NO).version == 3
    with scope.use(group.space):
        kept = list(BallotVersion.objects.order_by("number").values_list("content", flat=True))
    assert kept == [YES, None, NO]


def test_nothing_is_taken_after_the_bell_even_when_the_job_is_late(group: world.Group) -> None:
    process = vote(group)
    with clock.stopped(process.closes_at - dt.timedelta(seconds=1)):  # type: ignore[operator]
        ballots.cast(by=group.bob, process=process, content=YES)
    with clock.stopped(process.closes_at), pytest.raises(Refused, match="closed"):  # type: ignore[arg-type]
        ballots.cast(by=group.alice, process=process, content=YES)
    processes.close(process=process, actor=journal.Rule("governance.agreed-close"))
    with pytest.raises(Refused, match="closed"):
        ballots.cast(by=group.alice, process=process, content=YES)


def test_nothing_is_taken_before_the_opening(group: world.Group) -> None:
    process = vote(group, opens_at=clock.now() + dt.timedelta(hours=1))
    with pytest.raises(Refused, match="not open yet"):
        ballots.cast(by=group.bob, process=process, content=YES)


def test_who_came_after_the_opening_reads_and_does_not_vote(group: world.Group) -> None:
    process = vote(group)
    late = world.make_member(group.space, world.make_person("Driss"))
    with pytest.raises(Refused, match="no voice"):
        ballots.cast(by=late, process=process, content=YES)


def test_another_group_has_no_ballot_here(group: world.Group) -> None:
    process = vote(group)
    elsewhere = world.make_group()
    with pytest.raises(Refused):
        ballots.cast(by=elsewhere.alice, process=process, content=YES)
    assert counted(process) == []


def test_an_answer_that_is_not_one_is_refused_and_the_former_stays(group: world.Group) -> None:
    process = vote(group)
    ballots.cast(by=group.bob, process=process, content=YES)
    with pytest.raises(Refused, match="too long"):
        ballots.cast(by=group.bob, process=process, content=NO, reason="x" * 2001)
    assert counted(process) == [(group.bob.pk, YES, 1)]


def test_an_absent_members_answer_is_written_shown_and_theirs_to_change(group: world.Group) -> None:
    process = vote(group, rules={"absent_per_holder": 1})
    ballots.cast_for_absent(by=group.alice, absent=group.bob, process=process, content=YES, reason="Par courriel.")
    with scope.use(group.space):
        row = Ballot.objects.get(process=process)
        assert (row.written_by_id, row.elector.membership_id) == (group.alice.pk, group.bob.pk)
    assert names_of(group) == ["governance.ballot.logged"]
    ballots.cast(by=group.bob, process=process, content=NO)
    with scope.use(group.space):
        assert Ballot.objects.get(process=process).written_by_id is None
    with pytest.raises(Refused, match="already"):
        ballots.cast_for_absent(by=group.alice, absent=group.bob, process=process, content=YES)


def test_nobody_writes_for_more_absent_members_than_the_rules_say(group: world.Group) -> None:
    others = [world.make_member(group.space, world.make_person(f"Personne {n}")) for n in range(2)]
    process = vote(group, rules={"absent_per_holder": 1})
    ballots.cast_for_absent(by=group.alice, absent=others[0], process=process, content=YES)
    ballots.cast_for_absent(by=group.alice, absent=others[0], process=process, content=NO)
    with pytest.raises(Refused, match="as many absent"):
        ballots.cast_for_absent(by=group.alice, absent=others[1], process=process, content=YES)
    ballots.cast_for_absent(by=group.bob, absent=others[1], process=process, content=YES)


@pytest.mark.parametrize("rules", [{}, {"absent_per_holder": 0}])
def test_nobody_writes_for_another_unless_the_rules_allow_it(group: world.Group, rules: dict[str, int]) -> None:
    process = vote(group, rules=rules)
    with pytest.raises(Refused, match="nobody write"):
        ballots.cast_for_absent(by=group.alice, absent=group.bob, process=process, content=YES)


def test_ones_own_answer_is_not_written_as_an_absent_members(group: world.Group) -> None:
    process = vote(group, rules={"absent_per_holder": 2})
    with pytest.raises(Refused, match="your own ballot"):
        ballots.cast_for_absent(by=group.alice, absent=group.alice, process=process, content=YES)


def test_a_ballot_that_came_in_time_and_waited_is_stamped_before_the_bell(
    group: world.Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = vote(group)
    bell = process.closes_at or clock.now()
    moments = iter([bell - dt.timedelta(milliseconds=1)])
    monkeypatch.setattr(clock, "now", lambda: next(moments, bell + dt.timedelta(seconds=2)))
    ballots.cast(by=group.bob, process=process, content=YES)
    with scope.use(group.space):
        assert Ballot.objects.get().cast_at < bell
        assert BallotVersion.objects.get().cast_at < bell


@pytest.mark.parametrize("is_secret", [False, True])
def test_options_are_frozen_by_the_first_ballot_even_one_taken_back(group: world.Group, is_secret: bool) -> None:
    from commun.governance.actions import ballot_options
    from commun.governance.actions.processes import OptionWish

    first, other = ([OptionWish(name) for name in names] for names in (("Un", "Deux"), ("Trois", "Quatre")))
    with a_way("choice", needs_options=True):
        process = vote(group, method="choice", options=first, is_secret=is_secret)
        ballot_options.change_options(by=group.alice, process=process, options=other)
        ballots.cast(by=group.bob, process=process, content={"option": "1"})
        if not is_secret:
            ballots.withdraw_ballot(by=group.bob, process=process)
        with pytest.raises(Refused, match="no longer change"):
            ballot_options.change_options(by=group.alice, process=process, options=first)
    with scope.use(group.space):
        assert [option.label for option in process.options.order_by("position")] == ["Trois", "Quatre"]


def test_a_new_version_of_a_vote_keeps_its_rules_and_the_groups_own_words(group: world.Group) -> None:
    from commun.governance.actions import ballot_options

    process = made.opened(
        group.alice, "choice", {"tie": "draw", "quorum_number": 2}, wording={"explain": "Le plus simple."}
    )
    other = [processes.OptionWish("Loomio"), processes.OptionWish("Papier")]
    after = ballot_options.open_new_version(by=group.alice, process=process, options=other, reason="Un oubli.")
    assert (after.follows_id, after.rules, after.closes_at) == (process.pk, process.rules, process.closes_at)
    assert after.rules["wording"] == {"explain": "Le plus simple."}
    assert Process._base_manager.get(pk=process.pk).state == "withdrawn"
