"""Mails between a group and a facilitator of the pool: the call, the answer, what the group tells afterwards."""

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from commun.core import urls
from commun.governance.models import FacilitatorCall
from commun.governance.notifications import Letter, _address, _to_member, _to_person
from commun.ui.dates import moment

State = FacilitatorCall.State


def _names(call: FacilitatorCall) -> dict[str, str]:
    return {
        "facilitator": call.facilitator.person.name,
        "host": call.asked_by.name,
        "group": call.space.name,
        "meeting": call.meeting.title,
        "day": moment(call.meeting.starts_at),
    }


def asked(call: FacilitatorCall) -> bool:
    """To the person of the pool."""
    person = call.facilitator.person
    with translation.override(person.language):
        names = _names(call)
        letter = Letter(
            subject=_("%(group)s asks you to facilitate a meeting") % names,
            sentences=[
                _("Hello %(facilitator)s,") % names,
                _("Would you facilitate “%(meeting)s”, %(day)s? %(host)s writes:") % names,
            ],
            quote=call.words,
            button=_("Answer yes or no"),
            url=urls.absolute(reverse("answer-facilitator-call", kwargs={"call": call.ref})),
            why=_("You receive this mail because you are in the pool of facilitators. Leave it whenever you like."),
        )
        return _to_person(f"governance.facilitator_call:{call.ref}", person, letter)


def answered(call: FacilitatorCall) -> bool:
    """To whoever called."""
    person = call.asked_by.person
    with translation.override(person.language):
        names = _names(call)
        is_yes = call.state == State.ACCEPTED
        said = _("%(facilitator)s will facilitate “%(meeting)s”") if is_yes else _("%(facilitator)s cannot come")
        what = (
            _("They read the agenda of this meeting, as its guest, and nothing else of the group.")
            if is_yes
            else _("You can call somebody else of the pool.")
        )
        letter = Letter(
            subject=said % names,
            sentences=[_("Hello %(host)s,") % names, what],
            quote=call.answer,
            button=_("See the meeting"),
            url=_address(call.space, "governance:meeting", meeting=call.meeting.ref),
            why=_("You receive this mail because you called this facilitator for your group."),
        )
        return _to_member(f"governance.facilitator_answer:{call.ref}", call.asked_by, letter)


def taken_back(call: FacilitatorCall) -> bool:
    """To the person of the pool, who is expected no more."""
    person = call.facilitator.person
    with translation.override(person.language):
        names = _names(call)
        letter = Letter(
            subject=_("%(group)s no longer needs you for “%(meeting)s”") % names,
            sentences=[
                _("Hello %(facilitator)s,") % names,
                _("The call for %(day)s is taken back: you are not expected.") % names,
            ],
            button=_("My facilitation"),
            url=urls.absolute(reverse("my-facilitation")),
            why=_("You receive this mail because this group had called you."),
        )
        return _to_person(f"governance.facilitator_free:{call.ref}", person, letter)


def told(call: FacilitatorCall) -> bool:
    """To the facilitator: what the group keeps from it."""
    person = call.facilitator.person
    with translation.override(person.language):
        names = _names(call) | {"author": call.feedback_by.name if call.feedback_by else ""}
        letter = Letter(
            subject=_("What %(group)s tells you about “%(meeting)s”") % names,
            sentences=[_("Hello %(facilitator)s,") % names, _("%(author)s wrote, for you and the group only:") % names],
            quote=call.feedback,
            button=_("My facilitation"),
            url=urls.absolute(reverse("my-facilitation")),
            why=_("You receive this mail because you facilitated a meeting of this group."),
        )
        return _to_person(f"governance.facilitator_told:{call.ref}", person, letter)
