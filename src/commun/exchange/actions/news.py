"""News of each member: a word that goes to the next meeting's agenda, in the part kept for news (R97)."""

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import journal, scope
from commun.core.errors import Refused
from commun.core.words import one_line
from commun.governance.actions.agenda import Point, add_point
from commun.governance.actions.places import refuse_unless_awake
from commun.governance.models import AgendaItem, Meeting, Membership
from commun.governance.models.meetings import Part
from commun.governance.queries.meetings import next_meeting

LONGEST_TITLE, MINUTES = 200, 3


@transaction.atomic
def bring_news(*, by: Membership, title: str, detail: str = "") -> AgendaItem:
    """Propose it as a point of three minutes; the same twice is once. It is changed and withdrawn as any point.

    Raises Refused.
    """
    refuse_unless_awake(by, by.space_id)
    journal.hold(by.space)
    meeting = next_meeting(by.space)
    if meeting is None:
        raise Refused(_("No meeting is planned: plan one first, or tell the mailing list."))
    title = one_line(title, LONGEST_TITLE)
    with scope.use(by.space_id):
        Meeting.objects.select_for_update().get(pk=meeting.pk)
        mine = AgendaItem.objects.filter(meeting=meeting, owner=by, part=Part.NEWS, title=title)
        done = mine.filter(state=AgendaItem.State.PLANNED).first()
    point = Point(title, detail.replace("\x00", ""), AgendaItem.Wish.INFORM, MINUTES, Part.NEWS)
    return done or add_point(by=by, meeting=meeting, point=point)
