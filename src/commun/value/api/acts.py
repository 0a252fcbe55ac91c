"""Acts on value: contributions, joint works; money, credit, shares and accounts need the right « money »."""

from django.utils.translation import gettext_lazy as _

from commun.core.api.routes import DECIDE, MONEY, Caller, act, leave_out
from commun.core.api.shapes import LEFT_OUT, find
from commun.core.errors import NotFound
from commun.governance.models import Membership
from commun.people.models import LegalEntity
from commun.value import actions
from commun.value.actions import suggestions
from commun.value.models import (
    Account,
    Book,
    BudgetLine,
    Contribution,
    ContributionKind,
    CreditRequest,
    Distribution,
    InvoiceDraft,
    JointWork,
    KeyVersion,
    Receipt,
    SharingKey,
    Spending,
    WorkPart,
)
from commun.value.policies import accounting, contributions, credit, keys, pot, works
from commun.value.queries import contributions as contribution_queries
from commun.value.queries import statements

GROUP = "groups/{group}"


def _kind(caller: Caller, ref: str) -> ContributionKind:
    found = next((one for one in contribution_queries.kinds_for(caller.member) if one.ref == ref), None)
    if found is None:
        raise NotFound
    return found


def _version(caller: Caller, ref: str) -> KeyVersion:
    """« key.number »."""
    key, _point, number = ref.partition(".")
    if not number.isascii() or not number.isdigit() or len(number) > 4:
        raise NotFound
    return keys.version_for(caller.member, key, int(number))


def _book(caller: Caller, purpose: str) -> Book:
    found = statements.book_of(caller.space, purpose)
    if found is None:
        raise NotFound
    return found


def _entity(caller: Caller, siren: str) -> LegalEntity:
    found = LegalEntity.objects.filter(siren=siren.replace(" ", "")).first()
    if found is None:
        raise NotFound
    return found


find(ContributionKind, _kind)
find(KeyVersion, _version)
find(Book, _book)
find(LegalEntity, _entity)
find(Account, lambda caller, pk: statements.account_of_group(caller.space, pk), is_number=True)
find(WorkPart, lambda caller, pk: works.part_for(caller.member, pk), is_number=True)
find(JointWork, lambda caller, ref: works.work_for(caller.member, ref))
find(Distribution, lambda caller, ref: works.distribution_for(caller.member, ref))
find(Receipt, lambda caller, ref: works.receipt_for(caller.member, ref))
find(Contribution, lambda caller, ref: contributions.contribution_for(caller.member, ref))
find(CreditRequest, lambda caller, ref: credit.request_for(caller.member, ref))
find(SharingKey, lambda caller, ref: keys.key_for(caller.member, ref))
find(BudgetLine, lambda caller, ref: pot.line_for(caller.member, ref))
find(Spending, lambda caller, ref: pot.spending_for(caller.member, ref))
find(InvoiceDraft, lambda caller, ref: accounting.draft_for(caller.member, ref))

# Contributions
BRINGING = {"bringing__source": LEFT_OUT}
CONTRIBUTION = f"{GROUP}/contributions/{{contribution}}"
act(f"{GROUP}/contributions", actions.write_contribution, **BRINGING)
act(f"{GROUP}/contributions/many", actions.import_contributions, lines__source=LEFT_OUT)
act(f"{CONTRIBUTION}/correct", actions.correct_contribution)
act(f"{CONTRIBUTION}/acknowledge", actions.acknowledge)
act(f"{CONTRIBUTION}/take-acknowledgement-back", actions.take_acknowledgement_back)
act(f"{GROUP}/contributions/confirm-seen", suggestions.confirm_seen)
act(f"{GROUP}/contributions/decline-seen", suggestions.decline_seen)
act(
    f"{GROUP}/contribution-kinds", actions.propose_kinds, DECIDE,
    add__nature=ContributionKind.Nature, add__measure=ContributionKind.Measure,
)  # fmt: skip
act(f"{GROUP}/contribution-kinds/starters", actions.propose_starters, DECIDE)

# Joint works
WORK = f"{GROUP}/works/{{work}}"
SHEET = {"sheet__origin": LEFT_OUT}
act(f"{GROUP}/works", actions.start_work, **SHEET)
act(WORK, actions.change_work, **SHEET)
act(f"{WORK}/end", actions.end_work)
act(f"{WORK}/enter", actions.enter_work)
act(f"{GROUP}/work-parts/{{part}}/roles", actions.say_roles)


def leave_work(*, by: Membership, work: JointWork) -> WorkPart:
    """Take part in a work no more; what one brought still counts."""
    return actions.leave_work(part=works.part_of(by, work))


