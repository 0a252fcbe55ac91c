"""The demo's disagreement: the market of the little town (R166). Data in ``demo/disagreements.toml``."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from commun.core import scope
from commun.core.registries import DemoStage
from commun.governance.actions import case_path, case_words, disagreements
from commun.governance.demo import member_of
from commun.governance.models import Case, CaseAsk, CaseOption, Membership, Party, PartyLine
from commun.people.demo import Diary, moment, read


def load(stage: DemoStage) -> None:
    """Three parties write, understand one another, and conclude in part."""
    told = read("disagreements")
    stage.say("Un désaccord, ses trois parties et son tiers de confiance…")
    _Story(stage, told).play()


class _Story:
    """Two months of a disagreement, in one diary."""

    def __init__(self, stage: DemoStage, told: Mapping[str, Any]) -> None:
        self.stage, self.told = stage, told
        self.diary = Diary()
        self.cases: list[Case] = []

    def play(self) -> None:
        """Write the diary, then let it happen."""
        first = self.told["days"]
        self._note(first, self._open)
        for rank, side in enumerate(self.told["party"], start=1):
            self._note(first + rank, self._write(side))
        for rank, one in enumerate(self.told["restated"]):
            self._note(first + 5 + rank, self._understand(one))
        self._note(first + 12, self._choose_handler)
        self._note(
            first + 13, lambda: case_path.end_step(by=self._handler, case=self._case, note="On s’est dit les choses.")
        )
        self._note(first + 13, lambda: case_path.start_step(by=self._handler, case=self._case), at="17:00")
        for rank, option in enumerate(self.told["option"]):
            self._note(first + 20 + rank, self._write_option(option))
        for risk in self.told["risk"]:
            self._note(first + 25, self._write_risk(risk))
        note = "Chacun a bougé d’un pas."
        self._note(first + 30, lambda: case_path.end_step(by=self._handler, case=self._case, note=note))
        self._note(first + 32, self._conclude)
        self.diary.play()

    def _note(self, days: int, do: Callable[[], object], at: str = "") -> None:
        self.diary.note(moment(self.stage.today, days, at or "10:15", salt="case"), do)

    def _member(self, key: str) -> Membership:
        return member_of(self.stage, self.told["group"], key)

    @property
    def _case(self) -> Case:
        return self.cases[0]

    @property
    def _handler(self) -> Membership:
        return self._member(self.told["handler"])

    def _party(self, name: str) -> Party:
        with scope.use(self._case.space):
            return Party.objects.select_related("case__space").get(case=self._case, name=name)

    def _speaker(self, name: str) -> Membership:
        return self._member(next(side["member"] for side in self.told["party"] if side["name"] == name))

    def _open(self) -> None:
        sides = [disagreements.Side([self._member(one["member"])], one["name"]) for one in self.told["party"]]
        case = disagreements.open_case(
            by=sides[0].people[0], object=self.told["object"], parties=sides, request=self.told["request"]
        )
        self.cases.append(case)

    def _write(self, side: Mapping[str, Any]) -> Callable[[], object]:
        names = ("narrative", "stakes", "constraints", "needs", "efforts")
        words = disagreements.PartyWords(**{name: side[name] for name in names})
        return lambda: disagreements.write_words(
            by=self._member(side["member"]), party=self._party(side["name"]), words=words
        )

    def _understand(self, told: Mapping[str, Any]) -> Callable[[], object]:
        def do() -> None:
            by, of = self._party(told["by"]), self._party(told["of"])
            disagreements.restate(by=self._speaker(told["by"]), of=of, text=told["text"])
            disagreements.answer_restatement(by=self._speaker(told["of"]), from_party=by, is_right=True)

        return do

    def _choose_handler(self) -> None:
        sides = [self._member(side["member"]) for side in self.told["party"]]
        ask = case_path.propose_handler(by=sides[0], case=self._case, person=self._handler)
        for one in (*sides[1:], self._handler):
            case_path.answer_ask(by=one, ask=ask, is_yes=True)
        with scope.use(self._case.space):
            self.cases[0] = Case.objects.select_related("space", "handler").get(pk=self._case.pk)

    def _write_option(self, told: Mapping[str, Any]) -> Callable[[], object]:
        def do() -> None:
            parties = disagreements.parties_of(self._case)
            said = zip(parties, told["gains"], told["gives"], strict=True)
            sides = {party.pk: case_words.Gain(gains, gives) for party, gains, gives in said}
            case_words.write_option(
                by=self._member(told["by"]), case=self._case, title=told["title"], text=told["text"], sides=sides
            )

        return do

    def _write_risk(self, told: Mapping[str, Any]) -> Callable[[], object]:
        return lambda: case_words.write_risk(by=self._handler, case=self._case, **told)

    def _conclude(self) -> None:
        told = self.told["outcome"]
        with scope.use(self._case.space):
            lines = PartyLine.objects.filter(party__case=self._case).order_by("party__position", "position")
            stakes = list(lines.filter(nature=PartyLine.Nature.STAKE))
            efforts = list(lines.filter(nature=PartyLine.Nature.EFFORT))
            option = CaseOption.objects.get(case=self._case, title=told["option"])
        draft = case_words.OutcomeDraft(
            extent=told["extent"],
            agreed=told["agreed"],
            open_part=told["open_part"],
            option=option,
            review_on=self.stage.today + dt.timedelta(days=told["review_in"]),
            met={line.pk: met for line, met in zip(stakes, told["met"], strict=True)},
            thanks={line.pk: thanks for line, thanks in zip(efforts, told["thanks"], strict=True)},
        )
        case_words.write_outcome(by=self._handler, case=self._case, draft=draft)
        with scope.use(self._case.space):
            ask = CaseAsk.objects.select_related("case__space").get(
                case=self._case, kind=CaseAsk.Kind.OUTCOME, state=CaseAsk.State.WAITING
            )
        for side in self.told["party"]:
            case_path.answer_ask(by=self._member(side["member"]), ask=ask, is_yes=True)
