"""Guess the CPV branch of a notice that names none (below the European thresholds, most name none)."""

import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from commun.algo.matching.branches import digits
from commun.algo.matching.model import Estimate
from commun.algo.matching.words import pairs_of
from commun.algo.text import LostAccents, fold, stems

LABEL_WEIGHT = 0.3
SHARPNESS = 3.0
KEPT = 3


class CpvPredictor:
    """A linear classifier of CPV divisions, taught by titles with their code and by the CPV's own labels.

    Two machines vote: one taught by the examples alone, one by the examples and, more lightly, the labels,
    so that a division never met in the examples can still be found.
    """

    def __init__(self, examples: Sequence[tuple[str, str]], labels: Mapping[str, str]) -> None:
        """`examples` are (text, CPV code); `labels` maps codes to French labels. Raises ValueError if both
        are too poor to tell two divisions apart."""
        self._mender = LostAccents([*(text for text, _code in examples), *labels.values()])
        known = [(self._mender.repair(text), digits(code)[:2]) for text, code in examples if len(digits(code)) >= 2]
        named = [(label, digits(code)[:2]) for code, label in sorted(labels.items())]
        divisions = {division for _text, division in known + named}
        if len(divisions) < 2:
            raise ValueError("Two CPV divisions at least are needed to learn to tell them apart.")
        self.divisions: NDArray[np.str_] = np.array(sorted(divisions))
        self._machines: list[_Machine] = []
        if len({division for _text, division in known}) > 1:
            self._machines.append(_Machine(known, np.ones(len(known))))
        if named:
            lighter = np.full(len(named), LABEL_WEIGHT if known else 1.0)
            self._machines.append(_Machine([*known, *named], np.r_[np.ones(len(known)), lighter]))

    def votes(self, texts: Sequence[str]) -> list[NDArray[np.float64]]:
        """What each machine says: arrays (texts, divisions) whose rows add up to one. The first machine is
        a plain linear classifier of the examples."""
        texts = [self._mender.repair(text) for text in texts]
        found: list[NDArray[np.float64]] = []
        for machine in self._machines:
            margins = machine.margins(texts)
            shares = np.exp(SHARPNESS * (margins - margins.max(axis=1, keepdims=True)))
            vote = np.zeros((len(texts), len(self.divisions)))
            vote[:, np.searchsorted(self.divisions, machine.divisions)] = shares / shares.sum(axis=1, keepdims=True)
            found.append(vote)
        return found

    def shares(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Array (texts, divisions) of probabilities; rows add up to one. A machine that knows few words of a
        text has little say in it."""
        texts = [self._mender.repair(text) for text in texts]
        votes = self.votes(texts)
        known = [machine.familiarity(texts) for machine in self._machines]
        weighted = np.sum([vote * trust[:, None] for vote, trust in zip(votes, known, strict=True)], axis=0)
        shares: NDArray[np.float64] = weighted / np.sum(known, axis=0)[:, None]
        return shares

    def estimate(self, texts: Sequence[str], kept: int = KEPT) -> list[tuple[Estimate, ...]]:
        """The likeliest divisions of each text, surest first, as eight-digit codes; none for empty texts."""
        if not texts:
            return []
        found: list[tuple[Estimate, ...]] = []
        for text, row in zip(texts, self.shares(texts), strict=True):
            order = np.argsort(-row, kind="stable")[: kept if stems(text) else 0]
            found.append(tuple(Estimate(f"{self.divisions[at]}000000", float(row[at])) for at in order))
        return found


def _words_and_pairs(text: str) -> list[str]:
    terms = stems(text)
    return terms + pairs_of(terms)


class _Machine:
    """A linear classifier of (text, division) pairs, on stems, pairs of stems and pieces of words."""

    def __init__(self, pairs: Sequence[tuple[str, str]], weights: NDArray[np.float64]) -> None:
        from scipy import sparse
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.svm import LinearSVC

        texts = [text for text, _division in pairs]
        self._words: Any = TfidfVectorizer(analyzer=_words_and_pairs, sublinear_tf=True)
        self._pieces: Any = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, lowercase=False)
        words = self._words.fit_transform(texts)
        pieces = self._pieces.fit_transform([fold(text) for text in texts])
        self._svc: Any = LinearSVC(C=0.5, random_state=0)
        with warnings.catch_warnings():
            # Few examples for many divisions is the usual start of a house, not a mistake.
            warnings.filterwarnings("ignore", message="The number of unique classes", category=UserWarning)
            self._svc.fit(
                sparse.hstack([words, pieces]).tocsr(), [division for _text, division in pairs], sample_weight=weights
            )
        self.divisions: NDArray[np.str_] = self._svc.classes_

    def _vectors(self, texts: Sequence[str]) -> Any:
        from scipy import sparse

        words = self._words.transform(texts)
        pieces = self._pieces.transform([fold(text) for text in texts])
        return sparse.hstack([words, pieces]).tocsr()

    def margins(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Array (texts, divisions) of distances to the borders."""
        margins: NDArray[np.float64] = self._svc.decision_function(self._vectors(texts))
        return np.column_stack([-margins, margins]) if margins.ndim == 1 else margins

    def familiarity(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """For each text, the share of its stems and pairs that were met while learning (never quite 0)."""
        vocabulary = self._words.vocabulary_
        read = [_words_and_pairs(text) for text in texts]
        shares = [sum(term in vocabulary for term in terms) / max(1, len(terms)) for terms in read]
        return np.maximum(np.array(shares, dtype=np.float64), 1e-3)
