"""Lines that announce a quote, of many programs: « Le ..., Léa a écrit : », « -----Message d'origine----- ».

A marker may be broken over several lines. What is sure of itself (an address or an hour, a colon at its end) needs
nothing more; anything less is a marker only where a quote follows: people write « Le 3 mars, la mairie a écrit » too.
"""

import re
from collections.abc import Sequence
from typing import Final

from commun.algo.mail import heads

# « Le », « On », « Am » ... open a marker; « a écrit », « wrote » ... close it. Between them: a date or an address.
_OPENINGS: Final = (
    (r"Le", r"a\s+[ée]crit|nous\s+a\s+dit|ont\s+[ée]crit"),
    (r"On|At", r"wrote|writes|said|says|sent"),
    (r"In\s+message", r"writes|wrote"),
    (r"Am", r"geschrieben|schrieb\b.*|schrieben\s+Sie"),
    (r"Op", r"het\s+volgende\s+geschreven|schreef\b.*"),
    (r"Il(?:\s+giorno)?", r"ha\s+scritto"),
    (r"El", r"escribi[óo]"),
    (r"Em|A\s+", r"escreveu"),
    (r"Dnia|Dňa|W\s+dniu", r"napisał(?:\(a\))?|napísal(?:\(a\))?"),
    (r"Den|På|(?:man|tir|ons|tor|fre|lør|søn)\.?", r"skrev\b.*"),
    (r"在", r"写道"),
)
_EDGE = r"[\s<>\-*_]*"
_MARKERS: Final = tuple(
    re.compile(rf"{_EDGE}(?:{start})\b.*?\b(?:{end})[\s:：>\-*]*", re.IGNORECASE | re.DOTALL)
    for start, end in _OPENINGS
)
_OPENS: Final = re.compile(rf"{_EDGE}(?:{'|'.join(start for start, _end in _OPENINGS)})\b", re.IGNORECASE)
_IN_CHINESE = re.compile(r"[^道]*\d[^道]*(?:写道|寫道)\s*[:：][\s>\-]*")
_SAID: Final = (
    r"a [ée]crit|wrote|schrieb|escribi[óo]|ha scritto|escreveu|skrev|schreef|napisał(?:\(a\))?|написал(?:\(а\))?|пишет"
)
# Said by people: « Léa m'a écrit », « wrote to me », « a écrit au maire ».
_BY_PEOPLE: Final = re.compile(
    r"(?:\b[ml]['’]|\b(?:nous|vous|lui|leur)\s)a [ée]crit\b|\ba [ée]crit (?:au|aux|[àa]|que)\b|\bwrote to\b",
    re.IGNORECASE,
)

_ADDRESS: Final = re.compile(r"\b[\w.+-]+@[\w-]+\.\w|\bvia\s")
_DATED: Final = re.compile(r"\d|@|via\s")
_BRACKETED: Final = re.compile(r"<[^<>\s]+@[^<>\s]+>")
# « ... a écrit le 12 octobre 2026 : »
_TOLD_IN: Final = re.compile(rf"\b(?:{_SAID})\b.*\b(?:19|20)\d\d\b", re.IGNORECASE)
# People say so as well, at any hour.
_SPOKEN: Final = re.compile(r"\b(?:dit|said|says|sent)\b[\s:>\-*]*$", re.IGNORECASE)
_YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b")
_ENDS: Final = re.compile(r"(?:[:：]|-{2,})[\s>*]*$")

