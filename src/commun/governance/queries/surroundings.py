"""What every page of a group says around its main part."""

from django.db.models import Count, OuterRef, Subquery
from django.utils.translation import ngettext

from commun.core.models import Space
from commun.governance.models import Membership
from commun.governance.states import INSIDE


def subtitle_of(space: Space) -> str:
    """The cooperative of a group, if it has one, and how many are in it. One query."""
    count = Membership._base_manager.filter(space=OuterRef("pk"), state__in=INSIDE).order_by()
    row = (
        Space.objects.filter(pk=space.pk)
        .annotate(count=Subquery(count.values("space").annotate(count=Count("pk")).values("count")))
        .values_list("collective__cooperative__name", "count")
        .get()
    )
    members = ngettext("%(count)s member", "%(count)s members", row[1] or 0) % {"count": row[1] or 0}
    # The dot stays with what comes before it when the line is too short for both.
    return "\u00a0· ".join(part for part in (row[0], members) if part)
