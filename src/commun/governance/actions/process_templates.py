"""Verbs of templates of processes, and of the group's own rules of deciding."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import clock, journal, scope
from commun.core.errors import Refused
from commun.core.words import one_line
from commun.governance import methods, policies
from commun.governance.actions.places import refuse_unless, refuse_unless_awake, self_of
from commun.governance.actions.processes import OptionWish, Wish
from commun.governance.journal import guided as facts
from commun.governance.models import Decision, GroupRules, Membership, Process, ProcessTemplate
from commun.governance.queries import process_templates as queries
from commun.governance.ways import common

ABOUT = "governance.template"
MOST_TEMPLATES, LARGEST_FILE = 200, 1_000_000


@dataclass(frozen=True)
class Template:
    """What a template says; ``wording`` may hold "explain", "options", "is_secret", "shown"."""

    name: str
    method: str
    guidance: str = ""
    rules: Mapping[str, Any] = field(default_factory=dict)
    wording: Mapping[str, Any] = field(default_factory=dict)
    is_shared: bool = False


@transaction.atomic
def save_template(*, by: Membership, content: Template, template: ProcessTemplate | None = None) -> ProcessTemplate:
    """Keep a template, or change one. Raises Refused."""
    refuse_unless_awake(by, by.space_id)
    content = checked(content)
    with scope.use(by.space_id):
        same = ProcessTemplate.objects.filter(name__iexact=content.name)
        if (same if template is None else same.exclude(pk=template.pk)).exists():
            raise Refused(_("A template has this name already: choose another."))
        if template is None and ProcessTemplate.objects.count() >= MOST_TEMPLATES:
            raise Refused(_("The group has 200 templates already: remove one first."))
    row = template or ProcessTemplate(space=by.space, created_at=clock.now())
    for name, value in vars(content).items():
        setattr(row, name, dict(value) if isinstance(value, Mapping) else value)
    row.save()
    _tell(facts.TEMPLATE_SAVED, row, by, {"method": content.method})
    return row


@transaction.atomic
def remove_template(*, by: Membership, template: ProcessTemplate) -> None:
    """Remove a template; processes opened from it stay as they are. Raises Refused."""
    refuse_unless_awake(by, by.space_id)
    _tell(facts.TEMPLATE_REMOVED, template, by, {"method": str(template.method)})
    template.delete()


@transaction.atomic
def keep_process(*, by: Membership, process: Process, content: Template) -> ProcessTemplate:
    """Keep a process as a template: its rules, options and settings, with a name of one's own. Raises Refused."""
    wording = queries.wording_of(process) | dict(content.wording)
    kept = Template(
        name=content.name,
        method=str(process.method),
        guidance=content.guidance,
        rules=queries.portable(process.rules),
        wording=wording,
        is_shared=content.is_shared,
    )
    return save_template(by=by, content=kept)


@transaction.atomic
def copy_template(*, by: Membership, template: ProcessTemplate) -> ProcessTemplate:
    """Copy what another group shares. Raises Refused."""
    if not template.is_shared and template.space_id != by.space_id:
        raise Refused(_("This template is not shared."))
    names = ("name", "method", "guidance", "rules", "wording")
    return save_template(by=by, content=Template(**{name: getattr(template, name) for name in names}))


@transaction.atomic
def import_templates(*, by: Membership, text: bytes | str) -> list[ProcessTemplate]:
    """Add every template of a library that another group exported; all of them or none. Raises Refused."""
    return [save_template(by=by, content=one) for one in read(text)]


def read(text: bytes | str) -> list[Template]:
    """The templates of a file. Raises Refused with what is wrong."""
    if len(text) > LARGEST_FILE:
        raise Refused(_("This file is too large for a library of templates."))
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refused(_("This file is not a library of templates (JSON).")) from error
    if not isinstance(content, dict) or content.get("format") != queries.FORMAT:
        raise Refused(_("This file is not a library of templates (JSON)."))
    rows = content.get("templates")
    if not isinstance(rows, list) or len(rows) > MOST_TEMPLATES or not all(isinstance(one, dict) for one in rows):
        raise Refused(_("This file is not a library of templates (JSON)."))
    return [_read_one(one) for one in rows]