# Without an opening word: the words tell, together with an hour or a year.
_TOLD: Final = tuple(
    re.compile(each, re.IGNORECASE)
    for each in (
        # 2016-03-03 17:21 GMT+01:00 Léa Martin <lea@exemple.fr>:
        r"[\s>]*20\d\d[-/]\d\d?[-/]\d\d? \d{1,2}:\d\d.{0,60}<[^<>]+@[^<>]+>\s*:?\s*",
        r".*\d{4}.{1,80}\s?<[^@<>]+@[^@<>.]+\.[^@<>]+>\s*:?\s*",
        # Léa Martin <lea@exemple.fr> a écrit (le 12 octobre 2026) :
        rf".+\b[\w.+-]+@[\w.-]+\.\w{{2,}}\b.*\b(?:{_SAID})\b[^:]{{0,60}}(?::\d\d[^:]{{0,20}})?:?\s*",
        rf".+\b(?:{_SAID})\s+(?:on|am|le|el|il)\b.*\d.*:\s*",
        rf".+ via .+ (?:{_SAID})\s?:?\s*",
        # Nextcloud: "Léa Martin" lea@exemple.fr – 12 octobre 2026 14:03
        r".{0,80}\b[\w.+-]+@[\w.-]+\.\w+>?\s*[–—-]\s*.{0,20}\d{4}.{0,20}",
        r".*\d{4}.{1,160}(?:napisał(?:\(a\))?|pisze|пише|написал(?:\(а\))?|пишет|írta|kirjoitti|napsal(?:\(a\))?)"
        r":\s*",
    )
)
_ALONE: Final = tuple(
    re.compile(each, re.IGNORECASE)
    for each in (
        r"[\s>]*Posted by .+ on \d{2}/\d{2}/\d{4}\s*",
        r"[\s>]*(?:Begin forwarded message|D[ée]but du message (?:transf[ée]r[ée]|r[ée]exp[ée]di[ée]))\s?:.*",
        # ----- Mail original -----, -------- Message d’origine --------, ---------- Message transféré ---------
        r"[\s>*]*[-_]{2,}\s*(?:(?:Forwarded|Original|Reply) (?:Message|Appointment)|Mail original|"
        r"Message (?:d[’'` ]?\s?origine|original|initial|transf[ée]r[ée]|r[ée]exp[ée]di[ée]|suivi)|"
        r"(?:E-?mail|Rendez-vous) d[’'`]origine|(?:Urspr[üu]ngliche|Weitergeleitete|Antwort) Nachricht|"
        r"Mensaje (?:original|reenviado)|Messaggio (?:originale|inoltrato)|Mensagem (?:original|encaminhada)|"
        r"Oorspronkelijk bericht|Oprindelig (?:meddelelse|besked)|Opprinnelig melding|Ursprungligt meddelande|"
        r"Eredeti üzenet|Oryginalna wiadomość|Původní zpráva|Alkuperäinen viesti|Исходное сообщение|原始邮件)"
        r"\s*[-_*]{2,}.*",
        # Orange, SFR: > Message du 12/10/26 14:03
        r"[\s>]*Message du\s?:?\s*\d{1,2}[/.]\d{1,2}[/.]\d{2,4}.*",
        r"[\s>]*\*{0,2}(?:Reply|Original|Forwarded) Message\*{0,2}\s*",
    )
)
# « ---- any words ---- » over the head of a mail, whatever the language.
_BARRED: Final = re.compile(r"[\s>*]*[-_]{2,}\s*[^\W\d_].{0,60}?\s*[-_]{2,}\s*")
_ANNOUNCED: Final = re.compile(rf".{{1,120}}\b(?:{_SAID})\b\s?:\s*", re.IGNORECASE)
# Some programs put the quote on the line of its marker.
_RUNS_ON: Final = re.compile(rf"(?P<marker>.{{5,250}}?\b(?:{_SAID})\s?:)\s+\S", re.IGNORECASE)
_WITHIN: Final = re.compile(
    r"(?P<own>[^\s>].*?\S)\s+(?:-{2,}\s*)?(?P<marker>(?:Le|On|Am|Op|Il|El|Em)\s(?:[A-Za-zé]{2,9}[.,]*\s){0,2}\d.*)"
)
# « Léa Martin <lea@exemple.fr> a écrit : », alone between two empty lines.
_APART: Final = re.compile(
    rf"[\w.'’-]+(?: [\w.'’-]+){{0,2}} <[^<>\s]+@[^<>\s]+>\s*\b(?:{_SAID})\b\s?:\s*", re.IGNORECASE
)
_MOST_LINES = 5
# No program announces a quote in more signs: a longer line is somebody's.
_LONGEST = 400


def lines_of_marker(rows: Sequence[str], at: int) -> int:
    """How many rows from ``at`` are one marker; zero: none. Rows are as people see them (``lines.plain``)."""
    first = rows[at]
    if not first.strip(" >") or len(first) > _LONGEST:
        return 0
    if any(each.fullmatch(first) for each in _ALONE) or ("道" in first and _IN_CHINESE.fullmatch(first)):
        return 1
    if _BARRED.fullmatch(first) and sum(heads.is_header(row) for row in rows[at + 1 : at + 4]) > 1:
        return 1
    return _announcing(rows, at) or _bare(rows, at) or int(_runs_on(first) or _is_apart(rows, at))


