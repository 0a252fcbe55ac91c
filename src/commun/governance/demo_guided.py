"""Guided paths of the demo, at each of their stages. Data in ``demo/guided.toml``."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from commun.core import clock, scope
from commun.core.registries import DemoStage
from commun.governance.actions import (
    advice,
    authorisations,
    consent,
    decisions,
    elections,
    guided,
    process_templates,
    processes,
    role_cards,
)
from commun.governance.demo import SPACES, member_of
from commun.governance.models import Decision, Membership, Process, Remark, Role, Stance
from commun.governance.queries import advices, consents
from commun.governance.starters import by_method
from commun.people.demo import Diary, moment, read

GUIDED = "guided"
AUTHORISATION_DAYS = 7


def load(stage: DemoStage) -> None:
    """Let the paths happen."""
    told = read(GUIDED)
    stage.say(f"{len(told['path'])} consentements, avis, élections et actes annoncés…")
    diary = Diary()
    for one in told["path"]:
        path = _Path(stage, one)
        for rank, step in enumerate(one["way"]):
            at = moment(stage.today, step[1], f"{9 + rank % 9:02}:{rank * 7 % 60:02}")
            diary.note(at, path.step(step))
    for group in ("demarches-participatives", "bien-vu"):
        diary.note(moment(stage.today, -100, "18:00"), _keep_templates(stage, group))
    diary.play()


def _keep_templates(stage: DemoStage, group: str) -> Callable[[], None]:
    def do() -> None:
        by = member_of(stage, group, "lucie")
        for method in ("consent", "authorisation"):
            starter = by_method(method)
            assert starter is not None
            content = process_templates.Template(
                name=str(starter.name),
                method=method,
                guidance=str(starter.guidance),
                rules=starter.rules,
                is_shared=group == "bien-vu" and method == "consent",
            )
            process_templates.save_template(by=by, content=content)

    return do


class _Path:
    """What happened along one path."""

    def __init__(self, stage: DemoStage, told: Mapping[str, Any]) -> None:
        self.stage = stage
        self.told = told
        self.pk = 0

    def step(self, step: Sequence[Any]) -> Callable[[], object]:
        """What to do on that day."""
        verb, _day, *rest = step
        return lambda: getattr(self, f"_{verb}")(*rest)

    @property
    def row(self) -> Process:
        rows = Process._base_manager.select_related("space", "decision", "role__space", "opened_by__person")
        return rows.get(pk=self.pk)

    @property
    def decision(self) -> Decision:
        found = self.row.decision
        assert found is not None
        return found

    def _who(self, key: str) -> Membership:
        return member_of(self.stage, self.told["group"], key)

    def _draft(self, text: str | None = None) -> decisions.Draft:
        return decisions.Draft(
            title=self.told["title"],
            text=self.told["text"] if text is None else text,
            concerned=self.told["concerned"],
        )

    def _opened(self, by: str, guidance: str) -> None:
        who, method = self._who(by), self.told["method"]
        days = dt.timedelta(days=AUTHORISATION_DAYS)
        wish = processes.Wish(
            method=method,
            guidance=guidance,
            decision=None
            if method == "election"
            else decisions.voice(by=self._who(self.told["by"]), draft=self._draft()),
            role=self._role() if method == "election" else None,
            rules=self._rules(who),
            closes_at=clock.now() + days if method in {"authorisation", "advice"} else None,
        )
        self.pk = processes.open_process(by=who, wish=wish).pk

    def _rules(self, who: Membership) -> dict[str, Any]:
        if self.told["method"] == "advice":
            return {"decider": who.pk, "consulted": [self._who(key).pk for key in self.told["consulted"]]}
        return {"months": self.told["months"]} if self.told["method"] == "election" else {}

    def _role(self) -> Role:
        card = role_cards.Card(
            self.told["role"],
            self.told["purpose"],
            "support",
            int(self.told["hours"] * 60),
            expectations=self.told["expectations"],
        )
        return role_cards.create_role(by=self._who(self.told["by"]), card=card)

    def _asked(self, by: str, text: str) -> None:
        guided.remark(by=self._who(by), process=self.row, nature="question", text=text)

    def _replied(self, by: str, text: str) -> None:
        with scope.use(self.stage.things[SPACES][self.told["group"]]):
            asked = Remark.objects.filter(process=self.pk, nature=Remark.Nature.QUESTION).latest("written_at")
        guided.remark(by=self._who(by), process=self.row, nature="answer", text=text, answers=asked)

    def _reacted(self, by: str, text: str) -> None:
        guided.remark(by=self._who(by), process=self.row, nature="reaction", text=text)

    def _stage(self, by: str, to: str) -> None:
        consent.go_on(by=self._who(by), process=self.row, to=to)

    def _consented(self, by: str) -> None:
        consent.answer(by=self._who(by), process=self.row, position="consents")

    def _aside(self, by: str, reason: str) -> None:
        consent.answer(by=self._who(by), process=self.row, position="aside", reason=reason)

    def _objected(self, by: str, reason: str) -> None:
        consent.object_to(by=self._who(by), process=self.row, reason=reason)

    def _version(self, by: str, text: str, note: str) -> None:
        row = self.row
        consent.write_version(
            by=self._who(by),
            process=row,
            draft=self._draft(text),
            note=note,
            integrates=consents.round_of(row).open_objections,
        )

    def _all(self) -> None:
        row = self.row
        with scope.use(row.space_id):
            asked = Stance.objects.filter(process=row, version=row.version, position="asked")
            members = [one.membership for one in asked.select_related("membership__person", "membership__space")]
        for member in members:
            if member.state == Membership.State.MEMBER:
                consent.answer(by=member, process=row, position="consents")

    def _adopted(self, by: str) -> None:
        consent.adopt(by=self._who(by), process=self.row)

    def _engaged(self, by: str, first_step: str, due: int) -> None:
        who, day = self._who(by), self.stage.today + dt.timedelta(days=due)
        decisions.engage(by=who, decision=self.decision, carrier=who, first_step=first_step, due_on=day)

    def _due(self) -> None:
        processes.close_due()

    def _stopped(self, by: str, reason: str) -> None:
        authorisations.stop(by=self._who(by), process=self.row, reason=reason)

    def _advised(self, by: str, text: str) -> None:
        advice.advise(by=self._who(by), process=self.row, text=text)

    def _decided(self, by: str, text: str, answers: Sequence[str]) -> None:
        given = advices.hearing_of(self.row).unanswered
        said = {one.pk: answer for one, answer in zip(given, answers, strict=True)}
        advice.decide(by=self._who(by), process=self.row, is_kept=True, text=text, answers=said)

    def _named(self, by: str, nominee: str, reason: str) -> None:
        elections.nominate(by=self._who(by), process=self.row, nominee=self._who(nominee), reason=reason)

    def _revealed(self, by: str) -> None:
        elections.reveal(by=self._who(by), process=self.row)

    def _ended(self, by: str) -> None:
        elections.end_changes(by=self._who(by), process=self.row)

    def _proposed(self, by: str, nominee: str, reason: str) -> None:
        elections.propose_person(by=self._who(by), process=self.row, nominee=self._who(nominee), reason=reason)

    def _declined(self, by: str) -> None:
        elections.decline(by=self._who(by), process=self.row)
