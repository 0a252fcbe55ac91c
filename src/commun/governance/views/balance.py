"""Who owes what to whom (R82); the balance of powers (R83, R76)."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.governance.policies import MemberRequest
from commun.governance.queries import accountability
from commun.governance.queries import balance as queries
from commun.governance.queries.role_load import PERIODS

LINES_A_PAGE = 50


def owed(request: MemberRequest) -> HttpResponse:
    """What each took on, for whom, and where it stands. At most 15 queries."""
    page = Paginator(accountability.owed_in(request.space), LINES_A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "lines": [(line, accountability.until(line)) for line in page]}
    return render(request, "governance/owed_page.html", context)


def balance(request: MemberRequest) -> HttpResponse:
    """How votes, speech, roles and initiatives are shared over some months. At most 25 queries."""
    asked = request.GET.get("mois", "")
    months = int(asked) if asked in {str(one) for one in PERIODS} else max(PERIODS)
    found = queries.balance_of(request.space, request.member, months)
    context = {
        "found": found,
        "least": queries.LEAST_PEOPLE,
        "chips": [
            {
                "label": ngettext("%(count)s month", "%(count)s months", one) % {"count": one},
                "url": f"?mois={one}",
                "is_current": one == months,
            }
            for one in PERIODS
        ],
        "kinds": [
            (
                _("Initiatives"),
                _("matters voiced, things to do written, points brought to a meeting"),
                found.initiatives,
            ),
            (_("Speech"), _("questions, reactions and advice written while deciding"), found.speech),
        ],
    }
    return render(request, "governance/balance_page.html", context)
