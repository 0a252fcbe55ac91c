"""News that members brought to the next meeting."""

from commun.core import scope
from commun.governance.models import AgendaItem, Meeting
from commun.governance.models.meetings import Part


def news_of(meeting: Meeting) -> list[AgendaItem]:
    """In the order of the agenda, the part of the ritual itself left out. 1 query."""
    with scope.use(meeting.space_id):
        rows = AgendaItem.objects.filter(meeting=meeting, part=Part.NEWS, is_ritual=False)
        rows = rows.filter(state=AgendaItem.State.PLANNED).select_related("owner__person", "owner__space")
        return list(rows.order_by("position", "pk"))
