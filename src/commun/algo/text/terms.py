"""Text to terms: the same stems for indexing, searching and matching."""

import re
from functools import cache, lru_cache

from commun.algo.text.folding import fold, mend
from commun.algo.text.inclusive import blend, expand
from commun.algo.text.stemmer import stem
from commun.algo.text.stopwords import COMMON, LINKS, VAGUE

Alternatives = tuple[str, ...]

_EDGES = "".join(map(chr, range(33, 48))) + ":;<=>?@[\\]^_`{|}~«»“”„…–—·•*†°"
_EDGES_BUT_PARENTHESIS = _EDGES.replace("(", "").replace(")", "")
_MAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_URL = re.compile(r"(?:[a-z][a-z0-9+.-]*://)(?:[^/@\s]*@)?([\w.-]+)(?::\d+)?(/\S*)?")
_HOST = re.compile(r"([\w-]+(?:\.[\w-]+)+)(?::\d+)?(/\S*)?")
_INITIALS = re.compile(r"(?:[^\W\d_]\.){2,}[^\W\d_]?")
_WORDS = re.compile(r"[^\W_]+")
_ELISION = re.compile(r"(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quelqu|quoiqu)'(?=\w)")
# Snowball keeps some plurals apart (élus, conseillers), no longer knows some feminines once the accents are
# gone, and keeps others apart in short words: plurals and these endings are settled before and after it.
_FEMININE_ENDS = ("ee", "ere")
_SAME_WORD = {"tric": "teur", "iv": "if", "qu": "c"}
# Plurals that no ending tells from other words (heureux, locaux), by what the stemmer makes of them. « travaux » is
# left alone: what is built is not what « travail » says.
_SINGULARS = {
    "lieux": "lieu", "milieux": "milieu", "enjeux": "enjeu", "jeux": "jeu", "feux": "feu", "voeux": "voeu",
    "aveux": "aveu", "cheveux": "cheveu", "neveux": "neveu", "adieux": "adieu", "dieux": "dieu", "essieux": "essieu",
    "moyeux": "moyeu", "tuyal": "tuyau", "noyal": "noyau", "joyal": "joyau", "boyal": "boyau", "material": "materiau",
    "baux": "bail", "vitral": "vitrail", "coral": "corail", "soupiral": "soupirail", "ideau": "ideal",
    "yeux": "oeil", "cieux": "ciel",
}  # fmt: skip
_DOMAIN_NAMES = """
    aero ai alsace app asia at au be bg biz blog br bzh ca cat cc ch cloud club cn co com coop
    corsica cy cz de dev dk dz edu ee es eu fi fm fr gf gg gouv gov gp gr hr hu ie info int io it
    jobs jp ke link lt lu lv ma mc me media mg mobi mq museum mx name net news ngo nl no nu nz ong
    online org paris pf pl pm pro pt re ro rs ru se sh shop si site sk sn social space store studio
    team tech tel tf tn tools tv tz ua uk us wf wiki work xyz yt za
"""
_DOMAINS = frozenset(_DOMAIN_NAMES.split())


@lru_cache(maxsize=1 << 17)
def term_of(word: str) -> str:
    """The term of one word: accents folded, then stemmed, feminine participles with their masculine.

    >>> term_of("coopératif") == term_of("cooperatives"), term_of("salariées") == term_of("salarié")
    (True, True)
    """
    plain = fold(word)
    if len(plain) < 3 or not plain.isalpha():
        return plain
    if len(plain) > 3 and plain.endswith("s") and not plain.endswith("ss"):
        plain = plain[:-1]
    if len(plain) > 5 and plain.endswith(_FEMININE_ENDS):
        plain = plain[:-1]
    found = stem(plain) or plain
    for ending, same in _SAME_WORD.items():
        if found.endswith(ending) and len(found) > len(ending) + 1:
            return found[: -len(ending)] + same
    return found


