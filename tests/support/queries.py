"""Counting queries: a list costs the same for 2 rows and for 20."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext


@contextmanager
def at_most(limit: int) -> Iterator[CaptureQueriesContext]:
    """Fail when the block needs more than ``limit`` queries."""
    with CaptureQueriesContext(connection) as captured:
        yield captured
    listed = "\n".join(query["sql"][:200] for query in captured.captured_queries)
    assert len(captured) <= limit, f"{len(captured)} queries, {limit} allowed:\n{listed}"


def assert_flat(make_rows: Callable[[int], Any], ask: Callable[[], Any], small: int = 2, large: int = 20) -> None:
    """``make_rows(n)`` adds n rows; ``ask()`` must cost the same queries after ``small`` and ``large`` of them."""
    make_rows(small)
    ask()
    with CaptureQueriesContext(connection) as few:
        ask()
    make_rows(large - small)
    with CaptureQueriesContext(connection) as many:
        ask()
    listed = "\n".join(query["sql"][:160] for query in many.captured_queries)
    assert len(few) == len(many), f"{small} rows: {len(few)} queries, {large} rows: {len(many)}\n{listed}"
