"""The demo's roles: a year of cards, mandates, renewals, a vacancy and a pair. Data in ``demo/roles.toml``."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from commun.core import journal, scope
from commun.core.registries import DemoStage
from commun.governance import actions
from commun.governance.actions import Card
from commun.governance.demo import SPACES, member_of
from commun.governance.journal.processes import RULE_OF_CLOSING
from commun.governance.models import Friction, Mandate, Membership, Role
from commun.people.demo import Diary, moment, read

# The days on which the clock executes what the cards say.
CLOCK_DAYS = (-60, -30, -12, -4, -2)


def load(stage: DemoStage) -> None:
    """Let the year happen, through the doors."""
    stage.say("Rôles et mandats : fiches, tours, renouvellements…")
    diary = Diary()
    for told in read("roles")["group"]:
        _Year(stage, diary, told).write()
    for day in CLOCK_DAYS:
        diary.note(moment(stage.today, day, "05:10"), actions.expire_due)
    diary.note(moment(stage.today, -1, "05:40"), actions.watch_spread)
    diary.play()


class _Year:
    """One group's year, written in the diary."""

    def __init__(self, stage: DemoStage, diary: Diary, told: Mapping[str, Any]) -> None:
        self.stage, self.diary, self.told = stage, diary, told
        self.space = stage.things[SPACES][told["key"]]

    def write(self) -> None:
        """All of it, in whatever order: the diary sorts."""
        told = self.told
        for card in told["card"]:
            self._note(told["cards_days"], partial(self._card, card), "10:30")
        self._note(told["cards_days"] + 1, self._settings, "10:40")
        acts: dict[str, Callable[[Mapping[str, Any]], object]] = {
            "mandate": self._mandate,
            "declared": self._declared,
            "offer": self._offer,
            "hand_over": self._hand_over,
            "pair": self._pair,
            "given_back": self._given_back,
            "thanks": self._thanks,
            "friction": self._friction,
        }
        for name, act in acts.items():
            for line in told.get(name, ()):
                self._note(line["days"], partial(act, line), salt=f"{name}{line.get('role', '')}")
        for line in told.get("friction", ()):
            if "ended_days" in line:
                self._note(line["ended_days"], partial(self._end_friction, line), salt=line["text"])

    def _note(self, days: int, do: Callable[[], object], at: str = "", salt: str = "") -> None:
        self.diary.note(moment(self.stage.today, days, at, salt=salt), do)

    def _member(self, key: str) -> Membership:
        return member_of(self.stage, self.told["key"], key)

    def _role(self, name: str) -> Role:
        with scope.use(self.space):
            return Role.objects.select_related("space").get(name=name)

    def _held(self, role: str, key: str) -> Mandate:
        with scope.use(self.space):
            rows = Mandate.objects.select_related("space", "role", "membership__person")
            return rows.filter(role__name=role, membership=self._member(key)).latest("starts_on")

    def _card(self, card: Mapping[str, Any]) -> None:
        content = {name: value for name, value in card.items() if name != "hours"}
        whole = Card(**content, minutes_per_month=round(card["hours"] * 60))
        actions.create_role(by=self._member(self.told["writer"]), card=whole)

    def _settings(self) -> None:
        actions.set_role_settings(
            by=self._member(self.told["writer"]),
            model=self.told["model"],
            documents=self.told.get("documents", []),
            threshold=self.told.get("threshold"),
        )

    def _mandate(self, line: Mapping[str, Any]) -> None:
        """Proposed by who facilitates, adopted by the group at the meeting of that day."""
        writer, member, role = self._member(self.told["writer"]), self._member(line["member"]), self._role(line["role"])
        draft = actions.Draft(
            title=f"Qui prend le rôle « {role.name} » ?",
            text=role.purpose,
            subject="Rôles",
            concerned="Tout le groupe",
            change={"kind": "mandate", "role": role.ref, "membership": member.pk},
        )
        decision = actions.voice(by=writer, draft=draft, origin=f"role:{role.ref}")
        actions.propose(by=writer, decision=decision)
        actions.adopt(decision=decision, actor=journal.Rule(RULE_OF_CLOSING))

    def _declared(self, line: Mapping[str, Any]) -> None:
        actions.declare_mandate(by=self._member(line["member"]), role=self._role(line["role"]))

    def _offer(self, line: Mapping[str, Any]) -> None:
        role = self._role(line["role"])
        actions.volunteer(by=self._member(line["member"]), role=role, wish=line["wish"], note=line["note"])

    def _hand_over(self, line: Mapping[str, Any]) -> None:
        mandate = self._held(line["role"], line["from"])
        actions.hand_over_mandate(by=self._member(line["from"]), mandate=mandate, to=self._member(line["to"]))

    def _pair(self, line: Mapping[str, Any]) -> None:
        mandate = self._held(line["role"], line["holder"])
        holder, learner = self._member(line["holder"]), self._member(line["learner"])
        actions.accept_learner(by=holder, mandate=mandate, learner=learner)

    def _given_back(self, line: Mapping[str, Any]) -> None:
        mandate = self._held(line["role"], line["member"])
        actions.end_mandate(by=self._member(line["member"]), mandate=mandate, reason=line["reason"])

    def _thanks(self, line: Mapping[str, Any]) -> None:
        mandate = self._held(line["role"], line["holder"])
        actions.thank(by=self._member(line["member"]), mandate=mandate, text=line["text"])

    def _friction(self, line: Mapping[str, Any]) -> None:
        roles = [self._role(name) for name in line["roles"]]
        actions.note_friction(by=self._member(line["member"]), roles=roles, text=line["text"])

    def _end_friction(self, line: Mapping[str, Any]) -> None:
        with scope.use(self.space):
            friction = Friction.objects.get(text=line["text"])
        by = self._member(line["by"])
        actions.end_friction(by=by, friction=friction, state=line["state"], outcome=line["outcome"])
