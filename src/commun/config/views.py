"""The front door."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect


def home(request: HttpRequest) -> HttpResponse:
    """Lead each person to their first group."""
    return redirect("account_login")


@login_not_required
def health(request: HttpRequest) -> HttpResponse:
    """Says that pages are served (for proxies and the start script)."""
    return HttpResponse("ok\n", content_type="text/plain")
