"""Measure the ranking that members get, with the same code, against BM25 and PostgreSQL's ts_rank.

Metrics are those of the data folder's own `score.py`; the protocol is in docs/algorithms/matching.md.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from commun.algo.matching.evaluation_cpv import cross_validated
from commun.algo.matching.evaluation_data import EvaluationData, load
from commun.algo.matching.evaluation_metrics import Runs, gain_95, mean, profile_metrics, supplier_metrics
from commun.algo.matching.index import NoticeIndex
from commun.algo.matching.model import Estimate, NoticeFeatures, Profile, Weights
from commun.algo.matching.ranking import rank_keys, rank_profiles

Pairs = Sequence[tuple[str, str]]
TsRank = Callable[[Pairs, Pairs, int], Mapping[str, Sequence[tuple[str, float]]]]

DEPTH = 200
RESAMPLES = 4000
BM25_ALONE = Weights(title=1.0, labelled=0.0, phrase=0.0, cpv=0.0, place=0.0, cosine=0.0, borrowed=0.0)


def evaluate(
    folder: str | Path,
    corpus: str | Path,
    ts_rank: TsRank | None = None,
    cpv_labels: Mapping[str, str] | str | Path | None = None,
    resamples: int = RESAMPLES,
    tell: Callable[[str], None] = lambda _step: None,
) -> dict[str, Any]:
    """Every figure of `evaluate_matching`, ready for JSON.

    `folder` has awards.jsonl.gz, supplier_queries.jsonl, profile_topics.json and profile_qrels.tsv; `corpus`
    is the JSON-lines file of notices of the profile task. `ts_rank(documents, queries, top)` takes pairs
    (key, text) and answers {query key: [(document key, score), ...]}: it is PostgreSQL's, given by the
    caller. CPV labels: a mapping, a CSV path, or found in `folder`/../reference. `tell` is told where the
    work is. Raises FileNotFoundError.
    """
    data = load(Path(folder), Path(corpus), cpv_labels)
    cpv = cross_validated(data, tell)
    answer: dict[str, Any] = {}
    tell("supplier")
    answer["supplier"] = _supplier(data, cpv.guesses, ts_rank, resamples)
    tell("inverse")
    answer["inverse"] = _inverse(data, cpv.guesses)
    tell("profile")
    answer["profile"] = _profile(data, ts_rank)
    return {**answer, "cpv": cpv.figures}


def _supplier(
    data: EvaluationData, guesses: Mapping[str, Sequence[Estimate]], ts_rank: TsRank | None, resamples: int
) -> dict[str, Any]:
    index = NoticeIndex(data.awards, labels=data.labels, estimates=guesses)
    profiles = data.supplier_profiles(guesses)
    ours = supplier_metrics(data.queries, _runs(index, profiles, data))
    bm25 = supplier_metrics(data.queries, _runs(index, profiles, data, BM25_ALONE))
    answer: dict[str, Any] = {
        "queries": len(data.queries),
        **{name: mean(ours[name]) for name in ("MRR", "hit@20", "nDCG@20")},
        "cpv_hidden": _without_cpv(data, guesses),
        "baselines": {"bm25": {"hit@20": mean(bm25["hit@20"])}},
        "gain_over_bm25_95": gain_95(ours["hit@20"], bm25["hit@20"], resamples),
    }
    if ts_rank is not None:
        queries = [(profile.key, profile.statement) for profile in profiles]
        documents = [(award.key, award.title) for award in data.awards]
        peer = supplier_metrics(data.queries, ts_rank(documents, queries, DEPTH + data.longest_history))
        answer["baselines"]["ts_rank"] = {"hit@20": mean(peer["hit@20"])}
        answer["gain_over_ts_rank_95"] = gain_95(ours["hit@20"], peer["hit@20"], resamples)
    return answer


def _without_cpv(data: EvaluationData, guesses: Mapping[str, Sequence[Estimate]]) -> dict[str, float]:
    """The notices' CPV are hidden and guessed by a predictor that never saw their buyer. hit@20: what the
    supplier says of itself, its own CPV branches, stays, the case of a member before notices under the
    thresholds; both_sides: the supplier's too are guessed."""
    hidden = [
        NoticeFeatures(key=award.key, title=award.title, departements=award.departements) for award in data.awards
    ]
    index = NoticeIndex(hidden, labels=data.labels, estimates=guesses)
    found = {}
    for name, with_cpv in (("hit@20", True), ("both_sides_hit@20", False)):
        runs = _runs(index, data.supplier_profiles(guesses, with_cpv), data)
        found[name] = mean(supplier_metrics(data.queries, runs)["hit@20"])
    return found


def _runs(
    index: NoticeIndex, profiles: Sequence[Profile], data: EvaluationData, weights: Weights | None = None
) -> Runs:
    return dict(rank_keys(index, profiles, DEPTH + data.longest_history, weights or Weights()))


def _inverse(data: EvaluationData, guesses: Mapping[str, Sequence[Estimate]]) -> dict[str, float]:
    """For each relevant award, is its winner among the first ten suppliers?"""
    index = NoticeIndex(data.awards, labels=data.labels, estimates=guesses)
    wanted = [(award, query.key) for query in data.queries for award in query.relevant]
    ranked = rank_profiles(index, data.supplier_profiles(guesses), sorted({award for award, _key in wanted}), top=10)
    hits = [float(any(line.key == winner for line in ranked[award])) for award, winner in wanted]
    return {"hit@10": mean(hits)}


def _profile(data: EvaluationData, ts_rank: TsRank | None) -> dict[str, Any]:
    index = NoticeIndex(data.corpus, labels=data.labels)
    ours = profile_metrics(data.judgments, dict(rank_keys(index, data.topics, 10)))
    answer: dict[str, Any] = {
        "topics": len(data.judgments),
        **{name: mean(ours[name]) for name in ("nDCG@10", "P@10", "unjudged@10")},
        "baselines": {},
    }
    if ts_rank is not None:
        documents = [(notice.key, notice.title) for notice in data.corpus]
        queries = [(topic.key, " ".join(topic.keywords)) for topic in data.topics]
        peer = profile_metrics(data.judgments, ts_rank(documents, queries, 10))
        answer["baselines"]["ts_rank"] = {"nDCG@10": mean(peer["nDCG@10"])}
    return answer
