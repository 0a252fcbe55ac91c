"""Ask the solver's process, and end it: it is killed at the limit, and always waited for."""

import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

SCRIPT: Final = Path(__file__).with_name("child.py")
# Beyond the time given, for the process to start and to end.
SPARE: Final = 10
ITS_SHARE: Final = 0.85


@dataclass(frozen=True, slots=True)
class Answer:
    """Values (none when no solution was found), a number no solution can be under, proofs, time in the solver."""

    values: tuple[float, ...]
    bound: float | None
    is_optimal: bool
    is_empty: bool
    seconds: float


class Solver:
    """A process that solves one programme after another: ``with Solver(limit) as solver: solver.solve(...)``.

    ``limit`` in seconds holds for all programmes together; when it is over, or the process fails, each answer is None.
    """

    def __init__(self, limit: float, script: Path = SCRIPT) -> None:
        self.end = time.monotonic() + limit
        self.seconds = 0.0
        self._limit, self._script = limit, script
        self._process: subprocess.Popen[bytes] | None = None
        self._read = b""

    def __enter__(self) -> Self:
        command = [sys.executable, "-I", str(self._script)]
        try:
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0
            )
            for stream in (self._process.stdin, self._process.stdout):
                if stream is not None:
                    os.set_blocking(stream.fileno(), False)
            self._write(f"{int(self._limit) + SPARE}\n".encode(), self.end)
        except OSError:
            self.close()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process for good and take leave of it: nothing stays behind."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                try:
                    stream.close()
                except OSError:
                    continue
        process.wait()

    @property
    def left(self) -> float:
        """Seconds left."""
        return self.end - time.monotonic()

    def solve(self, programme: Mapping[str, Any], until: float | None = None) -> Answer | None:
        """The answer, or None when it did not come by ``until`` (a time.monotonic moment) or the end."""
        end = self.end if until is None else min(until, self.end)
        seconds = end - time.monotonic()
        if self._process is None or seconds <= 0:
            return None
        try:
            # The solver stops by itself a little before it is killed, and then tells the best it has.
            self._write(json.dumps({**programme, "seconds": seconds * ITS_SHARE}).encode() + b"\n", end)
            said = json.loads(self._line(end))
            answer = Answer(tuple(said["values"]), said["bound"], said["is_optimal"], said["is_empty"], said["seconds"])
        except (OSError, ValueError, KeyError, TypeError):
            self.close()
            return None
        self.seconds += answer.seconds
        return answer

    def _write(self, line: bytes, end: float) -> None:
        """Hand a line to the process; OSError when it does not take it in time."""
        if self._process is None or self._process.stdin is None:
            raise OSError
        number, rest = self._process.stdin.fileno(), memoryview(line)
        while rest:
            _, ready, _ = select.select([], [number], [], max(0.0, end - time.monotonic()))
            if not ready:
                raise OSError
            rest = rest[os.write(number, rest) :]

    def _line(self, end: float) -> bytes:
        """One line of the process; OSError when it does not come in time."""
        if self._process is None or self._process.stdout is None:
            raise OSError
        number = self._process.stdout.fileno()
        while b"\n" not in self._read:
            ready, _, _ = select.select([number], [], [], max(0.0, end - time.monotonic()))
            piece = os.read(number, 1 << 16) if ready else b""
            if not piece:
                raise OSError
            self._read += piece
        line, _, self._read = self._read.partition(b"\n")
        return line
