"""Read ABIF, the Aggregated Ballot Information Format: `27:A>B=C`, `5:A/5,B/3`, `=A:[Anna Long]`, comments, metadata.

Format: https://electowiki.org/wiki/ABIF. `=` and `,` put options on the same rank; a slash gives a score. Options keep
the short names of the ballots.
"""

import re

from commun.algo.voting.errors import BadFile
from commun.algo.voting.profile import Graded, Pile, Ranked

_TOKEN = re.compile(r"\s*(?:\[([^\]]+)\]|\"([^\"]+)\"|([^\s>=,/\[\]\"]+))\s*(?:/\s*(\d+)\s*)?")
Choice = tuple[str, int | None]
Ballot = list[list[Choice]]


def ballots(text: str, *, graded: bool = False) -> Ranked | Graded:
    """Read ballots as ranks, or as grades when `graded` and each option named has one; raises BadFile with the line."""
    options: dict[str, None] = {}
    piles: list[tuple[Ballot, int]] = []
    for number, line in enumerate(text.splitlines(), 1):
        content = line.split("#", 1)[0].strip()
        if content.startswith("="):
            options[_declared(content, number)] = None
        elif content and not content.startswith("{"):
            piles.append(_ballot(content, number))
    if not piles:
        raise BadFile("no-ballots")
    if not options:
        options = {name: None for ballot, _ in piles for rank in ballot for name, _ in rank}
    if graded:
        return _graded(tuple(options), piles)
    return Ranked.build(
        tuple(options), [Pile([[name for name, _ in rank] for rank in ballot], count) for ballot, count in piles]
    )


def _graded(options: tuple[str, ...], piles: list[tuple[Ballot, int]]) -> Graded:
    rows: list[Pile[dict[str, int | None]]] = []
    for ballot, count in piles:
        rows.append(Pile({name: grade for rank in ballot for name, grade in rank}, count))
    grades = [grade for pile in rows for grade in pile.ballot.values()]
    if None in grades:
        raise BadFile("no-grades")
    highest = max((grade for grade in grades if grade is not None), default=0)
    return Graded.build(options, rows, scale=(0, highest))


def names(text: str) -> dict[str, str]:
    """Return the long name of each option that is declared with one, by its short name; raises BadFile."""
    lines = ((number, line.split("#", 1)[0].strip()) for number, line in enumerate(text.splitlines(), 1))
    found = [_declaration(content, number) for number, content in lines if content.startswith("=")]
    return {short: long for short, long in found if long}


def _declared(content: str, number: int) -> str:
    return _declaration(content, number)[0]


def _declaration(content: str, number: int) -> tuple[str, str]:
    """Return the short name and the long one (or none) of a line such as `=Anna:[Anna Long]`."""
    found = re.match(r"=\s*(?:\[([^\]]+)\]|\"([^\"]+)\"|([^:]+?))\s*(?::(.*))?$", content)
    if found is None:
        raise BadFile("bad-line", number=number, line=content)
    return (found[1] or found[2] or found[3]).strip(), (found[4] or "").strip().strip('[]"').strip()


def _ballot(content: str, number: int) -> tuple[Ballot, int]:
    found = re.match(r"(\d+)\s*[:*]\s*", content)
    if found is None:
        raise BadFile("bad-line", number=number, line=content)
    ballot: Ballot = []
    rest, place = content[found.end() :], 0
    same = False
    while place < len(rest):
        token = _TOKEN.match(rest, place)
        if token is None:
            raise BadFile("bad-line", number=number, line=content)
        choice = (_name(token), None if token[4] is None else int(token[4]))
        if same:
            ballot[-1].append(choice)
        else:
            ballot.append([choice])
        place = token.end()
        if place < len(rest):
            if rest[place] not in ">=," or place + 1 == len(rest):
                raise BadFile("bad-line", number=number, line=content)
            same = rest[place] in "=,"
            place += 1
    return ballot, int(found[1])


def _name(token: "re.Match[str]") -> str:
    return (token[1] or token[2] or token[3]).strip()
