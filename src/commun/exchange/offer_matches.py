"""Which offer may answer which need, and why: words in common, the same nature, the same place. People are not weighed.

Pure: no table is read here.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from commun.algo import text

# What every offer and every need says: it makes nobody alike.
_USUAL = """
    besoin chercher cherche recherche recherchons trouver trouvé offrir offre offert proposer propose prêter prête prêt
    emprunter donner donne aider aide disponible dispo disponibilité service coup main heure jour journée semaine mois
    matin soir matinée année petit petite grand grande bon bonne neuf neuve état pouvoir peux veux voudrais aimerais
    quelqu'un quelques personne membre groupe collectif gratuit gratuitement merci bonjour tuyau idée venir
    deux trois quatre cinq six sept huit neuf dix douze quinze vingt trente cent demi moitié
    lundi mardi mercredi jeudi vendredi samedi dimanche aujourd'hui demain prochain prochaine week-end weekend
    janvier février mars avril mai juin juillet août septembre octobre novembre décembre
    cours leçon atelier stage séance session
    apprendre apprends apprentissage montrer montre découvrir découverte savoir connaître former formation initiation
"""
_WORD = re.compile(r"[^\W_]+")
USUAL = frozenset(text.stems(_USUAL))
ENOUGH = 2
WORDS_SHOWN = 4


@dataclass(frozen=True)
class Side:
    """What is compared of an offer or of a need."""

    words: str
    nature: str
    place: str = ""


@dataclass(frozen=True)
class Likeness:
    """What two have in common: ``count`` stems; ``words``, as they are written in the first, that bear them."""

    words: tuple[str, ...]
    count: int
    is_same_nature: bool
    is_same_place: bool

    @property
    def is_enough(self) -> bool:
        """One word and the same nature, or two words: less would suggest anything to anybody."""
        return self.count >= (1 if self.is_same_nature else ENOUGH)


def stems_of(*texts: str) -> list[str]:
    """The stems that say what a text is about, each once, sorted."""
    return sorted(set(_telling(" ".join(texts))))


def likeness(one: Side, other: Side) -> Likeness:
    """What ``one`` and ``other`` have in common."""
    shared = set(_telling(one.words)) & set(_telling(other.words))
    places = text.fold(one.place).split(), text.fold(other.place).split()
    return Likeness(
        tuple(_written(one.words, shared)),
        len(shared),
        one.nature == other.nature,
        bool(places[0]) and places[0] == places[1],
    )


def _telling(words: str) -> Iterable[str]:
    return (stem for stem in text.stems(words) if stem not in USUAL and not stem.isdigit())


def _written(words: str, shared: set[str]) -> Iterable[str]:
    """The words of the text that bear these stems, each stem once; a stem that no single word bears, as it is."""
    left = set(shared)
    for word in _WORD.findall(words.casefold()):
        here = left.intersection(text.stems(word))
        if here:
            left -= here
            yield word
    yield from sorted(left)
