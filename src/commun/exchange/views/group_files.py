"""The files of a group, on one page."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commun.core.urls import here
from commun.exchange.queries import group_files as queries
from commun.exchange.queries.group_files import FileWish
from commun.governance.policies import MemberRequest


@require_safe
def group_files(request: MemberRequest) -> HttpResponse:
    """Every file that this person may open here, newest first. At most 16 queries."""
    by_slug = {source.slug: name for name, source in queries.file_sources().items()}
    kind, number = request.GET.get("sorte", ""), request.GET.get("page", "1")
    wish = FileWish(
        words=" ".join(request.GET.get("q", "").split())[:100],
        source=by_slug.get(request.GET.get("ou", ""), ""),
        kind=kind if kind in queries.KINDS else "",
        number=number,
    )
    page, lines = queries.files_of(request.user, request.space, wish)
    context = {
        "page": page,
        "lines": lines,
        "wish": wish,
        "is_sieved": bool(wish.words or wish.source or wish.kind),
        "places": _chips(request, wish, "ou", _places(wish)),
        "kinds": _chips(request, wish, "sorte", _kinds(wish)),
        "box_url": here(request.space.slug, "exchange:files"),
    }
    return render(request, "exchange/files/files_page.html", context)


def _places(wish: FileWish) -> list[tuple[str, Any, bool]]:
    known = queries.file_sources().items()
    everywhere = ("", _("Everywhere"), not wish.source)
    return [everywhere, *((source.slug, source.label, wish.source == name) for name, source in known)]


def _kinds(wish: FileWish) -> list[tuple[str, Any, bool]]:
    every = ("", _("Every kind"), not wish.kind)
    return [every, *((slug, label, wish.kind == slug) for slug, (label, _endings) in queries.KINDS.items())]


def _chips(
    request: MemberRequest, wish: FileWish, name: str, choices: list[tuple[str, Any, bool]]
) -> list[dict[str, Any]]:
    """Each choice keeps what else is asked."""
    sources = queries.file_sources()
    kept = {"q": wish.words, "ou": sources[wish.source].slug if wish.source else "", "sorte": wish.kind}
    made = []
    for value, label, is_current in choices:
        asked = {key: one for key, one in {**kept, name: value}.items() if one}
        made.append({"label": label, "url": f"?{urlencode(asked)}", "is_current": is_current})
    return made
