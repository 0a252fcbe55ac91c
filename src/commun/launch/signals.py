"""Who hears Ctrl-C, the end of the terminal and SIGTERM."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Callable, Iterator
from types import FrameType


@contextlib.contextmanager
def signals_to(handler: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    """Send Ctrl-C, the end of the terminal and SIGTERM to the handler for the length of a block."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, handler) for number in numbers}
    try:
        yield
    finally:
        for number, old in before.items():
            signal.signal(number, old)


def interrupt(_number: int, _frame: FrameType | None) -> None:
    """Treat every polite request to stop as Ctrl-C, so that what was started is stopped."""
    raise KeyboardInterrupt
