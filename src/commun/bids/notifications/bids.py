"""Letters about joint answers: to who is asked into a team, and to the team when its outcome is asked."""

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from commun.bids import outside
from commun.bids.models import Bid, TeamPart
from commun.core.urls import absolute, here
from commun.governance import states
from commun.governance.models import Membership
from commun.governance.notifications import Letter, _send, _to_member
from commun.ui.dates import moment


def asked(part: TeamPart) -> bool:
    """To who is asked: a member by their own page, somebody else by a link that is theirs alone."""
    person = part.membership.person if part.membership is not None else part.person
    with translation.override(person.language if person is not None else part.space.language):
        bid = part.bid
        names = {
            "person": part.name,
            "asker": part.asked_by.name,
            "bid": bid.title,
            "group": bid.space.name,
            "buyer": bid.notice.buyer,
        }
        sentences = [
            _("Hello %(person)s,") % names,
            _("%(asker)s, of “%(group)s”, asks you into the team that answers “%(bid)s” (%(buyer)s).") % names,
        ]
        if bid.notice.deadline_at is not None:
            sentences.append(_("The answer is due on %(moment)s.") % {"moment": moment(bid.notice.deadline_at)})
        sentences.append(_("You are not in it before you say yes; a no is welcome too."))
        is_member = part.membership is not None
        url = here(bid.space.slug, "bids:bid", bid=bid.ref) if is_member else _outside_url(part)
        letter = Letter(
            subject=_("%(asker)s asks you to answer “%(bid)s” together") % names,
            sentences=sentences,
            quote=part.words,
            button=_("Answer"),
            url=absolute(url),
            why=_("You receive this mail because somebody asks you into a team."),
        )
        if part.membership is not None:
            return _to_member(_key(part), part.membership, letter)
        return _to_outside(part, letter)


def link_renewed(part: TeamPart, by: Membership) -> bool:
    """To somebody from outside: the ask again, or the link to the answer they are in."""
    if part.state == TeamPart.State.ASKED:
        return asked(part)
    with translation.override(part.person.language if part.person is not None else part.space.language):
        names = {"person": part.name, "sender": by.name, "group": part.space.name, "bid": part.bid.title}
        letter = Letter(
            subject=_("Your link to “%(bid)s”") % names,
            sentences=[
                _("Hello %(person)s,") % names,
                _("%(sender)s, of “%(group)s”, sends you a new link to the answer “%(bid)s”, in whose team you are.")
                % names,
                _("The former one no longer opens anything. Keep this one for yourself: it hands in your papers."),
            ],
            button=_("See the answer"),
            url=absolute(_outside_url(part)),
            why=_("You receive this mail because you are in this team."),
        )
        return _to_outside(part, letter)


def _key(part: TeamPart) -> str:
    return f"bids.asked:{part.ref}:{part.asked_at.isoformat()}"


def _to_outside(part: TeamPart, letter: Letter) -> bool:
    """By a link that answers and hands in for them: once the mail has left, no copy of it stays."""
    to = part.person.email if part.person is not None else part.outside_email
    return bool(to) and _send(_key(part), to or "", letter, is_secret=True)


def answered(part: TeamPart) -> bool:
    """To who asked somebody from outside, if still of the group: they said yes, said no, or left."""
    if part.asked_by.state not in states.INSIDE:
        return False
    asker = part.asked_by.person
    with translation.override(asker.language):
        names = {"person": part.name, "bid": part.bid.title}
        said = {
            TeamPart.State.JOINED: _("%(person)s joins the team of “%(bid)s”"),
            TeamPart.State.DECLINED: _("%(person)s does not join the team of “%(bid)s”"),
            TeamPart.State.LEFT: _("%(person)s leaves the team of “%(bid)s”"),
        }
        letter = Letter(
            subject=said[TeamPart.State(part.state)] % names,
            sentences=[_("Hello %(person)s,") % {"person": asker.name}, said[TeamPart.State(part.state)] % names + "."],
            quote=part.reason,
            button=_("See the team"),
            url=absolute(here(part.space.slug, "bids:bid", bid=part.bid.ref)),
            why=_("You receive this mail because you asked this person."),
        )
        return _to_member(f"bids.answered:{part.ref}:{part.state}:{part.answered_at}", part.asked_by, letter)


def _outside_url(part: TeamPart) -> str:
    return reverse("answer-team", kwargs={"token": outside.token_for(part)})


def outcome_asked(bid: Bid, member: Membership, turn: str) -> bool:
    """Say what became of it; ``turn`` makes each ask one mail."""
    with translation.override(member.person.language):
        names = {"person": member.name, "bid": bid.title, "buyer": bid.notice.buyer}
        letter = Letter(
            subject=_("What became of “%(bid)s”?") % names,
            sentences=[
                _("Hello %(person)s,") % names,
                _("Your team answered “%(bid)s” (%(buyer)s). Did the buyer answer?") % names,
                _("Won, lost or no answer yet: one minute, and the next answers learn from it."),
            ],
            button=_("Say what became of it"),
            url=absolute(here(bid.space.slug, "bids:outcome", bid=bid.ref)),
            why=_("You receive this mail because you lead or send this answer, or because nobody else does."),
        )
        return _to_member(f"bids.outcome:{bid.ref}:{turn}:{member.person_id}", member, letter)
