"""Decisions out of here: Markdown, JSON, sheet; the text of each comes back sign for sign (D9)."""

import json
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from commun.core import scope, sheets
from commun.core.models import Space
from commun.governance.models import Decision, DecisionVersion, Process
from commun.governance.queries.decision_changes import Change, made_by
from commun.governance.queries.decision_thread import Step, Thread
from commun.governance.queries.decisions import carrier_of
from commun.ui.dates import day

# Long enough that no text of a decision holds it by chance.
FENCE = "~~~~~~~~"


def as_dict(thread: Thread) -> dict[str, Any]:
    """One decision and its thread, in plain values."""
    row = thread.decision
    return {
        "format": "commun.decision/1",
        "ref": row.ref,
        "number": row.number,
        "title": row.title,
        "subject": row.subject,
        "state": row.state,
        "since": row.since.isoformat(),
        "voiced_by": row.voiced_by.name,
        "carrier": carrier_of(row),
        "first_step": row.first_step,
        "due_on": row.due_on.isoformat() if row.due_on else None,
        "adopted_on": row.adopted_on.isoformat() if row.adopted_on else None,
        "ends_on": row.ends_on.isoformat() if row.ends_on else None,
        "review_on": row.review_on.isoformat() if row.review_on else None,
        "is_experiment": row.is_experiment,
        "outcome": row.outcome,
        "lesson": row.lesson,
        "version": row.version,
        "changed": _changed(thread.change) if thread.change.is_made else [],
        "versions": [_version(one) for one in thread.versions],
        "processes": [
            {"ref": one.ref, "method": one.method, "state": one.state, "outcome": one.outcome}
            for one in thread.processes
        ],
        "actions": [
            {"title": one.title, "state": one.state, "due_on": one.due_on.isoformat() if one.due_on else None}
            for one in thread.actions
        ],
        "disagreements": [
            {"member": one.name, "nature": one.nature, "reason": one.reason} for one in thread.disagreements
        ],
        "timeline": [{"at": one.at.isoformat(), "fact": one.words, "by": one.name} for one in thread.timeline],
    }


def _changed(change: Change | None) -> list[dict[str, str]]:
    lines = change.lines if change is not None else ()
    return [{"label": one.label, "before": one.before, "after": one.after} for one in lines]


def _told(change: Change) -> list[str]:
    """Each thing that changes, in one line: what it was, what it became."""
    return [f"{one.label} : {_on_one_line(one.before)} → {_on_one_line(one.after)}" for one in change.lines]


def _on_one_line(text: str) -> str:
    return " / ".join(text.split("\n")) or _("nothing")


def _version(version: DecisionVersion) -> dict[str, Any]:
    return {
        "number": version.number,
        "title": version.title,
        "text": version.text,
        "concerned": version.concerned,
        "change": version.change,
        "note": version.note,
        "author": version.author.name,
        "written_at": version.written_at.isoformat(),
        "fingerprint": version.fingerprint,
    }


def as_json(content: Any) -> str:
    """JSON that people can read."""
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def as_markdown(thread: Thread) -> str:
    """One decision as Markdown; its text stands between two fences, sign for sign."""
    row, version = thread.decision, thread.version
    parts = [
        f"# {row.title}",
        _("Decision no. %(number)s, %(state)s since %(day)s.")
        % {"number": row.number, "state": row.get_state_display(), "day": day(row.since, year=True)},
        f"{FENCE}\n{version.text}\n{FENCE}",
    ]
    facts = [
        (_("Who is concerned"), version.concerned),
        (_("Carried by"), carrier_of(row)),
        (_("First step"), row.first_step),
        (_("For"), day(row.due_on, year=True) if row.due_on else ""),
        (_("What became of it"), row.outcome),
        (_("What we learnt"), row.lesson),
        (_("Fingerprint of the text"), version.fingerprint),
    ]
    parts.append("\n".join(f"- {name} : {value}" for name, value in facts if value))
    if thread.change.lines:
        title = _("What its adoption changed") if thread.change.is_made else _("What adopting it would change")
        parts += _chapter(title, _told(thread.change))
    parts += _chapter(_("How the group decides it"), [_process(one) for one in thread.processes])
    parts += _chapter(_("To do"), [f"[{'x' if one.closed_on else ' '}] {one.title}" for one in thread.actions])
    disagreements = [f"{one.name} ({one.nature}) : {one.reason}" for one in thread.disagreements]
    parts += _chapter(_("Disagreements kept with it"), disagreements)
    parts += _chapter(_("How it came about"), [_step(one) for one in thread.timeline])
    return "\n\n".join(parts) + "\n"


