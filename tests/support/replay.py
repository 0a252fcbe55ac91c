"""N1: what is told ten times leaves once. Any test of a letter, with this around it, tells everything ten times."""

import functools
import importlib
import inspect
import pkgutil
from collections.abc import Callable
from typing import Any

import pytest

from commun.core.models import OutgoingMail

ROOMS = ("governance", "exchange", "bids", "value", "tenders")
TIMES = 10


def letter_modules() -> list[Any]:
    """Every module of the rooms that writes letters."""
    found = []
    for room in ROOMS:
        top = importlib.import_module(f"commun.{room}.notifications")
        below = pkgutil.iter_modules(getattr(top, "__path__", []), f"{top.__name__}.")
        found += [top, *(importlib.import_module(one.name) for one in below)]
    return found


class Replay:
    """Wraps the doors of letters; ``replayed`` names those that wrote a mail and were told again."""

    def __init__(self) -> None:
        self.replayed: list[str] = []
        self.is_inside = False

    def around(self, tell: Callable[..., Any]) -> Callable[..., Any]:
        """The same door, told ten times: the last nine write nothing."""

        @functools.wraps(tell)
        def told(*args: Any, **options: Any) -> Any:
            if self.is_inside:
                return tell(*args, **options)
            before, self.is_inside = OutgoingMail.objects.count(), True
            try:
                result = tell(*args, **options)
                written = OutgoingMail.objects.count()
                if written > before:
                    for _again in range(TIMES - 1):
                        tell(*args, **options)
                    assert OutgoingMail.objects.count() == written, f"{tell.__module__}.{tell.__name__} told twice"
                    self.replayed.append(f"{tell.__module__}.{tell.__name__}")
            finally:
                self.is_inside = False
            return result

        return told

    def watch(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Put it around every public function of every module of letters."""
        for module in letter_modules():
            for name, tell in inspect.getmembers(module, inspect.isfunction):
                if tell.__module__ == module.__name__ and not name.startswith("_"):
                    monkeypatch.setattr(module, name, self.around(tell))
