"""One thing of each kind for the policy matrix: by the name of the argument in the address.

A page whose address has a new argument, `<slug:decision>` say, adds a line: a function of the group's space and of one
of its members that makes the thing and returns the value for the address.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any

from commun.core import clock
from commun.core.models import Space
from commun.governance.actions.decisions import Draft, voice
from commun.governance.models import Membership, Process


def _decision(_space: Space, member: Membership) -> str:
    return voice(by=member, draft=Draft(title="Louer un local", text="À deux pas.", concerned="Le groupe")).ref


def _process(space: Space, member: Membership) -> str:
    process = Process(
        space=space,
        title="Louer un local ?",
        method="proposal",
        state="draft",
        opened_by=member,
        created_at=clock.now(),
        closes_at=clock.now() + dt.timedelta(days=7),
    )
    process.save()
    return process.ref


SAMPLES: dict[str, Callable[[Space, Membership], Any]] = {
    "decision": _decision,
    "process": _process,
    "method": lambda _space, _member: "proposal",
}
