"""What each line of a mail is: own words, quoted, a marker that announces a quote, a header, a signature, a rule."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from commun.algo.mail import heads, markers


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


_GUARDS: Final = r"(?:avast|avg|norton|kaspersky|bitdefender|mcafee|eset|avira)\b"
_SIGNED: Final = tuple(
    re.compile(rf"\s*[(<*_]*(?:{each})", re.IGNORECASE)
    for each in (
        r"Envoy[ée]e?s? (?:de|depuis|[àa] partir|avec|par|via) (?!vous|nous|l[ae] )\S",
        r"Envoy[ée]e? (?:depuis|[àa] partir de|avec) (?:la messagerie|l[’']application|la version)",
        r"Mail envoy[ée] depuis",
        r"(?:Obtenez|Obtenir|T[ée]l[ée]charge[rz]) .{1,20} pour (?:Android|iOS|iPhone|iPad|Windows|Mac)",
        r"Provenance\s?: Courrier pour Windows",
        r"Garanti sans virus\b",
        rf"L[’'`]absence de virus dans ce |C(?:e|et) (?:courrier|courriel|e-?mail|message)\b.{{0,90}}\b{_GUARDS}",
        rf"This e-?mail\b.{{0,60}}\b(?:checked|scanned)\b.{{0,60}}\b(?:virus|{_GUARDS})",
        rf"<?(?:https?://)?www\.{_GUARDS}\.\w|<#DAB4FAD8",
        r"\w+ from mobile\b",
        r"Sent (?:from|via|with|by) .+",
        r"From my .{1,20}$",
        r"(?:Get|Download) .{1,20} for (?:Android|iOS|iPhone|iPad|Windows|Mac)",
        r"Virus-free\.",
        r"Von meinem .+ gesendet",
        r"Diese Nachricht wurde von .+ gesendet",
        r"Gesendet (?:von|mit|aus|[üu]ber) ",
        r"Inviato da(?:l|lla)? ",
        r"Sendt fra min ",
        r"Enviado d[oe] (?:meu|mi) |Enviado desde mi ",
        r"(?:Verzonden|Verstuurd) (?:met|vanaf|vanuit|via|door|op) ",
        r"från min ",
        r"Wysłan[eo] (?:z|ze|przez) |Odesláno (?:z|ze) |Отправлено (?:с|из) |Lähetetty (?:iPhonesta|puhelimesta)",
        r"從我的 iPhone 傳送|发自我的|發自我的",
    )
)
_SENT = re.compile(r"\s*(?:Envoy|Sent|Inviato)", re.IGNORECASE)
_EXCUSE = re.compile(r"excus|d[ée]sol|pardon|sorry|forgive|typo|br[iè]+[èe]?v", re.IGNORECASE)
_DEVICE = re.compile(
    r"mail|phone|ipad|android|outlook|proton|yahoo|mobile|messagerie|appareil|application|galaxy|samsung|tablet",
    re.IGNORECASE,
)
_LINK = re.compile(r"\[([^\]]+)\]\([^)]+\)")
# « + » and « ++ » are words: until later.
_RULE: Final = re.compile(r"\s*(?:[-_,=~#*ᐧ—–]+|\+{4,})\s*")
# A long link in a quote goes on below, without its « > ».
_BROKEN_LINK: Final = re.compile(r"\s*[<(\[]\s*https?://\S*[)>\]]?[\s>]*")
_BROKEN_MARK: Final = re.compile(r"^(Garanti)[ \t]*\n(?=sans virus\b)", re.MULTILINE)
_FENCE: Final = re.compile(r"\s*(?:```|~~~)")
_QUOTED: Final = re.compile(r"\s*>")
_LONGEST_MARK = 8
_SHORTEST_BROKEN = 55
_UNSEEN: Final = dict.fromkeys(
    map(ord, "\u200b\u200c\u200d\u200e\u200f\u202a\u202c\u2060\u2061\u2062\u2063\u2064\ufeff\u00ad")
)


def read(text: str) -> list[Line]:
    """The lines of a mail, each with its kind. Inside a fence of code every line is text."""
    rows = _BROKEN_MARK.sub(r"\1 ", text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    seen = [plain(row) for row in rows]
    in_heads = {at for head in heads.whole_heads(seen) for at in head}
    found: list[Line] = []
    fence, at = False, 0
    while at < len(rows):
        row, taken = rows[at], 1
        if _FENCE.match(row):
            fence = not fence and any(_FENCE.match(other) for other in rows[at + 1 :])
            found.append(Line(row, Kind.TEXT))
        elif fence:
            found.append(Line(row, Kind.TEXT))
        elif both := markers.shared(seen[at]):
            found += [Line(both[0], Kind.TEXT), Line(both[1], Kind.MARKER)]
        elif count := markers.lines_of_marker(seen, at):
            taken = count
            found.append(Line("\n".join(rows[at : at + count]), Kind.MARKER))
        elif found and found[-1].kind is Kind.QUOTE and _goes_on(seen, at):
            found.append(Line(row, Kind.QUOTE))
        else:
            found.append(Line(row, Kind.HEADER if at in in_heads else kind_of(row)))
        at += taken
    return [
        Line(line.text, Kind.TEXT) if line.kind is Kind.SIGNED and not _is_signed(found, at) else line
        for at, line in enumerate(found)
    ]


def _goes_on(seen: Sequence[str], at: int) -> bool:
    """Whether this row is the end of the quoted one above, that a program broke without a « > »."""
    if _BROKEN_LINK.fullmatch(seen[at]):
        return True
    above, row = seen[at - 1].rstrip(), seen[at]
    is_inside = at + 1 < len(seen) and _QUOTED.match(seen[at + 1]) is not None
    return is_inside and len(above) >= _SHORTEST_BROKEN and above[-1] not in ".?!:;…" and row[:1].islower()


def kind_of(row: str) -> Kind:
    """What one line is by itself."""
    seen = plain(row)
    if not seen.strip():
        return Kind.EMPTY
    if _RULE.fullmatch(seen):
        return Kind.RULE
    if any(each.match(_LINK.sub(r"\1", seen)) for each in _SIGNED):
        return Kind.TEXT if _is_sentence(seen) else Kind.SIGNED
    return Kind.QUOTE if _QUOTED.match(seen) else Kind.TEXT


def _is_sentence(seen: str) -> bool:
    """« Envoyé de mon lit, c'est plus doux. » is somebody's; « ... de mon iPhone, excusez. » is a device's."""
    if not _SENT.match(seen) or _EXCUSE.search(seen):
        return False
    return "," in seen or (seen.rstrip()[-1] in ".!?" and not _DEVICE.search(seen))


def plain(row: str) -> str:
    """The line without what nobody sees; odd spaces become plain ones."""
    return row.translate(_UNSEEN).replace("\u00a0", " ").replace("\u202f", " ")


def _is_signed(lines: Sequence[Line], at: int) -> bool:
    """Whether the mark of a device stands where devices put it: nothing of one's own follows; or apart, and short."""
    after = at + 1
    while after < len(lines) and lines[after].kind is Kind.EMPTY:
        after += 1
    if after == len(lines) or lines[after].kind is not Kind.TEXT:
        return True
    is_apart = lines[at + 1].kind is Kind.EMPTY and (at == 0 or lines[at - 1].kind is Kind.EMPTY)
    return is_apart and len(lines[at].text.split()) <= _LONGEST_MARK and lines[at].text.rstrip()[-1:] not in ".!?"
