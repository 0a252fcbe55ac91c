"""The full trail of a guided path, for export: versions, what was said, where each stood, how it ended."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from django.utils.translation import gettext as _

from commun.core import scope
from commun.core.models import Fact
from commun.governance.models import DecisionVersion, Elector, Nomination, Objection, Process, Remark, Stance
from commun.governance.queries import elections
from commun.governance.queries.register import lines_of

FORMAT = "commun.trail/1"


def trail_of(process: Process) -> dict[str, Any]:
    """Everything that members could read, in order. At most 12 queries."""
    with scope.use(process.space_id):
        electors = Elector.objects.filter(process=process).select_related("membership__person")
        told = list(Fact.objects.filter(about_kind="governance.process", about_ref=process.ref).order_by("position"))
        return {
            "format": FORMAT,
            "process": process.ref,
            "title": process.title,
            "method": str(process.method),
            "guidance": process.guidance,
            "rules": process.rules,
            "state": str(process.state),
            "stage": process.stage,
            "opened_at": _when(process.opened_at),
            "closed_at": _when(process.closed_at),
            "outcome": process.outcome,
            "result": process.result,
            "electors": sorted(one.membership.name for one in electors),
            "electorate": process.electorate_digest,
            "versions": [_version(one) for one in _versions(process)],
            "remarks": [_remark(one) for one in _of(process, Remark)],
            "stances": [_stance(one) for one in _stances(process)],
            "objections": [_objection(one) for one in _of(process, Objection)],
            "nominations": [_nomination(one) for one in _nominations(process)],
            "facts": [{"at": _when(one.at), "what": one.sentence} for one in lines_of(process.space, told)],
        }


def _of(process: Process, model: Any) -> Iterable[Any]:
    return cast("Iterable[Any]", model.objects.filter(process=process).select_related("membership__person"))


def _when(moment: Any) -> str | None:
    return moment.isoformat() if moment else None


def _versions(process: Process) -> Iterable[DecisionVersion]:
    rows = DecisionVersion.objects.filter(decision=process.decision_id, number__lte=process.version)
    return rows.select_related("author__person").order_by("number")


def _stances(process: Process) -> Iterable[Stance]:
    rows = Stance.objects.filter(process=process).select_related("membership__person")
    return rows.order_by("version", "membership__person__sort_key", "pk")


def _nominations(process: Process) -> Iterable[Nomination]:
    if not elections.is_revealed(process):
        return []
    rows = Nomination.objects.filter(process=process).select_related("membership__person", "nominee__person")
    return rows.order_by("round", "nominee__person__sort_key", "membership__person__sort_key", "pk")


def _version(one: DecisionVersion) -> dict[str, Any]:
    names = ("number", "title", "text", "concerned", "change", "note", "fingerprint")
    return {**{name: getattr(one, name) for name in names}, "by": one.author.name, "at": _when(one.written_at)}


def _remark(one: Remark) -> dict[str, Any]:
    return {
        "number": one.pk,
        "answers": one.answers_id,
        "nature": str(one.nature),
        "version": one.version,
        "by": one.membership.name,
        "text": one.text,
        "at": _when(one.written_at),
    }


def _stance(one: Stance) -> dict[str, Any]:
    return {
        "version": one.version,
        "by": one.membership.name,
        "position": str(one.position),
        "reason": one.reason,
        "at": _when(one.at),
    }


def _objection(one: Objection) -> dict[str, Any]:
    return {
        "version": one.version,
        "by": one.membership.name,
        "reason": one.reason,
        "state": str(one.state),
        "raised_at": _when(one.raised_at),
        "resolved_at": _when(one.resolved_at),
        "resolution": one.resolution,
        "criteria": one.tests,
    }


def _nomination(one: Nomination) -> dict[str, Any]:
    return {"round": one.round, "by": one.membership.name, "for": one.nominee.name, "reason": one.reason}


def as_markdown(trail: Mapping[str, Any]) -> str:
    """The same as a text that reads well."""
    parts = [f"# {trail['title']}", ""]
    if trail["guidance"]:
        parts += [trail["guidance"], ""]
    for version in trail["versions"]:
        parts += [f"## {_('Version %(number)s') % version}", "", f"**{version['title']}**", "", version["text"], ""]
        parts += [f"*{version['note']}*", ""] if version["note"] else []
    for title, rows, line in (
        (_("What was said"), trail["remarks"], _remark_line),
        (_("Nominations"), trail["nominations"], _nomination_line),
        (_("Objections"), trail["objections"], _objection_line),
        (_("Where each stood"), trail["stances"], _stance_line),
        (_("What happened"), trail["facts"], lambda one: f"- {one['at'][:16].replace('T', ' ')} : {one['what']}"),
    ):
        if rows:
            parts += [f"## {title}", "", *(line(one) for one in rows), ""]
    return "\n".join(parts)


def _remark_line(one: Mapping[str, Any]) -> str:
    indent = "  " if one["answers"] else ""
    return f"{indent}- **{one['by']}** ({one['nature']}, v{one['version']}) : {one['text']}"


def _nomination_line(one: Mapping[str, Any]) -> str:
    return f"- {one['by']} → **{one['for']}** ({one['round']}) : {one['reason']}"


def _objection_line(one: Mapping[str, Any]) -> str:
    criteria = "".join(
        f"\n  - {test['question']} {_('yes') if test['answer'] else _('no')} {test['note']}" for test in one["criteria"]
    )
    return f"- **{one['by']}** (v{one['version']}, {one['state']}) : {one['reason']} {one['resolution']}{criteria}"


def _stance_line(one: Mapping[str, Any]) -> str:
    return f"- v{one['version']}, {one['by']} : {one['position']} {one['reason']}".rstrip()
