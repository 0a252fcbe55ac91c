"""A year of decisions in the demo: done, let go with a lesson, or carried by nobody. See ``demo/decisions.toml``."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from commun.core import clock, journal, scope
from commun.core.registries import DemoStage
from commun.governance import actions, policies
from commun.governance.actions import reminders
from commun.governance.demo import SPACES, member_of
from commun.governance.models import Action, Decision, Membership
from commun.people.demo import Diary, moment, read

DECISIONS = "decisions"


def load(stage: DemoStage) -> None:
    """Let the year happen; leaves the decisions in ``stage.things``, by title."""
    told = read(DECISIONS)
    stage.things[DECISIONS] = {}
    stage.say(f"{len(told['decision'])} décisions et ce qu’elles sont devenues…")
    diary = Diary()
    for one in told["decision"]:
        story = _Story(stage, one)
        for rank, step in enumerate(one["way"]):
            diary.note(moment(stage.today, step[1], salt=one["title"] + str(rank)), story.step(step))
    for one in told["action"]:
        _note_action(stage, diary, one)
    # The reminders that left on these days: what waits for somebody is in the digests.
    for days in range(-21, 1, 3):
        diary.note(moment(stage.today, days, "07:17"), reminders.remind_all)
    diary.play()


class _Story:
    """What happened to one decision."""

    def __init__(self, stage: DemoStage, told: Mapping[str, Any]) -> None:
        self.stage = stage
        self.told = told

    def step(self, step: Sequence[Any]) -> Callable[[], object]:
        """What to do on that day."""
        verb, _day, *rest = step
        return lambda: getattr(self, f"_{verb}")(*rest)

    @property
    def row(self) -> Decision:
        row: Decision = self.stage.things[DECISIONS][self.told["title"]]
        return row

    def _who(self, key: str) -> Membership:
        return member_of(self.stage, self.told["group"], key)

    def _day(self, days: int) -> dt.date:
        return max(self.stage.today + dt.timedelta(days=days), clock.today())

    def _carrier(self) -> Membership:
        row = Decision._base_manager.select_related("carrier__person", "carrier__space").get(pk=self.row.pk)
        return row.carrier or self._who(self.told["by"])

    def _draft(self, text: str | None = None) -> actions.Draft:
        review = self.told.get("review")
        return actions.Draft(
            title=self.told["title"],
            text=(self.told["text"] if text is None else text).strip(),
            subject=self.told["subject"],
            concerned=self.told.get("concerned", ""),
            is_experiment=self.told.get("experiment", False),
            review_on=self._day(review) if review else None,
        )

    def _heard(self, by: str) -> None:
        row = actions.voice(by=self._who(by), draft=self._draft())
        self.stage.things[DECISIONS][self.told["title"]] = row

    def _need(self, by: str, level: int) -> None:
        actions.say_need(by=self._who(by), decision=self.row, level=level)

    def _proposed(self, by: str) -> None:
        actions.propose(by=self._who(by), decision=self.row)

    def _amended(self, by: str, note: str, text: str) -> None:
        actions.amend(by=self._who(by), decision=self.row, draft=self._draft(text), note=note)

    def _later(self, by: str, again: int, reason: str) -> None:
        actions.postpone(by=self._who(by), decision=self.row, again_on=self._day(again), reason=reason)

    def _adopted(self) -> None:
        host = policies.roles_in_force(self.stage.things[SPACES][self.told["group"]]).first()
        assert host is not None, self.told["group"]
        actions.adopt(decision=self.row, actor=journal.Person(host.person_id))

    def _engaged(self, carrier: str, first_step: str, due: int) -> None:
        who = self._who(carrier)
        actions.engage(by=who, decision=self.row, carrier=who, first_step=first_step, due_on=self._day(due))

    def _step(self) -> None:
        """The first step is done."""
        with scope.use(self.row.space_id):
            step = Action.objects.get(decision=self.row, state=Action.State.OPEN)
        actions.finish_action(by=self._carrier(), action=step)

    def _done(self, outcome: str, lesson: str) -> None:
        actions.finish(by=self._carrier(), decision=self.row, state="done", outcome=outcome, lesson=lesson)

    def _partly(self, outcome: str, lesson: str) -> None:
        actions.finish(by=self._carrier(), decision=self.row, state="partly", outcome=outcome, lesson=lesson)

    def _let_go(self, reason: str, lesson: str) -> None:
        actions.let_go(by=self._carrier(), decision=self.row, reason=reason, lesson=lesson)

    def _publish(self) -> None:
        actions.publish(by=self._carrier(), decision=self.row)


def _note_action(stage: DemoStage, diary: Diary, told: Mapping[str, Any]) -> None:
    kept: list[Action] = []

    def write() -> None:
        owner = member_of(stage, told["group"], told["owner"]) if "owner" in told else None
        due_on = stage.today + dt.timedelta(days=told["due"])
        by = member_of(stage, told["group"], told["by"])
        kept.append(actions.add_action(by=by, title=told["title"], owner=owner, due_on=due_on))

    diary.note(moment(stage.today, told["days"], salt=told["title"]), write)
    if "done" in told:
        by = told.get("owner", told["by"])
        at = moment(stage.today, told["done"], salt=told["title"] + "done")
        diary.note(at, lambda: actions.finish_action(by=member_of(stage, told["group"], by), action=kept[0]))
