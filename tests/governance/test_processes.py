"""The life of a process, whatever its method: opening, electorate, clock, close."""

import datetime as dt
import hashlib
from collections.abc import Iterator
from typing import Any

import pytest

from commun.core import clock, journal, scope
from commun.core.errors import NotFound, Refused
from commun.core.models import Fact
from commun.governance import methods
from commun.governance.actions import decisions, processes
from commun.governance.actions.processes import OptionWish, Wish
from commun.governance.models import Decision, Elector, Process
from commun.governance.policies import processes as policies
from tests.governance.ways import a_way
from tests.support import world

pytestmark = [pytest.mark.django_db, pytest.mark.english]
RULE = journal.Rule("governance.agreed-close")


@pytest.fixture
def called() -> Iterator[list[str]]:
    with a_way() as doors:
        yield doors


def in_days(days: float) -> dt.datetime:
    return clock.now() + dt.timedelta(days=days)


def opened(group: world.Group, **fields: Any) -> Process:
    fields = {"method": "proposal", "title": "Changer d’outil", "closes_at": in_days(7)} | fields
    return processes.open_process(by=group.alice, wish=Wish(**fields))


def again(process: Process) -> Process:
    return Process._base_manager.get(pk=process.pk)


def facts_of(group: world.Group) -> list[str]:
    with scope.use(group.space):
        return list(
            Fact.objects.filter(about_kind="governance.process").order_by("position").values_list("name", flat=True)
        )


def test_the_electorate_is_frozen_at_the_opening(group: world.Group, called: list[str]) -> None:
    world.make_member(group.space, world.make_person("Dort"), "dormant")
    process = opened(group)
    world.make_member(group.space, world.make_person("Arrive après"))
    with scope.use(group.space):
        voices = set(Elector.objects.filter(process=process).values_list("membership_id", flat=True))
    assert voices == {group.alice.pk, group.bob.pk}
    refs = sorted([group.alice.person.ref, group.bob.person.ref])
    assert process.electorate_digest == hashlib.sha256("\n".join(refs).encode()).hexdigest()
    assert called == ["opened"]
    assert process.state == "open"
    assert process.opened_at == clock.now()


def test_only_the_chosen_ones_have_a_voice(group: world.Group, called: list[str]) -> None:
    process = opened(group, electors=[group.bob])
    assert policies.elector_of(group.bob, process) is not None
    assert policies.elector_of(group.alice, process) is None


def test_it_opens_at_its_moment_and_not_before(group: world.Group, called: list[str]) -> None:
    process = opened(group, opens_at=in_days(1))
    assert process.state == "scheduled"
    assert called == []
    with clock.stopped(in_days(1) - dt.timedelta(seconds=1)):
        assert processes.open_due() == 0
    newcomer = world.make_member(group.space, world.make_person("Driss"))
    with clock.stopped(in_days(1)):
        assert processes.open_due() == 1
        assert processes.open_due() == 0
    assert again(process).state == "open"
    assert policies.elector_of(newcomer, process) is not None, "frozen at the opening, not before"
    assert facts_of(group) == ["governance.process.scheduled", "governance.process.opened"]


def test_it_closes_at_the_minute_once_and_by_the_rule(group: world.Group, called: list[str]) -> None:
    process = opened(group)
    with clock.stopped(in_days(7) - dt.timedelta(seconds=1)):
        assert processes.close_due() == 0
    with clock.stopped(in_days(7)):
        assert processes.close_due() == 1
        assert processes.close_due() == 0
    row = again(process)
    assert (row.state, row.outcome, row.result) == ("closed", "adopted", {"rule": "test/1"})
    assert called == ["opened", "ending", "closed"]
    with scope.use(group.space):
        fact = Fact.objects.get(name="governance.process.closed")
    assert fact.rule == "governance.agreed-close"
    assert fact.person_id is None


@pytest.mark.parametrize("day", [dt.date(2026, 10, 25), dt.date(2026, 3, 29)])
def test_it_closes_at_the_minute_on_the_nights_when_the_clock_changes(
    group: world.Group, called: list[str], day: dt.date
) -> None:
    close = dt.datetime.combine(day, dt.time(20), clock.PARIS)
    with clock.stopped(close - dt.timedelta(days=3)):
        opened(group, closes_at=close)
    with clock.stopped(close - dt.timedelta(minutes=1)):
        assert processes.close_due() == 0
    with clock.stopped(close):
        assert processes.close_due() == 1


