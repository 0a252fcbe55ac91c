"""The verbs of the room: the doors through which everything is written."""

from commun.tenders.actions.awards import record_awards
from commun.tenders.actions.handwritten import write_notice
from commun.tenders.actions.intentions import declare_intention, erase_notes, withdraw_intention
from commun.tenders.actions.marks import erase_marks, mark_notice, unmark_notice
from commun.tenders.actions.matching import estimate_cpv, match_activities
from commun.tenders.actions.needs import add_need, change_need, remove_need, settle_needs
from commun.tenders.actions.notices import record_notice, record_notices
from commun.tenders.actions.pursuits import hold_notice, move_pursuit, release_notice

__all__ = [
    "add_need",
    "change_need",
    "declare_intention",
    "erase_marks",
    "erase_notes",
    "estimate_cpv",
    "hold_notice",
    "mark_notice",
    "match_activities",
    "move_pursuit",
    "record_awards",
    "record_notice",
    "record_notices",
    "release_notice",
    "remove_need",
    "settle_needs",
    "unmark_notice",
    "withdraw_intention",
    "write_notice",
]
