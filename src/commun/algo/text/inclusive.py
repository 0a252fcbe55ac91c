"""Inclusive spellings: acteur.rice.s, adhérent·e·s, chargé(e), agent-e-s, tou.te.s, eux.elles.

Works on one folded word (lower case, no accents) and gives every form that a reader would search for.
"""

import re

_ENDINGS = """
    e ee se rice trice ice euse eure ere iere re ne nne enne ienne ine aine une le lle elle ale ele
    te tte ette ve ive fe ffe eve che he que sse esse eresse ouse ande ante ente ane anne onne ole ouce
    gue ude
"""
_FEMININE = frozenset(_ENDINGS.split())
_PLURALS = frozenset(form + "s" for form in _FEMININE)
_PAIRS = {
    "il": "elle",
    "ils": "elles",
    "eux": "elles",
    "lui": "elle",
    "ceux": "celles",
    "celui": "celle",
    "le": "la",
    "du": "la",
    "au": "la",
    "ce": "cette",
    "mon": "ma",
    "son": "sa",
    "ton": "ta",
}
_DOT = "[.·•‧⋅∙・․]"
_FORMS = (
    re.compile(rf"([^\W\d_]{{2,}}?)({_DOT})([^\W\d_]+)(?:{_DOT}(s|x))?"),
    re.compile(r"([^\W\d_]{2,}?)(-)([^\W\d_]+)(?:-(s|x))?"),
    re.compile(r"([^\W\d_]{2,}?)(/)-?([^\W\d_]+)(?:[/-](s|x))?"),
    re.compile(rf"([^\W\d_]{{2,}}?){_DOT}?(\()[-.]?([^\W\d_]+)\)?(?:{_DOT}|\()?(s|x)?\)?"),
)
_HYPHEN_ALONE = frozenset(
    ["e", "es", "rice", "rices", "trice", "trices", "euse", "euses", "ere", "eres", "iere", "ieres"]
)
# After a hyphen or a slash these may be words of their own (donne-le, est-elle): the masculine must call for them.
_HYPHEN_AFTER: dict[str, str | tuple[str, ...]] = {
    "ne": "n", "enne": "en", "anne": "an", "onne": "on", "ine": "in", "ienne": "ien", "aine": "ain",
    "ve": "f", "ive": "if", "fe": "f", "ffe": "f", "se": ("eur", "eux"), "ice": "eur", "que": "c",
    "le": ("el", "eil", "ul", "il"), "elle": ("el", "eau"), "lle": ("el", "eau"), "sse": "e", "esse": ("e", "eur"),
    "ee": "e",
}  # fmt: skip
_HYPHEN_AFTER |= {f"{ending}s": before for ending, before in _HYPHEN_AFTER.items()}
# Both genders in one word.
_BLENDS = {
    "touste": ("tout", "toute"), "toustes": ("tous", "toutes"), "celleux": ("ceux", "celles"),
    "ceulles": ("ceux", "celles"), "cellui": ("celui", "celle"), "elleux": ("eux", "elles"), "iel": ("il", "elle"),
    "ielle": ("il", "elle"), "iels": ("ils", "elles"), "ielles": ("ils", "elles"),
    "nouvelleaux": ("nouveaux", "nouvelles"),
}  # fmt: skip
_BLEND = re.compile(r"([^\W\d_]+[td]|aut)eurices?")
_ES = "e i u t d er eur al el in ain ais ois ents ants eurs ers aux"
_AMBIGUOUS_HOSTS: dict[str, tuple[str, ...]] = {
    "es": tuple(_ES.split()),
    "se": ("r", "x"),
}
_AMBIGUOUS_HOSTS |= {"ne": ("n",), "ve": ("f",), "re": ("er",), "la": ("le",)}


def expand(word: str) -> tuple[str, ...]:
    """Both genders of a folded inclusive word, or nothing when it is not one.

    >>> expand("acteur.rice.s"), expand("elu·e"), expand("exemple.fr"), expand("eux.elles")
    (('acteurs', 'actrices'), ('elu', 'elue'), (), ('eux', 'elles'))
    """
    for pattern in _FORMS:
        found = pattern.fullmatch(word)
        if found:
            base, mark, ending, plural = found.groups()
            return _both(base, mark, ending, plural or "")
    return ()


