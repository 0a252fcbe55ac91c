"""From signals to one score: each standardised over the notices, weighed, added; few words borrow others."""

from collections.abc import Sequence

import numpy as np
from scipy import sparse

from commun.algo.matching.index import Lender, NoticeIndex, Scores, Signals
from commun.algo.matching.model import Profile, Weights
from commun.algo.matching.vectors import TermSpace, standardised
from commun.algo.matching.words import Asked

NEIGHBOURS = 10


def scores(index: NoticeIndex, profiles: Sequence[Profile], asked: Sequence[Asked], weights: Weights) -> Scores:
    """Array (profiles, notices): how much each notice stands out for each profile.

    A profile without keywords says its trade by past work or a sentence only: its ranking is made twice, the
    second time with words borrowed from the first notices of the first (Rocchio's feedback, without a judge).
    Keywords are chosen: nothing is added to them.
    """
    found = combined(index.signals(profiles, asked), weights)
    rows = [row for row, profile in enumerate(profiles) if profile.statement and not profile.keywords]
    if weights.borrowed and rows and len(index.keys) > NEIGHBOURS:
        first = _first_notices(index, found[rows])
        again = index.signals([profiles[row] for row in rows], [asked[row] for row in rows], _lend(first, weights))
        found[rows] = combined(again, weights)
    return found


def combined(signals: Signals, weights: Weights) -> Scores:
    """Each signal standardised over the notices of each profile, then added. Words are half BM25, which
    rewards rare words, half cosine, which rewards notices about little else."""
    shares = {
        "title_bm25": weights.title * (1 - weights.cosine),
        "title_cosine": weights.title * weights.cosine,
        "body_bm25": weights.labelled * (1 - weights.cosine),
        "body_cosine": weights.labelled * weights.cosine,
        "phrase": weights.phrase,
        "cpv": weights.cpv,
        "place": weights.place,
    }
    total: Scores = -weights.negative * signals["refused"]
    for name, share in shares.items():
        if share:
            total += share * standardised(signals[name])
    return total


def _first_notices(index: NoticeIndex, found: Scores) -> sparse.csr_matrix:
    """Matrix (profiles, notices): the first ten different titles of each, less and less with their rank."""
    rows: list[int] = []
    columns: list[int] = []
    for row, order in enumerate(np.argsort(-np.round(found, 9), axis=1, kind="stable")):
        titles: set[int] = set()
        for at in order:
            title = index.same_title[at]
            if title not in titles:
                titles.add(title)
                rows.append(row)
                columns.append(int(at))
            if len(titles) == NEIGHBOURS:
                break
    by_rank = 1 / np.log2(np.arange(NEIGHBOURS) + 2)
    place = np.concatenate([np.arange(count) for count in np.bincount(rows, minlength=len(found))])
    return sparse.csr_matrix((by_rank[place], (rows, columns)), shape=found.shape)


def _lend(first: sparse.csr_matrix, weights: Weights) -> Lender:
    def lend(query: sparse.csr_matrix, space: TermSpace) -> sparse.csr_matrix:
        """The query with the words of the notices added, in all `borrowed` times what it weighs itself."""
        words = (first @ space.profiles_of_texts).tocsr()
        own, lent = (np.asarray(matrix.sum(axis=1)).ravel() for matrix in (query, words))
        share = weights.borrowed * own / np.maximum(lent, 1e-9)
        richer: sparse.csr_matrix = (query + sparse.diags(share) @ words).tocsr()
        return richer

    return lend
