"""Two people at the same moment, each on a connection of their own."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection

from commun.core.errors import Refused


def both(act: Callable[[], Any]) -> list[str]:
    """Do it twice at the same moment, each on its own connection: what became of each, sorted."""
    found: list[str] = []
    start = threading.Barrier(2, timeout=30)

    def work() -> None:
        try:
            start.wait()
            act()
            found.append("done")
        except Refused:
            found.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _each in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return sorted(found)
