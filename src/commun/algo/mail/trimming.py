"""What the author of a reply wrote, apart from what they quote (the original always stays one click away).

The shape of the mail, one letter a line, decides; the rules are those of good hand trimming: a quote that ends the mail
goes, answers written between the lines of a quote or below it stay with it, a mail is never emptied, and what is left
out of the author's words is in the rest.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from commun.algo.mail.lines import Kind, Line, plain, read

_SIGNATURE = "-- "
_LONGEST_SIGNATURE = 12
_ENDS_SIGNATURE = (Kind.MARKER, Kind.QUOTE, Kind.HEADER)
# « -- » without its space: a name under it makes it one.
_SHORTEST_MARK = "--"
_MOST_LINES_OF_A_NAME = 6
_POSTSCRIPT = re.compile(r"\s*P\.?\s?-?S\.?\s?[:.-]", re.IGNORECASE)
_NOTICE = re.compile(r"confidenti[ea]l|avant d[’']imprimer|before printing", re.IGNORECASE)
_NAME = re.compile(r"[A-ZÀ-ÞŒ][\w'’.-]*(?: [A-ZÀ-ÞŒ(][\w'’.()-]*){0,3},?\s*")
# No person writes that many: a heavier mail must not hold the others up.
_MOST_LINES = 20_000
_LONGEST_FOOTER = 6
_LINKED = re.compile(r"https?://|www\.|\w@[\w-]+\.\w", re.IGNORECASE)
# What a list or a forum writes under each message.
_FROM_A_LIST = re.compile(
    r"d[ée]sabonn|d[ée]sinscri|unsubscribe|mailing list|liste de (?:diffusion|discussion)|listinfo|abmelden|afmelden|"
    r"reply to this (?:e-?mail|message)|view it on|visit (?:topic|message)|"
    r"r[ée]pond(?:re|ez) [àa] ce (?:courriel|message|mail)",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"(?:(?:re)?bonjour|bonsoir|salut|coucou|hello|hi|dear|ch(?:er|[èe]re)s?|hallo|merci)\b[^,;:.!?]{0,40}[\s,.!]*",
    re.IGNORECASE,
)
_MOST_GREETINGS = 2
_BELOW = (
    r"en[ -]dessous|plus bas|dans (?:le|ton|votre) (?:texte|corps|message|mail|courriel)|entre les lignes|"
    r"\bbelow\b|\binline\b"
)
_POINTS_BELOW = re.compile(rf"\bci-?dessous|\bci-apr[èe]s|{_BELOW}", re.IGNORECASE)
_ANSWERS_INSIDE = re.compile(
    rf"(?:r[ée]pon|comment|remarque|annot|answer|repl).{{0,60}}(?:ci-?dessous|en (?:rouge|bleu|vert|gras)|{_BELOW})",
    re.IGNORECASE,
)
_FEW_WORDS_ABOVE = 6
_CLOSING = re.compile(
    r"cordialement|bien (?:à|cordialement)|amicalement|[àa] (?:bient[ôo]t|plus|demain)|merci|bises|bel(?:le)? |bonne |"
    r"(?:best |kind |warm )?regards|cheers|thanks|best\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<![.…])[.!?][»\"')]*$")


@dataclass(frozen=True)
class Trimmed:
    """The author's own words, and what was left out of them."""

    said: str
    rest: str


def trim(text: str) -> Trimmed:
    """Split a reply, given as plain text. ``said`` is empty of an empty text only. Lines after the 20,000th: rest."""
    *first, after = text.split("\n", _MOST_LINES)
    whole, after = (text, "") if len(first) < _MOST_LINES else ("\n".join(first), after)
    lines = read(whole)
    if _is_passed_on(lines):
        return Trimmed(text.strip(), "")
    kept = _without_footer(_without_signature(lines), lines)
    kept = _above_head(_above_marker(kept, lines), lines)
    kept = _without_marks(_without_last_quote(kept, lines), lines)
    said = "\n".join(lines[at].text for at in kept).strip()
    if not said:
        return Trimmed(text.strip(), "")
    inside = set(kept)
    rest = "\n".join([*(line.text for at, line in enumerate(lines) if at not in inside), after]).strip()
    return Trimmed(said, rest if re.search(r"\w", rest) else "")


