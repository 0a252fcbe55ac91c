"""Putting roles and key to the group."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from commun.bids.actions import writing as actions
from commun.bids.forms.writing import WritingForm
from commun.bids.policies import bids as policies
from commun.bids.queries import bids as queries
from commun.bids.queries import writing
from commun.bids.views.support import place
from commun.core.urls import here
from commun.governance.models import Decision
from commun.governance.policies import MemberRequest
from commun.governance.views.support import attempt, done, form_page, posted, require
from commun.value.queries.keys import key_in_force


def propose_writing(request: MemberRequest, bid: str) -> HttpResponse:
    """Roles and key, put to the group; writing opens when they are adopted."""
    row = policies.bid_for(request.member, bid)
    require(row.is_being_written and policies.can_write_on(request.member, row))
    held = key_in_force(request.space, row.work)
    start = queries.roles_held(row) | {"version": held.pk if held else None}
    form = WritingForm(row, posted(request), initial=start)
    if form.is_valid():
        made: list[Decision] = []
        said = form.cleaned_data
        proposed = attempt(
            form,
            lambda: made.append(
                actions.propose_writing(
                    by=request.member, bid=row, roles=form.roles(), version=said["version"], why=said["why"]
                )
            ),
        )
        if proposed:
            url = here(request.space.slug, "governance:decision", decision=made[0].ref)
            return done(request, _("Proposed: choose with the group how you decide on it."), url)
    no_key = "" if writing.is_any_key(row) else _("The group has no sharing key yet: write one first, under “Value”.")
    return form_page(
        request,
        form,
        title=_("Roles and key, before writing"),
        lede=no_key or _("Who leads, writes, proofreads, keeps the price and sends; by which key it will be shared."),
        overline=row.title,
        submit=_("Put it to the group"),
        cancel_url=place(request, "bid", bid=row.ref),
    )
