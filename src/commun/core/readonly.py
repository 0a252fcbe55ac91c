"""A GET never writes: the guard that makes it true for the whole house."""

import re
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from django.db import connections
from django.http import HttpRequest, HttpResponse

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
WRITES = re.compile(r"^\s*(INSERT|UPDATE|DELETE|MERGE|TRUNCATE|CREATE|ALTER|DROP)\b", re.IGNORECASE)
# The framework's own bookkeeping of a visit, which says nothing about anybody's things.
BOOKKEEPING = re.compile(r'^\s*(INSERT INTO|UPDATE|DELETE FROM)\s+"?django_session"?', re.IGNORECASE)

# Tables of the same kind, that rooms name: when a token was last used.
bookkeeping: set[str] = set()


class WriteOnRead(RuntimeError):
    """A page tried to write while it was only being read."""


def refuse_writes(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    """A wrapper of Django's cursor that lets reading through."""
    if isinstance(sql, str) and WRITES.match(sql) and not (BOOKKEEPING.match(sql) or _is_kept_by_the_way(sql)):
        raise WriteOnRead(sql[:200])
    return execute(sql, params, many, context)


def _is_kept_by_the_way(sql: str) -> bool:
    return any(sql.startswith((f'INSERT INTO "{table}"', f'UPDATE "{table}"')) for table in bookkeeping)


class ReadOnlyMiddleware:
    """Wraps each GET, HEAD and OPTIONS in the guard."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in SAFE_METHODS:
            return self.get_response(request)
        with ExitStack() as stack:
            for connection in connections.all():
                stack.enter_context(connection.execute_wrapper(refuse_writes))
            return self.get_response(request)