def _is_passed_on(lines: Sequence[Line]) -> bool:
    """Nobody's own words stand above the mail of another, nor below what is quoted of it: it is passed on whole."""
    kinds = [line.kind for line in lines if line.kind not in (Kind.EMPTY, Kind.RULE, Kind.SIGNED)]
    if not kinds or kinds[0] not in (Kind.MARKER, Kind.HEADER):
        return False
    return Kind.QUOTE not in kinds or Kind.TEXT not in kinds


def _without_signature(lines: Sequence[Line]) -> list[int]:
    """Which lines stay without what follows « -- », the mark of a signature (RFC 3676, 4.3), as far as a quote."""
    every, is_said, is_divided = list(range(len(lines))), False, False
    for at, line in enumerate(lines):
        if line.kind is Kind.RULE and is_said and not is_divided:
            end = _end_of_signature(lines, at)
            # Twice marked, « -- » only divides what one writes.
            is_divided = any(one.text == _SIGNATURE for one in lines[at + 1 : end])
            if end - at <= _LONGEST_SIGNATURE and not is_divided and _is_signature(lines[at:end]):
                return every[:at] + every[end:]
        is_divided = is_divided and line.kind not in _ENDS_SIGNATURE
        is_said = is_said or line.kind in (Kind.TEXT, *_ENDS_SIGNATURE)
    return every


def _end_of_signature(lines: Sequence[Line], at: int) -> int:
    """As far as a quote, or as what one remembers too late (« PS »)."""
    end = at + 1
    while end < min(len(lines), at + _LONGEST_SIGNATURE + 2) and lines[end].kind not in _ENDS_SIGNATURE:
        if _POSTSCRIPT.match(lines[end].text):
            break
        end += 1
    return end


def _is_signature(lines: Sequence[Line]) -> bool:
    if lines[0].text == _SIGNATURE:
        return True
    return lines[0].text.rstrip() == _SHORTEST_MARK and _is_a_name(lines[1:])


def _is_a_name(lines: Sequence[Line]) -> bool:
    """A name, then perhaps what one does and where one is: no sentence."""
    rows = [plain(line.text).strip() for line in lines if line.kind not in (Kind.EMPTY, Kind.SIGNED)]
    if any(_NOTICE.search(row) for row in rows):
        return True
    if not rows or len(rows) > _MOST_LINES_OF_A_NAME or _NAME.fullmatch(rows[0]) is None:
        return False
    return all(len(row) <= 80 and row[-1] not in "?!:;" and not row.startswith(("-", "*", "•")) for row in rows)


def _without_footer(kept: list[int], lines: Sequence[Line]) -> list[int]:
    """Without what a list writes under a message, from its rule on."""
    for rank in range(len(kept) - 1, 0, -1):
        if lines[kept[rank]].kind is Kind.RULE:
            below = [lines[at].text for at in kept[rank + 1 :] if lines[at].kind is not Kind.EMPTY]
            is_footer = 0 < len(below) <= _LONGEST_FOOTER and _is_from_a_list(below)
            return kept[:rank] if is_footer and _shape(kept[:rank], lines).strip("e") else kept
    return kept


def _is_from_a_list(rows: Sequence[str]) -> bool:
    return any(_LINKED.search(row) for row in rows) and any(_FROM_A_LIST.search(row) for row in rows)


def _above_marker(kept: list[int], lines: Sequence[Line]) -> list[int]:
    """What stands before « Le ..., Léa a écrit : », when the mail ends with what it announces."""
    shape = _shape(kept, lines)
    # A mail that was not marked with « > », over another: both are quoted.
    first = re.match(r"[^q]*?te*(?=m[meh]*t[te]*[mh])", shape)
    if "q" not in shape and _answers_inside(kept, lines):
        return kept
    if first is not None and not _is_greeting(kept[: first.end()], lines):
        return kept[: first.end()]
    for pattern in (r"te*m(?P<below>)[^q]*$", r"te*m[eqmh]*?(?P<below>[te]*)$"):
        found = re.search(pattern, shape)
        if found is not None:
            above, below = kept[: found.start() + 1], kept[found.start("below") :]
            if not re.search("[qh]", shape[found.start() :]) and _is_greeting(above, lines):
                return kept
            if found["below"] == "" or _is_footer(_written(below, lines)) or _is_left_over(above, below, lines):
                return above
    return kept


