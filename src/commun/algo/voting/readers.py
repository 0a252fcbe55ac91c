"""Read an election from the text of a file, by the ending of its name; what it does not say stays unsaid."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from commun.algo.voting import abif, exports, pabulib, preflib, sheets
from commun.algo.voting.errors import BadFile
from commun.algo.voting.profile import Approvals, Pile

GRADED_RULES = frozenset({"score", "resistance", "dots", "quadratic", "majority-judgment"})


@dataclass(frozen=True)
class Parsed:
    """An election for `rules.count`, its seats where the file gives them, and what its short names stand for."""

    election: Any
    seats: int | None = None
    names: Mapping[str, str] = field(default_factory=dict)


def read(name: str, content: bytes | str, *, rule: str = "", part: str = "") -> Parsed:
    """Read the content of the file called `name`, for `rule` where ballots can be read in two ways.

    `part` names one election of a file that holds several. Raises BadFile, BadBallot or BadProfile.
    """
    ending = PurePath(name).suffix.lower()
    if ending not in READERS:
        raise BadFile("unknown-format", ending=ending or name)
    try:
        text = content if isinstance(content, str) else content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadFile("not-text") from None
    if "\0" in text:
        raise BadFile("not-text")
    return READERS[ending](text, rule, part)


def _orders(text: str, rule: str, part: str) -> Parsed:
    return Parsed(preflib.orders(text))


def _categories(text: str, rule: str, part: str) -> Parsed:
    return Parsed(preflib.categories(text))


def _abif(text: str, rule: str, part: str) -> Parsed:
    return Parsed(abif.ballots(text, graded=rule in GRADED_RULES), names=abif.names(text))


def _budget(text: str, rule: str, part: str) -> Parsed:
    election = pabulib.read(text).election
    return Parsed(election, names={one.key: one.name for one in election.projects if one.name})


def _export(text: str, rule: str, part: str) -> Parsed:
    return Parsed(*exports.read(text, graded=rule in GRADED_RULES))


def _csv(text: str, rule: str, part: str) -> Parsed:
    head = text.lstrip().split("\n", 1)[0].strip()
    if head.startswith("candidate_id,"):
        return Parsed(sheets.polls(text, part))
    if re.fullmatch(r"\d+,\d+,?", head):
        return Parsed(*sheets.scottish(text), names=sheets.candidates(text))
    if "," in head:
        return Parsed(sheets.graded(text))
    raise BadFile("unknown-format", ending="csv")


def _committee(text: str, rule: str, part: str) -> Parsed:
    """Read an approval profile of abcvoting (.abc.yaml): `profile`, `num_cand`, `committeesize`."""
    profile = re.search(r"^profile:\s*(\[[\d,\s\[\]]*\])", text, re.MULTILINE)
    number = re.search(r"^num_cand:\s*(\d{1,5})\s*$", text, re.MULTILINE)
    size = re.search(r"^committeesize:\s*(\d{1,5})\s*$", text, re.MULTILINE)
    if profile is None or number is None:
        raise BadFile("no-ballots")
    try:
        ballots = json.loads(profile[1])
        piles = [Pile([str(option) for option in ballot]) for ballot in ballots]
    except (ValueError, TypeError):
        raise BadFile("bad-line", number=0, line=profile[1][:60]) from None
    options = [str(option) for option in range(int(number[1]))]
    return Parsed(Approvals.build(options, piles), int(size[1]) if size else None)


READERS: dict[str, Callable[[str, str, str], Parsed]] = {
    ".soc": _orders,
    ".soi": _orders,
    ".toc": _orders,
    ".toi": _orders,
    ".cat": _categories,
    ".abif": _abif,
    ".csv": _csv,
    ".pb": _budget,
    ".json": _export,
    ".yaml": _committee,
}
