"""Read PrefLib files: .soc .soi .toc .toi (orders, strict or with ties, complete or not) and .cat (categories).

Format: https://preflib.github.io/PrefLib-Jekyll/format. Equal ranks (`{2,3}`) and short orders are kept. Options take
their names where the file gives each one its own, otherwise their numbers.
"""

import re
from collections.abc import Sequence

from commun.algo.voting.errors import BadFile, BadProfile
from commun.algo.voting.profile import MOST_OPTIONS, Approvals, Graded, Pile, Ranked

Order = list[list[str]]
_HEAD = re.compile(r"#\s*([A-Z ]+?)\s*(\d*)\s*:\s*(.*)")
_RANK = re.compile(r"\{([\d,\s]*)\}|(\d+)")
_ORDER = re.compile(r"\s*(?:\{[\d,\s]*\}|\d+)\s*(?:,\s*(?:\{[\d,\s]*\}|\d+)\s*)*")


def orders(text: str) -> Ranked:
    """Read ranked ballots; raises BadFile with the line, BadBallot or BadProfile."""
    options, ballots, _ = _read(text)
    return Ranked.build(tuple(options.values()), [Pile(_names(order, options), count) for order, count in ballots])


def categories(text: str) -> Approvals | Graded:
    """Read ballots in categories, best first: two are approvals, more are grades (the last one is 0)."""
    options, ballots, number = _read(text)
    names = tuple(options.values())
    if number <= 2:
        return Approvals.build(names, [Pile((_names(order, options) or [[]])[0], count) for order, count in ballots])
    piles = [
        Pile({name: number - 1 - place for place, group in enumerate(_names(order, options)) for name in group}, count)
        for order, count in ballots
    ]
    return Graded.build(names, piles, scale=(0, number - 1))


def _read(text: str) -> tuple[dict[str, str], list[tuple[Order, int]], int]:
    """Return names by number, ballots with their count, and the number of categories."""
    head: dict[str, str] = {}
    names: dict[str, str] = {}
    ballots: list[tuple[Order, int]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("#"):
            found = _HEAD.match(line)
            if found and found[1] == "ALTERNATIVE NAME":
                names[found[2]] = found[3].strip()
            elif found:
                head[found[1] + found[2]] = found[3].strip()
        elif line.strip():
            ballots.append(_ballot(line, number))
    options = _options(head, names, ballots)
    voters = head.get("NUMBER VOTERS", "")
    cast = sum(count for _, count in ballots)
    if voters.isdigit() and int(voters) != cast:
        raise BadFile("count-mismatch", declared=int(voters), found=cast)
    declared = head.get("NUMBER CATEGORIES", "")
    return options, ballots, int(declared) if declared.isdigit() else max(len(order) for order, _ in ballots)


def _ballot(line: str, number: int) -> tuple[Order, int]:
    count, colon, order = line.partition(":")
    if not colon or not count.strip().isdigit() or not _ORDER.fullmatch(order):
        raise BadFile("bad-line", number=number, line=line)
    ranks = [
        [member.strip() for member in (group or single).split(",") if member.strip()]
        for group, single in _RANK.findall(order)
    ]
    return ranks, int(count)


def _options(head: dict[str, str], names: dict[str, str], ballots: Sequence[object]) -> dict[str, str]:
    if not ballots:
        raise BadFile("no-ballots")
    declared = head.get("NUMBER ALTERNATIVES", "")
    number = int(declared) if declared.isdigit() else len(names)
    if number > MOST_OPTIONS:
        raise BadProfile("too-many-options", count=number, most=MOST_OPTIONS)
    numbers = [str(each) for each in range(1, number + 1)]
    given = [names.get(each, "") for each in numbers]
    own = len(set(given)) == len(given) and all(given)
    return dict(zip(numbers, given if own else numbers, strict=True))


def _names(order: Order, options: dict[str, str]) -> Order:
    # A number that is not in the head stays as it is, for the profile to refuse.
    return [[options.get(member, member) for member in group] for group in order]
