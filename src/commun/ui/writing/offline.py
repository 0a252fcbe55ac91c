"""Pages of texts kept on the reader's device, so that they open without a connection (ADR 24)."""

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from commun.core.models import WrittenText
from commun.core.writing import live

WORKER = Path(__file__).parents[1] / "static" / "ui" / "offline" / "worker.js"


@cache
def _words() -> bytes:
    return WORKER.read_bytes()


@login_not_required
@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps a page: at the root, so that its scope may be that page, wherever it stands."""
    headers = {"Cache-Control": "no-cache", "Service-Worker-Allowed": "/"}
    return HttpResponse(_words(), content_type="text/javascript; charset=utf-8", headers=headers)


def kept_together(texts: Iterable[tuple[WrittenText, str]]) -> str:
    """Texts with the pages where each is written, as ``ui/writing/keep.html`` takes them. No query."""
    return json.dumps([{"ref": text.ref, "path": live.path_of(text), "page": url} for text, url in texts])
