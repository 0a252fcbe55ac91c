"""Who shows and who learns."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from commun.exchange.policies import offers as policies
from commun.exchange.queries.learning import learning_of
from commun.exchange.views.offers import parts_of
from commun.governance.policies import MemberRequest


@require_GET
def learning(request: MemberRequest) -> HttpResponse:
    """Pairs, then what waits on each side."""
    context = {
        "found": learning_of(request.member),
        "can_write": policies.can_write(request.member),
        "parts": parts_of(request, "learning"),
    }
    return render(request, "exchange/learning/learning_page.html", context)
