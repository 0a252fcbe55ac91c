"""What a member would hand over by leaving."""

from django.utils.translation import gettext as _

from commun.core.urls import here
from commun.governance.handover import Handover, sources
from commun.governance.models import Membership
from commun.governance.queries.directory import commitments_of
from commun.ui.dates import day


def hand_over_list(member: Membership) -> list[Handover]:
    """The role, the commitments, then what other rooms add. 1 query, plus those of the rooms."""
    found: list[Handover] = []
    mine = here(member.space.slug, "governance:my-place")
    if member.role:
        found.append(Handover(label=_("Role: %(role)s") % {"role": member.get_role_display()}, url=mine))
    for commitment in commitments_of(member)[0]:
        end = commitment.ends_on
        detail = _("until %(day)s") % {"day": day(end)} if end else ""
        found.append(Handover(label=commitment.label, detail=detail, url=mine))
    for source in sources:
        found.extend(source.list(member))
    return found
