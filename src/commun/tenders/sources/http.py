"""Asking a source politely: one request a second at most, an honest name, patience when it says so."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any, Final

import httpx
from django.conf import settings

from commun.core import clock
from commun.tenders.sources.base import Incomplete, RefusedBySource

PACE: Final = 1.0
TRIES: Final = 4
LONGEST_WAIT: Final = 120.0
WAF: Final = "x-amzn-waf-action"


def user_agent() -> str:
    """Who asks and where to write: never a browser's name."""
    return f"Commun/0.1 (+{settings.SITE_ADDRESS}; {settings.DEFAULT_FROM_EMAIL})"


@dataclass
class Asker:
    """Sends requests; ``pause`` and ``pace`` (seconds) are given by tests."""

    pause: Callable[[float], None] = time.sleep
    pace: float = PACE
    timeout: float = 60.0
    _client: httpx.Client | None = field(default=None, repr=False)
    _asked_at: float = field(default=0.0, repr=False)

    def close(self) -> None:
        """Give the connection back."""
        if self._client is not None:
            self._client.close()
            self._client = None

    def json(self, method: str, url: str, **arguments: Any) -> Any:
        """The decoded answer. Raises RefusedBySource, Incomplete, or Rejected (a 400 with its words)."""
        fault = Incomplete("unreachable")
        for attempt in range(TRIES):
            try:
                return self._once(method, url, arguments)
            except _Again as again:
                fault = again.fault
                if attempt + 1 == TRIES or again.wait > LONGEST_WAIT:
                    break
                self.pause(max(again.wait, self.pace * 2**attempt))
        raise fault

    def _once(self, method: str, url: str, arguments: Mapping[str, Any]) -> Any:
        self._keep_pace()
        if self._client is None:
            self._client = httpx.Client(timeout=self.timeout, headers={"User-Agent": user_agent()})
        try:
            answer = self._client.request(method, url, **arguments)
        except httpx.HTTPError as error:
            raise _Again(Incomplete("cut-short", type(error).__name__)) from error
        _check(answer)
        try:
            return json.loads(answer.content)
        except ValueError as error:
            raise _Again(Incomplete("cut-short", "the answer is not whole")) from error

    def _keep_pace(self) -> None:
        left = self._asked_at + self.pace - time.monotonic()
        if self._asked_at and left > 0:
            self.pause(left)
        self._asked_at = time.monotonic()


class Rejected(Exception):
    """The source does not understand the request (400); the text is its own."""


@dataclass
class _Again(Exception):
    """Worth another try after ``wait`` seconds."""

    fault: Incomplete
    wait: float = 0.0


def _check(answer: httpx.Response) -> None:
    status = answer.status_code
    if status == 202 or WAF in answer.headers:
        raise RefusedBySource("challenge", f"{status} {answer.headers.get(WAF, '')}".strip())
    if status == 429:
        raise _Again(Incomplete("too-many-requests", answer.headers.get("Retry-After", "")), _wait(answer))
    if status in {401, 403}:
        raise RefusedBySource("forbidden", str(status))
    if status == 400:
        raise Rejected(answer.text[:500])
    if status >= 500:
        raise _Again(Incomplete("server-error", str(status)))
    if status != 200:
        raise Incomplete("unexpected-answer", str(status))


def _wait(answer: httpx.Response) -> float:
    """Seconds that Retry-After or X-RateLimit-Reset ask for."""
    written = answer.headers.get("Retry-After", "")
    if written.isdigit():
        return float(written)
    try:
        return max(0.0, (parsedate_to_datetime(written) - clock.now()).total_seconds())
    except (ValueError, TypeError):
        return 35.0
