"""What joint work brings and how it is shared: works, contributions, keys, sharings, books of transfers."""

from commun.value.models.accounting import AccountPlan, ActivityCode, InvoiceDraft, InvoiceMark
from commun.value.models.books import Account, Book, Closing, Transfer, TransferWords
from commun.value.models.budget_lines import BudgetLine, Signature, Spending
from commun.value.models.carry_overs import CarryOver
from commun.value.models.contributions import Acknowledgement, Contribution, ContributionKind
from commun.value.models.credit import CreditCode, CreditLimit, CreditRequest, CreditTrust
from commun.value.models.distributions import Distribution, Receipt
from commun.value.models.keys import KeyAdoption, KeyVersion, SharingKey
from commun.value.models.levies import LevyRule
from commun.value.models.works import JointWork, WorkPart

__all__ = [
    "Account",
    "AccountPlan",
    "Acknowledgement",
    "ActivityCode",
    "Book",
    "BudgetLine",
    "CarryOver",
    "Closing",
    "Contribution",
    "ContributionKind",
    "CreditCode",
    "CreditLimit",
    "CreditRequest",
    "CreditTrust",
    "Distribution",
    "InvoiceDraft",
    "InvoiceMark",
    "JointWork",
    "KeyAdoption",
    "KeyVersion",
    "LevyRule",
    "Receipt",
    "SharingKey",
    "Signature",
    "Spending",
    "Transfer",
    "TransferWords",
    "WorkPart",
]
