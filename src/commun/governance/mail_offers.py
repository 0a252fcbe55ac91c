"""What this room lets a person do from a mail about work: take a thing to do, say it is done, offer oneself for a role.

Offering oneself gives no role: the group chooses, in the way that the role card names.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commun.core import links, scope
from commun.core.errors import NotFound, Refused
from commun.core.urls import here
from commun.governance import states
from commun.governance.actions import follow_up, volunteering
from commun.governance.models import Action, Membership, Role, Volunteering
from commun.governance.notifications.acts import FINISH_ACTION, TAKE_ACTION, VOLUNTEER
from commun.governance.policies import decisions as policies
from commun.ui.dates import day
from commun.ui.forms import CountedTextarea

LONGEST_WORD = 300


class WordForm(forms.Form):
    """A few words with what one does, or none."""

    note = forms.CharField(
        label=gettext_lazy("A word, if you like"),
        required=False,
        max_length=LONGEST_WORD,
        widget=CountedTextarea(LONGEST_WORD, {"rows": 3}),
    )


def word_form(person_id: int, data: Mapping[str, Any], posted: Any) -> forms.Form:
    """A few words, whatever the thing."""
    return WordForm(posted)


def member_of(person_id: int, space_id: int) -> Membership:
    """The awake membership of this person in a group; raises NotFound."""
    with scope.use(space_id):
        rows = Membership.objects.select_related("person", "space")
        found = rows.filter(person_id=person_id, person__is_active=True, state=states.MEMBER).first()
    if found is None:
        raise NotFound
    return found


def _action(person_id: int, data: Mapping[str, Any]) -> tuple[Membership, Action]:
    """The thing to do of this link, in a group of the person's; raises NotFound, and Refused once it is over."""
    with scope.everywhere("a signed link names its own thing to do"):
        rows = Action.objects.select_related("space", "owner__person", "owner__space")
        found = rows.filter(ref=data.get("action")).first()
    if found is None:
        raise NotFound
    member = member_of(person_id, found.space_id)
    if found.state != Action.State.OPEN:
        done = found.state == Action.State.DONE
        raise Refused(_("It was already said that it is done. Thank you!") if done else _("This was let go since."))
    return member, found


def _to_finish(person_id: int, data: Mapping[str, Any]) -> tuple[Membership, Action]:
    member, action = _action(person_id, data)
    if not policies.owns(member, action):
        # Somebody else took it: the link of a mail does not decide for them.
        raise NotFound
    return member, action


def _ask_to_finish(person_id: int, data: Mapping[str, Any]) -> str:
    return _("“%(action)s”: is it done?") % {"action": _to_finish(person_id, data)[1].title}


def _finish(person_id: int, data: Mapping[str, Any]) -> tuple[str, str]:
    member, action = _to_finish(person_id, data)
    follow_up.finish_action(by=member, action=action, note=str(data.get("note", "")))
    return _("“%(action)s” is done: thank you.") % {"action": action.title}, here(action.space.slug, "governance:todo")


def _to_take(person_id: int, data: Mapping[str, Any]) -> tuple[Membership, Action]:
    member, action = _action(person_id, data)
    if action.owner_id == member.pk:
        raise Refused(_("It is already yours."))
    if action.owner_id is not None or action.owner_role_id is not None:
        raise Refused(_("Somebody took it meanwhile: thank you for offering."))
    return member, action


def _ask_to_take(person_id: int, data: Mapping[str, Any]) -> str:
    action = _to_take(person_id, data)[1]
    words = {"action": action.title, "group": action.space.name, "day": day(action.due_on) if action.due_on else ""}
    if action.due_on:
        return _("“%(action)s” (%(group)s), for %(day)s: do you take it?") % words
    return _("“%(action)s” (%(group)s): do you take it?") % words


def _take(person_id: int, data: Mapping[str, Any]) -> tuple[str, str]:
    member, action = _to_take(person_id, data)
    follow_up.take_action(by=member, action=action)
    said = _("“%(action)s” is yours. Too much one day? Hand it back: nobody will ask why.")
    return said % {"action": action.title}, here(action.space.slug, "governance:action", action=action.ref)


def _role(person_id: int, data: Mapping[str, Any]) -> tuple[Membership, Role]:
    with scope.everywhere("a signed link names its own role"):
        found = Role.objects.select_related("space").filter(ref=data.get("role")).first()
    if found is None:
        raise NotFound
    member = member_of(person_id, found.space_id)
    if found.retired_on is not None:
        raise Refused(_("This role is retired: nobody can hold it."))
    with scope.use(found.space_id):
        offers = Volunteering.objects.filter(role=found, membership=member, wish=_wish(data), withdrawn_on=None)
        has_offered = offers.exists()
    if has_offered:
        raise Refused(_("You already said so: it shows on the card of the role, where you may take it back."))
    return member, found


def _wish(data: Mapping[str, Any]) -> str:
    is_to_learn = data.get("wish") == Volunteering.Wish.LEARN
    return Volunteering.Wish.LEARN if is_to_learn else Volunteering.Wish.CARRY


def _ask_to_volunteer(person_id: int, data: Mapping[str, Any]) -> str:
    words = {"role": _role(person_id, data)[1].name}
    if _wish(data) == Volunteering.Wish.LEARN:
        return _("Say that you would like to learn the role “%(role)s”?") % words
    return _("Say that you would gladly hold the role “%(role)s”?") % words


def _show_offer(person_id: int, data: Mapping[str, Any]) -> str:
    """What the role is for, and that an offer is not a mandate."""
    role = _role(person_id, data)[1]
    said = _("This is an offer, which you may take back: the group chooses, in the way the card of the role says.")
    return format_html("{}<p>{}</p>", format_html("<p>{}</p>", role.purpose) if role.purpose else "", said)


def _volunteer(person_id: int, data: Mapping[str, Any]) -> tuple[str, str]:
    member, role = _role(person_id, data)
    volunteering.volunteer(by=member, role=role, wish=_wish(data), note=str(data.get("note", ""))[:LONGEST_WORD])
    said = _("Your offer for the role “%(role)s” shows on its card: you may take it back there.")
    return said % {"role": role.name}, here(role.space.slug, "governance:role-card", role=role.ref)


links.acts.add(FINISH_ACTION, links.MailAct(gettext_lazy("It is done"), _ask_to_finish, _finish, form=word_form))
links.acts.add(TAKE_ACTION, links.MailAct(gettext_lazy("I take it"), _ask_to_take, _take))
links.acts.add(
    VOLUNTEER, links.MailAct(gettext_lazy("Make my offer"), _ask_to_volunteer, _volunteer, _show_offer, word_form)
)
