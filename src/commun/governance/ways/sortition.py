"""A draw among volunteers or among all: reproducible by anybody from a seed that is public once it is closed."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commun.algo.voting import lots
from commun.core import scope
from commun.core.errors import Refused
from commun.governance import methods
from commun.governance.methods import Ending, Way
from commun.governance.models import Ballot, Elector, Process
from commun.governance.ways import common

VOLUNTEERS, EVERYBODY = "volunteers", "everybody"


def clean(said: Mapping[str, Any]) -> dict[str, Any]:
    """The rules of a draw: among whom, how many, and the groups to be drawn from in proportion, if any."""
    kept = common.clean(said)
    kept["among"] = common.one_of(said, "among", (VOLUNTEERS, EVERYBODY))
    kept["seats"] = common.whole(said, "seats", 1, 1, 100)
    strata = said.get("strata") or {}
    kept["strata"] = {str(name): sorted(int(member) for member in members) for name, members in strata.items()}
    placed = [member for members in kept["strata"].values() for member in members]
    if len(placed) != len(set(placed)):
        raise Refused(_("Somebody is in two of the groups to draw from."))
    return kept


def answer(process: Process, content: Mapping[str, Any]) -> dict[str, Any]:
    """In the draw, or not: anybody may decline."""
    said = content.get("answer")
    if said not in ("in", "out"):
        raise Refused(_("Say whether you are in the draw."))
    return {"answer": said}


def pool_of(process: Process) -> list[str]:
    """References of the people drawn from: those who said yes, or all but those who said no. 2 queries."""
    with scope.use(process.space_id):
        rows = Ballot.objects.filter(process=process).values_list("elector__membership_id", "content")
        said = {member: content["answer"] for member, content in rows}
        everybody = Elector.objects.filter(process=process).values_list("membership_id", "membership__person__ref")
        among = process.rules["among"]
        return sorted(
            ref for member, ref in everybody if said.get(member, "in" if among == EVERYBODY else "out") == "in"
        )


def ending(process: Process) -> Ending:
    """Draw with the seed fixed by the close; with groups, each has its share of the seats."""
    pool, seats = pool_of(process), int(process.rules["seats"])
    seed = common.seed_of(process)
    told: dict[str, Any] = {"rule": lots.VERSION, "seed": seed, "pool": pool, "seats": seats}
    if len(pool) < seats:
        return Ending(methods.TIE, {**told, "settled": [], "short": seats - len(pool)})
    strata = _strata(process, pool)
    if strata:
        drawn = common.speaking(lambda: lots.stratified(strata, seats, seed))
        told["strata"] = {name: list(members) for name, members in strata.items()}
        settled = [ref for refs in drawn.values() for ref in refs]
    else:
        settled = list(common.speaking(lambda: lots.sortition(pool, seats, seed)))
    return Ending(methods.ADOPTED, {**told, "settled": settled})


def _strata(process: Process, pool: list[str]) -> dict[str, list[str]]:
    """The people of the pool by group; those of no group make one of their own."""
    if not process.rules["strata"]:
        return {}
    with scope.use(process.space_id):
        refs = dict(Elector.objects.filter(process=process).values_list("membership_id", "membership__person__ref"))
    inside = set(pool)
    strata = {
        name: sorted(refs[member] for member in members if refs.get(member) in inside)
        for name, members in process.rules["strata"].items()
    }
    placed = {ref for refs_of in strata.values() for ref in refs_of}
    rest = sorted(inside - placed)
    return {**strata, **({"": rest} if rest else {})}


def register() -> None:
    """Add the draw to the ways of deciding."""
    methods.ways.add(
        Process.Method.SORTITION,
        Way(
            explain=gettext_lazy("A lot chooses among those who are willing; anybody can draw it again and check."),
            clean=clean,
            ballot=answer,
            ending=ending,
        ),
    )
