"""Tables of the room, by aggregate."""

from commun.governance.models.ballots import Ballot, BallotVersion, SecretBallot, WaitingBallot
from commun.governance.models.decisions import (
    Action,
    Decision,
    DecisionVersion,
    Following,
    NeedVoice,
    Postponement,
    Reading,
)
from commun.governance.models.groups import (
    Body,
    BodyLink,
    Collective,
    Commitment,
    Definition,
    Invitation,
    KindPeriod,
    Membership,
    Network,
    Territory,
)
from commun.governance.models.meetings import (
    AgendaItem,
    Attendance,
    Duty,
    Meeting,
    MeetingHabits,
    MeetingSeries,
    RotaPause,
)
from commun.governance.models.minutes import CalendarToken, MinuteLine
from commun.governance.models.processes import Elector, Option, Process, ProcessTemplate
from commun.governance.models.role_life import Friction, RoleSettings, Thanks, Vacancy, Volunteering
from commun.governance.models.roles import Mandate, Role, RoleVersion
from commun.governance.models.settings import GroupRules
from commun.governance.models.voices import Nomination, Objection, Remark, Stance

__all__ = [
    "Action",
    "AgendaItem",
    "Attendance",
    "Ballot",
    "BallotVersion",
    "Body",
    "BodyLink",
    "CalendarToken",
    "Collective",
    "Commitment",
    "Decision",
    "DecisionVersion",
    "Definition",
    "Duty",
    "Elector",
    "Following",
    "Friction",
    "GroupRules",
    "Invitation",
    "KindPeriod",
    "Mandate",
    "Meeting",
    "MeetingHabits",
    "MeetingSeries",
    "Membership",
    "MinuteLine",
    "NeedVoice",
    "Network",
    "Nomination",
    "Objection",
    "Option",
    "Postponement",
    "Process",
    "ProcessTemplate",
    "Reading",
    "Remark",
    "Role",
    "RoleSettings",
    "RoleVersion",
    "RotaPause",
    "SecretBallot",
    "Stance",
    "Territory",
    "Thanks",
    "Vacancy",
    "Volunteering",
    "WaitingBallot",
]
