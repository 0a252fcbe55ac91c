"""French typography of plain text: spaces, quotes, apostrophes. Pure functions, no Django.

Rules follow the Lexique des règles typographiques en usage à l'Imprimerie nationale: a narrow no-break
space before ; ! ? and inside « », a no-break space before the colon, a curly apostrophe, an ellipsis in
one sign. Addresses (web, mail) are never touched, and applying the rules twice changes nothing more.
"""

import re

NARROW = "\u202f"
NO_BREAK = "\u00a0"
_SPACES = f"[ {NARROW}{NO_BREAK}]"
_MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
_ADDRESS = re.compile(r"(?:\w+://\S+|www\.\S+|\S+@\S+\.\S+|\S*[?&]\w+=\S*)")
# What may stand before a sign that wants a space: a letter, a figure, a closing sign, the end of a quotation.
_BEFORE = r"(?<=[\w)\]»%€…’”\"])"
_AFTER = r"(?=[\s)\]»”\"…,.;:!?]|$)"

_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?<=\w)'(?=\w)"), "’"),
    (re.compile(r"(?<!\.)\.\.\.(?!\.)"), "…"),
    (re.compile(rf'"{_SPACES}*([^"\n]*?){_SPACES}*"'), f"«{NARROW}\\1{NARROW}»"),
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
    for address in _ADDRESS.finditer(text):
        pieces += [_set(text[end : address.start()]), address.group()]
        end = address.end()
    pieces.append(_set(text[end:]))
    return "".join(pieces)


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
