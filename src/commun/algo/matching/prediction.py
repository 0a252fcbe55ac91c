"""Guess the CPV branch of a notice that names none (below the European thresholds, most name none)."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from commun.algo.matching.branches import digits
from commun.algo.matching.model import Estimate
from commun.algo.matching.words import pairs_of
from commun.algo.text import fold, stems

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
        known = [(text, digits(code)[:2]) for text, code in examples if len(digits(code)) >= 2]
        named = [(label, digits(code)[:2]) for code, label in sorted(labels.items())]
        divisions = {division for _text, division in known + named}
        if len(divisions) < 2:
            raise ValueError("Two CPV divisions at least are needed to learn to tell them apart.")
        self.divisions: NDArray[np.str_] = np.array(sorted(divisions))
        self._words, self._pieces = _vectorizers()
        self._teach(known, named)

    def _teach(self, known: Sequence[tuple[str, str]], named: Sequence[tuple[str, str]]) -> None:
        from scipy import sparse

        base = known if len(known) > 1 else named
        texts = [text for text, _division in base]
        self._words.fit(texts)
        self._pieces.fit([fold(text) for text in texts])
        self._machines: list[Any] = []
        known_rows = self._vectors([text for text, _division in known]) if known else None
        if known_rows is not None and len({division for _text, division in known}) > 1:
            self._machines.append(_machine(known_rows, [division for _text, division in known], None))
        if named:
            rows = self._vectors([text for text, _division in named])
            if known_rows is not None:
                rows = sparse.vstack([known_rows, rows]).tocsr()
            weights = np.r_[np.ones(len(known)), np.full(len(named), LABEL_WEIGHT if known else 1.0)]
            answers = [division for _text, division in [*known, *named]]
            self._machines.append(_machine(rows, answers, weights))

    def _vectors(self, texts: Sequence[str]) -> Any:
        from scipy import sparse

        words = self._words.transform(texts)
        pieces = self._pieces.transform([fold(text) for text in texts])
        return sparse.hstack([words, pieces]).tocsr()

    def votes(self, texts: Sequence[str]) -> list[NDArray[np.float64]]:
        """What each machine says: arrays (texts, divisions) whose rows add up to one. The first machine is
        a plain linear classifier of the examples."""
        vectors = self._vectors(texts)
        found: list[NDArray[np.float64]] = []
        for machine in self._machines:
            margins = machine.decision_function(vectors)
            if margins.ndim == 1:
                margins = np.column_stack([-margins, margins])
            shares = np.exp(SHARPNESS * (margins - margins.max(axis=1, keepdims=True)))
            vote = np.zeros((len(texts), len(self.divisions)))
            vote[:, np.searchsorted(self.divisions, machine.classes_)] = shares / shares.sum(axis=1, keepdims=True)
            found.append(vote)
        return found

    def shares(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Array (texts, divisions) of probabilities; rows add up to one."""
        votes = self.votes(texts)
        mean: NDArray[np.float64] = np.sum(votes, axis=0) / len(votes)
        return mean

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


def _vectorizers() -> tuple[Any, Any]:
    from sklearn.feature_extraction.text import TfidfVectorizer

    words = TfidfVectorizer(analyzer=_words_and_pairs, sublinear_tf=True)
    pieces = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, lowercase=False)
    return words, pieces


def _machine(vectors: Any, answers: Sequence[str], weights: NDArray[np.float64] | None) -> Any:
    from sklearn.svm import LinearSVC

    return LinearSVC(C=0.5, random_state=0).fit(vectors, answers, sample_weight=weights)
