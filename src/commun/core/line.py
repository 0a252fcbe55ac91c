"""The one database connection of the streams of a process: it listens, and reads for them between two words.

A thread holds it, so that rooms read with their usual queries while the loop of the streams never waits.
"""

import asyncio
import contextlib
import logging
import selectors
import socket
import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Any, TypeVar

import psycopg
from django.db import Error, connection

logger = logging.getLogger(__name__)
T = TypeVar("T")
PAUSE_SECONDS = 1.0


class Line(threading.Thread):
    """Listens to a channel and gives its words to a loop; reads what it is asked to, one thing after another."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, channel: str, opened: Callable[[], None], heard: Callable[[str], None]
    ) -> None:
        super().__init__(name="commun-line", daemon=True)
        self.loop = loop
        self._channel, self._opened, self._heard = channel, opened, heard
        self._asked: SimpleQueue[tuple[Callable[[], Any], Future[Any]]] = SimpleQueue()
        self._woken, self._waker = socket.socketpair()
        self._woken.setblocking(False)
        self._waker.setblocking(False)
        self._is_over = threading.Event()

    def ask(self, do: Callable[[], T]) -> "Future[T]":
        """Have this done in the thread, with its connection; what it raises is raised to who waits."""
        answer: Future[T] = Future()
        self._asked.put((do, answer))
        self._wake()
        return answer

    def stop(self) -> None:
        """End the thread and close its connection."""
        self._is_over.set()
        self._wake()
        self.join(10)

    def _wake(self) -> None:
        # Full is awake as well; closed is over.
        with contextlib.suppress(OSError):
            self._waker.send(b".")

    def run(self) -> None:
        """Listen until told to stop, again and again when the connection breaks."""
        try:
            while not self._is_over.is_set():
                try:
                    self._listen()
                except (Error, psycopg.Error):
                    logger.warning("the live connection broke: trying again")
                connection.close()
                self._is_over.wait(PAUSE_SECONDS)
        finally:
            connection.close()
            while not self._asked.empty():
                self._asked.get()[1].cancel()
            self._woken.close()
            self._waker.close()

    def _listen(self) -> None:
        connection.ensure_connection()
        line = connection.connection
        assert line is not None
        line.execute(f"LISTEN {self._channel}")
        self._tell(self._opened)
        with selectors.DefaultSelector() as either:
            either.register(line.fileno(), selectors.EVENT_READ)
            either.register(self._woken, selectors.EVENT_READ)
            while not self._is_over.is_set() and connection.connection is line and not line.closed:
                self._hear(line)
                if self._asked.empty():
                    either.select()
                    with contextlib.suppress(BlockingIOError):
                        self._woken.recv(4096)
                else:
                    _do(*self._asked.get())

    def _hear(self, line: "psycopg.Connection[Any]") -> None:
        for word in line.notifies(timeout=0):
            self._tell(self._heard, word.payload)

    def _tell(self, what: Callable[..., None], *words: str) -> None:
        # The loop is closed when the process ends without waiting for its streams.
        with contextlib.suppress(RuntimeError):
            self.loop.call_soon_threadsafe(what, *words)


def _do(do: Callable[[], T], answer: "Future[T]") -> None:
    if not answer.set_running_or_notify_cancel():
        return
    try:
        answer.set_result(do())
    except BaseException as error:  # noqa: BLE001 - given to who asked
        answer.set_exception(error)
