"""What the cooperative keeps: the rules, and writing one."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from commun.algo.sharing import Levy, LevyBase
from commun.governance.policies import MemberRequest
from commun.governance.views.support import attempt, done, posted
from commun.value import policies
from commun.value.actions import levies as actions
from commun.value.forms.levies import LevyForm
from commun.value.queries import levies as queries
from commun.value.views.support import place


def levies(request: MemberRequest) -> HttpResponse:
    """The rules, the last first; those who keep the accounts write the next one."""
    form = LevyForm(posted(request))
    if form.is_valid():
        said = form.cleaned_data
        levy = Levy(
            LevyBase(said["base"]), said["rate"], said["internal_rate"], said["monthly"] or 0, said["is_exempt"]
        )

        def write() -> None:
            actions.write_levy(by=request.member, entity=said["entity"], levy=levy, since=said["since"])

        if attempt(form, write):
            return done(
                request, _("It is written: receipts are filled in by it from now on."), place(request, "levies")
            )
    context = {
        "form": form,
        "rules": queries.rules_of(request.space),
        "can_write": policies.keeps_accounts(request.member),
        "is_writing": form.is_bound,
    }
    return render(request, "value/works/levies_page.html", context, status=422 if form.errors else 200)
