"""Mails about follow-through: short, courteous, to whoever can act; never a list of people who are late."""

from collections.abc import Iterable

from django.utils import translation
from django.utils.translation import gettext as _

from commun.governance import policies
from commun.governance.models import Action, Decision, Membership
from commun.governance.notifications import Letter, _address, _to_member, acts
from commun.ui.dates import day


def due_today(action: Action, people: Iterable[Membership]) -> None:
    """To whoever took it: the day has come; done, later or handed back are all fine."""
    for member in people:
        with translation.override(member.person.language):
            letter = Letter(
                subject=_("Today: %(title)s") % {"title": action.title},
                sentences=[
                    _("Hello %(person)s,") % {"person": member.name},
                    _("The day you had in mind for “%(title)s” is here.") % {"title": action.title},
                    _("Done? One click tells the group. Too much just now? Hand it back: nobody will ask why."),
                    *acts.or_answer(_("You may also answer this mail: “done”, then a word if you like.")),
                ],
                button=_("It is done"),
                url=acts.to_finish(action, member),
                beside=(_("See it"), _address(action.space, "governance:action", action=action.ref)),
                why=_("You receive this mail because it is yours to do. This reminder comes once."),
                headers=acts.answered_to(member, acts.ACTION, action.ref),
            )
            _to_member(f"governance.due:{action.ref}:{action.due_on}:{member.pk}", member, letter)


def conclude(decision: Decision, people: Iterable[Membership]) -> None:
    """To whoever carries it: the date has come, what became of it?"""
    for member in people:
        with translation.override(member.person.language):
            letter = Letter(
                subject=_("What became of “%(title)s”?") % {"title": decision.title},
                sentences=[
                    _("Hello %(person)s,") % {"person": member.name},
                    _("You carry “%(title)s”, and the date set for it is here.") % {"title": decision.title},
                    _("Done, partly done, later, or let go with what was learnt: every answer helps the group."),
                ],
                button=_("Say what became of it"),
                url=_address(decision.space, "governance:decision", decision=decision.ref),
                why=_("You receive this mail because you carry this decision. This reminder comes once."),
            )
            _to_member(f"governance.conclude:{decision.ref}:{decision.due_on}:{member.pk}", member, letter)


def not_engaged(decision: Decision) -> None:
    """To those who facilitate: a decision waits for somebody to carry it; a matter for the group, of nobody's fault."""
    for host in policies.roles_in_force(decision.space):
        with translation.override(host.person.language):
            letter = Letter(
                subject=_("Who carries “%(title)s”?") % {"title": decision.title},
                sentences=[
                    _("Hello %(person)s,") % {"person": host.name},
                    _("“%(title)s” was adopted on %(day)s and waits for somebody to carry it.")
                    % {"title": decision.title, "day": day(decision.adopted_on or decision.since)},
                    _("You may ask the group who would like to, or propose to let it go: both are honourable."),
                ],
                button=_("See the decision"),
                url=_address(decision.space, "governance:decision", decision=decision.ref),
                why=_("You receive this mail because you facilitate this group. This reminder comes once."),
            )
            _to_member(f"governance.unengaged:{decision.ref}:{decision.since}:{host.pk}", host, letter)


def you_carry(decision: Decision, by: Membership) -> bool:
    """To a person whom somebody else wrote down as the carrier."""
    carrier = decision.carrier
    if carrier is None or carrier.pk == by.pk or decision.due_on is None:
        return False
    with translation.override(carrier.person.language):
        words = {"actor": by.name, "title": decision.title, "person": carrier.name}
        letter = Letter(
            subject=_("You carry “%(title)s”") % words,
            sentences=[
                _("Hello %(person)s,") % words,
                _("%(actor)s wrote that you carry “%(title)s”.") % words,
                _("First step: %(step)s, by %(day)s.") % {"step": decision.first_step, "day": day(decision.due_on)},
                _("Not what you agreed? Hand it back in one click."),
            ],
            button=_("See the decision"),
            url=_address(decision.space, "governance:decision", decision=decision.ref),
            why=_("You receive this mail because you are written as the carrier of this decision."),
        )
        return _to_member(f"governance.carry:{decision.ref}:{carrier.pk}:{decision.due_on}", carrier, letter)


def look_again(decision: Decision) -> bool:
    """To who voiced it: the day that was chosen to look at it again is here."""
    author = decision.voiced_by
    with translation.override(author.person.language):
        words = {"title": decision.title, "person": author.name}
        letter = Letter(
            subject=_("Shall we look at “%(title)s” again?") % words,
            sentences=[
                _("Hello %(person)s,") % words,
                _("“%(title)s” was kept for later, until today.") % words,
                _("You may propose it, keep it for another day, or let it go."),
            ],
            button=_("See it"),
            url=_address(decision.space, "governance:decision", decision=decision.ref),
            why=_("You receive this mail because you voiced it. This reminder comes once."),
        )
        again_on = decision.postponement.again_on
        return _to_member(f"governance.again:{decision.ref}:{again_on}", author, letter)
