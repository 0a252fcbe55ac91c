"""How each way of deciding is shown: its page, its form, the family it is listed in."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse

from commun.core.registries import Registry
from commun.governance.forms.processes import WishForm
from commun.governance.models import Process
from commun.governance.policies import MemberRequest

# Families, in the order in which they are offered.
GUIDED, VOTES, SOUNDINGS = "guided", "votes", "soundings"


@dataclass(frozen=True)
class Face:
    """``page`` draws an open or closed process; ``form`` asks what opening one needs.

    ``when`` is one sentence: when to choose it. ``alone``: it may be opened without a decision; ``on_decision``: on
    one that is written already (an election writes its own).
    """

    page: Callable[[MemberRequest, Process], HttpResponse]
    form: type[WishForm]
    family: str
    when: Any
    alone: bool = False
    on_decision: bool = True


faces: Registry[Face] = Registry()
