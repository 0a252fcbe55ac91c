"""Notices laid out once, to be compared with any number of profiles."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from commun.algo.matching.branches import Branches, branch_code, significant
from commun.algo.matching.divisions import DIVISIONS
from commun.algo.matching.model import Estimate, NoticeFeatures, Profile
from commun.algo.matching.places import Places
from commun.algo.matching.prediction import CpvPredictor
from commun.algo.matching.vectors import TermSpace, dense
from commun.algo.matching.words import STATEMENT, Asked, asked, pairs_of
from commun.algo.text import LostAccents, fold, stems

SMALLEST_NAMED = 3

Scores = NDArray[np.float64]
Signals = dict[str, Scores]
Lender = Callable[[sparse.csr_matrix, TermSpace], sparse.csr_matrix]


class NoticeIndex:
    """The notices of one run, sorted by key so that ties always fall the same way.

    `labels` maps CPV codes (eight digits) to French labels; the divisions' labels are known without it.
    `predictor` guesses the branch of notices without CPV; without it they simply have none. `estimates`
    gives guesses made elsewhere, by notice key, and spares the predictor.
    """

    def __init__(
        self,
        notices: Sequence[NoticeFeatures],
        labels: Mapping[str, str] | None = None,
        predictor: CpvPredictor | None = None,
        estimates: Mapping[str, Sequence[Estimate]] | None = None,
    ) -> None:
        self.notices = sorted(notices, key=lambda notice: notice.key)
        self.keys = [notice.key for notice in self.notices]
        self.labels = {**DIVISIONS, **{code[:8]: label for code, label in (labels or {}).items()}}
        self.estimates = self._guess(predictor, estimates or {})
        self._branch_stems: dict[str, list[str]] = {}
        self.branches = Branches(self.notices, self.estimates)
        self.places = Places(self.notices)
        self._read_texts()

    def _guess(
        self, predictor: CpvPredictor | None, given: Mapping[str, Sequence[Estimate]]
    ) -> list[Sequence[Estimate]]:
        found: list[Sequence[Estimate]] = [() if notice.cpv else given.get(notice.key, ()) for notice in self.notices]
        missing = [at for at, notice in enumerate(self.notices) if not notice.cpv and not found[at]]
        if predictor is not None and missing:
            texts = [f"{self.notices[at].title}\n{self.notices[at].description[:1000]}" for at in missing]
            for at, guesses in zip(missing, predictor.estimate(texts), strict=True):
                found[at] = guesses
        return found

    def _read_texts(self) -> None:
        repair = self.mender.repair
        titles = [stems(repair(notice.title)) for notice in self.notices]
        bodies = [
            title + stems(repair(notice.description)) + self._label_stems(at)
            for at, (title, notice) in enumerate(zip(titles, self.notices, strict=True))
        ]
        self.terms = [frozenset(body) for body in bodies]
        self.titles = TermSpace(titles)
        self.bodies = TermSpace(bodies)
        self.pairs = TermSpace([pairs_of(title) for title in titles])

    def _label_stems(self, at: int) -> list[str]:
        codes = self.branches.codes[at] or tuple(guess.code for guess in self.estimates[at][:1])
        return [term for code in codes for term in self._stems_of_branch(significant(code))]

    def label_of(self, prefix: str) -> str:
        """French label of a CPV branch, or of the nearest branch above that has one; '' if unknown."""
        for length in range(len(prefix), 1, -1):
            label = self.labels.get(branch_code(prefix[:length]))
            if label:
                return label
        return ""

    def asked(self, profile: Profile) -> Asked:
        """A profile read as the notices are: past titles may have lost accents too."""
        return asked(profile, self.mender.repair)

    @cached_property
    def mender(self) -> LostAccents:
        """Knows the words of the titles and of the CPV."""
        return LostAccents([*(notice.title for notice in self.notices), *self.labels.values()])

    @cached_property
    def holders(self) -> dict[str, set[int]]:
        """Rows of the notices that have each stem."""
        found: dict[str, set[int]] = {}
        for at, terms in enumerate(self.terms):
            for term in terms:
                found.setdefault(term, set()).add(at)
        return found

    @cached_property
    def position(self) -> dict[str, int]:
        """Row of each notice key."""
        return {key: at for at, key in enumerate(self.keys)}

    @cached_property
    def same_title(self) -> list[int]:
        """A number for each notice, the same for those whose titles say the same (lots, publications again)."""
        numbers: dict[str, int] = {}
        said = (" ".join(fold(self.mender.repair(notice.title)).split()) for notice in self.notices)
        return [numbers.setdefault(title, len(numbers)) for title in said]

    def signals(self, profiles: Sequence[Profile], asked: Sequence[Asked], lend: Lender | None = None) -> Signals:
        """What each signal says of every profile and notice, before any standardisation: arrays (profiles,
        notices). `lend` may add words to the queries (profiles, terms) of a space of texts."""
        rows = [one.weights for one in asked]
        pairs = self.pairs.queries([one.pairs for one in asked]) @ self.pairs.bm25
        named = [self._with_branches(profile, row) for profile, row in zip(profiles, rows, strict=True)]
        titles, bodies = self.titles.queries(rows), self.bodies.queries(named)
        if lend is not None:
            titles, bodies = lend(titles, self.titles), lend(bodies, self.bodies)
        return {
            "title_bm25": dense(titles @ self.titles.bm25),
            "title_cosine": dense(titles @ self.titles.cosine),
            "body_bm25": dense(bodies @ self.bodies.bm25),
            "body_cosine": dense(bodies @ self.bodies.cosine),
            "phrase": dense(pairs),
            "cpv": self.branches.similarity(profiles),
            "place": self.places.nearness(profiles),
            "refused": self._refusals(asked),
        }

    def _with_branches(self, profile: Profile, weights: dict[str, float]) -> dict[str, float]:
        """The profile's words and those of its CPV branches' labels, each branch as often as it is given."""
        if not profile.cpv_prefixes:
            return weights
        named = dict(weights)
        for prefix in profile.cpv_prefixes:
            for term in self._stems_of_branch(significant(prefix)):
                named[term] = named.get(term, 0.0) + STATEMENT
        return named

    def _stems_of_branch(self, prefix: str) -> list[str]:
        """The words of a branch's label; none for a division, which lists trades that have little in common."""
        if len(prefix) < SMALLEST_NAMED:
            return []
        found = self._branch_stems.get(prefix)
        if found is None:
            found = self._branch_stems[prefix] = stems(self.label_of(prefix))
        return found

    def _refusals(self, asked: Sequence[Asked]) -> Scores:
        count = np.zeros((len(asked), len(self.notices)))
        for row, one in enumerate(asked):
            for _word, terms in one.refused:
                found = set.intersection(*(self.holders.get(term, set()) for term in terms))
                count[row, list(found)] += 1
        return count
