"""What the launcher prints: short French lines, typeset, one for each step."""

from __future__ import annotations

import contextlib
import re
import sys
import time
from collections.abc import Iterator


def typeset(text: str) -> str:
    """Put the French no-break spaces where a plain space stands in the source."""
    text = re.sub(r" ([;!?»])", "\u202f\\1", text).replace("« ", "«\u202f").replace(" :", "\u00a0:")
    return re.sub(r"(?<=\w)'(?=\w)", "’", text)


def line(text: str = "") -> None:
    """Print one line; a reader who went away (closed pipe) is no reason to stop."""
    with contextlib.suppress(OSError, ValueError):
        print(typeset(text), flush=True)


def complain(text: str) -> None:
    """Print one sentence on the error stream."""
    with contextlib.suppress(OSError, ValueError):
        print(typeset(f"commun : {text}"), file=sys.stderr, flush=True)


def many(count: int, noun: str) -> str:
    """Return « 1 fichier », « 2 fichiers »."""
    ending = "" if count < 2 or noun.endswith(("s", "x")) else "s"
    return f"{count} {noun}{ending}"


@contextlib.contextmanager
def step(text: str) -> Iterator[None]:
    """Announce a step, then how long it took."""
    line(f"  ▸ {text} …")
    start = time.monotonic()
    yield
    seconds = f"{time.monotonic() - start:.1f}".replace(".", ",")
    line(f"    fait en {seconds} s")


def speak_utf8() -> None:
    """Never fail on an accent, whatever the terminal's encoding is."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(errors="replace", line_buffering=True)  # type: ignore[union-attr]
