"""Facts of joint answers."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from commun.core.journal import FactKind, declare

BID: Final = "bid"

OPENED: Final = "bids.bid.opened"
CHANGED: Final = "bids.bid.changed"
ASKED: Final = "bids.team.asked"
UNASKED: Final = "bids.team.unasked"
JOINED: Final = "bids.team.joined"
DECLINED: Final = "bids.team.declined"
JOINED_OUTSIDE: Final = "bids.team.joined_from_outside"
DECLINED_OUTSIDE: Final = "bids.team.declined_from_outside"
LINK_SENT: Final = "bids.link.sent"
PART_CORRECTED: Final = "bids.team.part_corrected"
LEFT: Final = "bids.team.left"
FORM_CHOSEN: Final = "bids.form.chosen"
SPLIT: Final = "bids.split.changed"
WRITING_OPENED: Final = "bids.writing.opened"
SECTION_CHANGED: Final = "bids.section.changed"
BLOCK_ASKED: Final = "bids.block.asked"
BLOCK_AGREED: Final = "bids.block.agreed"
BLOCK_DECLINED: Final = "bids.block.declined"
BLOCK_OFFERED: Final = "bids.block.offered"
BLOCK_WITHDRAWN: Final = "bids.block.withdrawn"
BLOCK_USED: Final = "bids.block.used"
FROZEN: Final = "bids.bid.frozen"
REOPENED: Final = "bids.bid.reopened"
SENT: Final = "bids.bid.sent"
SIGNED: Final = "bids.bid.signed"
TOLD: Final = "bids.outcome.told"
WITHDRAWN: Final = "bids.bid.withdrawn"

declare(
    FactKind(OPENED, _("%(actor)s opened the joint answer “%(about)s”")),
    FactKind(CHANGED, _("%(actor)s corrected the sheet of “%(about)s”")),
    FactKind(ASKED, _("%(actor)s asked somebody into the team of “%(about)s”")),
    FactKind(UNASKED, _("%(actor)s no longer asks somebody into the team of “%(about)s”")),
    FactKind(JOINED, _("%(actor)s joined the team of “%(about)s”")),
    FactKind(DECLINED, _("%(actor)s declined to join the team of “%(about)s”")),
    FactKind(JOINED_OUTSIDE, _("Somebody from outside joined the team of “%(about)s”")),
    FactKind(DECLINED_OUTSIDE, _("Somebody from outside is not in the team of “%(about)s”")),
    FactKind(LINK_SENT, _("%(actor)s sent a new link to somebody from outside, for “%(about)s”")),
    FactKind(PART_CORRECTED, _("%(actor)s corrected a place in the team of “%(about)s”")),
    FactKind(LEFT, _("%(actor)s left the team of “%(about)s”")),
    FactKind(FORM_CHOSEN, _("%(actor)s chose the legal form of “%(about)s”")),
    FactKind(SPLIT, _("%(actor)s changed the split table of “%(about)s”")),
    FactKind(WRITING_OPENED, _("Writing “%(about)s” opened, with the roles and the key that were decided")),
    FactKind(SECTION_CHANGED, _("%(actor)s changed the outline of “%(about)s”")),
    FactKind(BLOCK_ASKED, _("%(actor)s asks those who wrote a passage of “%(about)s” to offer it again")),
    FactKind(BLOCK_AGREED, _("%(actor)s agrees that a passage of “%(about)s” be used again")),
    FactKind(BLOCK_DECLINED, _("%(actor)s does not offer a passage of “%(about)s”")),
    FactKind(BLOCK_OFFERED, _("All who wrote it agree: a passage of “%(about)s” is offered to be used again")),
    FactKind(BLOCK_WITHDRAWN, _("%(actor)s no longer offers a passage of “%(about)s”")),
    FactKind(BLOCK_USED, _("%(actor)s used a block in “%(about)s”")),
    FactKind(FROZEN, _("%(actor)s froze “%(about)s”")),
    FactKind(REOPENED, _("%(actor)s opened “%(about)s” again")),
    FactKind(SENT, _("%(actor)s sent “%(about)s”")),
    FactKind(SIGNED, _("%(actor)s wrote that the contract of “%(about)s” is signed")),
    FactKind(TOLD, _("%(actor)s told what became of “%(about)s”")),
    FactKind(WITHDRAWN, _("%(actor)s withdrew “%(about)s”")),
)
