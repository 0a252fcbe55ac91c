"""Tables of the room, by aggregate."""

from commun.governance.models.ballots import Ballot, BallotVersion, SecretBallot, WaitingBallot
from commun.governance.models.decisions import Action, Decision, DecisionVersion, Following, NeedVoice
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
from commun.governance.models.processes import Elector, Option, Process, ProcessTemplate
from commun.governance.models.roles import Mandate, Role
from commun.governance.models.voices import Nomination, Objection, Remark, Stance

__all__ = [
    "Action",
    "Ballot",
    "BallotVersion",
    "Body",
    "BodyLink",
    "Collective",
    "Commitment",
    "Decision",
    "DecisionVersion",
    "Definition",
    "Elector",
    "Following",
    "Invitation",
    "KindPeriod",
    "Mandate",
    "Membership",
    "NeedVoice",
    "Network",
    "Nomination",
    "Objection",
    "Option",
    "Process",
    "ProcessTemplate",
    "Remark",
    "Role",
    "SecretBallot",
    "Stance",
    "Territory",
    "WaitingBallot",
]
