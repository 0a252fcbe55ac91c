"""Sharing what came in for a joint work: looked at first, then confirmed; and what one sharing gave, to the cent."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from commun.core.errors import Refused
from commun.governance.policies import MemberRequest
from commun.governance.views.support import act, require
from commun.value.actions import sharings as actions
from commun.value.policies import works as policies
from commun.value.queries import sharing_sheets as sheets
from commun.value.views.support import place


def share(request: MemberRequest, work: str) -> HttpResponse:
    """What sharing it now would give; a POST shares it, if nothing changed since."""
    row = policies.work_for(request.member, work)
    require(policies.can_write_money(request.member, row))
    url = place(request, "work", work=row.ref)
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        again = place(request, "share-work", work=row.ref)
        shared: list[Any] = []
        answer = act(
            request,
            lambda: shared.append(actions.share_out(by=request.member, work=row, seen=seen)),
            _("It is shared, and written in the book."),
            again,
        )
        if shared:
            answer["Location"] = place(request, "distribution", distribution=shared[0].ref)
        return answer
    context: dict[str, Any] = {"work": row, "cancel_url": url}
    try:
        found = actions.prepared_for(row)
        context |= {
            "sheet": sheets.sheet_of(row, found.version, found.result, found.brought),
            "seen": found.fingerprint,
        }
        context |= {"version": found.version, "amount": found.amount}
    except Refused as refusal:
        context["refusal"] = str(refusal.sentence)
    return render(request, "value/works/share_page.html", context)


def distribution(request: MemberRequest, distribution: str) -> HttpResponse:
    """One sharing: who got what, and the arithmetic of each step, as it was frozen."""
    row = policies.distribution_for(request.member, distribution)
    result: Mapping[str, Any] = row.result
    context = {
        "row": row,
        "work": row.work,
        "version": row.version,
        "amount": row.amount,
        "sheet": sheets.sheet_of(row.work, row.version, result, row.brought),
    }
    return render(request, "value/works/distribution_page.html", context)
