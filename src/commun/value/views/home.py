"""The room's first page: what came in this year, and the doors to the rest."""

from django.http import HttpResponse
from django.shortcuts import render

from commun.core import clock
from commun.governance.policies import MemberRequest
from commun.value.queries.home import year_of


def home(request: MemberRequest) -> HttpResponse:
    """The value of the group, seen from afar."""
    return render(request, "value/home_page.html", {"year": year_of(request.member, clock.today().year)})