def _read_one(said: Mapping[str, Any]) -> Template:
    texts = {name: said.get(name, "") for name in ("name", "method", "guidance")}
    maps = {name: said.get(name, {}) for name in ("rules", "wording")}
    is_readable = all(isinstance(one, str) for one in texts.values())
    if not is_readable or not all(isinstance(one, dict) for one in maps.values()):
        raise Refused(_("This file is not a library of templates (JSON)."))
    return checked(Template(**texts, **maps))


def checked(content: Template) -> Template:
    """The template as it can be kept. Raises Refused."""
    name = one_line(content.name)
    way = methods.ways.get(content.method)
    if not name or len(name) > 120:
        raise Refused(_("Give the template a name, 120 signs at most."))
    if way is None or content.method not in Process.Method.values:
        raise Refused(_("Choose a way of deciding."))
    if len(content.guidance) > 4000:
        raise Refused(_("The text is too long: 4,000 signs at most."))
    rules = queries.portable(content.rules)
    if content.method == Process.Method.ADVICE:
        rules = {"days": common.whole(rules, "days", 7, 1, 90)}
    else:
        rules = queries.portable(way.clean(rules))
    return Template(
        name=name,
        method=content.method,
        guidance=content.guidance.strip(),
        rules=rules,
        wording=_checked_wording(content.wording),
        is_shared=content.is_shared,
    )


def _checked_wording(said: Mapping[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    if str(said.get("explain") or "").strip():
        kept["explain"] = str(said["explain"]).strip()[:300]
    if said.get("options"):
        kept["options"] = [_checked_option(one) for one in _list(said["options"])]
    kept["is_secret"] = bool(said.get("is_secret"))
    shown = said.get("shown")
    kept["shown"] = shown if shown in Process.Shown.values else Process.Shown.CLOSE.value
    return kept


def _list(value: Any) -> Sequence[Any]:
    if not isinstance(value, list) or len(value) > MOST_TEMPLATES:
        raise Refused(_("The options of this template cannot be read."))
    return value


def _checked_option(said: Any) -> dict[str, Any]:
    if not isinstance(said, dict) or not isinstance(said.get("data", {}), dict):
        raise Refused(_("The options of this template cannot be read."))
    return {
        "label": str(said.get("label", ""))[:300],
        "detail": str(said.get("detail", ""))[:2000],
        "data": said.get("data", {}),
    }


def wish_from(template: ProcessTemplate, *, title: str = "", decision: Decision | None = None, **more: Any) -> Wish:
    """The process that the template opens; ``more``: guidance, closing date, rules of the guided paths."""
    wording = template.wording
    options = [OptionWish(one["label"], one["detail"], one["data"]) for one in wording.get("options", ())]
    fields: dict[str, Any] = {
        "guidance": template.guidance,
        "rules": template.rules,
        "is_secret": bool(wording.get("is_secret")),
        "shown": wording.get("shown", Process.Shown.CLOSE),
        "options": options,
        **more,
    }
    words = {"explain": wording["explain"]} if wording.get("explain") else {}
    return Wish(method=str(template.method), title=title, decision=decision, wording=words, **fields)


@transaction.atomic
def set_ways(*, by: Membership, authorisation_days: int, criteria: Sequence[str]) -> GroupRules:
    """Write the group's rules of its guided paths; by those who facilitate, and told in the journal. Raises Refused."""
    refuse_unless(policies.has_role(by))
    kept = [line[:300] for one in criteria if (line := one_line(one))]
    if len(kept) > 12:
        raise Refused(_("At most 12 questions: people could not read more."))
    if not 1 <= authorisation_days <= 90:
        raise Refused(_("Between 1 and 90 days."))
    with scope.use(by.space_id):
        rules, _is_new = GroupRules.objects.update_or_create(
            space=by.space, defaults={"authorisation_days": authorisation_days, "objection_criteria": kept}
        )
    data = {"authorisation_days": authorisation_days, "criteria": len(kept)}
    about = ("core.space", by.space.slug)
    journal.record(facts.RULES_CHANGED, space=by.space, actor=self_of(by), about=about, data=data)
    return rules


def _tell(fact: str, row: ProcessTemplate, by: Membership, data: Mapping[str, Any]) -> None:
    journal.record(fact, space=by.space, actor=self_of(by), about=(ABOUT, row.ref), data=data)
