"""The group's templates, those that others share, and the library as a file."""

from collections.abc import Iterable, Mapping
from typing import Any

from commun.core import scope
from commun.core.models import Space
from commun.governance.models import Process, ProcessTemplate

FORMAT = "commun.processes/1"
# Rules that name people or days of one group make no sense elsewhere; a template keeps its words apart.
LOCAL_RULES = frozenset({"electors", "decider", "consulted", "needed", "weights", "strata", "starts_on", "wording"})


def own(space: Space) -> list[ProcessTemplate]:
    """Templates of the group, by name. 1 query."""
    with scope.use(space):
        return list(ProcessTemplate.objects.order_by("name", "pk"))


def shared_by_others(space: Space) -> list[ProcessTemplate]:
    """Templates that other groups let anybody copy. 1 query."""
    with scope.everywhere("templates shared as commons"):
        rows = ProcessTemplate.objects.filter(is_shared=True).exclude(space=space).select_related("space")
        return list(rows.order_by("name", "pk")[:200])


def portable(rules: Mapping[str, Any]) -> dict[str, Any]:
    """The rules without what names people or days of one group."""
    return {name: value for name, value in rules.items() if name not in LOCAL_RULES}


def wording_of(process: Process) -> dict[str, Any]:
    """The group's words, the options and the settings of a process, as a template keeps them. 1 query."""
    with scope.use(process.space_id):
        options = [
            {"label": one.label, "detail": one.detail, "data": one.data} for one in process.options.order_by("position")
        ]
    kept: dict[str, Any] = {**process.wording, "is_secret": process.is_secret, "shown": str(process.shown)}
    return kept | ({"options": options} if options else {})


def as_file(templates: Iterable[ProcessTemplate]) -> dict[str, Any]:
    """The library as JSON: imported elsewhere, it gives identical processes."""
    return {
        "format": FORMAT,
        "templates": [
            {
                "name": one.name,
                "method": str(one.method),
                "guidance": one.guidance,
                "rules": one.rules,
                "wording": one.wording,
            }
            for one in templates
        ],
    }
