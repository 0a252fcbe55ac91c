"""What a notice asks people to know or do, read in its own words: skills, trades, tasks. Suggestions, never facts.

Five places are looked at: lists under a heading (« compétences attendues », « composition de l'équipe », « missions »
...), phrases (« maîtrise de ... », « compétences en ... »), trades named in the text, lots, and CPV branches.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from commun.algo.text import fold, mend, stems

MOST: Final = 30
SHORTEST, LONGEST, LONGEST_QUOTE = 4, 90, 240
HALVES_A_DAY: Final = 2
MOST_DAYS: Final = 1_000

_HEADING: Final = re.compile(
    r"^\W*(?:\d+[.)\d]*\s*)?(?P<what>(?:les? |la |l')?(?:"
    r"competences?|expertises?|profils?|savoir-faire|qualifications?|"
    r"(?:composition de l')?equipe|moyens humains|missions?|prestations?|taches|livrables|objectifs operationnels)\b"
    r"[^:.;]{0,60}?)\s*(?::|$)"
)
_TASKS: Final = re.compile(r"mission|prestation|tache|livrable|objectif")
_BULLET: Final = re.compile(r"^\s*(?:[-–—•*·▪◦o>]|\d{1,2}[.)]|[a-z]\))\s+(?P<item>\S.*)$")
_PHRASE: Final = re.compile(
    r"(?:competences?|expertises?|maitrise(?! d'(?:usage|ouvrage|oeuvre))|connaissances?|experiences?|savoir-faire|"
    r"qualifications?)"
    r"(?:\s+(?:solides?|confirmees?|averees?|approfondies?|reconnues?|prouvees?|professionnelles?|techniques?))*"
    r"\s+(?:en matiere d(?:e |')|dans (?:le domaine d(?:e |u |es )|la |le |les |l')|"
    r"en |de la |de l'|du |des |de |d'|sur )"
    r"(?P<what>[^.;:\n()]{3,160})"
)
_SPLIT: Final = re.compile(r"\s*(?:,|;|\bet/ou\b|\bet\b(?! (?:de|des|du|d')\b)|\bou\b|\bainsi qu(?:e |'))\s*")
_LEADING: Final = re.compile(
    r"^(?:(?:d'|l'|de la |de l'|du |des |de |en |la |le |les |une? |dans |sur |matiere de )\s*)+"
)
_DAYS: Final = re.compile(
    r"(?<![\d,.])(?P<count>\d{1,4}(?:[.,]5)?)\s*(?P<half>demi-?\s?journees?|1/2 journees?)?"
    r"\s*(?:jours?(?:[ /-]?hommes?)?|journees?|j/?h\b)?"
)
_UNIT: Final = re.compile(r"demi-?\s?journees?|1/2 journees?|jours?\b|journees?\b|j/?h\b")
_WISH: Final = re.compile(
    r"souhait|apprecie|serait un plus|sera un plus|est un plus|le cas echeant|facultati|optionnel|en option"
)
_EXPERT: Final = re.compile(r"\bexpert|\bsenior|confirme|approfondi|\b(?:5|6|7|8|9|10|15) ans")
_PRACTISED: Final = re.compile(r"experience|experimente|solide|avere|\b(?:2|3|4) ans|reference")
_LOT: Final = re.compile(r"^lot\s*(?:n[°o]\s*)?[\w.-]{1,6}\s*[:–—-]\s*", re.IGNORECASE)
_AFTER: Final = re.compile(
    r"\s\(|\s?[:;]\s| - | – |\. |,? (?:serai(?:en)?t|sera|seront|est|sont|devra|devront)\b|"
    r",? (?:le cas échéant|si possible|(?:est |très )?(?:appréci|souhait)|en option)"
)
_REMOTE: Final = re.compile(r"a distance|en teletravail|visioconference")
# Trades as notices write them; longer ones first, so that the part of a name is not a second one.
_TRADES: Final = (
    "architecte paysagiste", "paysagiste concepteur", "architecte urbaniste", "economiste de la construction",
    "coordonnateur sps", "bureau de controle", "chef de projet", "cheffe de projet", "directeur artistique",
    "redacteur web", "community manager", "designer de service", "designer graphique", "data analyst",
    "architecte", "urbaniste", "paysagiste", "economiste", "juriste", "avocat", "sociologue", "ethnologue", "geographe",
    "ecologue", "naturaliste", "thermicien", "acousticien", "geometre", "hydrologue", "agronome", "programmiste",
    "facilitateur", "facilitatrice", "animateur", "animatrice", "mediateur", "mediatrice", "formateur", "formatrice",
    "graphiste", "webdesigner", "illustrateur", "illustratrice", "photographe", "videaste", "developpeur",
    "developpeuse",
    "redacteur", "redactrice", "traducteur", "traductrice", "interprete", "statisticien", "cartographe", "geomaticien",
    "scenographe", "documentaliste", "archiviste", "ergonome", "psychologue", "coach", "consultant", "comptable",
)  # fmt: skip
_TRADE: Final = re.compile(
    r"\b(?:" + "|".join(sorted(map(re.escape, _TRADES), key=len, reverse=True)) + r")(?:s|e|es|\(e\)|·e)?\b"
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A need that the text seems to ask: its name, the skill, half days if said, and the words it was read in.

    ``source``: ``list``, ``phrase``, ``trade``, ``lot`` or ``cpv``. ``level``: 1 knows, 2 has done, 3 expert.
    """

    key: str
    label: str
    skill: str
    source: str
    quote: str = ""
    half_days: int | None = None
    is_must: bool = True
    level: int = 1
    is_remote: bool = False


