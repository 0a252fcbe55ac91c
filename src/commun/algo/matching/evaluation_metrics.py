"""The measures of `tools/score.py`, and a paired bootstrap."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

Runs = Mapping[str, Sequence[tuple[str, float]]]
Figures = dict[str, list[float]]


@dataclass(frozen=True, slots=True)
class SupplierQuery:
    """A supplier: what it had won, and what it won next from a buyer it had never served."""

    key: str
    history: tuple[str, ...]
    relevant: tuple[str, ...]


def mean(values: Sequence[float]) -> float:
    """Mean, to four decimals; 0 for nothing."""
    return round(sum(values) / len(values), 4) if values else 0.0


def _ordered(run: Sequence[tuple[str, float]]) -> list[str]:
    return [key for key, _score in sorted(run, key=lambda pair: (-round(pair[1], 9), pair[0]))]


def supplier_metrics(queries: Sequence[SupplierQuery], runs: Runs) -> Figures:
    """MRR, hit@20 and nDCG@20 of each query; documents of its history are skipped."""
    found: Figures = {"MRR": [], "hit@20": [], "nDCG@20": []}
    for query in queries:
        past, wanted = set(query.history), set(query.relevant)
        order = [key for key in _ordered(runs.get(query.key, ())) if key not in past]
        ranks = [place for place, key in enumerate(order, start=1) if key in wanted]
        ideal = sum(1 / math.log2(place + 1) for place in range(1, min(len(wanted), 20) + 1))
        found["MRR"].append(1 / ranks[0] if ranks else 0.0)
        found["hit@20"].append(float(bool(ranks) and ranks[0] <= 20))
        found["nDCG@20"].append(sum(1 / math.log2(place + 1) for place in ranks if place <= 20) / ideal)
    return found


def profile_metrics(judgments: Mapping[str, Mapping[str, int]], runs: Runs) -> Figures:
    """nDCG@10 with gains 2^grade - 1, P@10 (grade 1 or more) and the share of unjudged in the first ten."""
    found: Figures = {"nDCG@10": [], "P@10": [], "unjudged@10": []}
    for topic, judged in judgments.items():
        order = _ordered(runs.get(topic, ()))[:10]
        grades = [judged.get(key, 0) for key in order]
        best = sorted(judged.values(), reverse=True)[:10]
        found["nDCG@10"].append(_gain(grades) / (_gain(best) or 1.0))
        found["P@10"].append(sum(grade >= 1 for grade in grades) / 10)
        found["unjudged@10"].append(sum(key not in judged for key in order) / 10)
    return found


def _gain(grades: Sequence[int]) -> float:
    return float(sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades)))


def gain_95(ours: Sequence[float], theirs: Sequence[float], resamples: int = 4000) -> list[float]:
    """Bounds that hold 95 % of the mean gains when the same queries are drawn again with replacement."""
    differences = np.array(ours) - np.array(theirs)
    if not len(differences):
        return [0.0, 0.0]
    draws = np.random.default_rng(0).integers(0, len(differences), (resamples, len(differences)))
    low, high = np.quantile(differences[draws].mean(axis=1), (0.025, 0.975))
    return [round(float(low), 4), round(float(high), 4)]
