"""What a group owns together is decided by the group: not by one person after advice, nor by a few chosen voices."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from commun.core.errors import Refused
from commun.governance.actions.processes import Wish
from commun.governance.models import Decision, Process


def by_the_group(decision: Decision, change: Mapping[str, Any], wish: Wish) -> None:
    """The ``opening`` of every effect of this room. Raises Refused for a way in which the group does not answer."""
    if wish.method == Process.Method.ADVICE:
        raise Refused(_("Money, hours and keys are the group’s: nobody decides on them alone, even after advice."))
    if wish.electors:
        raise Refused(_("Money, hours and keys are the group’s: everybody has a voice on them."))
