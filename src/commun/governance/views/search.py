"""The search over everything that a group has."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from commun.governance.policies import MemberRequest
from commun.governance.queries import search as queries


def search(request: MemberRequest) -> HttpResponse:
    """What answers the words asked, kind by kind. At most 25 queries."""
    asked = request.GET.get("q", "")
    found = queries.search(request.member, asked)
    kinds = [
        {
            "title": capfirst(one.kind),
            "lines": [{"title": hit.title, "url": hit.url, "text": " ".join(hit.excerpt.split())} for hit in one.hits],
        }
        for one in found
    ]
    context = {
        "asked": asked[: queries.LONGEST],
        "words": queries.asked_words(asked),
        "kinds": kinds,
        "count": sum(len(one.hits) for one in found),
        "placeholder": _("premises, treasury, the meeting of March…"),
    }
    return render(request, "governance/search_page.html", context)
