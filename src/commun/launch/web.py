"""The web process: serves the application on a socket that the launcher has already bound.

Its standard input is a pipe held by the launcher: when the launcher dies, even by kill -9, the pipe closes and
this process stops too, so no orphan keeps the port.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading


def stop_with_parent() -> None:
    """Ask ourselves to stop when the launcher's end of the pipe closes."""

    def wait() -> None:
        while os.read(0, 1024):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, name="lifeline", daemon=True).start()


def main(descriptor: int) -> None:
    """Serve until SIGTERM."""
    import uvicorn

    stop_with_parent()
    listener = socket.socket(fileno=descriptor)
    config = uvicorn.Config(
        "commun.config.asgi:application",
        log_level="info",
        server_header=False,
        timeout_graceful_shutdown=5,
        forwarded_allow_ips=os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1"),
    )
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main(int(sys.argv[1]))
