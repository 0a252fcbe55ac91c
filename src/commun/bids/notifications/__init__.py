"""Letters of the room, by aggregate; each kind says whom it touches (``core.mail_kinds``)."""

from commun.core.mail_kinds import Nature, declare

declare(Nature.MINE, "bids.asked", "bids.answered", "bids.block")
declare(Nature.CONCERNS, "bids.outcome", "bids.paper", "bids.lacking", "bids.handed_in")
