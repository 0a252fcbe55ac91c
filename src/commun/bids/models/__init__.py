"""Tables of the room, by aggregate."""

from commun.bids.models.bids import Bid
from commun.bids.models.outcomes import BidOutcome
from commun.bids.models.sections import BidSection
from commun.bids.models.teams import BidRole, ShareLine, TeamPart

__all__ = ["Bid", "BidOutcome", "BidRole", "BidSection", "ShareLine", "TeamPart"]
