"""Texts as sparse vectors: BM25 and cosine of TF-IDF in one space of stems."""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

K1 = 1.2
B = 0.5


class TermSpace:
    """A set of texts ready for sparse products.

    `bm25` and `cosine` are matrices (terms, texts). A query is a row of term weights; its score for every
    text is `query @ bm25`. The cosine carries the inverse document frequency of the query side too; the
    length of the query is left out, as it changes no order.
    """

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        self.vocabulary: dict[str, int] = {}
        rows: list[int] = []
        columns: list[int] = []
        counts: list[int] = []
        for column, text in enumerate(texts):
            for term, count in Counter(text).items():
                rows.append(self.vocabulary.setdefault(term, len(self.vocabulary)))
                columns.append(column)
                counts.append(count)
        self.size = len(texts)
        row, column_of = np.array(rows, dtype=np.int32), np.array(columns, dtype=np.int32)
        count_of = np.array(counts, dtype=np.float64)
        lengths = np.array([len(text) for text in texts], dtype=np.float64)
        found_in = np.bincount(row, minlength=len(self.vocabulary)).astype(np.float64)
        self.idf = np.log1p((self.size - found_in + 0.5) / (found_in + 0.5))
        shape = (len(self.vocabulary), self.size)
        self.bm25 = sparse.csr_matrix((self._bm25(row, column_of, count_of, lengths), (row, column_of)), shape=shape)
        self.cosine = sparse.csr_matrix(
            (self._cosine(row, column_of, count_of, found_in), (row, column_of)), shape=shape
        )

    def _bm25(
        self,
        row: NDArray[np.int32],
        column: NDArray[np.int32],
        count: NDArray[np.float64],
        lengths: NDArray[np.float64],
    ) -> NDArray[np.float64]:
        mean = float(lengths.mean()) if self.size else 1.0
        norm = K1 * (1 - B + B * lengths / (mean or 1.0))
        weights: NDArray[np.float64] = self.idf[row] * count * (K1 + 1) / (count + norm[column])
        return weights

    def _cosine(
        self,
        row: NDArray[np.int32],
        column: NDArray[np.int32],
        count: NDArray[np.float64],
        found_in: NDArray[np.float64],
    ) -> NDArray[np.float64]:
        idf = self._query_idf = np.log((1 + self.size) / (1 + found_in)) + 1
        weights = (1 + np.log(count)) * idf[row]
        norm = np.sqrt(np.bincount(column, weights=weights**2, minlength=self.size))
        scaled: NDArray[np.float64] = weights / norm[column] * idf[row]
        return scaled

    @cached_property
    def profiles_of_texts(self) -> sparse.csr_matrix:
        """Matrix (texts, terms): what each text is about, the cosine's weights before those of the query."""
        return (sparse.diags(1 / self._query_idf) @ self.cosine).T.tocsr()

    def queries(self, rows: Sequence[Mapping[str, float]]) -> sparse.csr_matrix:
        """Matrix (queries, terms) of the weights given; words that no text has are left out."""
        indices: list[int] = []
        values: list[float] = []
        ends = [0]
        for weights in rows:
            for term, weight in weights.items():
                at = self.vocabulary.get(term)
                if at is not None:
                    indices.append(at)
                    values.append(weight)
            ends.append(len(indices))
        shape = (len(rows), len(self.vocabulary))
        return sparse.csr_matrix(
            (np.array(values, dtype=np.float64), np.array(indices, dtype=np.int32), np.array(ends)), shape=shape
        )


def standardised(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Each row less its mean, over its standard deviation; a flat row becomes zeros."""
    centred: NDArray[np.float64] = scores - scores.mean(axis=1, keepdims=True)
    deviation = np.sqrt((centred**2).mean(axis=1, keepdims=True))
    flat = deviation < 1e-12
    deviation[flat] = 1.0
    return np.where(flat, 0.0, centred / deviation)


def dense(product: sparse.csr_matrix) -> NDArray[np.float64]:
    """A sparse product as a plain array."""
    return np.asarray(product.toarray(), dtype=np.float64)
