"""A way of deciding for tests: everybody's answer is written in its rules."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from commun.governance import methods


@contextmanager
def a_way(name: str = "proposal", outcome: str = methods.ADOPTED, **fields: Any) -> Iterator[list[str]]:
    """Put a way in the registry under ``name``; gives the list of the doors that were called, in order."""
    called: list[str] = []

    def ending(process: Any) -> methods.Ending:
        called.append("ending")
        return methods.Ending(outcome, {"rule": "test/1"})

    def clean(rules: Mapping[str, Any]) -> dict[str, Any]:
        return dict(rules)

    before = methods.ways.get(name)
    fields.setdefault("may_be_secret", True)
    way = methods.Way(
        explain="Une phrase.",
        clean=clean,
        ending=ending,
        opened=lambda process: called.append("opened"),
        ballot=lambda process, content: dict(content),
        closed=lambda process, actor: called.append("closed"),
        **fields,
    )
    methods.ways.add(name, way)
    try:
        yield called
    finally:
        if before is not None:
            methods.ways.add(name, before)
