"""Three-way merge of lists of paragraphs: what two people made of the same text; both are kept where they clash."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher


@dataclass(frozen=True)
class Clash:
    """What both changed, differently."""

    theirs: list[str]
    mine: list[str]


@dataclass
class Merged:
    """The whole, and where both changed the same; there, theirs comes first and mine after."""

    parts: list[str] = field(default_factory=list)
    clashes: list[Clash] = field(default_factory=list)


def merged(base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]) -> Merged:
    """Merge ``mine`` and ``theirs``, both made from ``base``.

    >>> merged(["a", "b", "c"], ["a", "B", "c"], ["a", "b", "c", "d"]).parts
    ['a', 'B', 'c', 'd']
    """
    result = Merged()
    changes_mine, changes_theirs = _changes(base, mine), _changes(base, theirs)
    at = 0
    while changes_mine or changes_theirs:
        start, end, my_part, their_part = _next(base, mine, theirs, changes_mine, changes_theirs)
        result.parts += base[at:start]
        _take(result, list(base[start:end]), my_part, their_part)
        at = end
    result.parts += base[at:]
    return result


Change = tuple[int, int, int, int]


def _changes(base: Sequence[str], other: Sequence[str]) -> list[Change]:
    codes = SequenceMatcher(None, base, other, autojunk=False).get_opcodes()
    return [(start, end, to, upto) for what, start, end, to, upto in codes if what != "equal"]


def _touches(change: Change, start: int, end: int) -> bool:
    """Two changes at one place meet; two that only stand beside one another do not, unless both insert there."""
    if change[0] == change[1] or start == end:
        return start <= change[0] <= end if start == end else start <= change[0] < end or (change[0] == start)
    return change[0] < end and start < change[1]


def _next(
    base: Sequence[str],
    mine: Sequence[str],
    theirs: Sequence[str],
    changes_mine: list[Change],
    changes_theirs: list[Change],
) -> tuple[int, int, list[str], list[str]]:
    """Take the changes that meet at the first place: (start, end) in base, and what each made of it."""
    first = min([*changes_mine[:1], *changes_theirs[:1]])
    start, end = first[0], first[1]
    taken: tuple[list[Change], list[Change]] = ([], [])
    grew = True
    while grew:
        grew = False
        for changes, mark in ((changes_mine, taken[0]), (changes_theirs, taken[1])):
            while changes and (changes[0] == first or _touches(changes[0], start, end)):
                change = changes.pop(0)
                mark.append(change)
                start, end = min(start, change[0]), max(end, change[1])
                grew = True
    return start, end, _made(base, mine, taken[0], start, end), _made(base, theirs, taken[1], start, end)


def _made(base: Sequence[str], other: Sequence[str], changes: list[Change], start: int, end: int) -> list[str]:
    parts: list[str] = []
    at = start
    for from_, upto, to, until in changes:
        parts += [*base[at:from_], *other[to:until]]
        at = upto
    return [*parts, *base[at:end]]


def _take(result: Merged, was: list[str], mine: list[str], theirs: list[str]) -> None:
    if mine == theirs or theirs == was:
        result.parts += mine
    elif mine == was:
        result.parts += theirs
    else:
        result.clashes.append(Clash(theirs, mine))
        result.parts += [*theirs, *mine]
