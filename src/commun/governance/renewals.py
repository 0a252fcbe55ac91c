"""What a renewal opens with: the way of filling that the role card names, turned into the wish of a process."""

import datetime as dt
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from commun.core import clock
from commun.governance import methods
from commun.governance.models import Membership, Role, Vacancy

if TYPE_CHECKING:
    from commun.governance.actions.processes import Wish

OPEN_FOR = dt.timedelta(days=14)


def wish_for(vacancy: Vacancy, host: Membership) -> "Wish":
    """The process that would fill the seat. Volunteers are shown with the role card, on the process's own page."""
    from commun.governance.actions.processes import Wish

    role = vacancy.role
    method = "election"
    way = methods.ways.get(method)
    return Wish(
        method=method,
        title=_("Who takes the role “%(role)s”?") % {"role": role.name},
        guidance=_guidance(role),
        role=role,
        closes_at=clock.now() + OPEN_FOR if way is None or way.ends_by_clock else None,
    )


def _guidance(role: Role) -> str:
    said = _("This renewal opened by itself, as the role card says. What the role is for: %(purpose)s")
    return said % {"purpose": role.purpose}
