"""Steering of the cooperation itself: the group's own indicators (R69)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commun.governance import states
from commun.governance.actions import steering as actions
from commun.governance.forms.steering import IndicatorForm
from commun.governance.policies import MemberRequest
from commun.governance.queries import steering as queries
from commun.governance.views.support import act, attempt, done, place, posted


def steering(request: MemberRequest) -> HttpResponse:
    """What the group looks at, and adding something to look at. At most 20 queries."""
    form = IndicatorForm(posted(request))
    if form.is_valid() and attempt(form, lambda: actions.choose_indicator(by=request.member, **form.cleaned_data)):
        return done(request, _("The group now looks at this too."), place(request, "steering"))
    context = {
        "form": form,
        "looked": queries.looked_at(request.space),
        "can_write": request.member.state == states.MEMBER,
        "is_writing": form.is_bound,
    }
    return render(request, "governance/steering_page.html", context, status=422 if form.errors else 200)


@require_POST
def read(request: MemberRequest, indicator: int) -> HttpResponse:
    """Write down what is seen today, or look at it no more."""
    row, url = queries.indicator_for(request.member, indicator), place(request, "steering")
    if "retirer" in request.POST:
        said = _("The group no longer looks at it; what was read is kept.")
        return act(request, lambda: actions.retire_indicator(by=request.member, indicator=row), said, url)
    value = request.POST.get("vu", "")
    said = _("It is written down, with the day.")
    return act(request, lambda: actions.read_indicator(by=request.member, indicator=row, value=value), said, url)
