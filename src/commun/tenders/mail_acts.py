"""What this room lets a person do from a line of their digest."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commun.core import links, scope
from commun.core.errors import NotFound, Refused
from commun.core.urls import here
from commun.governance.models import Membership
from commun.people.mail_acts import person_of
from commun.tenders import policies
from commun.tenders.actions.intentions import declare_intention
from commun.tenders.actions.marks import mark_notice
from commun.tenders.actions.needs import settle_needs
from commun.tenders.models import Intention, Mark, Need, Notice
from commun.tenders.queries.digest import HIDE, INTERESTED, groups_of
from commun.ui.forms import ChoiceChips, CountedTextarea


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


class InterestForm(forms.Form):
    """What one would do of a notice, and a word for the group."""

    stance = forms.ChoiceField(
        label=gettext_lazy("What would you do?"),
        choices=Intention.Stance.choices,
        widget=ChoiceChips,
        initial=Intention.Stance.WATCH,
    )
    note = forms.CharField(
        label=gettext_lazy("A word, if you like"),
        required=False,
        max_length=500,
        widget=CountedTextarea(500, {"rows": 3}),
    )


def _interest_form(person_id: int, data: Mapping[str, Any], posted: Any) -> forms.Form:
    # A mail program that posts without a form says what the link says.
    says_nothing = posted is not None and "stance" not in posted
    return InterestForm({"stance": Intention.Stance.WATCH} if says_nothing else posted)


def _ask_interest(person_id: int, data: Mapping[str, Any]) -> str:
    member, notice = _notice_of(person_id, data)
    words = {"title": notice.title, "group": member.space.name}
    return _("Tell %(group)s what you would do of “%(title)s”?") % words


def _say_interest(person_id: int, data: Mapping[str, Any]) -> tuple[str, str]:
    """Keep the notice, and say what one would do of it; who spoke of several of its needs says more on the page.

    Keeping an eye on it changes nothing of what was said before. Raises Refused.
    """
    member, notice = _notice_of(person_id, data)
    stance = str(data.get("stance") or Intention.Stance.WATCH)
    with scope.use(member.space):
        said = list(Intention.objects.filter(member=member, need__notice=notice).select_related("need"))
        if len(said) > 1 and stance != Intention.Stance.WATCH:
            raise Refused(_("You spoke of several needs of this notice: say it on the page."))
        if not said or stance != Intention.Stance.WATCH:
            need = said[0].need if said else _the_need(member, notice, stance)
            declare_intention(
                member=member, notice=notice, need=need.ref, stance=stance, note=str(data.get("note") or "")
            )
    if said and stance == Intention.Stance.WATCH:
        stance = said[0].stance
    gone = stance == Intention.Stance.PASS
    mark_notice(person=member.person, notice=notice, choice=Mark.Choice.HIDE if gone else Mark.Choice.KEEP)
    url = here(member.space.slug, "tenders:notice", ref=notice.ref)
    words = {"title": notice.title, "stance": Intention.Stance(stance).label}
    return _("Said of “%(title)s”: %(stance)s. Your group sees it; you may change or take it back.") % words, url


def _the_need(member: Membership, notice: Notice, stance: str) -> Need:
    """The need that is meant: an eye, or a no, is for the whole; who would work says of which lot."""
    needs = settle_needs(member=member, notice=notice)
    if len(needs) > 1 and stance in {Intention.Stance.CARRY, Intention.Stance.CONTRIBUTE}:
        raise Refused(_("This notice has several needs: say on the page which one you mean."))
    return needs[0]


links.acts.add(HIDE, links.MailAct(gettext_lazy("Put aside"), _ask_to_hide, _hide))
links.acts.add(INTERESTED, links.MailAct(gettext_lazy("Say it"), _ask_interest, _say_interest, form=_interest_form))
