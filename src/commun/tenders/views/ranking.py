"""« Your notices are being ranked »: said on the page while it is true, and the page renews itself once it is not."""

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from commun.governance.policies import MemberRequest
from commun.tenders.queries import ranking
from commun.tenders.views.support import fragment

# Asked every two seconds for two minutes; then the page says to come back.
MOST_TRIES = 60


def ranking_context(request: MemberRequest, is_asked: bool = True, is_empty: bool = False) -> dict[str, Any]:
    """Whether the ranking of this person's notices is under way; ``is_asked`` spares the queries.

    A page that came out empty (``is_empty``) may have been read just before the ranking ended: it is asked again.
    """
    is_ranking = is_asked and ranking.is_under_way(request.user)
    if is_empty and not is_ranking:
        is_ranking = ranking.has_just_ended(request.user)
    return {"is_ranking": is_ranking, "tries": 1, "is_slow": False, "here_url": request.get_full_path()}


@require_GET
def ranking_state(request: MemberRequest) -> HttpResponse:
    """The panel again while the ranking lasts; then htmx is told to show the page anew."""
    asked = request.GET.get("essai", "")
    tries = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 4 else 1
    context = ranking_context(request) | {"tries": tries + 1, "is_slow": tries >= MOST_TRIES, "here_url": ""}
    response = fragment(request, "tenders/_ranking_panel.html", context)
    if not context["is_ranking"]:
        response["HX-Refresh"] = "true"
    return response
