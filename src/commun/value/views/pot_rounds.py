"""Budget rounds: starting one from the pot, opening a line for each project that was kept."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commun.core import clock
from commun.governance import states
from commun.governance.models import Decision
from commun.governance.policies import MemberRequest
from commun.governance.policies.decisions import decision_for
from commun.governance.views.support import act, attempt, done, form_page, posted, require
from commun.governance.views.support import place as decision_place
from commun.ui.money import euros
from commun.value.actions import pot_rounds as actions
from commun.value.forms.pot import RoundForm
from commun.value.queries.pot import in_the_pot
from commun.value.views.support import place


def new_round(request: MemberRequest) -> HttpResponse:
    """Say how much is shared and who will sign; then the projects are written, and the group chooses."""
    require(request.member.state == states.MEMBER)
    held = in_the_pot(request.space)
    start = {
        "title": _("What shall our common pot fund in %(year)s?") % {"year": clock.today().year},
        "amount": f"{held // 100}" if held % 100 == 0 else f"{held // 100},{held % 100:02}",
        "signers": "accounts",
    }
    form = RoundForm(posted(request), space=request.space, initial=start)
    if form.is_valid():
        made: list[Decision] = []
        if attempt(form, lambda: made.append(actions.propose_round(by=request.member, wish=form.round()))):
            url = decision_place(request, "decide-by", decision=made[0].ref, method="budget")
            return done(request, _("Write now the projects, with what each costs, and until when people choose."), url)
    lede = _("There is %(amount)s free in the common pot. Each says what they would fund; each project that is kept "
             "becomes a budget line.")  # fmt: skip
    return form_page(
        request, form, title=_("Open a budget round"), overline=_("Common pot"), lede=lede % {"amount": euros(held)},
        submit=_("Write the projects"), cancel_url=place(request, "pot"),
    )  # fmt: skip


@require_POST
def open_lines(request: MemberRequest, round_held: str) -> HttpResponse:
    """Open the lines of what was kept."""
    row = decision_for(request.member, round_held)
    said = _("The lines are open: money can be asked for.")
    return act(request, lambda: actions.open_round_lines(by=request.member, decision=row), said, place(request, "pot"))
