"""The demo's projects: one that goes on, with its tasks and its proposals; one that is over, with its debriefs."""

import datetime as dt
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from commun.bids import project_texts
from commun.bids.actions import brands, project_ends, project_moves, project_people, project_tasks, projects
from commun.bids.models import CompostItem, Project, TaskCard
from commun.core import clock, scope
from commun.core.registries import DemoStage
from commun.core.writing import actions as texts
from commun.governance.demo import member_of
from commun.governance.models import Membership
from commun.people.demo import read
from commun.value.demo_works import WORKS

GROUP = "demarches-participatives"
PROJECTS = "projects"


def load(stage: DemoStage) -> None:
    """Each project with all that happened in it, day after day; left in ``stage.things``, by key of their work."""
    stage.say("Des projets…")
    content = read(PROJECTS)
    stage.things[PROJECTS] = {told["work"]: _Story(stage, told).play() for told in content["project"]}
    for told in content["brand"]:
        with clock.stopped(clock.now() - dt.timedelta(days=told["days"])):
            _brand(stage, told)


def _brand(stage: DemoStage, told: Mapping[str, Any]) -> None:
    """A joint brand, who accepted its rules, who may sign."""
    by = member_of(stage, GROUP, told["by"])
    sheet = brands.BrandSheet(told["name"], told["offer"], " ".join(told["rules"].split()))
    brand = brands.open_brand(by=by, sheet=sheet)
    for key in told["who"]:
        part = brands.join_brand(by=member_of(stage, GROUP, key), brand=brand, edition=brand.edition)
        if key in told["signs"]:
            brands.say_signer(by=by, part=part, may_sign=True)


class _Story:
    """One project: what happens in it, and how many days ago."""

    def __init__(self, stage: DemoStage, told: Mapping[str, Any]) -> None:
        self.stage, self.told, self.now = stage, told, clock.now()
        self.today = clock.today()
        self.acts: list[tuple[int, int, Callable[[], object]]] = []
        self.cards: dict[str, TaskCard] = {}
        with clock.stopped(self.now - dt.timedelta(days=told["days"])):
            sheet = projects.ProjectSheet(
                told["title"], clock.today(), self._day(told["ends"]), told["client"], told["relation"],
                approach=" ".join(told["approach"].split()),
            )  # fmt: skip
            work = stage.things[WORKS][told["work"]]
            self.project = projects.open_project(by=self._who(told["by"]), sheet=sheet, work=work)
            self._people()
            if "notes" in told:
                self._notes(told["notes"])

    def play(self) -> Project:
        """Everything that followed, in the order of the days."""
        for task in self.told["task"]:
            self._task(task)
        for told in self.told["compost"]:
            self._compost(told)
        for move in self.told.get("move", ()):
            self._at(move["days"], 2, partial(self._move, move))
        self._frame()
        if "closed" in self.told:
            by = self._who(self.told["by"])
            self._at(self.told["closed"], 3, lambda: project_ends.close_project(by=by, project=self.project))
        for one in self.told.get("debrief", ()):
            self._at(one["days"], 0, partial(self._debrief, one))
        for days, _rank, act in sorted(self.acts, key=lambda one: (-one[0], one[1])):
            with clock.stopped(self.now - dt.timedelta(days=days)):
                act()
        return self.project

    def _at(self, days: int, rank: int, act: Callable[[], object]) -> None:
        self.acts.append((days, rank, act))

    def _who(self, key: str) -> Membership:
        return member_of(self.stage, GROUP, key)

    def _day(self, days: int) -> dt.date:
        """So many days after the demo's day."""
        return self.today + dt.timedelta(days=days)

    def _people(self) -> None:
        by = self._who(self.told["by"])
        for one in self.told["beneficiary"]:
            project_people.write_beneficiaries(by=by, project=self.project, who=one["who"], uses=one["uses"])
        for one in self.told["stakeholder"]:
            body = project_people.Body(one["body"], one["role"], one["voice"])
            project_people.write_stakeholder(by=by, project=self.project, body=body)

    def _notes(self, written: str) -> None:
        with scope.use(self.project.space_id):
            texts.create_text(
                space=self.project.space, kind=project_texts.KIND, reference=self.project.ref,
                author=self._who(self.told["by"]).person_id, markdown_=written.strip(),
            )  # fmt: skip

    def _frame(self) -> None:
        by, told = self._who(self.told["by"]), self.told.get("experiment")
        if told:
            frame = projects.Frame(told["rules"], told["references"], told["protections"])
            self._at(told["days"], 1, lambda: projects.mark_experiment(by=by, project=self.project, frame=frame))
        if "dispatcher" in self.told:
            dispatcher = self._who(self.told["dispatcher"])
            self._at(60, 1, lambda: projects.take_dispatch(by=dispatcher, project=self.project))

    def _task(self, told: Mapping[str, Any]) -> None:
        """Written a fortnight before it was done, or a month ago; taken by its owner that day."""
        written = min(told["done"] + 14, self.told["days"]) if "done" in told else 30
        self._at(written, 1, lambda: self._write_task(told))
        for who, days, minutes, words in told.get("times", ()):
            token = f"{self.told['work']}-{told['title'][:12]}-{days}"
            given = project_tasks.Given(self._day(-days), minutes, token, words)
            self._at(days, 1, partial(self._note, told, who, given))
        if "done" in told:
            self._at(told["done"], 2, lambda: self._finish(told))

    def _write_task(self, told: Mapping[str, Any]) -> None:
        owner = self._who(told["who"]) if "who" in told else None
        due = self._day(told["due"]) if "due" in told else None
        before = self.cards[told["after"]].action if "after" in told else None
        # Who takes it writes it down: a task for somebody else would wait for their yes.
        task = project_tasks.Task(told["title"], owner, due, told["hours"] * 60, before)
        card = project_tasks.add_task(by=owner or self._who(told["by"]), project=self.project, task=task)
        self.cards[told["title"]] = card
        if told.get("state") == TaskCard.Column.DOING:
            project_tasks.place_task(by=self._who(told["by"]), card=card, column=TaskCard.Column.DOING)

    def _note(self, told: Mapping[str, Any], who: str, given: project_tasks.Given) -> None:
        project_tasks.note_time(by=self._who(who), card=self.cards[told["title"]], given=given)

    def _finish(self, told: Mapping[str, Any]) -> None:
        project_tasks.finish_task(by=self._who(told["who"]), card=self.cards[told["title"]])

    def _move(self, told: Mapping[str, Any]) -> None:
        taker, card = self._who(told["to"]), self.cards[told["task"]]
        project_moves.ask_move(by=self._who(told["by"]), card=card, taker=taker, words=told["why"])

    def _compost(self, told: Mapping[str, Any]) -> None:
        def act() -> None:
            sheet = project_ends.CompostSheet(
                told["nature"], told["title"], told["source"], told["fate"], told["licence"]
            )
            item: CompostItem = project_ends.write_compost(by=self._who(told["by"]), project=self.project, sheet=sheet)
            for key in told["agree"]:
                project_ends.agree_compost(by=self._who(key), row=item, fate=item.fate, licence=item.licence)

        self._at(told["days"], 0, act)

    def _debrief(self, told: Mapping[str, Any]) -> None:
        answers = {name: told.get(name, "") for name in project_ends.QUESTIONS}
        project_ends.give_debrief(
            by=self._who(told["who"]), project=self.project, answers=answers, is_signed=told["signed"]
        )