@lru_cache(maxsize=1 << 17)
def _terms_of_chunk(chunk: str) -> tuple[tuple[str, Alternatives], ...]:
    """Words of a run of characters without space: (folded word, terms that may stand at this place)."""
    plain = fold(chunk).strip(_EDGES_BUT_PARENTHESIS)
    whole = _address(plain.strip(_EDGES))
    if whole:
        return ((whole, (whole,)),)
    found: list[tuple[str, Alternatives]] = []
    for part in _ELISION.sub(" ", plain).replace("'", " ").split():
        found.extend(_terms_of_part(part.strip(_EDGES_BUT_PARENTHESIS)))
    return tuple(found)


def _address(plain: str) -> str:
    """The chunk itself when it is an e-mail address, its host when it is a web address, else ''."""
    if "." not in plain:
        return ""
    if _MAIL.fullmatch(plain):
        return plain
    link = _URL.fullmatch(plain)
    if link:
        return link[1]
    host = _HOST.fullmatch(plain)
    if not host or expand(plain):
        return ""
    labels = host[1].split(".")
    if plain.startswith("www.") or (labels[-1] in _DOMAINS and len(host[1]) > 4):
        return host[1]
    return host[1] if len(labels) > 2 and labels[-1].isalpha() and min(map(len, labels)) > 1 else ""


def _terms_of_part(part: str) -> list[tuple[str, Alternatives]]:
    if part.isalnum():
        genders = blend(part) or (part,)
        return [(part, tuple(dict.fromkeys(map(term_of, genders))))]
    both = expand(part) or expand(part.strip(_EDGES)) or expand(part.strip("("))
    if both:
        return [(both[0], tuple(dict.fromkeys(term_of(form) for form in both)))]
    if _INITIALS.fullmatch(part):
        letters = part.replace(".", "")
        return [(letters, (term_of(letters),))]
    found: list[tuple[str, Alternatives]] = []
    for piece in re.split(r"[/,;:]+|(?<=\w)-(?=\w{5})", part) if re.search(r"[/,;:-]", part) else [part]:
        both = expand(piece.strip(_EDGES_BUT_PARENTHESIS))
        if both:
            found.append((both[0], tuple(dict.fromkeys(term_of(form) for form in both))))
        else:
            found.extend((word, (term_of(word),)) for word in _WORDS.findall(piece))
    return found


def positions(text: str) -> list[Alternatives]:
    """The terms of a text place by place; an inclusive spelling puts both genders at the same place.

    Links (le, de, et...) take no place, unless the text has nothing else. Plurals are as their singular, whatever the
    ending.
    """
    words = [
        pair for chunk in (mend(text) if "\n" in text else text).lower().split() for pair in _terms_of_chunk(chunk)
    ]
    kept = [terms for word, terms in words if word not in LINKS or len(terms) > 1]
    return [tuple(_SINGULARS.get(term, term) for term in terms) for terms in kept or [terms for _word, terms in words]]


def search_terms(text: str) -> list[str]:
    """Terms for the search index and for queries alike (a text is found when it has all terms of the query).

    >>> search_terms("Les acteur·rice·s de l’économie")
    ['acteur', 'econom']
    """
    return [term for terms in positions(text) for term in terms]


def stems(text: str) -> list[str]:
    """Stems that carry meaning, in order, for matching: common words and single letters left out.

    >>> stems("Étude relative à la restauration collective, avec les élus")
    ['etud', 'restaur', 'collect', 'elu']
    """
    if "\n" in text:
        text = mend(text)
    found: list[str] = []
    for chunk in text.lower().split():
        found += _stems_of_chunk(chunk)
    return found


@lru_cache(maxsize=1 << 17)
def _stems_of_chunk(chunk: str) -> tuple[str, ...]:
    words = _terms_of_chunk(chunk)
    return tuple(term for word, terms in words if word not in COMMON for term in terms if len(term) > 1)


def is_vague(text: str) -> bool:
    """Whether nearly any trade could say this of itself: no word of it says what one does.

    >>> is_vague("Conseil en gestion"), is_vague("conseil citoyen")
    (True, False)
    """
    return _vague_stems().issuperset(stems(text))


@cache
def _vague_stems() -> frozenset[str]:
    return frozenset(stems(" ".join(VAGUE)))
