"""The demo's charter: adopted, changed twice, accepted by most. Data in ``demo/charter.toml``."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from commun.core import clock, scope
from commun.core.models import Space
from commun.core.registries import DemoStage
from commun.governance.actions import ballots, charter, processes
from commun.governance.actions.membership_rules import as_dict
from commun.governance.charter_text import words_of
from commun.governance.demo import SPACES, member_of
from commun.governance.models import Article, Decision, GroupText
from commun.governance.policies.charter import rules_of
from commun.people.demo import Diary, moment, read

# A vote stays open as long.
DAYS = 3


def load(stage: DemoStage) -> None:
    """Let the group adopt its charter, change it, and each answer."""
    told = read("charter")
    stage.say(f"Charte : {len(told['article'])} articles…")
    _Story(stage, told).play()


class _Story:
    """A year of the charter, in one diary."""

    def __init__(self, stage: DemoStage, told: Mapping[str, Any]) -> None:
        self.stage, self.told = stage, told
        self.diary = Diary()

    @property
    def space(self) -> Space:
        space: Space = self.stage.things[SPACES][self.told["group"]]
        return space

    def play(self) -> None:
        """Write the diary, then let it happen."""
        self._decide(self.told["days"], self.told["by"], self._whole, self.told["title"], self.told["why"])
        self._decide(self.told["rules_days"], self.told["by"], self._rules, "Nos règles d’adhésion", "")
        for change in self.told["change"]:
            title = f"{self.told['title']} : article {change['article']}"
            self._decide(change["days"], change["by"], self._article(change), title, change["why"])
        for answer in self.told["accepted"]:
            for rank, key in enumerate(answer["people"]):
                self._note(answer["days"] + rank % 5, self._answer(key, answer["version"]), f"1{rank % 8}:10")
        self.diary.play()

    def _note(self, days: int, do: Callable[[], object], at: str) -> None:
        self.diary.note(moment(self.stage.today, days, at), do)

    def _decide(self, days: int, by: str, change: Callable[[], Mapping[str, Any]], title: str, why: str) -> None:
        """Somebody proposes, a vote opens, some vote, the bell rings."""
        opened: list[Any] = []

        def open_vote() -> None:
            host = member_of(self.stage, self.told["group"], by)
            proposal = charter.Proposal(title=title, why=why, change=change(), subject="Charte")
            decision: Decision = charter.propose_charter_change(by=host, proposal=proposal)
            closes_at = clock.now() + dt.timedelta(days=DAYS)
            wish = processes.Wish(method="proposal", decision=decision, closes_at=closes_at)
            opened.append(processes.open_process(by=host, wish=wish))

        def vote() -> None:
            for key in self.told["voters"]:
                member = member_of(self.stage, self.told["group"], key)
                ballots.cast(by=member, process=opened[0], content={"answer": "for"})

        self._note(days - DAYS, open_vote, "09:30")
        self._note(days - 1, vote, "12:00")
        self._note(days, lambda: processes.close(process=opened[0], actor=_bell()), "09:30")

    def _whole(self) -> Mapping[str, Any]:
        articles = [self._words(one) for one in self.told["article"]]
        start = {"kind": "charter.text", "text_kind": "charter", "bindingness": "engage"}
        return {**start, "title": self.told["title"], "articles": articles}

    def _rules(self) -> Mapping[str, Any]:
        base = as_dict(rules_of(self.space))
        said = {
            "arbitration": self.told["arbitration"].strip().replace("\n", " "),
            "admission_questions": self.told["admission_questions"],
            "dormancy_days": 180,
            "may_remove": True,
        }
        return {"kind": "charter.rules", "base": base, "set": {**base, **said}}

    def _article(self, told: Mapping[str, Any]) -> Callable[[], Mapping[str, Any]]:
        def change() -> Mapping[str, Any]:
            text = self._text()
            with scope.use(self.space):
                article = Article.objects.get(text=text, number=told["article"])
            start = {"kind": "charter.article", "op": "change", "text": text.ref, "article": article.ref}
            return {**start, "base": article.version, "is_major": told["is_major"], **self._words(told)}

        return change

    def _words(self, told: Mapping[str, Any]) -> dict[str, Any]:
        days = told.get("review_days")
        review_on = (self.stage.today + dt.timedelta(days=days)).isoformat() if days else None
        body = told["body"].strip().replace("\n", " ")
        kept = words_of({**told, "body": body, "review_on": review_on})
        return kept.as_dict()

    def _text(self) -> GroupText:
        with scope.use(self.space):
            return GroupText.objects.get()

    def _answer(self, key: str, version: int) -> Callable[[], object]:
        def answer() -> None:
            member = member_of(self.stage, self.told["group"], key)
            charter.answer_to_text(by=member, text=self._text(), major=version, is_accepted=True)

        return answer


def _bell() -> Any:
    from commun.core import journal
    from commun.governance.journal.processes import RULE_OF_CLOSING

    return journal.Rule(RULE_OF_CLOSING)
