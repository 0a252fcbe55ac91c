"""The European single procurement document of one legal entity: an ESPD Response 4.1.0 in UBL 2.3.

docs/algorithms/espd.md says what it holds and who checked it. Nothing here knows a group or a person, and nothing is
answered in anybody's place: ``lacks`` says what is still to be answered, ``response`` writes what was.
"""

from commun.algo.espd.answers import Asked, Lack, asked, lacks, reached
from commun.algo.espd.criteria import CRITERIA, Criterion, criteria_for
from commun.algo.espd.parties import Buyer, Entity, Issue, Partner, Procedure, Role, Size, Team
from commun.algo.espd.response import response
from commun.algo.espd.trees import Datatype, Group, Kind, Property, When

__all__ = [
    "CRITERIA",
    "Asked",
    "Buyer",
    "Criterion",
    "Datatype",
    "Entity",
    "Group",
    "Issue",
    "Kind",
    "Lack",
    "Partner",
    "Procedure",
    "Property",
    "Role",
    "Size",
    "Team",
    "When",
    "asked",
    "criteria_for",
    "lacks",
    "reached",
    "response",
]
