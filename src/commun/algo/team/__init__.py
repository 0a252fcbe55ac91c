"""Teams for a tender: from needs and people to compositions, with what is missing (docs/algorithms/team.md)."""

from commun.algo.team.baselines import greedy, rarest_first
from commun.algo.team.inviting import Invitation, whom_to_invite
from commun.algo.team.pool import can_take, lay_out
from commun.algo.team.search import Limits, compose, propose
from commun.algo.team.types import (
    CARRY,
    CONTRIBUTE,
    PASS,
    SILENT,
    WATCH,
    Ask,
    Candidate,
    Composition,
    Entity,
    Gap,
    Lack,
    Need,
    Part,
    Problem,
    Reason,
    Score,
    Task,
)  # fmt: skip

__all__ = [
    "CARRY",
    "CONTRIBUTE",
    "PASS",
    "SILENT",
    "WATCH",
    "Ask",
    "Candidate",
    "Composition",
    "Entity",
    "Gap",
    "Invitation",
    "Lack",
    "Limits",
    "Need",
    "Part",
    "Problem",
    "Reason",
    "Score",
    "Task",
    "can_take",
    "compose",
    "greedy",
    "lay_out",
    "propose",
    "rarest_first",
    "whom_to_invite",
]