def _is_footer(below: Sequence[Line]) -> bool:
    """Whether what stands under a quote that ends the mail is nobody's: marks of programs, feet of lists."""
    if not below or below[0].kind is Kind.RULE:
        return True
    own = [line.text for line in below if line.kind is Kind.TEXT]
    return len(own) <= _LONGEST_FOOTER and (not own or _is_from_a_list(own) or all(map(_LINKED.search, own)))


def _is_left_over(above: Sequence[int], below: Sequence[int], lines: Sequence[Line]) -> bool:
    """Whether few lines under a quote are a name or what is left of it: the answer stands above, none is a sentence."""
    first = [plain(line.text).strip() for line in _written(above, lines) if line.kind is Kind.TEXT]
    is_call = len(first) <= _MOST_GREETINGS and first[0].endswith(",")
    if is_call or _is_greeting(above, lines) or any(_POINTS_BELOW.search(row) for row in first):
        return False
    rows = [line.text.rstrip() for line in _written(below, lines)]
    is_own = _CLOSING.match(rows[0]) is not None or any(_SENTENCE.search(row) for row in rows)
    return len(rows) <= _LONGEST_FOOTER and not is_own


def _is_greeting(above: Sequence[int], lines: Sequence[Line]) -> bool:
    """Only « Bonjour Léa, » stands there, perhaps with a word of thanks."""
    rows = [plain(line.text).strip() for line in _written(above, lines) if line.kind is Kind.TEXT]
    return 0 < len(rows) <= _MOST_GREETINGS and all(map(_GREETING.fullmatch, rows))


def _written(kept: Sequence[int], lines: Sequence[Line]) -> list[Line]:
    return [lines[at] for at in kept if lines[at].kind is not Kind.EMPTY]


def _answers_inside(kept: Sequence[int], lines: Sequence[Line]) -> bool:
    """« Mes réponses dans le texte » stands above a mail that nothing marks as quoted: nobody can tell them apart."""
    above = next((rank for rank, at in enumerate(kept) if lines[at].kind in (Kind.MARKER, Kind.HEADER)), 0)
    own = [plain(lines[at].text) for at in kept[:above] if lines[at].kind is Kind.TEXT]
    return len(own) <= _FEW_WORDS_ABOVE and any(_ANSWERS_INSIDE.search(row) for row in own)


def _above_head(kept: list[int], lines: Sequence[Line]) -> list[int]:
    """What stands before the head of a mail (« De : », « Envoyé : », « À : », « Objet : »)."""
    shape = _shape(kept, lines)
    found = re.search(r"t[eq]*h", shape)
    return kept if found is None or _answers_inside(kept, lines) else kept[: found.start() + 1]


def _without_last_quote(kept: list[int], lines: Sequence[Line]) -> list[int]:
    shape = _shape(kept, lines)
    own = kept[: len(shape.rstrip("eq"))]
    # « Ce qu'il en dit : », over what he says, is quoted on purpose.
    is_on_purpose = bool(own) and lines[own[-1]].kind is Kind.TEXT and lines[own[-1]].text.rstrip().endswith(":")
    return kept if is_on_purpose or "t" not in shape else own


def _without_marks(kept: list[int], lines: Sequence[Line]) -> list[int]:
    """Without marks of devices and of quotes; rules that divide one's words stay, those at their ends go."""
    own = [at for at in kept if lines[at].kind not in (Kind.SIGNED, Kind.MARKER, Kind.HEADER)]
    while own and lines[own[-1]].kind in (Kind.RULE, Kind.EMPTY):
        own.pop()
    while own and lines[own[0]].kind in (Kind.RULE, Kind.EMPTY):
        own.pop(0)
    return own


def _shape(kept: Sequence[int], lines: Sequence[Line]) -> str:
    """One letter a line; rules and marks of devices divide nothing."""
    blank = {Kind.RULE: Kind.EMPTY.value, Kind.SIGNED: Kind.EMPTY.value}
    return "".join(blank.get(lines[at].kind, lines[at].kind.value) for at in kept)
