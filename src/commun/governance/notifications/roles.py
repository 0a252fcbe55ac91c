"""Letters about roles: ends of terms come gently, to the holder; the sharing of tasks, to those who watch over it."""

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.core.urls import absolute, here
from commun.governance.models import Decision, Mandate, Membership, Process, Role, Volunteering
from commun.governance.notifications import Letter, _to_member
from commun.ui.dates import day, days_until


def remind_of_end(mandate: Mandate, number: int) -> bool:
    """To the holder: when the term ends and what happens then. ``number`` is the reminder's own (60, 30, 7)."""
    assert mandate.ends_on is not None
    person, role = mandate.membership.person, mandate.role
    with translation.override(person.language):
        left = days_until(mandate.ends_on)
        names = {"role": role.name, "day": day(mandate.ends_on, year=True), "count": left}
        letter = Letter(
            subject=ngettext(
                "Your mandate “%(role)s” ends in %(count)s day", "Your mandate “%(role)s” ends in %(count)s days", left
            )
            % names,
            sentences=[
                _("Hello %(person)s,") % {"person": mandate.membership.name},
                _("Your mandate “%(role)s” ends on %(day)s.") % names,
                _("On that day the group chooses again, in the way the role card says. You have nothing to do."),
                _("If somebody would like to learn the role beside you, now is a good time."),
            ],
            button=_("See the role"),
            url=_address(mandate),
            why=_("You receive this mail because you hold this role."),
        )
        return _to_member(f"governance.term:{mandate.ref}:{number}", mandate.membership, letter)


def tell_end(mandate: Mandate) -> bool:
    """To the person whose term is over: thanks, and what comes next."""
    person, names = mandate.membership.person, {"role": mandate.role.name}
    with translation.override(person.language):
        letter = Letter(
            subject=_("Your mandate “%(role)s” is over: thank you") % names,
            sentences=[
                _("Hello %(person)s,") % {"person": mandate.membership.name},
                _("Your term in the role “%(role)s” is over. Thank you for what you carried.") % names,
                _("The seat shows as vacant until the group has chosen again."),
            ],
            button=_("See the role"),
            url=_address(mandate),
            why=_("You receive this mail because you held this role."),
        )
        return _to_member(f"governance.term:{mandate.ref}:over", mandate.membership, letter)


def tell_spread(watcher: Membership, since: str) -> bool:
    """To whoever watches over the sharing: the index passed the threshold; once per crossing."""
    with translation.override(watcher.person.language):
        names = {"group": watcher.space.name}
        letter = Letter(
            subject=_("“%(group)s”: support tasks rest on few people") % names,
            sentences=[
                _("Hello %(person)s,") % {"person": watcher.name},
                _("In the group “%(group)s”, the spread of support tasks has passed the threshold you chose.") % names,
                _("The page tells who has carried much, and who has not had a turn yet."),
            ],
            button=_("See the sharing of tasks"),
            url=absolute(here(watcher.space.slug, "governance:load")),
            why=_("You receive this mail because you watch over the sharing of tasks."),
        )
        return _to_member(f"governance.spread:{watcher.pk}:{since}", watcher, letter)


def wishes_to_learn(offer: Volunteering, mandate: Mandate) -> bool:
    """To a holder of the role: somebody would learn it beside them; nothing is owed."""
    person = mandate.membership.person
    with translation.override(person.language):
        names = {"learner": offer.membership.name, "role": mandate.role.name, "person": mandate.membership.name}
        letter = Letter(
            subject=_("%(learner)s would like to learn “%(role)s”") % names,
            sentences=[
                _("Hello %(person)s,") % names,
                _("%(learner)s would like to learn the role “%(role)s” beside you.") % names,
                _("If it suits you, say so on the card: you are a pair until the end of your mandate."),
            ],
            quote=offer.note,
            button=_("See the role"),
            url=_address(mandate),
            why=_("You receive this mail because you hold this role."),
        )
        return _to_member(f"governance.learn:{offer.pk}:{mandate.pk}", mandate.membership, letter)


def is_paired(pair: Mandate, holder: Membership) -> bool:
    """To whoever asked to learn: the holder said yes."""
    person = pair.membership.person
    with translation.override(person.language):
        names = {"holder": holder.name, "role": pair.role.name, "person": pair.membership.name}
        letter = Letter(
            subject=_("You learn “%(role)s” beside %(holder)s") % names,
            sentences=[
                _("Hello %(person)s,") % names,
                _("%(holder)s takes you beside them in the role “%(role)s”, until the end of their mandate.") % names,
                _("If it does not suit you any more, stop in one click on the card."),
            ],
            button=_("See the role"),
            url=_address(pair),
            why=_("You receive this mail because you asked to learn this role."),
        )
        return _to_member(f"governance.pair:{pair.ref}", pair.membership, letter)


def proposed(process: Process, role: Role, member: Membership) -> bool:
    """To the person whom the group may give a role: they may say yes gladly, or decline without saying why."""
    with translation.override(member.person.language):
        names = {"role": role.name, "person": member.name, "author": process.opened_by.name}
        letter = Letter(
            subject=_("You are proposed for the role “%(role)s”") % names,
            sentences=[
                _("Hello %(person)s,") % names,
                _("%(author)s asks the group whether you would hold the role “%(role)s”.") % names,
                _("On the page you may say that you would gladly do it, or decline: nobody will ask why."),
            ],
            button=_("Answer"),
            url=absolute(here(process.space.slug, "governance:process", process=process.ref)),
            why=_("You receive this mail because you are proposed for this role."),
        )
        return _to_member(f"governance.proposed:{process.ref}:{member.pk}", member, letter)


def given(mandate: Mandate, decision: Decision) -> bool:
    """To whom a decision of the group gave a role: from when to when, and how to give it back."""
    person = mandate.membership.person
    with translation.override(person.language):
        names = {"role": mandate.role.name, "person": mandate.membership.name, "day": day(mandate.starts_on, year=True)}
        letter = Letter(
            subject=_("The group gives you the role “%(role)s”") % names,
            sentences=[
                _("Hello %(person)s,") % names,
                _("You hold the role “%(role)s” from %(day)s, by a decision of the group. Thank you!") % names,
                _("If it does not suit you, you may give it back on the card of the role."),
            ],
            button=_("See the role"),
            url=_address(mandate),
            why=_("You receive this mail because you hold this role."),
        )
        return _to_member(f"governance.given:{decision.ref}:{mandate.ref}", mandate.membership, letter)


def _address(mandate: Mandate) -> str:
    return absolute(here(mandate.space.slug, "governance:role-card", role=mandate.role.ref))
