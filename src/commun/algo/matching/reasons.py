"""Why a notice is proposed, in the member's own words, and what does not fit."""

from commun.algo.matching.branches import branch_code, significant
from commun.algo.matching.index import NoticeIndex
from commun.algo.matching.model import Gap, Profile, Ranked, Reason
from commun.algo.matching.places import NEAR, closeness, places_of
from commun.algo.matching.words import Asked
from commun.algo.text import fold

SHOWN_WORDS = 6
WHOLE_PHRASE = 1.0
LONE_WORD = 0.5


class Explainer:
    """Explains any notice of an index to one profile."""

    def __init__(self, index: NoticeIndex, profile: Profile, asked: Asked) -> None:
        self._index = index
        self._asked = asked
        self._terms = frozenset(term for term, weight in asked.weights.items() if weight > 0)
        self._codes = tuple(dict.fromkeys(filter(None, map(significant, profile.cpv_prefixes))))
        self._places = places_of(profile)

    def ranked(self, at: int, score: float) -> Ranked:
        """The line of the notice in row `at`."""
        return self.for_notice(self._index.keys[at], at, score)

    def for_notice(self, key: str, at: int, score: float) -> Ranked:
        """The same line under another key (the inverse ranking names profiles)."""
        reasons: list[Reason] = self._words(at)
        gaps: list[Gap] = self._refused(at)
        self._branch(at, reasons, gaps)
        self._place(at, reasons, gaps)
        return Ranked(key=key, score=round(score, 6), reasons=tuple(reasons), gaps=tuple(gaps))

    def _words(self, at: int) -> list[Reason]:
        """Whole keywords first, then single words of the profile, rarest first."""
        common = self._terms & self._index.terms[at]
        if not common:
            return []
        reasons: list[Reason] = []
        told: set[str] = set()
        for text, terms in self._asked.phrases:
            if terms <= common:
                reasons.append(Reason("terms", text, WHOLE_PHRASE))
                told |= terms
        rest = sorted(common - told, key=self._rarity)
        for term in rest[: max(0, SHOWN_WORDS - len(reasons))]:
            word = self._asked.words.get(term)
            if word:
                reasons.append(Reason("terms", word, LONE_WORD))
        # A keyword written twice ("tiers-lieu", "Tiers lieu") is one reason.
        once: dict[str, Reason] = {}
        for reason in reasons:
            once.setdefault(fold(reason.text).replace("-", " "), reason)
        return list(once.values())[:SHOWN_WORDS]

    def _rarity(self, term: str) -> tuple[float, str]:
        space = self._index.bodies
        at = space.vocabulary.get(term)
        idf = float(space.idf[at]) if at is not None else 0.0
        return (-idf * self._asked.weights[term], term)

    def _refused(self, at: int) -> list[Gap]:
        held = self._index.terms[at]
        return [Gap("negative", text) for text, terms in self._asked.refused if terms <= held]

    def _branch(self, at: int, reasons: list[Reason], gaps: list[Gap]) -> None:
        if not self._codes:
            return
        branches = self._index.branches
        prefix, is_estimated = branches.shared(self._codes, at)
        if prefix:
            weight = round(branches.content_of(prefix), 3)
            reasons.append(Reason("cpv", branch_code(prefix), weight, is_estimated))
        elif branches.codes[at]:
            gaps.append(Gap("cpv", branch_code(branches.codes[at][0])))
        elif branches.estimates[at]:
            gaps.append(Gap("cpv", branches.estimates[at][0].code, is_estimated=True))

    def _place(self, at: int, reasons: list[Reason], gaps: list[Gap]) -> None:
        places = self._index.notices[at].departements
        if not self._places or not places:
            return
        nearness, nearest = max(
            ((closeness(own, code), code) for code in places for own in self._places), key=lambda pair: pair[0]
        )
        if nearness >= NEAR:
            reasons.append(Reason("place", nearest, round(nearness, 3)))
        else:
            gaps.append(Gap("place", nearest))
