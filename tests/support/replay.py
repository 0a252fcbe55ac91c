"""N1: what is told ten times leaves once. Any test of a letter, with this around it, tells everything ten times."""

import functools
import importlib
import inspect
import pkgutil
from collections.abc import Callable
from typing import Any

import pytest

from commun.core import mail_kinds
from commun.core.mail_kinds import Nature
from commun.core.models import OutgoingMail
from commun.governance.models import Membership

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

    def assert_ways_out(self) -> None:
        """N4: each letter that a level decides about says why, and changes that level in one click."""
        assert self.replayed, "no letter left"
        for sent in OutgoingMail.objects.exclude(key__startswith="digest:"):
            nature = mail_kinds.kind_of(sent.key).nature
            is_inside = Membership._base_manager.filter(person__email=sent.to).exists()
            if nature in {Nature.OWED, Nature.OWN} or not is_inside:
                continue
            url = sent.headers.get("List-Unsubscribe", "").strip("<>")
            assert url, f"{sent.key} bears no way out"
            assert sent.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
            assert url in sent.text
            assert f'href="{url}"' in sent.html

    def watch(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Put it around every public function of every module of letters."""
        for module in letter_modules():
            for name, tell in inspect.getmembers(module, inspect.isfunction):
                if tell.__module__ == module.__name__ and not name.startswith("_"):
                    monkeypatch.setattr(module, name, self.around(tell))
