"""The demo's common pot: lines opened by votes, spending signed once or twice. Data in ``demo/pot.toml``."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from commun.core import clock, journal, scope
from commun.core.registries import DemoStage
from commun.governance.actions import ballots, processes
from commun.governance.demo import member_of
from commun.governance.journal.processes import RULE_OF_CLOSING
from commun.governance.models import Membership, Process
from commun.people.demo import Diary, moment, read
from commun.value.actions import pot, spendings
from commun.value.models import BudgetLine


def load(stage: DemoStage) -> None:
    """Vote on the lines, then spend."""
    told = read("pot")
    stage.say(f"Pot commun : {len(told['line'])} lignes, {len(told['spending'])} dépenses…")
    _Story(stage, told).play()


class _Story:
    """A few months of the pot."""

    def __init__(self, stage: DemoStage, told: Mapping[str, Any]) -> None:
        self.stage, self.told, self.diary = stage, told, Diary()
        self.opened: dict[str, Process] = {}

    def play(self) -> None:
        """Write the diary, then let it happen."""
        days = self.told["open"]
        for one in self.told["line"]:
            self._note(one["days"] + days, lambda one=one: self._propose(one))
            self._note(one["days"] + 1, lambda one=one: self._vote(one))
            self._note(one["days"], lambda one=one: self._close(one))
        for one in self.told["spending"]:
            self._note(one["days"], lambda one=one: self._spend(one))
        self.diary.play()

    def _note(self, days: int, do: Any) -> None:
        self.diary.note(moment(self.stage.today, -days, "11:10"), do)

    def _member(self, key: str) -> Membership:
        return member_of(self.stage, self.told["group"], key)

    def _propose(self, one: Mapping[str, Any]) -> None:
        by = self._member(one["by"])
        above = one["threshold"] * 100 if "threshold" in one else None
        terms = pot.Terms(one["signers"], threshold=above, is_discreet=one.get("discreet", False))
        line = pot.NewLine(one["title"], " ".join(one["rules"].split()), one["euros"] * 100, terms)
        decision = pot.propose_line(by=by, line=line)
        closes_at = clock.now() + dt.timedelta(days=self.told["open"])
        wish = processes.Wish(method="proposal", decision=decision, closes_at=closes_at)
        self.opened[one["key"]] = processes.open_process(by=by, wish=wish)

    def _vote(self, one: Mapping[str, Any]) -> None:
        for key in self.told["voters"]:
            ballots.cast(by=self._member(key), process=self.opened[one["key"]], content={"answer": "for"})

    def _close(self, one: Mapping[str, Any]) -> None:
        processes.close(process=self.opened[one["key"]], actor=journal.Rule(RULE_OF_CLOSING))

    def _spend(self, one: Mapping[str, Any]) -> None:
        by = self._member(one["by"])
        with scope.use(by.space_id):
            rows = BudgetLine.objects.select_related("space", "account__book__space", "role")
            line = rows.get(decision=self.opened[one["line"]].decision)
        asked = spendings.Asked(
            amount=one["cents"],
            on=clock.today(),
            words=one["words"],
            payee=one.get("payee", ""),
            reimburses=self._member(one["back"]) if "back" in one else None,
        )
        row = spendings.ask_spending(by=by, line=line, asked=asked)
        for key in one["signed"]:
            spendings.sign_spending(by=self._member(key), spending=row)
