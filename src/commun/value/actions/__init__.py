"""Doors of the room: every verb that writes, by aggregate."""

from commun.value.actions.accounting import (
    note_internal_invoice,
    take_invoice_note_back,
    write_activity_codes,
    write_plan,
)
from commun.value.actions.closing import (
    close_account,
    close_period,
    pay_out,
    propose_carry_over,
    propose_settlement,
    take_back_payment,
)
from commun.value.actions.contribution_imports import import_contributions
from commun.value.actions.contributions import (
    acknowledge,
    correct_contribution,
    take_acknowledgement_back,
    write_contribution,
)
from commun.value.actions.credit import give_credit
from commun.value.actions.credit_between import (
    become_reachable,
    give_credit_back,
    give_credit_outside,
    propose_credit_trust,
    stop_being_reachable,
)
from commun.value.actions.credit_limits import propose_credit, propose_credit_limits, propose_credit_settlement
from commun.value.actions.credit_requests import accept_credit, ask_credit, refuse_credit, withdraw_credit
from commun.value.actions.invoice_drafts import change_draft, let_draft_go, write_draft
from commun.value.actions.keys import propose_key, write_key, write_key_version
from commun.value.actions.kinds import propose_kinds, propose_starters
from commun.value.actions.levies import write_levy
from commun.value.actions.pot import propose_line, propose_line_end, propose_more
from commun.value.actions.pot_rounds import open_round_lines, propose_round
from commun.value.actions.receipts import take_back_receipt, write_receipt
from commun.value.actions.sharings import share_out
from commun.value.actions.spendings import ask_spending, refuse_spending, sign_spending, withdraw_spending
from commun.value.actions.suggestions import confirm_seen, decline_seen
from commun.value.actions.transfers import open_book, write_lines
from commun.value.actions.works import change_work, end_work, enter_work, leave_work, say_roles, start_work

__all__ = [
    "accept_credit",
    "acknowledge",
    "ask_credit",
    "ask_spending",
    "become_reachable",
    "change_draft",
    "change_work",
    "close_account",
    "close_period",
    "confirm_seen",
    "correct_contribution",
    "decline_seen",
    "end_work",
    "enter_work",
    "give_credit",
    "give_credit_back",
    "give_credit_outside",
    "import_contributions",
    "leave_work",
    "let_draft_go",
    "note_internal_invoice",
    "open_book",
    "open_round_lines",
    "pay_out",
    "propose_carry_over",
    "propose_credit",
    "propose_credit_limits",
    "propose_credit_settlement",
    "propose_credit_trust",
    "propose_key",
    "propose_kinds",
    "propose_line",
    "propose_line_end",
    "propose_more",
    "propose_round",
    "propose_settlement",
    "propose_starters",
    "refuse_credit",
    "refuse_spending",
    "say_roles",
    "share_out",
    "sign_spending",
    "start_work",
    "stop_being_reachable",
    "take_acknowledgement_back",
    "take_back_payment",
    "take_back_receipt",
    "take_invoice_note_back",
    "withdraw_credit",
    "withdraw_spending",
    "write_activity_codes",
    "write_contribution",
    "write_draft",
    "write_key",
    "write_key_version",
    "write_levy",
    "write_lines",
    "write_plan",
    "write_receipt",
]
