"""The demo's mutual credit: opened by a vote, a few exchanges, one request that waits. Data in ``demo/credit.toml``."""

import datetime as dt
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from commun.core import clock, journal
from commun.core.registries import DemoStage
from commun.governance.actions import ballots, processes
from commun.governance.demo import member_of
from commun.governance.journal.processes import RULE_OF_CLOSING
from commun.governance.models import Membership, Process
from commun.people.demo import Diary, moment, read
from commun.value import actions
from commun.value.actions.credit import Gift
from commun.value.actions.credit_limits import Terms
from commun.value.models import Book, CreditRequest

# The vote stays open as long.
DAYS = 7


def load(stage: DemoStage) -> None:
    """Open it, exchange, ask."""
    told = read("credit")
    stage.say("Crédit mutuel : ouvert par décision, quelques coups de main…")
    _Story(stage, told).play()


class _Story:
    """Four months."""

    def __init__(self, stage: DemoStage, told: Mapping[str, Any]) -> None:
        self.stage, self.told, self.diary = stage, told, Diary()
        self.opened: list[Process] = []
        self.asked: dict[str, CreditRequest] = {}

    def play(self) -> None:
        """Write the diary, then let it happen."""
        days = self.told["days"]
        self._note(days - DAYS, self._open)
        self._note(days - 2, self._vote)
        self._note(days, lambda: processes.close(process=self.opened[0], actor=journal.Rule(RULE_OF_CLOSING)))
        for one in self.told["gift"]:
            self._note(one["days"], partial(self._give, one))
        for one in self.told["request"]:
            self._note(one["days"], partial(self._ask, one))
            if "accepted" in one:
                self._note(one["accepted"], partial(self._accept, one))
        self.diary.play()

    def _note(self, days: int, do: Callable[[], object]) -> None:
        self.diary.note(moment(self.stage.today, days, "11:10"), do)

    def _member(self, key: str) -> Membership:
        return member_of(self.stage, self.told["group"], key)

    def _open(self) -> None:
        host = self._member(self.told["by"])
        terms = Terms(self.told["below"], self.told["above"], self.told["cents"])
        why = self.told["why"].strip()
        decision = actions.propose_credit(by=host, unit=Book.Unit.MINUTE.value, terms=terms, why=why)
        wish = processes.Wish(method="proposal", decision=decision, closes_at=clock.now() + dt.timedelta(days=DAYS))
        self.opened.append(processes.open_process(by=host, wish=wish))

    def _vote(self) -> None:
        for key in self.told["voters"]:
            ballots.cast(by=self._member(key), process=self.opened[0], content={"answer": "for"})

    def _give(self, one: Mapping[str, Any]) -> None:
        gift = Gift(one["minutes"], one["words"])
        actions.give_credit(by=self._member(one["from"]), to=self._member(one["to"]), gift=gift)

    def _ask(self, one: Mapping[str, Any]) -> None:
        gift = Gift(one["minutes"], one["words"])
        self.asked[one["words"]] = actions.ask_credit(by=self._member(one["by"]), of=self._member(one["of"]), gift=gift)

    def _accept(self, one: Mapping[str, Any]) -> None:
        actions.accept_credit(by=self._member(one["of"]), request=self.asked[one["words"]])