act(f"{WORK}/leave", leave_work, of="value.works.leave_work")

# What comes in, how it is shared
act(f"{WORK}/receipts", actions.write_receipt, MONEY)
act(f"{GROUP}/receipts/{{receipt}}/take-back", actions.take_back_receipt, MONEY)
act(f"{GROUP}/keys", actions.write_key, DECIDE)
act(f"{GROUP}/keys/{{key}}", actions.write_key_version, DECIDE)
act(f"{GROUP}/keys/propose", actions.propose_key, DECIDE)

# Mutual credit
act(f"{GROUP}/credit/give", actions.give_credit, MONEY)
act(f"{GROUP}/credit/ask", actions.ask_credit, MONEY)
act(f"{GROUP}/credit/requests/{{request}}/accept", actions.accept_credit, MONEY)
act(f"{GROUP}/credit/requests/{{request}}/refuse", actions.refuse_credit, MONEY)
act(f"{GROUP}/credit/requests/{{request}}/withdraw", actions.withdraw_credit, MONEY)
act(f"{GROUP}/credit/give-outside", actions.give_credit_outside, MONEY)
act(f"{GROUP}/credit/become-reachable", actions.become_reachable, MONEY)
act(f"{GROUP}/credit/stop-being-reachable", actions.stop_being_reachable, MONEY)
act(f"{GROUP}/credit/propose", actions.propose_credit, DECIDE, unit=Book.Unit)
act(f"{GROUP}/credit/propose-limits", actions.propose_credit_limits, DECIDE)
act(f"{GROUP}/credit/propose-trust", actions.propose_credit_trust, DECIDE)
act(f"{GROUP}/accounts/{{account}}/propose-credit-settlement", actions.propose_credit_settlement, DECIDE)

# The common pot
TERMS = {"line__terms__signers": BudgetLine.Signers}
act(f"{GROUP}/pot", actions.propose_line, DECIDE, **TERMS)
act(f"{GROUP}/pot/rounds", actions.propose_round, DECIDE, wish__terms__signers=BudgetLine.Signers)
act(f"{GROUP}/pot/rounds/{{decision}}/open-lines", actions.open_round_lines, DECIDE)
act(f"{GROUP}/pot/{{line}}/more", actions.propose_more, DECIDE)
act(f"{GROUP}/pot/{{line}}/end", actions.propose_line_end, DECIDE)
act(f"{GROUP}/pot/{{line}}/spendings", actions.ask_spending, MONEY)
act(f"{GROUP}/spendings/{{spending}}/sign", actions.sign_spending, MONEY)
act(f"{GROUP}/spendings/{{spending}}/refuse", actions.refuse_spending, MONEY)
act(f"{GROUP}/spendings/{{spending}}/withdraw", actions.withdraw_spending, MONEY)

# Accounts
act(f"{GROUP}/accounts/{{account}}/close", actions.close_account, MONEY)
act(f"{GROUP}/accounts/{{account}}/pay-out", actions.pay_out, MONEY)
act(f"{GROUP}/accounts/{{account}}/propose-settlement", actions.propose_settlement, DECIDE)
act(f"{GROUP}/books/{{book}}/close-period", actions.close_period, MONEY)
act(f"{GROUP}/books/{{book}}/propose-carry-over", actions.propose_carry_over, DECIDE)
DRAFT = {"sheet__vat": InvoiceDraft.Vat}
act(f"{WORK}/invoice-drafts", actions.write_draft, MONEY, **DRAFT)
act(f"{GROUP}/invoice-drafts/{{draft}}", actions.change_draft, MONEY, **DRAFT)
act(f"{GROUP}/invoice-drafts/{{draft}}/let-go", actions.let_draft_go, MONEY)
act(f"{GROUP}/entities/{{entity}}/plan", actions.write_plan, MONEY)
act(f"{GROUP}/sharings/{{distribution}}/invoice", actions.note_internal_invoice, MONEY)
act(f"{GROUP}/sharings/{{distribution}}/take-invoice-back", actions.take_invoice_note_back, MONEY)

leave_out(
    "value", _("what is shared is shared after its detail was seen, on the page"),
    "sharings.share_out",
)  # fmt: skip
leave_out(
    "value", _("taken back beside its line, on the page"),
    "closing.take_back_payment", "credit_between.give_credit_back",
)  # fmt: skip
leave_out(
    "value", _("what a cooperative keeps, and codes of activities, are set on the page"),
    "levies.write_levy", "accounting.write_activity_codes",
)  # fmt: skip
leave_out(
    "value", _("done by the house itself, when a decision is adopted or a day comes"),
    "transfers.open_book", "transfers.write_lines", "kinds.apply_kinds",
)  # fmt: skip
