"""Verbs of the room, by aggregate."""

from commun.bids.actions.bids import BidSheet, change_bid, open_bid
from commun.bids.actions.blocks import answer_block, offer_block, use_block, withdraw_block
from commun.bids.actions.folders import add_bid_file, ask_folder, build_folder, make_folder, remove_bid_file
from commun.bids.actions.freezing import freeze_bid, mark_sent, reopen_bid, withdraw_bid
from commun.bids.actions.legal_form import ShareSheet, choose_form, remove_share_line, start_split, write_share_line
from commun.bids.actions.outcomes import OutcomeSheet, sign_contract, tell_outcome
from commun.bids.actions.outside import Yes, accept_from_outside, decline_from_outside
from commun.bids.actions.papers import (
    SheetWords,
    add_paper,
    answer_for_entity,
    read_paper,
    remove_paper,
    write_entity_sheet,
)
from commun.bids.actions.sections import (
    SectionSheet,
    hold_section,
    move_section,
    move_section_state,
    put_section_back,
    remove_section,
    start_outline,
    write_section,
)
from commun.bids.actions.teams import (
    Ask,
    ask_into_team,
    correct_part,
    decline_team,
    join_team,
    leave_team,
    renew_link,
    unask,
)
from commun.bids.actions.writing import propose_writing

__all__ = [
    "Ask",
    "BidSheet",
    "OutcomeSheet",
    "SectionSheet",
    "ShareSheet",
    "SheetWords",
    "Yes",
    "accept_from_outside",
    "add_bid_file",
    "add_paper",
    "answer_block",
    "answer_for_entity",
    "ask_folder",
    "ask_into_team",
    "build_folder",
    "change_bid",
    "choose_form",
    "decline_from_outside",
    "correct_part",
    "decline_team",
    "freeze_bid",
    "hold_section",
    "join_team",
    "leave_team",
    "make_folder",
    "mark_sent",
    "move_section",
    "move_section_state",
    "offer_block",
    "open_bid",
    "propose_writing",
    "read_paper",
    "remove_bid_file",
    "remove_paper",
    "put_section_back",
    "remove_section",
    "remove_share_line",
    "renew_link",
    "reopen_bid",
    "sign_contract",
    "start_outline",
    "start_split",
    "tell_outcome",
    "unask",
    "use_block",
    "withdraw_bid",
    "withdraw_block",
    "write_entity_sheet",
    "write_section",
    "write_share_line",
]
