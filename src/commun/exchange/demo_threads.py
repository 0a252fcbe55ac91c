"""The demo's threads as a group leads them: sections, templates, one on hold, one closed (``demo/lists.toml``)."""

from collections.abc import Mapping
from typing import Any

from commun.core import scope
from commun.core.models import Space
from commun.core.registries import DemoStage
from commun.core.urls import absolute, here
from commun.exchange.actions.sections import add_section
from commun.exchange.actions.thread_life import file_thread, set_state, sum_up
from commun.exchange.actions.thread_templates import save_template
from commun.exchange.models import Thread, ThreadSection
from commun.governance.demo import SPACES, member_of
from commun.governance.models import Decision, Membership
from commun.governance.policies import roles_in_force


def arrange(stage: DemoStage, told: Mapping[str, Any]) -> None:
    """Those who facilitate name the sections and write the templates."""
    for one in told["arranged"]:
        by = _facilitator(stage.things[SPACES][one["group"]])
        sections = {name: add_section(by=by, name=name) for name in one["sections"]}
        for template in one["template"]:
            save_template(
                by=by, subject=template["subject"], text=template["text"], section=sections[template["section"]]
            )  # fmt: skip


def lead(stage: DemoStage, one: Mapping[str, Any], threads: Mapping[str, Thread]) -> None:
    """Put one away, say where it stands, put it on hold or close it."""
    thread, by = threads[one["thread"]], member_of(stage, one["group"], one["by"])
    if "section" in one:
        with scope.use(by.space):
            section = ThreadSection.objects.get(name=one["section"])
        file_thread(by=by, thread=thread, section=section)
    if "summary" in one:
        sum_up(by=by, thread=thread, text=one["summary"])
    if "state" in one:
        set_state(by=by, thread=thread, state=one["state"], reason=one["reason"])


def with_decision(space: Space, words: str, title: str) -> str:
    """Words that name the page of a decision of the group."""
    with scope.use(space):
        row = Decision.objects.get(title=title)
    return words.replace("{decision}", absolute(here(space.slug, "governance:decision", decision=row.ref)))


def _facilitator(space: Space) -> Membership:
    found = roles_in_force(space).first()
    assert found is not None, f"nobody facilitates {space.slug}"
    return found
