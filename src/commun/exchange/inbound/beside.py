"""The door of mails inside the web process: a loop and threads of its own, so that no page waits for a mail."""

import asyncio
import contextlib
import logging
import threading
from collections.abc import Callable

logger = logging.getLogger(__name__)
HOST = "127.0.0.1"


def open_door(port: int) -> Callable[[], None]:
    """Listen on loopback; a port that is taken is said in the log, and the pages go on. Returns what closes it."""
    loop = asyncio.new_event_loop()
    tasks: list[asyncio.Task[None]] = []

    def work() -> None:
        # Its library is only read where the door is.
        from commun.exchange.inbound import lmtp

        asyncio.set_event_loop(loop)
        task = loop.create_task(lmtp.serve(HOST, port))
        tasks.append(task)
        try:
            with contextlib.suppress(asyncio.CancelledError):
                loop.run_until_complete(task)
        except OSError as error:
            logger.warning("mails cannot be handed over at port %s: %s", port, error)
        finally:
            loop.close()

    thread = threading.Thread(target=work, name="commun-lmtp", daemon=True)
    thread.start()

    def close() -> None:
        if tasks and thread.is_alive():
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(tasks[0].cancel)
        thread.join(timeout=5)

    return close
