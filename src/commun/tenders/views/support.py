"""What the views of this room share: htmx or not, the way back, exports."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import slugify

from commun.core import clock, sheets


def is_htmx(request: HttpRequest) -> bool:
    """Only a piece of the page is asked for."""
    return request.headers.get("HX-Request") == "true"


def page_number(request: HttpRequest, name: str = "page") -> int:
    """The page asked in the address; nonsense is the first."""
    asked = request.GET.get(name, "")
    return max(1, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1


def way_back(request: HttpRequest, default: str) -> str:
    """Where the form came from (its field ``retour``), if it is an address of this site."""
    asked = request.POST.get("retour", "")
    is_ours = asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if is_ours else default


def fragment(
    request: HttpRequest, template: str, context: dict[str, Any], said: str = "", status: int = 200
) -> HttpResponse:
    """A piece of the page, and the sentence that those who listen hear."""
    html = render_to_string(template, context, request)
    if said:
        html += render_to_string("tenders/_said.html", {"said": said}, request)
    response = HttpResponse(html, status=status)
    response["Vary"] = "HX-Request"
    return response


def done(request: HttpRequest, url: str, said: str) -> HttpResponse:
    """Without script: back to the page, with the sentence on top."""
    messages.success(request, said)
    return HttpResponseRedirect(url)


def refused(request: HttpRequest, url: str, said: str) -> HttpResponse:
    """Same for an action that says no."""
    messages.error(request, said)
    return HttpResponseRedirect(url)


def csv_file(name: str, headers: Sequence[Any], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """A CSV that French spreadsheets open in one click: UTF-8 with its mark, semicolons."""
    response = HttpResponse(sheets.written(headers, rows), content_type="text/csv; charset=utf-8")
    filename = f"{slugify(name)}-{clock.today().isoformat()}.csv"
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response
