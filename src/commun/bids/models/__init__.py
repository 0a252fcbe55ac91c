"""Tables of the room, by aggregate."""

from commun.bids.models.bids import Bid
from commun.bids.models.outcomes import BidOutcome
from commun.bids.models.project_ends import CompostAgreement, CompostItem, DebriefVoice, ProjectDebrief
from commun.bids.models.project_tasks import TaskCard, TaskMove, TaskTime
from commun.bids.models.projects import Beneficiary, Project, Stakeholder
from commun.bids.models.sections import BidSection
from commun.bids.models.teams import BidRole, ShareLine, TeamPart

__all__ = [
    "Beneficiary",
    "Bid",
    "BidOutcome",
    "BidRole",
    "BidSection",
    "CompostAgreement",
    "CompostItem",
    "DebriefVoice",
    "Project",
    "ProjectDebrief",
    "ShareLine",
    "Stakeholder",
    "TaskCard",
    "TaskMove",
    "TaskTime",
    "TeamPart",
]
