"""Tables of the room, by aggregate."""

from commun.bids.models.bids import Bid
from commun.bids.models.blocks import BlockAgreement, TextBlock
from commun.bids.models.brands import Brand, BrandPart
from commun.bids.models.outcomes import BidOutcome
from commun.bids.models.papers import BidFile, EntitySheet, Subcontract, SubmissionFolder, VaultPaper
from commun.bids.models.project_ends import CompostAgreement, CompostItem, DebriefVoice, ProjectDebrief
from commun.bids.models.project_papers import ProjectFile
from commun.bids.models.project_tasks import TaskCard, TaskMove, TaskTime
from commun.bids.models.projects import Beneficiary, Project, Stakeholder
from commun.bids.models.proposals import TeamProposal
from commun.bids.models.sections import BidSection
from commun.bids.models.teams import BidRole, ShareLine, TeamPart

__all__ = [
    "Beneficiary",
    "Bid",
    "BidFile",
    "BidOutcome",
    "BidRole",
    "BidSection",
    "BlockAgreement",
    "Brand",
    "BrandPart",
    "CompostAgreement",
    "CompostItem",
    "DebriefVoice",
    "EntitySheet",
    "Project",
    "ProjectDebrief",
    "ProjectFile",
    "ShareLine",
    "Stakeholder",
    "Subcontract",
    "SubmissionFolder",
    "TaskCard",
    "TaskMove",
    "TaskTime",
    "TeamPart",
    "TeamProposal",
    "TextBlock",
    "VaultPaper",
]
