"""The CPV task: divisions guessed from titles, five folds that never share a buyer."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commun.algo.matching.branches import digits
from commun.algo.matching.evaluation_data import EvaluationData
from commun.algo.matching.evaluation_metrics import mean
from commun.algo.matching.model import Estimate, NoticeFeatures
from commun.algo.matching.prediction import CpvPredictor
from commun.algo.text import fold, stems

FOLDS = 5


@dataclass(frozen=True, slots=True)
class CpvAnswer:
    """The figures of the task, and guesses for every award by a predictor that never saw its buyer."""

    figures: dict[str, float]
    guesses: Mapping[str, Sequence[Estimate]]


def cross_validated(data: EvaluationData, tell: Callable[[str], None]) -> CpvAnswer:
    """Share of right divisions (first guess, first three), beside the commonest division, the labels alone
    and a plain linear classifier (LinearSVC on words and word pairs and pieces) on the same folds."""
    titles = _distinct(data.awards)
    fold_of = _folds(data.awards)
    truth = np.array([digits(award.cpv[0])[:2] for award in titles])
    folds = np.array([fold_of[award.buyer] for award in titles], dtype=np.intp)
    hits = {name: np.zeros(len(titles)) for name in ("division", "division_top3", "majority", "floor", "floor_top3")}
    guesses: dict[str, Sequence[Estimate]] = {}
    for number in range(FOLDS):
        tell(f"CPV {number + 1}/{FOLDS}")
        seen, unseen = np.flatnonzero(folds != number), np.flatnonzero(folds == number)
        examples = [(titles[at].title, titles[at].cpv[0]) for at in seen]
        if not data.labels and len(set(truth[seen])) < 2:
            continue
        predictor = CpvPredictor(examples, data.labels)
        asked = [award for award in data.awards if fold_of[award.buyer] == number]
        guesses |= dict(zip([one.key for one in asked], predictor.estimate([one.title for one in asked]), strict=True))
        if len(unseen) and len(seen):
            texts = [titles[at].title for at in unseen]
            hits["division"][unseen], hits["division_top3"][unseen] = _hits(predictor, texts, truth[unseen])
            hits["floor"][unseen], hits["floor_top3"][unseen] = _hits(predictor, texts, truth[unseen], alone=True)
            hits["majority"][unseen] = truth[unseen] == Counter(truth[seen]).most_common(1)[0][0]
    return CpvAnswer(_figures(hits, data, titles, truth), guesses)


def _figures(
    hits: Mapping[str, NDArray[np.float64]],
    data: EvaluationData,
    titles: Sequence[NoticeFeatures],
    truth: NDArray[np.str_],
) -> dict[str, float]:
    figures = {name: mean(found.tolist()) for name, found in hits.items()}
    labels_only = 0.0
    if data.labels and titles:
        alone, _three = _hits(CpvPredictor([], data.labels), [award.title for award in titles], truth)
        labels_only = mean(alone.tolist())
    return {
        "division": figures["division"],
        "division_top3": figures["division_top3"],
        "majority": figures["majority"],
        "labels_only": labels_only,
        "linear_floor": figures["floor"],
        "linear_floor_top3": figures["floor_top3"],
    }


def _hits(
    predictor: CpvPredictor, texts: Sequence[str], truth: NDArray[np.str_], alone: bool = False
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Right at the first guess, right among the first three; `alone`: by the plain linear classifier."""
    shares = predictor.votes(texts)[0] if alone else predictor.shares(texts)
    order = np.argsort(-shares, axis=1, kind="stable")
    guesses = predictor.divisions[order[:, :3]]
    return guesses[:, 0] == truth, (guesses == truth[:, None]).any(axis=1)


def _distinct(awards: Sequence[NoticeFeatures]) -> list[NoticeFeatures]:
    """One award for each title, those with a CPV only."""
    found: dict[str, NoticeFeatures] = {}
    for award in awards:
        if award.cpv and len(digits(award.cpv[0])) >= 2 and stems(award.title):
            found.setdefault(fold(award.title).strip(), award)
    return list(found.values())


def _folds(awards: Sequence[NoticeFeatures]) -> dict[str, int]:
    """Fold of each buyer: buyers, those of most titles first, each to the lightest fold so far."""
    sizes: Counter[str] = Counter(dict.fromkeys((award.buyer for award in awards), 0))
    sizes.update(award.buyer for award in _distinct(awards))
    load = [0] * FOLDS
    fold_of: dict[str, int] = {}
    for buyer, size in sorted(sizes.items(), key=lambda item: (-item[1], item[0])):
        lightest = load.index(min(load))
        fold_of[buyer] = lightest
        load[lightest] += size
    return fold_of