def test_what_somebody_ended_meanwhile_is_not_closed_again(
    group: world.Group, called: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    process, real = opened(group), processes.locked

    def late(row: Process) -> Process:
        Process._base_manager.filter(pk=row.pk).update(state="withdrawn")
        return real(row)

    monkeypatch.setattr(processes, "locked", late)
    with clock.stopped(in_days(7)):
        assert processes.close_due() == 0
    assert (again(process).state, called) == ("withdrawn", ["opened"])


def test_people_conduct_a_guided_path_and_the_clock_does_not_end_it(group: world.Group) -> None:
    with a_way("consent", ends_by_clock=False, first_stage="questions") as doors:
        process = opened(group, method="consent", closes_at=in_days(1))
        assert process.stage == "questions"
        processes.set_stage(by=group.alice, process=process, stage="reactions")
        assert again(process).stage == "reactions"
        with clock.stopped(in_days(2)):
            assert processes.close_due() == 0
        with pytest.raises(Refused):
            processes.set_stage(by=world.make_member(group.space, world.make_person("Eve")), process=process, stage="x")
        processes.close_early(by=group.alice, process=process)
    assert doors[-1] == "closed"


def test_an_adopted_result_adopts_the_decision(group: world.Group, called: list[str]) -> None:
    decision = decisions.voice(
        by=group.bob, draft=decisions.Draft(title="Un local", text="Louer un local.", concerned="Tout le groupe")
    )
    process = opened(group, title="", decision=decision)
    assert Decision._base_manager.get(pk=decision.pk).state == "proposed"
    processes.close(process=process, actor=RULE)
    assert Decision._base_manager.get(pk=decision.pk).state == "adopted"


def test_a_rejected_result_leaves_the_proposal(group: world.Group) -> None:
    decision = decisions.voice(
        by=group.bob, draft=decisions.Draft(title="Un local", text="Louer un local.", concerned="Tout le groupe")
    )
    with a_way(outcome=methods.REJECTED):
        process = opened(group, decision=decision)
        processes.close(process=process, actor=RULE)
    assert Decision._base_manager.get(pk=decision.pk).state == "proposed"


def test_a_change_that_cannot_be_applied_blocks_the_adoption_and_says_why(
    group: world.Group, called: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    decision = decisions.voice(
        by=group.bob, draft=decisions.Draft(title="Un local", text="Louer un local.", concerned="Tout le groupe")
    )
    process = opened(group, decision=decision)

    def refuse(**_fields: object) -> None:
        raise Refused("L’article a changé entre-temps.")

    monkeypatch.setattr(decisions, "adopt", refuse)
    with clock.stopped(in_days(7)):
        assert processes.close_due() == 1
    row = again(process)
    assert row.outcome == methods.BLOCKED
    assert row.result == {"rule": "test/1", "blocked": "L’article a changé entre-temps."}
    assert Decision._base_manager.get(pk=decision.pk).state == "proposed"


def test_one_process_at_a_time_decides_on_a_matter(group: world.Group, called: list[str]) -> None:
    decision = decisions.voice(
        by=group.bob, draft=decisions.Draft(title="Un local", text="Louer un local.", concerned="Tout le groupe")
    )
    first = opened(group, decision=decision)
    with pytest.raises(Refused, match="already open"):
        opened(group, decision=decision)
    processes.withdraw(by=group.alice, process=first, reason="Trop tôt.")
    assert opened(group, decision=decision).state == "open"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"method": "oracle"}, "way of deciding"),
        ({"title": "  "}, "in one line"),
        ({"title": "x" * 201}, "too long"),
        ({"closes_at": None}, "when it closes"),
        ({"closes_at": dt.datetime(2026, 11, 1, tzinfo=dt.UTC)}, "before it opens"),
        ({"closes_at": dt.datetime(2028, 11, 1, tzinfo=dt.UTC)}, "At most a year"),
    ],
)
def test_what_cannot_be_opened_says_why(
    group: world.Group, called: list[str], fields: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        opened(group, **fields)
    assert not Process._base_manager.exists()


def test_a_quorum_counts_nobody_at_rest(group: world.Group) -> None:
    world.make_member(group.space, world.make_person("Dort"), "dormant")
    with pytest.raises(Refused, match="3 people asked for, 2 at most"):
        opened(group, rules={"quorum_number": 3})
    assert opened(group, rules={"quorum_number": 2}).state == "open"


@pytest.mark.parametrize(
    ("labels", "sentence"),
    [
        (["Seule"], "at least two"),
        (["A", " "], "at least two"),
        (["A", "a"], "same thing"),
        ([f"Option {n}" for n in range(10_000)], "At most 200"),
        (["A", "n" * 5000], "too long"),
    ],
)
def test_options_that_cannot_be_chosen_from_are_refused(group: world.Group, labels: list[str], sentence: str) -> None:
    with a_way(needs_options=True), pytest.raises(Refused, match=sentence):
        opened(group, options=[OptionWish(label) for label in labels])


def test_an_extension_is_later_reasoned_and_written(group: world.Group, called: list[str]) -> None:
    process = opened(group)
    for closes_at, reason in [(in_days(6), "Avant."), (in_days(9), " "), (in_days(400), "Loin.")]:
        with pytest.raises(Refused):
            processes.extend(by=group.alice, process=process, closes_at=closes_at, reason=reason)
    with pytest.raises(Refused):
        processes.extend(by=group.bob, process=process, closes_at=in_days(9), reason="Je voudrais.")
    processes.extend(by=group.alice, process=process, closes_at=in_days(9), reason="Il manque des avis.")
    assert again(process).closes_at == in_days(9)
    with clock.stopped(in_days(8)):
        assert processes.close_due() == 0
    with clock.stopped(in_days(10)), pytest.raises(Refused, match="over"):
        processes.extend(by=group.alice, process=process, closes_at=in_days(12), reason="Encore.")


def test_it_stays_open_until_the_end_unless_its_rules_allow_less(group: world.Group, called: list[str]) -> None:
    process = opened(group)
    with pytest.raises(Refused, match="until the end"):
        processes.close_early(by=group.alice, process=process)
    short = opened(group, title="Autre", rules={"may_close_early": True})
    processes.close_early(by=group.alice, process=short)
    assert again(short).state == "closed"


def test_who_may_open_and_conduct(group: world.Group, called: list[str]) -> None:
    asleep = world.make_member(group.space, world.make_person("Dort"), "dormant")
    with pytest.raises(Refused):
        processes.open_process(by=asleep, wish=Wish(method="proposal", title="Oui ?", closes_at=in_days(3)))
    mine = processes.open_process(by=group.bob, wish=Wish(method="proposal", title="Oui ?", closes_at=in_days(3)))
    assert policies.can_conduct(group.bob, mine)
    assert policies.can_conduct(group.alice, mine), "who facilitates helps"
    other = world.make_member(group.space, world.make_person("Eve"))
    assert not policies.can_conduct(other, mine)
    elsewhere = world.make_group()
    assert not policies.can_conduct(elsewhere.alice, mine)
    with pytest.raises(NotFound):
        policies.process_for(elsewhere.alice, mine.ref)
    assert policies.process_for(asleep, mine.ref).pk == mine.pk, "who rests still reads"


def test_closing_twice_is_refused(group: world.Group, called: list[str]) -> None:
    process = opened(group)
    processes.close(process=process, actor=RULE)
    with pytest.raises(Refused):
        processes.close(process=process, actor=RULE)
    with pytest.raises(Refused):
        processes.withdraw(by=group.alice, process=process, reason="Trop tard.")


def test_one_process_that_fails_does_not_keep_the_bell_of_the_others(
    group: world.Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [opened(group, title=f"Vote {rank}", closes_at=clock.now() + dt.timedelta(hours=1)) for rank in range(3)]
    close = processes._close

    def fails_for_the_first(row: Process, rule: Any) -> Any:
        if row.pk == rows[0].pk:
            raise RuntimeError("broken")
        return close(row, rule)

    monkeypatch.setattr(processes, "_close", fails_for_the_first)
    with clock.stopped(clock.now() + dt.timedelta(hours=2)), pytest.raises(RuntimeError, match="broken"):
        processes.close_due()
    assert [Process._base_manager.get(pk=row.pk).state for row in rows] == ["open", "closed", "closed"]
