"""The Snowball stemmer for French, written for this house.

Follows the published algorithm (snowballstem.org, french, version 3.1): the tests compare it with the
reference implementation. Upper-case letters inside a word mark vowels that count as consonants.
"""

VOWELS = frozenset("aeiouyàâèéêëîïôùû")
_KEEP_WITH_S = frozenset("aiosuè")
_OUX_BEFORE = frozenset("bhjlnp")
_ELIDED = frozenset("cdjlmnst")
_GLIDES = frozenset("uiy")
_DIAERESES = {"ë": "e", "ï": "i"}


def _by_length(*suffixes: str) -> tuple[str, ...]:
    return tuple(sorted(suffixes, key=len, reverse=True))


def _plural(*suffixes: str) -> tuple[str, ...]:
    return tuple(form for suffix in suffixes for form in (suffix, suffix + "s"))


_RULES: dict[str, tuple[str, ...]] = {
    "delete": (*_plural("iqUe", "ance", "able", "isme", "iste"), "eux"),
    "atrice": _plural("atrice", "ation", "ateur"),
    "logie": _plural("logie"),
    "usion": _plural("usion", "ution"),
    "ence": _plural("ence"),
    "ement": _plural("ement"),
    "ité": _plural("ité"),
    "if": _plural("if", "ive"),
    "eaux": ("eaux",),
    "aux": ("aux",),
    "oux": ("oux",),
    "euse": _plural("euse"),
    "issement": _plural("issement"),
    "amment": ("amment",),
    "emment": ("emment",),
    "ment": _plural("ment"),
}
_RULE_OF = {suffix: rule for rule, suffixes in _RULES.items() for suffix in suffixes}
_STANDARD = _by_length(*_RULE_OF)
_I_VERB_ENDINGS = """
    ira ie isse issante i irai ir iras ies îmes isses issantes îtes is irais issais irions issions
    irons issons issants it irait issait issant iraIent issaIent irent issent iront ît iriez issiez
    irez issez
"""
_I_VERB = _by_length(*_I_VERB_ENDINGS.split())
_KEEP_E_ENDINGS = """
    era ée erai er eras ées eais erais erions erons és erait eraIent èrent eront
"""
_VERB_KEEP_E = frozenset(_KEEP_E_ENDINGS.split())
_VERB_DELETE = _VERB_KEEP_E | frozenset(["ez", "iez", "eriez", "erez", "é"])
_EAT_E_ENDINGS = """
    a asse ante ai as âmes asses antes âtes assions ants ait ant aIent assent ât assiez
"""
_VERB_EAT_E = frozenset(_EAT_E_ENDINGS.split())
_VERB_AIS = frozenset(("aise", "aises", "ais"))
_VERB = _by_length("ions", *_VERB_DELETE, *_VERB_EAT_E, *_VERB_AIS)
_RESIDUAL = _by_length("e", "Ière", "ière", "ion", "Ier", "ier")
_DOUBLED = ("ell", "eill", "enn", "onn", "ett")


def _longest(word: str, suffixes: tuple[str, ...], start: int = 0) -> str:
    """The longest of the suffixes that ends the word without reaching before `start`, else ''."""
    room = len(word) - start
    for suffix in suffixes:
        if len(suffix) <= room and word.endswith(suffix):
            return suffix
    return ""


