"""Tables of the room, by aggregate."""

from commun.governance.models.ballots import Ballot, BallotVersion, SecretBallot, WaitingBallot
from commun.governance.models.charter import Acceptance, Article, ArticleVersion, GroupText, MembershipRules
from commun.governance.models.decisions import (
    Action,
    Decision,
    DecisionVersion,
    Following,
    NeedVoice,
    Postponement,
    Reading,
)
from commun.governance.models.disagreements import (
    Case,
    CaseAnswer,
    CaseAsk,
    CaseOption,
    CaseOutcome,
    CaseRisk,
    CaseStep,
    OptionSide,
    Party,
    PartyLine,
    PartyPerson,
    Removal,
    Restatement,
)
from commun.governance.models.facilitation import Facilitator, FacilitatorCall
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
from commun.governance.models.guests import GuestPass
from commun.governance.models.legal_forms import LegalForm
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
from commun.governance.models.moderation import HiddenWords
from commun.governance.models.processes import Elector, Option, Process, ProcessTemplate
from commun.governance.models.role_life import Friction, RoleSettings, Thanks, Vacancy, Volunteering
from commun.governance.models.roles import Mandate, Role, RoleVersion
from commun.governance.models.settings import GroupRules
from commun.governance.models.steering import SteeringIndicator, SteeringReading
from commun.governance.models.voices import Nomination, Objection, Remark, Stance
from commun.governance.models.welcomes import AdmissionMessage, Welcome
from commun.governance.models.work_time import WorkTime

__all__ = [
    "Acceptance",
    "Action",
    "AdmissionMessage",
    "AgendaItem",
    "Article",
    "ArticleVersion",
    "Attendance",
    "Ballot",
    "BallotVersion",
    "Body",
    "BodyLink",
    "CalendarToken",
    "Case",
    "CaseAnswer",
    "CaseAsk",
    "CaseOption",
    "CaseOutcome",
    "CaseRisk",
    "CaseStep",
    "Collective",
    "Commitment",
    "Decision",
    "DecisionVersion",
    "Definition",
    "Duty",
    "Elector",
    "Facilitator",
    "FacilitatorCall",
    "Following",
    "Friction",
    "GroupRules",
    "GroupText",
    "GuestPass",
    "HiddenWords",
    "Invitation",
    "KindPeriod",
    "LegalForm",
    "Mandate",
    "Meeting",
    "MeetingHabits",
    "MeetingSeries",
    "Membership",
    "MembershipRules",
    "MinuteLine",
    "NeedVoice",
    "Network",
    "Nomination",
    "Objection",
    "Option",
    "OptionSide",
    "Party",
    "PartyLine",
    "PartyPerson",
    "Postponement",
    "Process",
    "ProcessTemplate",
    "Reading",
    "Remark",
    "Removal",
    "Restatement",
    "Role",
    "RoleSettings",
    "RoleVersion",
    "RotaPause",
    "SecretBallot",
    "Stance",
    "SteeringIndicator",
    "SteeringReading",
    "Territory",
    "Thanks",
    "Vacancy",
    "Volunteering",
    "WaitingBallot",
    "Welcome",
    "WorkTime",
]
