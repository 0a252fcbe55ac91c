"""The demo's sharing keys: three written and tried, one adopted by a vote of last year. Data in ``demo/keys.toml``."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from commun.core import clock, journal
from commun.core.registries import DemoStage
from commun.governance.actions import ballots, processes
from commun.governance.demo import member_of
from commun.governance.journal.processes import RULE_OF_CLOSING
from commun.governance.models import Membership, Process
from commun.people.demo import Diary, moment, read
from commun.value import actions
from commun.value.models import KeyVersion

# A vote stays open as long.
DAYS = 7


def load(stage: DemoStage) -> None:
    """Write the keys, vote on one."""
    told = read("keys")
    stage.say(f"Clés de partage : {len(told['key'])} essayées, une adoptée…")
    _Story(stage, told).play()


class _Story:
    """A month of last year."""

    def __init__(self, stage: DemoStage, told: Mapping[str, Any]) -> None:
        self.stage, self.told, self.diary = stage, told, Diary()
        self.written: dict[str, KeyVersion] = {}
        self.opened: list[Process] = []

    def play(self) -> None:
        """Write the diary, then let it happen."""
        for one in self.told["key"]:
            self._note(one["days"], lambda one=one: self._write(one))
        for one in self.told["version"]:
            self._note(one["days"], lambda one=one: self._write_again(one))
        days = self.told["days"]
        self._note(days - DAYS, self._open)
        self._note(days - 2, self._vote)
        self._note(days, lambda: processes.close(process=self.opened[0], actor=journal.Rule(RULE_OF_CLOSING)))
        self.diary.play()

    def _note(self, days: int, do: Any) -> None:
        self.diary.note(moment(self.stage.today, days, "10:20"), do)

    def _member(self, key: str) -> Membership:
        return member_of(self.stage, self.told["group"], key)

    def _write(self, one: Mapping[str, Any]) -> None:
        version = actions.write_key(by=self._member(one["by"]), name=one["name"], steps=one["steps"])
        self.written[one["name"]] = version

    def _write_again(self, one: Mapping[str, Any]) -> None:
        self.written[one["name"]] = actions.write_key_version(
            by=self._member(one["by"]), key=self.written[one["name"]].key, steps=one["steps"], note=one["note"]
        )

    def _open(self) -> None:
        host = self._member(self.told["by"])
        version = self.written[self.told["adopted"]]
        decision = actions.propose_key(by=host, version=version, why=self.told["why"].strip())
        closes_at = clock.now() + dt.timedelta(days=DAYS)
        wish = processes.Wish(method="proposal", decision=decision, closes_at=closes_at)
        self.opened.append(processes.open_process(by=host, wish=wish))

    def _vote(self) -> None:
        for key in self.told["voters"]:
            ballots.cast(by=self._member(key), process=self.opened[0], content={"answer": "for"})