def asked(
    text: str,
    lots: Sequence[tuple[str, str]] = (),
    cpv: Sequence[str] = (),
    labels: Mapping[str, str] | None = None,
    known: Sequence[str] = (),
) -> list[Suggestion]:
    """Needs that a notice's words suggest, in the order of the five places; none twice, none that is ``known``.

    ``lots``: (title, text) pairs; ``labels``: CPV branch or code to its label.
    """
    seen = {frozenset(stems(name)) for name in known}
    found: list[Suggestion] = []
    for one in _all(text, lots, cpv, labels or {}):
        words = frozenset(stems(one.skill))
        if words and not any(_same(words, other) for other in seen):
            seen.add(words)
            found.append(one)
        if len(found) == MOST:
            break
    return found


def _same(one: frozenset[str], other: frozenset[str]) -> bool:
    """The same skill in fewer or more words; a single word is too little to tell."""
    return one == other or (min(len(one), len(other)) > 1 and (one <= other or other <= one))


def _all(
    text: str, lots: Sequence[tuple[str, str]], cpv: Sequence[str], labels: Mapping[str, str]
) -> Iterator[Suggestion]:
    texts = [text, *(body for _title, body in lots)]
    for body in texts:
        yield from _lists(body)
    for body in texts:
        yield from _phrases(body)
    for body in texts:
        yield from _trades(body)
    for title, body in lots:
        yield from _read(title, body[:LONGEST_QUOTE], "lot")
    for code in cpv:
        label = labels.get(code) or labels.get(code[:3].ljust(8, "0")) or ""
        yield from _read(label, code, "cpv")


def _lists(text: str) -> Iterator[Suggestion]:
    """Items under a heading, on lines of their own or after its colon; a blank line or plain text ends the list."""
    heading = ""
    for line in mend(text).splitlines():
        plain = fold(line)
        if title := _HEADING.match(plain):
            heading = title["what"]
            rest = line[title.end() :].strip() if len(plain) == len(line) else ""
            yield from _items(rest, heading, line) if rest else ()
        elif heading and (bullet := _BULLET.match(line)):
            yield from _read(bullet["item"], line, "list", heading)
        elif line.strip():
            heading = ""


def _items(rest: str, heading: str, quote: str) -> Iterator[Suggestion]:
    for item in re.split(r"[;,]| et (?=\w)", rest.split(". ", maxsplit=1)[0]):
        yield from _read(item, quote, "list", heading)


def _phrases(text: str) -> Iterator[Suggestion]:
    for line in mend(text).splitlines():
        plain = fold(line)
        source = line if len(plain) == len(line) else plain
        for phrase in _PHRASE.finditer(plain):
            what = source[phrase.start("what") : phrase.end("what")]
            quote = source[max(0, phrase.start() - 60) : phrase.end() + 20]
            for part in _SPLIT.split(what)[:6]:
                yield from _read(part, quote, "phrase")


def _trades(text: str) -> Iterator[Suggestion]:
    for line in mend(text).splitlines():
        plain = fold(line)
        source = line if len(plain) == len(line) else plain
        for trade in _TRADE.finditer(plain):
            around = source[max(0, trade.start() - 60) : trade.end() + 60]
            yield from _read(source[trade.start() : trade.end()], around, "trade")


def _read(words: str, quote: str, source: str, heading: str = "") -> Iterator[Suggestion]:
    """One suggestion from a piece of text, or none when it is no name of a skill."""
    name = _name(words)
    if not SHORTEST <= len(name) <= LONGEST or not stems(name) or name.isdigit():
        return
    plain = fold(f"{words} {quote}")
    level = 3 if _EXPERT.search(plain) else 2 if _PRACTISED.search(plain) else 1
    yield Suggestion(
        key=hashlib.sha256(" ".join(sorted(stems(name))).encode()).hexdigest()[:12],
        label=name[:1].upper() + name[1:],
        skill=name[:1].upper() + name[1:],
        source=source,
        quote=" ".join(quote.split())[:LONGEST_QUOTE],
        half_days=half_days(words),
        is_must=not _WISH.search(plain),
        level=1 if _TASKS.search(heading) else level,
        is_remote=bool(_REMOTE.search(plain)),
    )


def _name(words: str) -> str:
    """The name of a skill without its days, its articles and what follows it."""
    text = " ".join(mend(words).split()).strip(' .;,:-–—•*"«»')
    text = _AFTER.split(_LOT.sub("", text))[0]
    plain = fold(text)
    if len(plain) == len(text):
        if unit := _UNIT.search(plain):
            digits = re.search(r"[\d.,]+\s*$", plain[: unit.start()])
            text = text[: digits.start() if digits else unit.start()]
        lead = _LEADING.match(fold(text))
        text = text[lead.end() :] if lead else text
    if len(text) > LONGEST:
        text = text[:LONGEST].rsplit(" ", 1)[0]
    return text.strip(' .;,:-–—•*"«»(')


def half_days(words: str) -> int | None:
    """Half days that a text says (« 10 jours », « 3 demi-journées »), or None.

    >>> half_days("Animation : 2,5 jours"), half_days("3 demi-journées"), half_days("2 ateliers")
    (5, 3, None)
    """
    for found in _DAYS.finditer(fold(mend(words))):
        if not _UNIT.search(found[0]):
            continue
        count = float(found["count"].replace(",", "."))
        if 0 < count <= MOST_DAYS:
            return int(count if found["half"] else count * HALVES_A_DAY)
    return None
