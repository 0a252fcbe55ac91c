"""Texts inside a Markdown file, sign for sign: each between two fences that it cannot hold itself."""

import re
from collections.abc import Iterable

_RUN = re.compile(r"^~+", re.MULTILINE)
SHORTEST = 8


def fence_for(texts: Iterable[str]) -> str:
    """A line of tildes longer than any that starts a line of these texts."""
    longest = max((len(run) for text in texts for run in _RUN.findall(text)), default=0)
    return "~" * max(SHORTEST, longest + 1)


def fenced(text: str, fence: str) -> str:
    """The text between its fences."""
    return f"{fence}\n{text}\n{fence}"


def texts_in(markdown: str) -> list[str]:
    """The texts of a file, in order, as they were before they were put there."""
    found: list[str] = []
    lines: list[str] = []
    fence = ""
    for line in markdown.split("\n"):
        if not fence and len(line) >= SHORTEST and not line.strip("~"):
            fence, lines = line, []
        elif fence and line == fence:
            found.append("\n".join(lines))
            fence = ""
        elif fence:
            lines.append(line)
    return found