def _process(process: Process) -> str:
    said = f"{process.get_method_display()}, {process.get_state_display()}"
    return f"{said}, {day(process.closed_at, year=True)}" if process.closed_at else said


def _step(step: Step) -> str:
    said = f" ({step.name})" if step.name else ""
    return f"{day(step.at, year=True)} : {step.words}{said}" + (f". {step.reason}" if step.reason else "")


def _chapter(title: str, lines: Iterable[str]) -> list[str]:
    listed = [f"- {line}" for line in lines]
    return [f"## {title}", "\n".join(listed)] if listed else []


def text_of(markdown: str) -> str:
    """The text of a decision, out of its Markdown."""
    return markdown.split(f"\n{FENCE}\n", 1)[1].rsplit(f"\n{FENCE}\n", 1)[0]


def texts_of(rows: Iterable[Decision], space_id: int) -> dict[int, DecisionVersion]:
    """The current version of each decision, by its id. One query."""
    wanted = {row.pk: row.version for row in rows}
    with scope.use(space_id):
        found = DecisionVersion.objects.filter(decision__in=wanted)
        return {one.decision_id: one for one in found if one.number == wanted[one.decision_id]}


def register_dicts(rows: list[Decision], space: Space) -> list[dict[str, Any]]:
    """The register in plain values, the text of each on the table and what its adoption changed included."""
    texts = texts_of(rows, space.pk)
    made = made_by(space, rows, texts)
    return [
        {
            "ref": row.ref,
            "number": row.number,
            "title": row.title,
            "subject": row.subject,
            "state": row.state,
            "since": row.since.isoformat(),
            "carrier": carrier_of(row),
            "due_on": row.due_on.isoformat() if row.due_on else None,
            "adopted_on": row.adopted_on.isoformat() if row.adopted_on else None,
            "ends_on": row.ends_on.isoformat() if row.ends_on else None,
            "text": texts[row.pk].text,
            "changed": _changed(made.get(row.pk)),
            "fingerprint": texts[row.pk].fingerprint,
        }
        for row in rows
    ]


def register_csv(rows: Iterable[Decision]) -> str:
    """The register for a spreadsheet: semicolons, a mark of UTF-8, and no cell that could be a formula."""
    heads = [_("Number"), _("Title"), _("Subject"), _("State"), _("Since"), _("Carried by"), _("For"), _("Adopted on")]
    lines = (
        [
            row.number,
            row.title,
            row.subject,
            row.get_state_display(),
            row.since.isoformat(),
            carrier_of(row),
            row.due_on.isoformat() if row.due_on else "",
            row.adopted_on.isoformat() if row.adopted_on else "",
        ]
        for row in rows
    )
    return sheets.written(heads, lines)


def register_markdown(rows: list[Decision], space: Space, title: str) -> str:
    """The register as one Markdown text."""
    texts = texts_of(rows, space.pk)
    made = made_by(space, rows, texts)
    parts = [f"# {title}"]
    for row in rows:
        state = f"{row.get_state_display()}, {day(row.since, year=True)}"
        parts += [f"## {row.number}. {row.title}", state, texts[row.pk].text]
        if row.pk in made:
            parts.append("\n".join([_("What its adoption changed"), "", *(f"- {one}" for one in _told(made[row.pk]))]))
    return "\n\n".join(part for part in parts if part) + "\n"
