"""The CPV task: divisions guessed from titles, five folds that never share a buyer."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from commun.algo.matching.branches import digits
from commun.algo.matching.evaluation_data import EvaluationData
from commun.algo.matching.evaluation_metrics import mean
from commun.algo.matching.model import Estimate, NoticeFeatures
from commun.algo.matching.prediction import CpvPredictor
from commun.algo.text import fold, stems

FOLDS = 5


def score_cpv(data: EvaluationData) -> dict[str, float]:
    """Share of right divisions (first guess, first three), beside the commonest division, the labels alone
    and a plain linear classifier (LinearSVC on words and word pairs and pieces) on the same folds."""
    titles = _distinct(data.awards)
    truth = np.array([digits(award.cpv[0])[:2] for award in titles])
    folds = _folds(titles)
    texts = [award.title for award in titles]
    ours, floor, majority = [np.zeros(len(titles)) for _ in range(3)]
    third, floor_third = np.zeros(len(titles)), np.zeros(len(titles))
    for fold_number in range(FOLDS):
        seen, unseen = np.flatnonzero(folds != fold_number), np.flatnonzero(folds == fold_number)
        if not len(unseen) or len(set(truth[seen])) < 2:
            continue
        examples = [(texts[at], titles[at].cpv[0]) for at in seen]
        asked = [texts[at] for at in unseen]
        predictor = CpvPredictor(examples, data.labels)
        votes = predictor.votes(asked)
        ours[unseen], third[unseen] = _hits(predictor, predictor.shares(asked), truth[unseen])
        floor[unseen], floor_third[unseen] = _hits(predictor, votes[0], truth[unseen])
        majority[unseen] = truth[unseen] == Counter(truth[seen]).most_common(1)[0][0]
    answer = {
        "division": mean(ours.tolist()),
        "division_top3": mean(third.tolist()),
        "majority": mean(majority.tolist()),
        "labels_only": 0.0,
        "linear_floor": mean(floor.tolist()),
        "linear_floor_top3": mean(floor_third.tolist()),
    }
    if data.labels:
        reader = CpvPredictor([], data.labels)
        alone, _three = _hits(reader, reader.shares(texts), truth)
        answer["labels_only"] = mean(alone.tolist())
    return answer


def out_of_fold(data: EvaluationData) -> dict[str, tuple[Estimate, ...]]:
    """Guesses for every award by a predictor that never saw a title of its buyer."""
    folds = _folds(data.awards)
    found: dict[str, tuple[Estimate, ...]] = {}
    for fold_number in range(FOLDS):
        buyers = {award.buyer for award, at in zip(data.awards, folds, strict=True) if at == fold_number}
        seen = _distinct([award for award in data.awards if award.buyer not in buyers])
        unseen = [award for award, at in zip(data.awards, folds, strict=True) if at == fold_number]
        predictor = CpvPredictor([(award.title, award.cpv[0]) for award in seen], data.labels)
        guesses = predictor.estimate([award.title for award in unseen])
        found |= {award.key: guess for award, guess in zip(unseen, guesses, strict=True)}
    return found


def _hits(
    predictor: CpvPredictor, shares: NDArray[np.float64], truth: NDArray[np.str_]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
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


def _folds(awards: Sequence[NoticeFeatures]) -> NDArray[np.intp]:
    """Fold of each award: buyers, largest first, each to the lightest fold so far."""
    sizes = Counter(award.buyer for award in awards)
    load = [0] * FOLDS
    fold_of: dict[str, int] = {}
    for buyer, size in sorted(sizes.items(), key=lambda item: (-item[1], item[0])):
        lightest = load.index(min(load))
        fold_of[buyer] = lightest
        load[lightest] += size
    return np.array([fold_of[award.buyer] for award in awards], dtype=np.intp)
