"""Locks that the system drops by itself when their holder dies, even by kill -9."""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path

from commun.launch.errors import Stop


class Lock:
    """A file lock (flock). The file stays; only the lock on it means something."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor: int | None = None

    def _open(self) -> int:
        if self._descriptor is None:
            try:
                self._descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
            except OSError as problem:
                raise Stop(
                    f"impossible d'ouvrir « {self.path} » ({problem.strerror}). Relancez avec le compte qui a créé "
                    "ce dossier, ou changez ses droits."
                ) from None
        return self._descriptor

    def try_exclusive(self) -> bool:
        """Take the lock for oneself alone; False if somebody else holds it."""
        try:
            fcntl.flock(self._open(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def exclusive(self, seconds: float, sentence: str) -> None:
        """Wait for the lock at most `seconds`, then give up with the sentence."""
        limit = time.monotonic() + seconds
        while not self.try_exclusive():
            if time.monotonic() > limit:
                raise Stop(sentence)
            time.sleep(0.05)

    def shared(self) -> None:
        """Hold the lock together with the others who use the thing."""
        fcntl.flock(self._open(), fcntl.LOCK_SH)

    def release(self) -> None:
        if self._descriptor is not None:
            # Said, and not left to close: a child being started at this moment still has a copy of the descriptor.
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)
            os.close(self._descriptor)
            self._descriptor = None

    @contextlib.contextmanager
    def held(self, seconds: float, sentence: str) -> Iterator[None]:
        """Hold the lock for the length of a block."""
        self.exclusive(seconds, sentence)
        try:
            yield
        finally:
            self.release()
