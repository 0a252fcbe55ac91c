"""Verbs of the room, by aggregate."""

from commun.bids.actions.bids import BidSheet, change_bid, open_bid
from commun.bids.actions.teams import Ask, ask_into_team, decline_team, join_team, leave_team, unask

__all__ = [
    "Ask",
    "BidSheet",
    "ask_into_team",
    "change_bid",
    "decline_team",
    "join_team",
    "leave_team",
    "open_bid",
    "unask",
]
