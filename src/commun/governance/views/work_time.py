"""One's own hours (R40)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commun.core import clock
from commun.governance.actions import work_time as actions
from commun.governance.forms.work_time import TimeForm
from commun.governance.policies import MemberRequest
from commun.governance.policies import work_time as policies
from commun.governance.queries import work_time as queries
from commun.governance.queries.role_load import months_before
from commun.governance.queries.role_words import hours_of
from commun.governance.views.support import act, attempt, done, place, posted

MONTHS = 12


def my_time(request: MemberRequest) -> HttpResponse:
    """What I gave to cooperating, apart from what a client paid; I alone read it."""
    form = TimeForm(posted(request))
    if form.is_valid() and attempt(form, lambda: actions.write_time(member=request.member, spent=form.spent())):
        return done(request, _("It is written down."), place(request, "my-time"))
    first = months_before(clock.today(), MONTHS)
    mine = queries.my_time(request.member, first)
    context = {
        "form": form,
        "mine": mine,
        "lines": [(line, hours_of(line.minutes)) for line in mine.lines],
        "given": queries.given_by_the_group(request.space, first),
        "least": queries.LEAST_PEOPLE,
    }
    return render(request, "governance/my_time_page.html", context, status=422 if form.errors else 200)


@require_POST
def remove(request: MemberRequest, time: int) -> HttpResponse:
    """Take a line back."""
    row = policies.work_time_for(request.member, time)
    url = place(request, "my-time")
    return act(request, lambda: actions.remove_time(member=request.member, row=row), _("It is taken back."), url)
