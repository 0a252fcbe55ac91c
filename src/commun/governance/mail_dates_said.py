"""What an answer to a date poll says, line by line: « 1 oui, 2 si besoin », « oui : 1 et 3 », « mardi 8 : non ».

Nothing is guessed: a word that is neither a date nor an answer makes the whole unclear.
"""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from commun.algo.voting import summaries
from commun.core.replies import Unclear, plain, said

YES, MAYBE, NO = summaries.YES, summaries.IF_NEED_BE, summaries.NO
ANSWERS: Mapping[str, Sequence[str]] = {
    MAYBE: ("s'il le faut", "si besoin", "si necessaire", "au besoin", "if need be", "if needed"),
    NO: ("je ne peux pas", "pas possible", "impossible", "non", "no"),
    YES: ("je peux", "ca me va", "d'accord", "oui", "yes", "ok"),
}
_EVERY = ("toutes les dates", "toutes", "tous", "tout", "all dates", "all")
_FILLERS = {
    "et",
    "and",
    "le",
    "la",
    "les",
    "the",
    "pour",
    "for",
    "date",
    "dates",
    "a",
    "to",
    "n°",
    "option",
    "on",
    "au",
}
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("janvier", "january", "janv"), ("fevrier", "february", "fevr"), ("mars", "march"), ("avril", "april"),
            ("mai", "may"), ("juin", "june"), ("juillet", "july"), ("aout", "august"),
            ("septembre", "september", "sept"),
            ("octobre", "october", "oct"), ("novembre", "november", "nov"), ("decembre", "december", "dec"),
        ),
        start=1,
    )
    for name in names
}  # fmt: skip
_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (("lundi", "monday"), ("mardi", "tuesday"), ("mercredi", "wednesday"), ("jeudi", "thursday"),
         ("vendredi", "friday"), ("samedi", "saturday"), ("dimanche", "sunday"))
    )
    for name in names
}  # fmt: skip
_HOUR = re.compile(r"(?:(?:a|at) )?(\d{1,2})(?: ?h(?: ?(\d{2}))?| (\d{2}))(?= |$)")
_NUMBERED_DAY = re.compile(r"(?:([a-z]+) )?(\d{1,2})(?:er)?\b(?: ([a-z]+))?")


@dataclass(frozen=True)
class Choice:
    """A date of the poll: its number on the list, and its local moment when it has one."""

    number: str
    label: str
    at: dt.datetime | None = None


def read(words: str, choices: Sequence[Choice]) -> tuple[dict[str, str], str]:
    """The answers by number of date, and the words beyond them. Raises Unclear."""
    told = said(words)
    if told.is_empty:
        raise Unclear(_("There was no answer in your mail."))
    lines = [told.line, *told.rest.splitlines()]
    found: dict[str, str] = {}
    while lines:
        given = _line(lines[0], choices)
        if given is None:
            break
        # Programs that write pages leave a blank line between two.
        lines = "\n".join(lines[1:]).lstrip().split("\n")
        for number, answer in given:
            if found.get(number, answer) != answer:
                raise Unclear(_("Date %(number)s has two different answers.") % {"number": number})
            found[number] = answer
    rest = "\n".join(lines).strip()
    if not found or _looks_like_more(rest, choices):
        said_so = _("“%(words)s” does not say which date, or does not say yes, if need be or no.")
        raise Unclear(said_so % {"words": rest.splitlines()[0][:200]})
    return found, rest


def _looks_like_more(rest: str, choices: Sequence[Choice]) -> bool:
    """Whether what follows the answers is one more, that was not understood, rather than words of the author."""
    first = plain(rest.splitlines()[0]) if rest else ""
    words = re.findall(r"[^\W_]+", first)
    if re.match(r"\d+\s*[:=.)\-]?\s+\S", first) or {"sauf", "except"} & set(words):
        return True
    # « jeudi 3 vers midi : non »: a day, and an answer at the end.
    names_day = any(one in _WEEKDAYS or one in _MONTHS or one.isdigit() for one in words)
    ends = re.sub(r"[\s.!)]+$", "", first)
    return names_day and any(re.search(rf"\b{re.escape(one)}$", ends) for many in ANSWERS.values() for one in many)


