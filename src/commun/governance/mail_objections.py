"""What this room lets a person do from a mail about a text: object, with the reason. No mail ever votes or adopts."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commun.core import clock, links, scope
from commun.core.errors import NotFound, Refused
from commun.core.urls import here
from commun.governance.actions import authorisations, consent
from commun.governance.actions.guided import LONGEST_REMARK
from commun.governance.mail_offers import member_of
from commun.governance.models import Membership, Objection, Process
from commun.governance.notifications.acts import OBJECT
from commun.governance.queries.decision_changes import matter_of
from commun.ui.forms import CountedTextarea

# Ways of deciding where one member's reason stops the group, and no voice is counted.
OPEN_TO_OBJECTIONS = (Process.Method.CONSENT, Process.Method.AUTHORISATION)


class ObjectionForm(forms.Form):
    """The reason of an objection."""

    reason = forms.CharField(
        label=gettext_lazy("What harm do you see, for the group or what it is for?"),
        max_length=LONGEST_REMARK,
        widget=CountedTextarea(LONGEST_REMARK, {"rows": 5}),
        error_messages={"required": gettext_lazy("An objection has a reason: say what harm you see.")},
    )


def found(person_id: int, data: Mapping[str, Any]) -> tuple[Membership, Process]:
    """The member and the text of this link. Raises NotFound, and Refused once it is over or was written anew."""
    with scope.everywhere("a signed link names its own process"):
        rows = Process.objects.select_related("space", "decision", "opened_by__person")
        process = rows.filter(ref=data.get("process"), method__in=OPEN_TO_OBJECTIONS).first()
    if process is None:
        raise NotFound
    member = member_of(person_id, process.space_id)
    with scope.use(process.space_id):
        mine = Objection.objects.filter(process=process, membership=member, version=process.version)
        has_objected = mine.filter(state=Objection.State.OPEN).exists()
    if has_objected:
        raise Refused(_("Your objection is there already: nothing more is needed."))
    is_late = process.method == Process.Method.AUTHORISATION and not _in_time(process)
    if process.state != Process.State.OPEN or is_late:
        raise Refused(_("It is too late to object here: this is decided. The page says how to look at it again."))
    if "version" in data and int(data["version"]) != process.version:
        raise Refused(_("There is a new version since: read it first."))
    return member, process


def _in_time(process: Process) -> bool:
    return process.closes_at is not None and process.closes_at > clock.now()


def _ask(person_id: int, data: Mapping[str, Any]) -> str:
    process = found(person_id, data)[1]
    return _("Object to “%(title)s”?") % {"title": process.title}


def _show(person_id: int, data: Mapping[str, Any]) -> str:
    """The text and what adopting it changes: nobody objects to a title."""
    process = found(person_id, data)[1]
    return render_to_string("governance/processes/_text_panel.html", {"matter": matter_of(process)})


def _form(person_id: int, data: Mapping[str, Any], posted: Any) -> forms.Form:
    return ObjectionForm(posted)


def _object(person_id: int, data: Mapping[str, Any]) -> tuple[str, str]:
    member, process = found(person_id, data)
    reason = str(data.get("reason", ""))
    if process.method == Process.Method.AUTHORISATION:
        authorisations.stop(by=member, process=process, reason=reason)
        said = _("Your objection is recorded: “%(title)s” does not stand as it is.")
    else:
        consent.object_to(by=member, process=process, reason=reason, version=process.version)
        said = _("Your objection to “%(title)s” is recorded: the group looks for what answers it. You may lift it.")
    url = here(process.space.slug, "governance:process", process=process.ref)
    return said % {"title": process.title}, url


links.acts.add(OBJECT, links.MailAct(gettext_lazy("I object"), _ask, _object, _show, _form))
