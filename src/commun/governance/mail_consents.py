"""What guided paths let a person do from a mail: say that they have no objection, or no advice to give."""

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commun.core import links, scope
from commun.core.errors import NotFound
from commun.core.urls import here
from commun.governance import states
from commun.governance.actions import advice, consent
from commun.governance.models import Membership, Process
from commun.governance.notifications.guided import CONSENT, NO_ADVICE
from commun.governance.queries.decision_changes import matter_of


def _found(person_id: int, data: Mapping[str, Any]) -> tuple[Membership, Process]:
    """The member and the path of this link, as long as the version it speaks of is on the table; raises NotFound."""
    version = {"version": int(data["version"])} if "version" in data else {}
    with scope.everywhere("a signed link names its own process"):
        rows = Process.objects.select_related("space", "decision")
        process = rows.filter(ref=data["process"], state=Process.State.OPEN, **version).first()
        if process is None:
            raise NotFound
        members = Membership.objects.select_related("person", "space")
        member = members.filter(space=process.space_id, person_id=person_id, state=states.MEMBER).first()
    if member is None:
        raise NotFound
    return member, process


def _ask(person_id: int, data: Mapping[str, Any]) -> str:
    process = _found(person_id, data)[1]
    words = {"title": process.title, "version": process.version}
    return _("“%(title)s”, version %(version)s: you have no objection?") % words


def _show(person_id: int, data: Mapping[str, Any]) -> str:
    """The text and what adopting it changes: nobody consents to a title."""
    process = _found(person_id, data)[1]
    return render_to_string("governance/processes/_text_panel.html", {"matter": matter_of(process)})


def _do(person_id: int, data: Mapping[str, Any]) -> tuple[str, str]:
    member, process = _found(person_id, data)
    consent.answer(by=member, process=process, position="consents", version=int(data["version"]))
    url = here(process.space.slug, "governance:process", process=process.ref)
    return _("Thank you: it is noted. You may change your mind until it is adopted."), url


def _ask_to_pass(person_id: int, data: Mapping[str, Any]) -> str:
    return _("“%(title)s”: you have no advice to give?") % {"title": _found(person_id, data)[1].title}


def _pass(person_id: int, data: Mapping[str, Any]) -> tuple[str, str]:
    member, process = _found(person_id, data)
    advice.pass_on(by=member, process=process)
    url = here(process.space.slug, "governance:process", process=process.ref)
    return _("It is noted: you have no advice to give. You may still give one."), url


links.acts.add(CONSENT, links.MailAct(gettext_lazy("I have no objection"), _ask, _do, _show))
links.acts.add(NO_ADVICE, links.MailAct(gettext_lazy("I pass: no advice to give"), _ask_to_pass, _pass, _show))
