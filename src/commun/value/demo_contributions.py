"""The demo's contributions: six kinds adopted, a year of lines, corrections and thanks. ``demo/contributions.toml``."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from commun.core import clock, journal
from commun.core.registries import DemoStage
from commun.governance.actions import adopt, propose
from commun.governance.demo import member_of
from commun.governance.journal.processes import RULE_OF_CLOSING
from commun.governance.models import Membership
from commun.people.demo import Diary, moment, read
from commun.value import actions, quantities
from commun.value.actions.contributions import Bringing
from commun.value.demo_works import WORKS
from commun.value.models import Contribution, ContributionKind
from commun.value.queries.contributions import kinds_of, window_of
from commun.value.queries.suggestions import suggestions_for


def load(stage: DemoStage) -> None:
    """Let the year be written down, through the doors."""
    told = read("contributions")
    stage.say(f"Contributions : {len(told['line'])} lignes sur un an…")
    _Year(stage, told).play()


class _Year:
    """What one group brought."""

    def __init__(self, stage: DemoStage, told: Mapping[str, Any]) -> None:
        self.stage, self.told, self.diary = stage, told, Diary()
        self.kinds: dict[str, ContributionKind] = {}
        self.written: dict[tuple[str, str], Contribution] = {}

    def play(self) -> None:
        """Write the diary, then let it happen."""
        self._note(self.told["days"], "choose", self._choose)
        acts: dict[str, Callable[..., None]] = {
            "line": self._write,
            "seen": self._answer,
            "corrected": self._correct,
            "thanks": self._thank,
        }
        for name, act in acts.items():
            for days, *told in self.told[name]:
                self._note(days, f"{name} {told}", partial(act, *told))
        self.diary.play()

    def _note(self, days: int, salt: str, do: Callable[[], object]) -> None:
        self.diary.note(moment(self.stage.today, -days, salt=salt), do)

    def _member(self, key: str) -> Membership:
        return member_of(self.stage, self.told["group"], key)

    def _choose(self) -> None:
        by = self._member(self.told["by"])
        kinds = actions.propose_starters(by=by, why=self.told["why"].strip())
        adopt(decision=propose(by=by, decision=kinds), actor=journal.Rule(RULE_OF_CLOSING))
        self.kinds = {kind.nature: kind for kind in kinds_of(by.space)}

    def _write(self, who: str, nature: str, quantity: str, work: str, words: str) -> None:
        kind = self.kinds[nature]
        told = quantities.parse(quantity, kind.measure)
        bringing = Bringing(kind, told, clock.today(), words, self.stage.things[WORKS].get(work))
        self.written[who, words] = actions.write_contribution(by=self._member(who), bringing=bringing)

    def _answer(self, who: str, answer: str, count: int) -> None:
        member = self._member(who)
        waiting = suggestions_for(member, kinds_of(member.space), window_of(member))
        for one in waiting[::-1][:count]:
            if answer == "yes":
                actions.confirm_seen(by=member, source=one.seen.source)
            else:
                actions.decline_seen(by=member, source=one.seen.source)

    def _correct(self, who: str, words: str, quantity: str, why: str) -> None:
        row = self.written[who, words]
        right = quantities.parse(quantity, row.kind.measure) if row.kind else 0
        actions.correct_contribution(by=self._member(who), contribution=row, why=why, quantity=right)

    def _thank(self, who: str, words: str) -> None:
        row = next(row for (_who, said), row in self.written.items() if said == words)
        actions.acknowledge(by=self._member(who), contribution=row)
