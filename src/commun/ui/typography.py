"""French typography of plain text: spaces, quotes, apostrophes. Pure functions, no Django.

Rules follow the Lexique des règles typographiques en usage à l'Imprimerie nationale: a narrow no-break
space before ; ! ? and inside « », a no-break space before the colon, a curly apostrophe, an ellipsis in
one sign. Addresses (web, mail) are never touched, and applying the rules twice changes nothing more.
"""

import re
from collections.abc import Callable

NARROW = "\u202f"
NO_BREAK = "\u00a0"
_BLANK = f" {NARROW}{NO_BREAK}"
_SPACES = f"[{_BLANK}]"
_MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
# An address ends where its word ends. Each pattern reads a word once: a long word of signs holds nobody up.
_WORD = re.compile(r"\S+")
_QUERY = re.compile(r"[?&]\w+=")
_WEB = re.compile(r"(?<=\w)://\S|www\.\S")
# What may stand before a sign that wants a space: a letter, a figure, a closing sign, the end of a quotation.
_BEFORE = r"(?<=[\w)\]»%€…’”\"])"
_AFTER = r"(?=[\s)\]»”\"…,.;:!?]|$)"

_RULES: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"(?<=\w)'(?=\w)"), "’"),
    (re.compile(r"(?<!\.)\.\.\.(?!\.)"), "…"),
    (re.compile(r'"([^"\n]*)"'), lambda quoted: f"«{NARROW}{quoted[1].strip(_BLANK)}{NARROW}»"),
    (re.compile(rf"«{_SPACES}*(?=\S)"), f"«{NARROW}"),
    (re.compile(rf"(?<=\S){_SPACES}*»"), f"{NARROW}»"),
    (re.compile(rf"{_BEFORE}{_SPACES}*([;!?]+){_AFTER}"), f"{NARROW}\\1"),
    (re.compile(rf"{_BEFORE}{_SPACES}*:{_AFTER}"), f"{NO_BREAK}:"),
    (re.compile(rf"(?<=\d){_SPACES}(?=%)"), NARROW),
    (re.compile(rf"(?<=\d){_SPACES}(?=[€h]\b|€|k€|M€)"), NO_BREAK),
    (re.compile(rf"(?<=\d{NO_BREAK}h){_SPACES}(?=\d\d\b)"), NO_BREAK),
    (re.compile(rf"\b(\d{{1,2}}|1er){_SPACES}(?={_MONTHS})"), f"\\1{NO_BREAK}"),
    (re.compile(rf"\b(n°|N°|M\.|Mme|p\.|art\.){_SPACES}(?=[\wÀ-Ý])"), f"\\1{NO_BREAK}"),
)
_GROUPS = re.compile(r"(?<![\d.,])\d{1,3}(?:[ \u202f\u00a0]\d{3})+(?!\d)")


def french(text: str) -> str:
    """``text`` with French spaces and signs; words, figures and addresses stay as they are."""
    pieces: list[str] = []
    end = 0
    for word in _WORD.finditer(text):
        start = _address_in(word.group())
        if start is not None:
            pieces += [_set(text[end : word.start() + start]), word.group()[start:]]
            end = word.end()
    pieces.append(_set(text[end:]))
    return "".join(pieces)


def _address_in(word: str) -> int | None:
    """Where an address begins in a word without a space; it goes on to the end of the word."""
    at = word.find("@", 1)
    if (at > 0 and word.find(".", at + 2, -1) > 0) or _QUERY.search(word):
        return 0
    web = _WEB.search(word)
    if web is None:
        return None
    start = web.start()
    while web.group()[0] == ":" and start and (word[start - 1].isalnum() or word[start - 1] == "_"):
        start -= 1
    return start


def _set(text: str) -> str:
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return _GROUPS.sub(lambda figure: re.sub(_SPACES, NARROW, figure.group()), text)


_MARKUP = re.compile(r"(<[^>]*>|&#?\w+;)")


def french_markup(markup: str) -> str:
    """Same for text that is already HTML: tags and entities are left alone, escaped apostrophes are curled."""
    markup = re.sub(r"(?<=\w)(?:&#x27;|&#39;)(?=\w)", "’", markup)
    return "".join(piece if _MARKUP.fullmatch(piece) else french(piece) for piece in _MARKUP.split(markup))


def spaced(number: int) -> str:
    """A whole number with narrow spaces between thousands: 12 000."""
    return f"{number:,}".replace(",", NARROW)
