"""What this room lets a person do from a mail about a duty: yes, or not this time."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commun.core import links, scope
from commun.core.errors import NotFound
from commun.core.urls import here
from commun.governance.actions import duties
from commun.governance.models import Duty
from commun.governance.notifications.meetings import ACCEPT_DUTY, DECLINE_DUTY
from commun.governance.policies.meetings import LIVE_DUTIES
from commun.ui.dates import moment


def _duty(person_id: int, data: Mapping[str, Any]) -> Duty:
    """The duty of this link, as long as it is the person's; raises NotFound."""
    with scope.everywhere("a signed link names its own duty"):
        rows = Duty.objects.select_related("meeting__space", "membership__person", "membership__space")
        found = rows.filter(ref=data.get("duty"), membership__person_id=person_id, state__in=LIVE_DUTIES).first()
    if found is None:
        raise NotFound
    return found


def _ask_to_accept(person_id: int, data: Mapping[str, Any]) -> str:
    duty = _duty(person_id, data)
    words = {"task": duty.get_task_display(), "meeting": duty.meeting.title, "day": moment(duty.meeting.starts_at)}
    return _("Take care of the %(task)s at “%(meeting)s”, %(day)s?") % words


def _accept(person_id: int, data: Mapping[str, Any]) -> tuple[str, str]:
    duty = _duty(person_id, data)
    duties.accept_duty(member=duty.membership, duty=duty)
    return _("Thank you: it is noted."), here(duty.space.slug, "governance:meeting", meeting=duty.meeting.ref)


def _ask_to_decline(person_id: int, data: Mapping[str, Any]) -> str:
    duty = _duty(person_id, data)
    words = {"task": duty.get_task_display(), "meeting": duty.meeting.title}
    return _("Not this time for the %(task)s at “%(meeting)s”? Somebody else will be asked.") % words


def _decline(person_id: int, data: Mapping[str, Any]) -> tuple[str, str]:
    duty = _duty(person_id, data)
    duties.decline_duty(member=duty.membership, duty=duty)
    return _("It is noted: somebody else is asked."), here(duty.space.slug, "governance:meetings")


links.acts.add(ACCEPT_DUTY, links.MailAct(gettext_lazy("Yes, I will do it"), _ask_to_accept, _accept))
links.acts.add(DECLINE_DUTY, links.MailAct(gettext_lazy("Not this time"), _ask_to_decline, _decline))
