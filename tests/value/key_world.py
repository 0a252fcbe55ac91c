"""Keys of a group, written and adopted through the doors."""

from typing import Any

from commun.algo import sharing
from commun.core import journal
from commun.governance import actions as governance
from commun.governance.models import Decision, Membership
from commun.value import actions
from commun.value.models import JointWork, KeyVersion

ROLES = {"bringing": "apport", "writing": "écriture", "coordination": "coordination"}


def bid_team() -> list[dict[str, Any]]:
    return sharing.written(sharing.bid_team(**ROLES))


def zero() -> list[dict[str, Any]]:
    return sharing.written(sharing.ZERO_AT_YEAR_END)


def equal() -> list[dict[str, Any]]:
    return [{"kind": "equal", "rate": 10_000}]


def write(by: Membership, name: str = "Notre clé", steps: Any = None) -> KeyVersion:
    return actions.write_key(by=by, name=name, steps=bid_team() if steps is None else steps)


def adopt(by: Membership, version: KeyVersion, work: JointWork | None = None) -> Decision:
    decision = actions.propose_key(by=by, version=version, work=work)
    return governance.adopt(decision=decision, actor=journal.Person(by.person_id))
