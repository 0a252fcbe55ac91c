"""Votes of the demo: each kind at least once, over or still open. The questions are in ``demo/votes.toml``."""

import datetime as dt
import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from commun.algo.voting import judgment
from commun.core import scope
from commun.core.registries import DemoStage
from commun.governance import actions
from commun.governance.actions import ballots, processes
from commun.governance.actions.processes import OptionWish, Wish
from commun.governance.ballot_words import ANSWERS, DATE_ANSWERS
from commun.governance.demo import member_of
from commun.governance.models import Elector, Membership, Process
from commun.people.demo import Diary, moment, read
from commun.ui.dates import moment as said_moment

VOTES = "votes"
Method = Process.Method


def load(stage: DemoStage) -> None:
    """Open them, let people answer, let the agreed closes come; leaves the processes in ``stage.things``, by title."""
    told = read(VOTES)
    stage.things[VOTES] = {}
    stage.say(f"{len(told['vote'])} votes et sondages…")
    diary = Diary()
    for one in told["vote"]:
        story = _Story(stage, one)
        diary.note(moment(stage.today, one["opened"], "09:00"), story.open)
        diary.note(moment(stage.today, min(one["opened"] + 1, 0), "09:30"), story.answer)
        diary.note(moment(stage.today, one["closes"], "20:00"), processes.close_due)
    diary.play()


class _Story:
    """One vote: its opening, its answers."""

    def __init__(self, stage: DemoStage, told: Mapping[str, Any]) -> None:
        self.stage, self.told = stage, told
        self.title = told.get("title") or told["decision"]
        # The same demo answers the same, whatever the machine.
        self.chance = random.Random(self.title)
        self.weights: Sequence[int] = told.get("weights", ())

    def _who(self, key: str) -> Membership:
        return member_of(self.stage, self.told["group"], key)

    def open(self) -> None:
        """Open it, on its decision where it has one."""
        told, by = self.told, self._who(self.told["by"])
        decision = None
        if "decision" in told:
            draft = actions.Draft(title=told["decision"], text=told["text"], concerned=told["concerned"])
            decision = actions.voice(by=by, draft=draft)
        wish = Wish(
            method=told["method"],
            title=told.get("title", ""),
            guidance=told.get("guidance", ""),
            decision=decision,
            rules=self._rules(),
            options=self._options(),
            closes_at=moment(self.stage.today, told["closes"], "20:00"),
            is_secret=told.get("secret", False),
            shown=told.get("shown", Process.Shown.CLOSE),
        )
        self.stage.things[VOTES][self.title] = processes.open_process(by=by, wish=wish)

    def _rules(self) -> dict[str, Any]:
        told = self.told
        rules = dict(told.get("rules", {}))
        if told["method"] == Method.BUDGET:
            rules["amount_cents"] = told["amount"] * 100
        if told["method"] == Method.DATES:
            rules |= {
                "minutes": told["minutes"],
                "place": told.get("place", ""),
                "needed": [self._who(key).pk for key in told["needed"]],
            }
        return rules

    def _options(self) -> list[OptionWish]:
        told = self.told
        if told["method"] == Method.DATES:
            found = [moment(self.stage.today, days, at) for days, at in told["dates"]]
            return [OptionWish(said_moment(at), data={"starts_at": at.astimezone(dt.UTC).isoformat()}) for at in found]
        if told["method"] == Method.BUDGET:
            costs = zip(told["options"], told["costs"], strict=True)
            return [OptionWish(name, data={"cost_cents": cost * 100}) for name, cost in costs]
        return [OptionWish(name) for name in told.get("options", ())]

    def answer(self) -> None:
        """Some answer, some leave it to the others."""
        process = self.stage.things[VOTES][self.title]
        with scope.use(process.space_id):
            rows = Elector.objects.filter(process=process).select_related("membership__person", "membership__space")
            members = [row.membership for row in rows.order_by("membership__person__sort_key")]
        count = max(1, len(members) * self.told["part"] // 100)
        words = list(self.told.get("words", ()))
        for rank, member in enumerate(self.chance.sample(members, count)):
            reason = words[rank] if rank < len(words) and not process.is_secret else ""
            ballots.cast(by=member, process=process, content=self._content(process, rank), reason=reason)

    def _content(self, process: Process, rank: int) -> dict[str, Any]:
        makers: dict[str, Callable[[], dict[str, Any]]] = {
            Method.CHOICE: lambda: {"option": self._one()},
            Method.APPROVAL: lambda: {"options": self._some()},
            Method.BUDGET: lambda: {"options": self._some()},
            Method.RANKED: lambda: {"ranks": self._ranks()},
            Method.SEVERAL: lambda: {"ranks": self._ranks()},
            Method.GRADES: lambda: {"grades": self._marks(len(judgment.FRENCH_GRADES) - 1)},
            Method.SCORE: lambda: {"grades": self._marks(5)},
            Method.RESISTANCE: lambda: {"grades": self._marks(10)},
            Method.DOTS: self._dots,
            Method.DATES: lambda: {"dates": {name: self._word(DATE_ANSWERS) for name in self._names("dates")}},
            Method.QUESTION: lambda: {"text": self.told["texts"][rank % len(self.told["texts"])]},
        }
        make = makers.get(process.method)
        return make() if make else {"answer": self._word(ANSWERS[process.method])}

    def _names(self, of: str = "options") -> list[str]:
        return [str(number) for number in range(1, len(self.told[of]) + 1)]

    def _one(self) -> str:
        return self.chance.choices(self._names(), self.weights)[0]

    def _some(self) -> list[str]:
        return [name for name, weight in zip(self._names(), self.weights, strict=True) if self._likes(weight)]

    def _likes(self, weight: int) -> bool:
        return self.chance.randint(1, 7) <= weight

    def _ranks(self) -> dict[str, int]:
        order = sorted(self._names(), key=lambda name: -self.chance.random() * self.weights[int(name) - 1])
        return {name: rank for rank, name in enumerate(order, start=1)}

    def _marks(self, most: int) -> dict[str, int]:
        pairs = zip(self._names(), self.weights, strict=True)
        top = max(self.weights)
        return {name: self.chance.randint(0, max(1, most * weight // top)) for name, weight in pairs}

    def _dots(self) -> dict[str, Any]:
        given = dict.fromkeys(self._names(), 0)
        for _dot in range(8):
            given[self._one()] += 1
        return {"grades": {name: dots for name, dots in given.items() if dots}}

    def _word(self, answers: Sequence[tuple[str, Any, Any]]) -> str:
        return self.chance.choices([value for value, _label, _help in answers], self.weights)[0]