class _Word:
    """A word being stemmed, with the starts of its regions RV, R1 and R2."""

    __slots__ = ("r1", "r2", "rv", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.rv = _start_of_rv(text)
        self.r1 = _after_vowel_consonant(text, 0)
        self.r2 = _after_vowel_consonant(text, self.r1)

    def cut(self, size: int, replacement: str = "") -> None:
        self.text = self.text[: len(self.text) - size] + replacement

    def cut_in_r2(self, suffix: str, otherwise: str | None = None, r1_needed: bool = False) -> bool:
        """Delete the suffix if it lies in R2; else write `otherwise`, if given (and in R1 if asked)."""
        if not self.text.endswith(suffix):
            return False
        start = len(self.text) - len(suffix)
        if start >= self.r2:
            self.cut(len(suffix))
            return True
        if otherwise is None or (r1_needed and start < self.r1):
            return False
        self.cut(len(suffix), otherwise)
        return True


def _start_of_rv(text: str) -> int:
    if len(text) >= 3 and text[0] in VOWELS and text[1] in VOWELS:
        return 3
    if text.startswith(("col", "par", "tap")):
        return 3
    if text.startswith("ni") and len(text) > 2 and text[2] in VOWELS:
        return 3
    for index in range(1, len(text)):
        if text[index] in VOWELS:
            return index + 1
    return len(text)


def _after_vowel_consonant(text: str, start: int) -> int:
    """Position after the first consonant that follows a vowel, from `start`; the end if there is none."""
    seen_vowel = False
    for index in range(start, len(text)):
        if text[index] in VOWELS:
            seen_vowel = True
        elif seen_vowel:
            return index + 1
    return len(text)


def _without_elision(word: str) -> str:
    head, apostrophe, rest = word.partition("'")
    if apostrophe and rest and (head in _ELIDED or head == "qu"):
        return rest
    return word


def _mark_consonants(word: str) -> str:
    """Upper-case the u, i, y that sound as consonants; spell ë and ï as He and Hi."""
    chars = list(word)
    at = 0
    while at < len(chars):
        if not _mark_at(chars, at):
            at += 1
    return "".join(chars)


def _mark_at(chars: list[str], at: int) -> bool:
    """Apply the first marking rule that fits at this place; the same place is then tried again."""
    char = chars[at]
    following = chars[at + 1] if at + 1 < len(chars) else ""
    before_vowel = following == "y" or (at + 2 < len(chars) and chars[at + 2] in VOWELS)
    if char in VOWELS and following in _GLIDES and before_vowel:
        chars[at + 1] = following.upper()
        return True
    if char in _DIAERESES:
        chars[at : at + 1] = ["H", _DIAERESES[char]]
    elif char == "y" and following in VOWELS:
        chars[at] = "Y"
    elif char == "q" and following == "u":
        chars[at + 1] = "U"
    else:
        return False
    return True


def _standard_suffix(word: _Word) -> bool:
    suffix = _longest(word.text, _STANDARD)
    if not suffix:
        return False
    rule = _RULE_OF[suffix]
    if rule in _SIMPLE_R2:
        if len(word.text) - len(suffix) < word.r2:
            return False
        word.cut(len(suffix), _SIMPLE_R2[rule])
        _follow(word, rule)
        return True
    return _other_standard(word, rule, suffix, len(word.text) - len(suffix))


_SIMPLE_R2 = {"delete": "", "atrice": "", "logie": "log", "usion": "u", "ence": "ent", "ité": "", "if": ""}


def _follow(word: _Word, rule: str) -> None:
    """What a removed suffix uncovers and may remove too."""
    if rule == "atrice":
        word.cut_in_r2("ic", "iqU")
    elif rule == "if":
        if word.cut_in_r2("at"):
            word.cut_in_r2("ic", "iqU")
    elif rule == "ité":
        if word.text.endswith("abil"):
            word.cut_in_r2("abil", "abl")
        elif word.text.endswith("ic"):
            word.cut_in_r2("ic", "iqU")
        else:
            word.cut_in_r2("iv")


def _other_standard(word: _Word, rule: str, suffix: str, start: int) -> bool:
    if rule == "ement":
        return _ement(word, suffix, start)
    if rule == "eaux":
        word.cut(4, "eau")
        return True
    if rule == "aux":
        return _replace_if(word, start >= word.r1, suffix, "al")
    if rule == "oux":
        return _replace_if(word, start > 0 and word.text[start - 1] in _OUX_BEFORE, suffix, "ou")
    if rule == "euse":
        return word.cut_in_r2(suffix, "eux", r1_needed=True)
    if rule == "issement":
        after_consonant = start > 0 and word.text[start - 1] not in VOWELS
        return _replace_if(word, start >= word.r1 and after_consonant, suffix, "")
    if rule == "ment":
        after_vowel = start > 0 and word.text[start - 1] in VOWELS and start - 1 >= word.rv
        _replace_if(word, after_vowel, suffix, "")
    else:
        _replace_if(word, start >= word.rv, suffix, "ant" if rule == "amment" else "ent")
    return False


def _replace_if(word: _Word, allowed: bool, suffix: str, replacement: str) -> bool:
    if allowed:
        word.cut(len(suffix), replacement)
    return allowed


def _ement(word: _Word, suffix: str, start: int) -> bool:
    if start < word.rv:
        return False
    word.cut(len(suffix))
    text = word.text
    if text.endswith("iv"):
        if word.cut_in_r2("iv"):
            word.cut_in_r2("at")
    elif text.endswith("eus"):
        word.cut_in_r2("eus", "eux", r1_needed=True)
    elif text.endswith(("abl", "iqU")):
        word.cut_in_r2(text[-3:])
    elif text.endswith(("ièr", "Ièr")) and len(text) - 3 >= word.rv:
        word.cut(3, "i")
    return True


def _i_verb_suffix(word: _Word) -> bool:
    suffix = _longest(word.text, _I_VERB, word.rv)
    start = len(word.text) - len(suffix)
    if not suffix or start <= word.rv:
        return False
    if word.text[start - 1] == "H" or word.text[start - 1] in VOWELS:
        return False
    word.cut(len(suffix))
    return True


def _verb_suffix(word: _Word) -> bool:
    suffix = _longest(word.text, _VERB, word.rv)
    if not suffix:
        return False
    size = len(suffix)
    start = len(word.text) - size
    if suffix == "ions":
        return _replace_if(word, start >= word.r2, suffix, "")
    if suffix in _VERB_EAT_E and start > 0 and word.text[start - 1] == "e" and start - 1 >= word.rv:
        size += 1
    elif suffix in _VERB_AIS:
        before = word.text[:start]
        if before.endswith(("épl", "auv")) or (len(before) == 3 and before.endswith("al")):
            return False
    word.cut(size)
    return True


def _residual_suffix(word: _Word) -> None:
    text = word.text
    if text.endswith("s") and (text.endswith("His") or (len(text) > 1 and text[-2] not in _KEEP_WITH_S)):
        word.cut(1)
    suffix = _longest(word.text, _RESIDUAL, word.rv)
    start = len(word.text) - len(suffix)
    if suffix == "ion":
        if start >= word.r2 and start > word.rv and word.text[start - 1] in "st":
            word.cut(3)
    elif suffix:
        word.cut(len(suffix), "" if suffix == "e" else "i")


def _without_final_accent(text: str) -> str:
    at = len(text)
    while at and text[at - 1] not in VOWELS:
        at -= 1
    if at and at < len(text) and text[at - 1] in "éè":
        return text[: at - 1] + "e" + text[at:]
    return text


def stem(word: str) -> str:
    """The stem of one lower-case word, exactly as Snowball's French algorithm gives it.

    >>> stem("coopératives"), stem("facilitatrice"), stem("réunions")
    ('cooper', 'facilit', 'réunion')
    """
    current = _Word(_mark_consonants(_without_elision(word)))
    if _standard_suffix(current) or _i_verb_suffix(current) or _verb_suffix(current):
        if current.text.endswith("Y"):
            current.cut(1, "i")
        elif current.text.endswith("ç"):
            current.cut(1, "c")
    else:
        _residual_suffix(current)
    text = current.text[:-1] if current.text.endswith(_DOUBLED) else current.text
    text = _without_final_accent(text)
    text = text.replace("He", "ë").replace("Hi", "ï").replace("H", "")
    return text.replace("I", "i").replace("U", "u").replace("Y", "y")
