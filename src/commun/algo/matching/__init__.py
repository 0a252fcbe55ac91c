"""Public tenders ranked for people, with reasons: see docs/algorithms/matching.md.

    index = NoticeIndex(notices, labels=cpv_labels, predictor=CpvPredictor(examples, cpv_labels))
    rank(index, profiles, top=20)              # {profile key: [Ranked, ...]}
    rank_profiles(index, profiles, keys)       # {notice key: [Ranked(profile key), ...]}
    cover(index, profiles, lot_keys)           # which needs have somebody, which have nobody

numpy, scipy and scikit-learn are imported by the modules that compute; `model` imports none of them.
"""

from typing import TYPE_CHECKING, Any

from commun.algo.matching.model import (
    ALGORITHM,
    Coverage,
    Estimate,
    Gap,
    NoticeFeatures,
    Profile,
    Ranked,
    Reason,
    Weights,
)

if TYPE_CHECKING:
    from commun.algo.matching.evaluation import evaluate
    from commun.algo.matching.index import NoticeIndex
    from commun.algo.matching.prediction import CpvPredictor
    from commun.algo.matching.ranking import cover, rank, rank_keys, rank_profiles

__all__ = [
    "ALGORITHM",
    "Coverage",
    "CpvPredictor",
    "Estimate",
    "Gap",
    "NoticeFeatures",
    "NoticeIndex",
    "Profile",
    "Ranked",
    "Reason",
    "Weights",
    "cover",
    "evaluate",
    "rank",
    "rank_keys",
    "rank_profiles",
]

_LATE = {
    "CpvPredictor": "prediction",
    "NoticeIndex": "index",
    "cover": "ranking",
    "evaluate": "evaluation",
    "rank": "ranking",
    "rank_keys": "ranking",
    "rank_profiles": "ranking",
}


def __getattr__(name: str) -> Any:
    """Import the computing modules, hence numpy and scipy, only when they are used."""
    from importlib import import_module

    if name not in _LATE:
        raise AttributeError(name)
    return getattr(import_module(f"commun.algo.matching.{_LATE[name]}"), name)