def _line(line: str, choices: Sequence[Choice]) -> list[tuple[str, str]] | None:
    """The answers of one line; None when a word of it is neither a date nor an answer."""
    tokens = _tokens(plain(line), choices)
    if tokens is None or not any(kind == "answer" for kind, _value in tokens):
        return None
    if not any(kind == "date" for kind, _value in tokens):
        # A bare answer names no date, unless there is only one.
        only = tokens[0][1] if len(tokens) == 1 and len(choices) == 1 else ""
        return [(choices[0].number, only)] if only else None
    return _paired(tokens if tokens[0][0] == "date" else tokens[::-1])


def _paired(tokens: Sequence[tuple[str, str]]) -> list[tuple[str, str]] | None:
    """Each answer goes to the dates that stand before it; what is left alone makes the line unclear."""
    pairs: list[tuple[str, str]] = []
    waiting: list[str] = []
    for kind, value in tokens:
        if kind == "date":
            waiting += value.split()
        elif not waiting:
            return None
        else:
            pairs += [(number, value) for number in waiting]
            waiting = []
    return None if waiting else pairs


def _tokens(words: str, choices: Sequence[Choice]) -> list[tuple[str, str]] | None:
    """Dates (by number) and answers in order; None when something else is said."""
    words = " ".join(re.sub(r"[:=,.;()!/–—+&]|(?<!\w)-(?!\w)", " ", words).split())
    tokens: list[tuple[str, str]] = []
    while words:
        for reader in (_answer, _all_dates, _date):
            if (step := reader(words, choices)) is not None:
                token, words = step
                tokens.append(token)
                break
        else:
            first, _space, words = words.partition(" ")
            if first not in _FILLERS:
                return None
    return tokens


def _answer(words: str, choices: Sequence[Choice]) -> tuple[tuple[str, str], str] | None:
    for answer, phrases in ANSWERS.items():
        for phrase in phrases:
            if words == phrase or words.startswith(phrase + " "):
                return ("answer", answer), words[len(phrase) :].lstrip()
    return None


def _all_dates(words: str, choices: Sequence[Choice]) -> tuple[tuple[str, str], str] | None:
    for phrase in _EVERY:
        if words == phrase or words.startswith(phrase + " "):
            return ("date", " ".join(one.number for one in choices)), words[len(phrase) :].lstrip()
    return None


def _date(words: str, choices: Sequence[Choice]) -> tuple[tuple[str, str], str] | None:
    """A number of the list, or a day: « mardi 8 », « 8 décembre », « mardi »; None when it is none, or several."""
    found = _NUMBERED_DAY.match(words)
    before, number, after = found.groups() if found else (None, "", None)
    weekday, month = _WEEKDAYS.get(before or ""), _MONTHS.get(after or "")
    if found is None or (before and weekday is None):
        first, _space, rest = words.partition(" ")
        alone = [one for one in choices if one.at and first in _WEEKDAYS and one.at.weekday() == _WEEKDAYS[first]]
        return _at_hour(alone, rest)
    rest = words[found.end() :] if month else words[found.end(2) :].removeprefix("er")
    rest = rest.lstrip()
    if weekday is None and month is None:
        known = {one.number for one in choices}
        return (("date", str(int(number))), rest) if str(int(number)) in known else None
    days = [
        one
        for one in choices
        if one.at
        and one.at.day == int(number)
        and (weekday is None or one.at.weekday() == weekday)
        and (month is None or one.at.month == month)
    ]
    return _at_hour(days, rest)


def _at_hour(days: Sequence[Choice], rest: str) -> tuple[tuple[str, str], str] | None:
    """The one date among these, at the hour that is said, if one is: the mail writes « jeudi 3 décembre, 12 h 00 »."""
    if found := _HOUR.match(rest):
        said_at = int(found[1]), int(found[2] or found[3] or 0)
        days = [one for one in days if one.at and (one.at.hour, one.at.minute) == said_at]
        rest = rest[found.end() :].lstrip()
    return (("date", days[0].number), rest) if len(days) == 1 else None