def shared(row: str) -> tuple[str, str] | None:
    """Own words and the marker that stands after them on the same line, if it is so."""
    if len(row) > _LONGEST or _OPENS.match(row) or not _ENDS.search(row):
        return None
    found = _WITHIN.fullmatch(row)
    if found is None or not _ADDRESS.search(found["marker"]) or not _is_marker(found["marker"]):
        return None
    return (found["own"].rstrip("- "), found["marker"])


def _announcing(rows: Sequence[str], at: int, *, is_within: bool = False) -> int:
    opens = _OPENS.match(rows[at]) is not None
    is_first = at == 0 or not rows[at - 1].strip(" >-_")
    unsure = 0
    for count in range(1, min(_MOST_LINES if opens else 3, len(rows) - at) + 1):
        last = at + count - 1
        if not rows[last].strip(" >"):
            break
        # What another marker begins is not the end of this one: a sentence stands over it.
        may_begin = not opens or _OPENS.match(rows[last])
        if count > 1 and not is_within and may_begin and _announcing(rows, last, is_within=True):
            break
        joined = " ".join(row.strip().lstrip("> ") for row in rows[at : at + count])
        if len(joined) > _LONGEST:
            break
        is_sure = _is_sure(joined, rows, at + count)
        if not (is_sure or _is_quote_next(rows, at + count)) or not _announces(joined, opens, is_first and is_sure):
            continue
        if is_sure:
            return count
        unsure = unsure or count
    return unsure


def _announces(joined: str, opens: bool, is_whole: bool) -> bool:
    """Whether these rows, put together, have the words of a marker."""
    if not _DATED.search(joined) or _BY_PEOPLE.search(joined):
        return False
    if (opens and _is_marker(joined)) or any(each.fullmatch(joined) for each in _TOLD):
        return True
    # Whatever the language: a year, an hour and an address, over what follows.
    return is_whole and _is_stamped(joined)


def _is_marker(words: str) -> bool:
    return any(each.fullmatch(words) for each in _MARKERS)


def _is_stamped(words: str) -> bool:
    return bool(_YEAR.search(words) and heads.HOUR.search(words) and _BRACKETED.search(words))


def _is_sure(joined: str, rows: Sequence[str], after: int) -> bool:
    if not _ENDS.search(joined):
        # Complete in all but its colon.
        return _is_stamped(joined) and _is_marker(joined)
    if _ADDRESS.search(joined):
        return (
            _OPENS.match(joined) is not None
            or heads.HOUR.search(joined) is not None
            or _TOLD_IN.search(joined) is not None
        )
    is_apart = after >= len(rows) or not rows[after].strip() or rows[after].lstrip().startswith(">")
    return (
        (is_apart or bool(_YEAR.search(joined)))
        and heads.HOUR.search(joined) is not None
        and not _SPOKEN.search(joined)
    )


def _is_apart(rows: Sequence[str], at: int) -> bool:
    around = [*rows[max(at - 1, 0) : at], *rows[at + 1 : at + 2]]
    return not any(row.strip() for row in around) and _APART.fullmatch(rows[at].strip()) is not None


def _runs_on(row: str) -> bool:
    found = _RUNS_ON.match(row)
    if found is None or not _BRACKETED.search(found["marker"]) or not heads.HOUR.search(found["marker"]):
        return False
    return _is_marker(found["marker"])


def _bare(rows: Sequence[str], at: int) -> int:
    """« Paul a écrit : », with neither date nor address, over a quote that ends the mail."""
    if not _ANNOUNCED.fullmatch(rows[at]) or _BY_PEOPLE.search(rows[at]) or not _is_quote_next(rows, at + 1):
        return 0
    return int(all(not row.strip() or row.lstrip().startswith(">") for row in rows[at + 1 :]))


def _is_quote_next(rows: Sequence[str], at: int) -> bool:
    following = next((row for row in rows[at : at + 4] if row.strip()), "")
    return following.lstrip().startswith(">")
