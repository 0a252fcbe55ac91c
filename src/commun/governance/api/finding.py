"""How what programs name by its reference is found: by the same policies as the pages."""

from commun.core.api.shapes import find, find_for_member
from commun.core.errors import NotFound
from commun.core.models import Space
from commun.governance import policies
from commun.governance.models import (
    Action,
    AgendaItem,
    BodyLink,
    CalendarToken,
    Commitment,
    Decision,
    Duty,
    Facilitator,
    FacilitatorCall,
    Friction,
    GroupText,
    GuestPass,
    Invitation,
    Mandate,
    Meeting,
    MeetingSeries,
    Membership,
    MinuteLine,
    Objection,
    Process,
    ProcessTemplate,
    Remark,
    Role,
    SteeringIndicator,
    Welcome,
    WorkTime,
)
from commun.governance.policies import (
    charter,
    decisions,
    facilitation,
    guests,
    guided,
    meetings,
    processes,
    roles,
    welcomes,
    work_time,
)
from commun.governance.queries import calendar_feeds, presentation, steering


def _body_around(caller: object, slug: str) -> Space:
    """A network or a territory that the group may belong to."""
    member = caller.member  # type: ignore[attr-defined]
    found = next((one for one in presentation.bodies_to_join(member) if one.slug == slug), None)
    if found is None:
        raise NotFound
    return found


find_for_member(
    (Membership, policies.member_for),
    (Invitation, policies.invitation_for),
    (Decision, decisions.decision_for),
    (Action, decisions.action_for),
    (GroupText, charter.text_for),
    (FacilitatorCall, facilitation.call_for),
    (GuestPass, guests.pass_for),
    (ProcessTemplate, guided.template_for),
    (Duty, meetings.duty_for),
    (AgendaItem, meetings.item_for),
    (Meeting, meetings.meeting_for),
    (MeetingSeries, meetings.series_for),
    (Process, processes.process_for),
    (Friction, roles.friction_for),
    (Mandate, roles.mandate_for),
    (Role, roles.role_for),
)
find_for_member(
    (Commitment, policies.commitment_for),
    (BodyLink, policies.link_for),
    (Objection, guided.objection_for),
    (MinuteLine, meetings.line_for),
    (Welcome, welcomes.welcome_for),
    (WorkTime, work_time.work_time_for),
    (SteeringIndicator, steering.indicator_for),
    is_number=True,
)
find(Remark, lambda caller, pk: guided.remark_for(caller.member, pk)[1], is_number=True)
find(Facilitator, lambda caller, ref: facilitation.facilitator_for(ref))
find(CalendarToken, lambda caller, ref: calendar_feeds.feed_for(caller.person, ref))
find(Space, _body_around)
