"""Verbs of the room, by aggregate."""

from commun.bids.actions.bids import BidSheet, change_bid, open_bid
from commun.bids.actions.legal_form import ShareSheet, choose_form, remove_share_line, start_split, write_share_line
from commun.bids.actions.teams import Ask, ask_into_team, decline_team, join_team, leave_team, unask
from commun.bids.actions.writing import propose_writing

__all__ = [
    "Ask",
    "BidSheet",
    "ShareSheet",
    "ask_into_team",
    "change_bid",
    "choose_form",
    "decline_team",
    "join_team",
    "leave_team",
    "open_bid",
    "propose_writing",
    "remove_share_line",
    "start_split",
    "unask",
    "write_share_line",
]
