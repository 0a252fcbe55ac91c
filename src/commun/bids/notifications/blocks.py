"""Letters about blocks: to who wrote a noticeable part of a passage that somebody would offer."""

from django.utils import translation
from django.utils.translation import gettext as _

from commun.bids.models import TextBlock
from commun.core.urls import absolute, here
from commun.governance.models import Membership
from commun.governance.notifications import Letter, _to_member


def asked(block: TextBlock, member: Membership) -> bool:
    """Ask one of its authors for their yes or no."""
    with translation.override(member.person.language):
        names = {
            "person": member.name,
            "asker": block.offered_by.name,
            "title": block.title,
            "licence": block.get_licence_display(),
        }
        letter = Letter(
            subject=_("May “%(title)s” be used again?") % names,
            sentences=[
                _("Hello %(person)s,") % names,
                _("%(asker)s would offer a passage that you wrote in, “%(title)s”, to be used again.") % names,
                _("Licence: %(licence)s.") % names,
                _("It is offered once all who wrote it said yes; a no is welcome too; nothing happens without you."),
            ],
            quote=block.words[:500],
            button=_("Answer"),
            url=absolute(here(member.space.slug, "bids:block", block=block.ref)),
            why=_("You receive this mail because some of these words are yours."),
        )
        return _to_member(f"bids.block:{block.ref}:{member.pk}", member, letter)
