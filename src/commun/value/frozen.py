"""What a sharing was computed from and what it gave, as JSON that is read back alike (V2)."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from commun.algo.sharing import Brought, Distribution, Measure, Place


def freeze_brought(brought: Brought) -> dict[str, Any]:
    """People by their reference, and what each brought; nothing that is zero."""
    return {
        "people": sorted(brought.people),
        "measures": {name.value: _some(each) for name, each in brought.measures.items() if _some(each)},
        "roles": {name: _some(each) for name, each in brought.roles.items() if _some(each)},
        "expenses": _some(brought.expenses),
    }


def thaw_brought(told: Mapping[str, Any]) -> Brought:
    """What was frozen."""
    return Brought(
        people=tuple(told["people"]),
        measures={Measure(name): each for name, each in told["measures"].items()},
        roles=told["roles"],
        expenses=told["expenses"],
    )


def freeze_result(found: Distribution) -> dict[str, Any]:
    """Cents of each, of the places, and the lines of the arithmetic."""
    return {
        "amount": found.amount,
        "people": dict(sorted(found.people.items())),
        "places": {Place.POT.value: found.pot, Place.CARRY.value: found.carried, Place.ENTITY.value: found.entity},
        "lines": [
            {
                "step": line.step,
                "base": line.base,
                "taken": line.taken,
                "left": line.left,
                "place": line.place.value if line.place else "",
                "parts": dict(sorted(line.parts.items())),
                "weights": dict(sorted(line.weights.items())),
            }
            for line in found.lines
        ],
    }


def fingerprint_of(*told: Any) -> str:
    """SHA-256 of canonical JSON."""
    text = json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _some(each: Mapping[str, int]) -> dict[str, int]:
    return {name: value for name, value in sorted(each.items()) if value}