def blend(word: str) -> tuple[str, ...]:
    """Both genders of a folded word that says them in one, or nothing.

    >>> blend("toustes"), blend("lecteurices"), blend("justice")
    (('tous', 'toutes'), ('lecteurs', 'lectrices'), ())
    """
    if word in _BLENDS:
        return _BLENDS[word]
    found = _BLEND.fullmatch(word)
    if not found:
        return ()
    end = "s" if word.endswith("s") else ""
    return (f"{found[1]}eur{end}", f"{found[1]}rice{end}")


def _both(base: str, mark: str, ending: str, plural: str) -> tuple[str, ...]:
    if base == "tous" and ending == "tes":
        return ("tous", "toutes")
    if ending in ("s", "x") and mark != "-" and not plural:
        return (base + ending,)
    if _is_whole_pair(base, ending):
        return (base, ending)
    if ending not in _FEMININE and ending not in _PLURALS:
        return ()
    if not _is_believable(base, mark, ending, plural):
        return ()
    many = bool(plural) or ending in _PLURALS
    single = ending if ending in _FEMININE else ending[:-1]
    feminine = _feminine(base, single) + ("s" if many else "")
    masculine = base + "s" if many and base[-1] not in "sx" else base
    return (masculine, feminine)


def _is_whole_pair(base: str, ending: str) -> bool:
    """Two whole words side by side: eux.elles, directeur.directrice, tous.toutes."""
    if base in _PAIRS and ending in (_PAIRS[base], _PAIRS[base] + "s"):
        return True
    return len(ending) >= 4 and ending[:2] == base[:2] and ending.rstrip("s").endswith("e")


def _is_believable(base: str, mark: str, ending: str, plural: str) -> bool:
    """Refuse host names (ikea.se), two words joined by a hyphen, and sentences without a space (fin.le)."""
    if plural:
        return True
    if mark in ("-", "/") and ending in _HYPHEN_AFTER:
        return _singular(base).endswith(_HYPHEN_AFTER[ending]) or base.endswith("eaux")
    if mark in ("-", "/"):
        is_another_word = mark == "/" and base[-1] in "aeo" and (len(base) < 5 or not base.endswith("e"))
        return ending in _HYPHEN_ALONE and not (ending in ("e", "es") and is_another_word)
    if mark == "." and ending in _AMBIGUOUS_HOSTS:
        return base.endswith(_AMBIGUOUS_HOSTS[ending])
    if mark == "." and len(ending) == 2 and ending != "te":
        return base[-1] == ending[0] or (base[-1] == "c" and ending in ("he",)) or base.endswith("er")
    return True


def _feminine(base: str, ending: str) -> str:
    """Graft a feminine ending: acteur + rice = actrice, citoyen + enne = citoyenne, chef + fe = cheffe."""
    root = _singular(base)
    if ending in ("rice", "ice"):
        return root.removesuffix("eur") + "rice"
    if ending == "trice":
        return root.removesuffix("eur").removesuffix("t") + "trice"
    if ending in ("e", "sse", "te", "le", "ne", "fe", "he", "eure"):
        return _append(root, ending)
    if ending in ("se", "ve", "re"):
        return root[:-1] + ending if root[-1] in "rxf" and ending != "re" else root.removesuffix("r") + ending
    if ending == "euse":
        return root.removesuffix("eur").removesuffix("eux") + "euse"
    if ending == "que":
        return root.removesuffix("c") + "que"
    if ending in ("lle", "elle") and root.removesuffix("x").endswith("eau"):
        return root.removesuffix("x")[:-3] + "elle"
    if base.endswith("aux") and ending == "ale":
        return base[:-3] + "ale"
    return _overlap(base if base.endswith(("eaux", "eux")) else root, ending)


def _append(root: str, ending: str) -> str:
    if ending == "sse":
        return root.removesuffix("x") + ending
    if ending == "eure":
        return root.removesuffix("eur") + ending
    if ending == "e":
        return root if root.endswith("e") and not root.endswith("ee") and len(root) < 3 else root + "e"
    return root + ending


def _singular(base: str) -> str:
    """The masculine singular that an ending is grafted on (acteurs -> acteur; heureux and tous are kept)."""
    return base[:-1] if base.endswith("s") and len(base) > 4 and not base.endswith(("ss", "is", "as")) else base


def _overlap(root: str, ending: str) -> str:
    """Replace from the last place where the root has the ending's first letter (ouvrier + ere = ouvriere)."""
    at = root.rfind(ending[0], max(1, len(root) - 5))
    if at > 0 and ending in ("lle", "nne", "tte", "ffe"):
        return root[:at] + ending
    return root[:at] + ending if at > 0 else root + ending
