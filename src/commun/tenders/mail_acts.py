"""What this room lets a person do from a line of their digest."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commun.core import links, scope
from commun.core.errors import NotFound
from commun.core.urls import here
from commun.governance.models import Membership
from commun.people.mail_acts import person_of
from commun.tenders import policies
from commun.tenders.actions.intentions import declare_intention
from commun.tenders.actions.marks import mark_notice
from commun.tenders.actions.needs import settle_needs
from commun.tenders.models import Intention, Mark, Notice
from commun.tenders.queries.digest import HIDE, INTERESTED, groups_of


def _member_of(person_id: int, data: Mapping[str, Any]) -> Membership:
    """The person's membership of the group named in the link, else of any of their groups; NotFound without one."""
    groups = groups_of(person_of(person_id))
    named = [member for member in groups if member.space.slug == data.get("group")]
    if not groups:
        raise NotFound
    return (named or groups)[0]


def _notice_of(person_id: int, data: Mapping[str, Any]) -> tuple[Membership, Notice]:
    member = _member_of(person_id, data)
    return member, policies.notice_for(member, str(data.get("notice", "")))


def _ask_to_hide(person_id: int, data: Mapping[str, Any]) -> str:
    _member, notice = _notice_of(person_id, data)
    return _("Put “%(title)s” aside?") % {"title": notice.title}


def _hide(person_id: int, data: Mapping[str, Any]) -> tuple[str, str]:
    member, notice = _notice_of(person_id, data)
    mark_notice(person=member.person, notice=notice, choice=Mark.Choice.HIDE)
    return _("Put aside. You will not be told about it again."), here(member.space.slug, "tenders:for-me")


def _ask_interest(person_id: int, data: Mapping[str, Any]) -> str:
    member, notice = _notice_of(person_id, data)
    words = {"title": notice.title, "group": member.space.name}
    return _("Tell %(group)s that you keep an eye on “%(title)s”?") % words


def _say_interest(person_id: int, data: Mapping[str, Any]) -> tuple[str, str]:
    """Keep the notice, and watch its first need unless the member already said something of the notice."""
    member, notice = _notice_of(person_id, data)
    with scope.use(member.space):
        if not Intention.objects.filter(member=member, need__notice=notice).exists():
            need = settle_needs(member=member, notice=notice)[0]
            declare_intention(member=member, notice=notice, need=need.ref, stance=Intention.Stance.WATCH)
    mark_notice(person=member.person, notice=notice, choice=Mark.Choice.KEEP)
    url = here(member.space.slug, "tenders:notice", ref=notice.ref)
    return _("Said. Your group sees that you keep an eye on this notice."), url


links.acts.add(HIDE, links.MailAct(gettext_lazy("Put aside"), _ask_to_hide, _hide))
links.acts.add(INTERESTED, links.MailAct(gettext_lazy("I am interested"), _ask_interest, _say_interest))
