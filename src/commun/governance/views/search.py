"""The search over everything that a group has."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from commun.governance.policies import MemberRequest
from commun.governance.queries import search as queries

SHOWN = 6


def search(request: MemberRequest) -> HttpResponse:
    """What answers the words asked, kind by kind. At most 25 queries."""
    asked = request.GET.get("q", "")
    found = queries.search(request.member, asked)
    kinds = [_kind(one) for one in found]
    context = {
        "asked": asked[: queries.LONGEST],
        "words": queries.asked_words(asked),
        "kinds": kinds,
        "count": sum(len(one.hits) for one in found),
        "placeholder": _("premises, treasury, the meeting of March…"),
    }
    return render(request, "governance/search_page.html", context)


def _kind(found: queries.Found) -> dict[str, Any]:
    """The first results of a kind, and the others, unfolded by whoever wants them."""
    lines = [{"title": hit.title, "url": hit.url, "text": " ".join(hit.excerpt.split())} for hit in found.hits]
    return {"title": capfirst(found.kind), "first": lines[:SHOWN], "more": lines[SHOWN:]}
