"""The link of each letter that changes which mails of the group come: a page with four levels, without signing in.

Looking changes nothing. The button keeps the level that was chosen; the one press of a mail program (RFC 8058) lowers
it just enough for such a mail not to come again.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commun.core import links, mail_choices, mail_kinds, scope
from commun.core.errors import NotFound
from commun.core.mail_choices import MailChoice
from commun.core.urls import here
from commun.governance import mail_levels, states
from commun.governance.actions.mail_levels import choose_mails, refuse_such_mails
from commun.governance.forms.mail_levels import MailLevelForm
from commun.governance.models import Membership
from commun.people.models import Person


def _members(person_id: int, data: Mapping[str, Any]) -> list[Membership]:
    """The places that the link is about, where the person still has one. Raises NotFound without any. 1 query."""
    with scope.everywhere("a person's own mails"):
        rows = Membership.objects.filter(person=person_id, person__is_active=True, space__in=data["spaces"])
        found = list(rows.exclude(state=states.LEFT).select_related("space", "person").order_by("space__name", "pk"))
    if not found:
        raise NotFound
    return found


def _named(members: list[Membership]) -> str:
    return ", ".join(_("“%(group)s”") % {"group": one.space.name} for one in members)


def _ask(person_id: int, data: Mapping[str, Any]) -> str:
    return _("The mails of %(groups)s") % {"groups": _named(_members(person_id, data))}


def _form(person_id: int, data: Mapping[str, Any], posted: Any) -> forms.Form:
    if posted is not None and "level" not in posted and posted.get("List-Unsubscribe"):
        return forms.Form(posted)
    return MailLevelForm(posted, initial={"level": _members(person_id, data)[0].mails})


def _do(person_id: int, data: Mapping[str, Any]) -> tuple[str, str]:
    """Raises NotFound, Refused."""
    members = _members(person_id, data)
    kind = mail_kinds.kinds.get(data["kind"])
    if "level" in data:
        changed = [choose_mails(member=one, level=data["level"]) for one in members]
    elif kind is not None:
        changed = refuse_such_mails(members=members, kind=kind)
    else:
        raise NotFound
    words = {"groups": _named(changed), "level": changed[0].get_mails_display()}
    return _("From now on, of %(groups)s: %(level)s.") % words, reverse("people:preferences")


def _rows(person: Person) -> list[MailChoice]:
    """What a person receives of each of their groups. 1 query."""
    with scope.everywhere("a person's own mails"):
        rows = Membership.objects.filter(person=person, state__in=states.INSIDE).select_related("space")
        found = list(rows.order_by("space__name", "pk"))
    return [
        MailChoice(
            one.space_id,
            one.space.name,
            _("The mails of the group"),
            str(one.get_mails_display()),
            here(one.space.slug, "governance:my-mails"),
        )
        for one in found
    ]


def register() -> None:
    """Add the link of letters and the rows of the preferences."""
    act = links.MailAct(gettext_lazy("Save"), _ask, _do, form=_form, is_once=False)
    links.acts.add(mail_levels.CHANGE, act)
    mail_choices.rows.add("governance", _rows)
