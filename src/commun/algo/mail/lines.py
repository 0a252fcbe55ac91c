"""What each line of a mail is: own words, quoted, a marker that announces a quote, a header, a signature, a rule.

Markers of many programs and languages, French first. A marker may be broken over several lines: it is put together.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """One letter each, so that the shape of a mail is a word."""

    EMPTY = "e"
    RULE = "r"
    SIGNED = "s"
    MARKER = "m"
    HEADER = "h"
    QUOTE = "q"
    TEXT = "t"


@dataclass(frozen=True)
class Line:
    """A line as it was written (a marker: its lines, put together) and what it is."""

    text: str
    kind: Kind


# « Le », « On », « Am » ... open a marker; « a écrit », « wrote » ... close it. Between them: a date or an address.
_OPENINGS: Final = (
    (r"Le", r"a\s+[ée]crit|nous\s+a\s+dit|ont\s+[ée]crit"),
    (r"On|At", r"wrote|writes|said|says"),
    (r"In\s+message", r"writes|wrote"),
    (r"Am", r"geschrieben|schrieb\b.*|schrieben\s+Sie"),
    (r"Op", r"het\s+volgende\s+geschreven|schreef\b.*"),
    (r"Il(?:\s+giorno)?", r"ha\s+scritto"),
    (r"El", r"escribi[óo]"),
    (r"Em|A\s+", r"escreveu"),
    (r"Dnia|Dňa|W\s+dniu", r"napisał(?:\(a\))?|napísal(?:\(a\))?"),
    (r"Den|(?:man|tir|ons|tor|fre|lør|søn)\.?", r"skrev\b.*"),
    (r"在", r"写道"),
)
_EDGE = r"[\s<>\-*_]*"
_MARKERS: Final = tuple(
    re.compile(rf"{_EDGE}(?:{start})\b.*?\b(?:{end})[\s.:>\-*]*", re.IGNORECASE | re.DOTALL) for start, end in _OPENINGS
)
_OPENS: Final = re.compile(rf"{_EDGE}(?:{'|'.join(start for start, _end in _OPENINGS)})\b", re.IGNORECASE)
_IN_CHINESE = re.compile(rf"{_EDGE}在.+写道[\s.:：>\-]*")
# Nobody says « Le projet que Paul a écrit : » with an address or an hour in it.
_DATED: Final = re.compile(r"\d|@|via\s")
_MOST_LINES = 5

_ON_ONE_LINE: Final = tuple(
    re.compile(each, re.IGNORECASE)
    for each in (
        # 2016-03-03 17:21 GMT+01:00 Léa Martin <lea@exemple.fr>:
        r"[\s>]*20\d\d[-/]\d\d?[-/]\d\d? \d{1,2}:\d\d.{0,40}<?[^<>]*>?:?\s*",
        r".*\d{4}.{1,80}\s?<[^@<>]+@[^@<>.]+\.[^@<>]+>\s*:?\s*",
        r".*\d{4}.{1,80}пользователь.{0,160}написал(?:\(а\))?:\s*",
        r".*\d{4}.{1,160}(?:napisał(?:\(a\))?|пише|написал(?:\(а\))?|пишет):\s*",
        # Léa Martin <lea@exemple.fr> a écrit (le 12 octobre 2026) :
        r".+\b[\w.+-]+@[\w.-]+\.\w{2,}\b.*\b(?:a [ée]crit|wrote|schrieb|escribi[óo]|ha scritto)\b[^:]{0,60}:?\s*",
        r".+\b(?:wrote\s+on|schrieb\s+am|a [ée]crit\s+le)\b.*\d.*:\s*",
        r".+ via .+ (?:wrote|schrieb|a [ée]crit)\s?:?\s*",
        r"[\s>]*Posted by .+ on \d{2}/\d{2}/\d{4}\s*",
        r"[\s>]*(?:Begin forwarded message|D[ée]but du message (?:transf[ée]r[ée]|r[ée]exp[ée]di[ée]))\s?:.*",
        # ----- Mail original -----, -------- Message d’origine --------, ---------- Message transféré ---------
        r"[\s>*]*[-_]{2,}\s*(?:(?:Forwarded|Original|Reply) (?:Message|Appointment)|Mail original|"
        r"Message (?:d[’'` ]?\s?origine|original|initial|transf[ée]r[ée]|r[ée]exp[ée]di[ée]|suivi)|"
        r"(?:E-?mail|Rendez-vous) d[’'`]origine|Urspr[üu]ngliche Nachricht|Weitergeleitete Nachricht|"
        r"Mensaje (?:original|reenviado)|Messaggio (?:originale|inoltrato)|Mensagem (?:original|encaminhada)|"
        r"Oorspronkelijk bericht|原始邮件)"
        r"\s*[-_*]{2,}.*",
        # Orange: > Message du 12/10/26 14:03
        r"[\s>]*Message du \d{1,2}[/.]\d{1,2}[/.]\d{2,4}.*",
        r"[\s>]*\*{0,2}(?:Reply|Original|Forwarded) Message\*{0,2}\s*",
    )
)

_DATED_HEADERS: Final = (
    r"Date|Sent|Le|Envoy[ée]e?(?: le)?|Gesendet|Datum|Enviad[ao](?: em)?|Enviado(?: el)?|Fecha|Data|Inviato|Sendt|"
    r"Skickat|Verzonden|发送时间"
)
_NAMED_HEADERS: Final = (
    r"From|To|Cc|Cci|Bcc|Reply-To|Subject|De|Exp[ée]diteur|[ÀA]|Pour|Destinataires?|Copie(?: [àa])?|R[ée]pondre [àa]|"
    r"Objet|Sujet|Von|An|Betreff|Para|Asunto|Assunto|Da|Risposta|Oggetto|Van|Aan|Beantwoorden - Aan|Onderwerp|Fra|Til|"
    r"Emne|Från|Till|Ämne|Importance|Pi[èe]ces? jointes?|发件人|收件人|主题"
)
_HEADER: Final = re.compile(
    rf"[\s>*]*(?:(?:{_DATED_HEADERS})\*?\s*:\*?.*\d|(?:{_NAMED_HEADERS})\*?\s*:\*?.*\w)", re.IGNORECASE
)

_SIGNED: Final = tuple(
    re.compile(rf"\s*[(<*_]*(?:{each})", re.IGNORECASE)
    for each in (
        r"Envoy[ée]e?s? (?:de|depuis|[àa] partir|avec|par|via) (?!vous|nous|l[ae] )\S",
        r"Envoy[ée]e? (?:depuis|[àa] partir de|avec) (?:la messagerie|l[’']application|la version)",
        r"Mail envoy[ée] depuis",
        r"(?:Obtenez|Obtenir|T[ée]l[ée]charge[rz]) Outlook pour",
        r"Provenance\s?: Courrier pour Windows",
        r"Garanti sans virus",
        r"\w+ from mobile\b",
        r"Sent (?:from|via|with|by) .+",
        r"From my .{1,20}$",
        r"Get Outlook for ",
        r"Virus-free\. ",
        r"Von meinem .+ gesendet",
        r"Diese Nachricht wurde von .+ gesendet",
        r"Inviato da(?:l|lla)? ",
        r"Sendt fra min ",
        r"Enviado d[oe] (?:meu|mi) |Enviado desde mi ",
        r"Verzonden (?:met|vanaf) |Verstuurd vanaf mijn ",
        r"från min ",
        r"從我的 iPhone 傳送",
    )
)
_LINK = re.compile(r"\[([^\]]+)\]\([^)]+\)")
_RULE: Final = re.compile(r"\s*[-_,=+~#*ᐧ—–]+\s*")
_FENCE: Final = re.compile(r"\s*(?:```|~~~)")
_QUOTED: Final = re.compile(r"\s*>")
_UNSEEN: Final = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))


def read(text: str) -> list[Line]:
    """The lines of a mail, each with its kind. Inside a fence of code every line is text."""
    found: list[Line] = []
    rows = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    fence, at = False, 0
    while at < len(rows):
        row = rows[at]
        if _FENCE.match(row):
            fence = not fence and any(_FENCE.match(other) for other in rows[at + 1 :])
            found.append(Line(row, Kind.TEXT))
        elif fence:
            found.append(Line(row, Kind.TEXT))
        elif taken := _marker_at(rows, at):
            found.append(Line(" ".join(rows[at : at + taken]), Kind.MARKER))
            at += taken - 1
        else:
            found.append(Line(row, kind_of(row)))
        at += 1
    return found


def kind_of(row: str) -> Kind:
    """What one line is by itself."""
    seen = plain(row)
    if not seen.strip():
        return Kind.EMPTY
    if _RULE.fullmatch(seen):
        return Kind.RULE
    if any(each.match(_LINK.sub(r"\1", seen)) for each in _SIGNED):
        return Kind.SIGNED
    if any(each.fullmatch(seen) for each in _ON_ONE_LINE):
        return Kind.MARKER
    if _HEADER.match(seen):
        return Kind.HEADER
    return Kind.QUOTE if _QUOTED.match(seen) else Kind.TEXT


def plain(row: str) -> str:
    """The line without what nobody sees; odd spaces become plain ones."""
    return row.translate(_UNSEEN).replace("\u00a0", " ").replace("\u202f", " ")


def _marker_at(rows: Sequence[str], at: int) -> int:
    """How many lines from here are one marker; zero: none."""
    first = plain(rows[at])
    if _IN_CHINESE.fullmatch(first):
        return 1
    if not _OPENS.match(first):
        return 0
    for count in range(1, min(_MOST_LINES, len(rows) - at) + 1):
        last = plain(rows[at + count - 1])
        if not last.strip(" >"):
            return 0
        joined = " ".join(plain(row).strip().lstrip("> ") for row in rows[at : at + count])
        if _DATED.search(joined) and any(each.fullmatch(joined) for each in _MARKERS):
            return count
    return 0
