"""Lines of the log: an address that is a right by itself (a link of a mail, a feed) is cut before it is written."""

import logging
import re
from typing import Final

# After these comes what gives the right, as long as it holds: whoever reads the log must not be able to use it.
RIGHTS: Final = ("agenda", "equipe", "fil", "l", "m", "rejoindre", "voter")
_RIGHT = re.compile(rf"(/(?:{'|'.join(RIGHTS)})/)[^/\s\"'?]{{10,}}")


class Line(logging.Formatter):
    """A line, what went wrong included, without what opens something."""

    def format(self, record: logging.LogRecord) -> str:
        """The line as it is written."""
        return masked(super().format(record))


def masked(line: str) -> str:
    """The same words; of an address that is a right, its beginning only."""
    return _RIGHT.sub(r"\1…", line)
