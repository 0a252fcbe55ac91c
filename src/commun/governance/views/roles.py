"""Roles of the group: the list, one card, the sheets to print, the past."""

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from commun.core import clock
from commun.governance import policies
from commun.governance.models import Role
from commun.governance.policies import MemberRequest
from commun.governance.policies import roles as role_policies
from commun.governance.queries import role_history
from commun.governance.queries import roles as queries
from commun.governance.views.support import place


def tabs(request: MemberRequest, current: str) -> list[dict[str, Any]]:
    """The pages about roles, as links."""
    pages = [
        ("roles", _("Roles")),
        ("role-chart", _("Chart of the roles")),
        ("load", _("Sharing of tasks")),
        ("frictions", _("Friction zones")),
    ]
    return [
        {"label": label, "url": place(request, name), "is_current": name == current, "count": None}
        for name, label in pages
    ]


def roles(request: MemberRequest) -> HttpResponse:
    """The roles by family; with ``?le=`` a day, who held what then."""
    day = _day_asked(request)
    if day is not None:
        return _past(request, day)
    shown = queries.roles_page(request.space)
    context = {
        "tabs": tabs(request, "roles"),
        "roles": shown,
        "may_write": role_policies.may_write_cards(request.member),
        "may_hold": role_policies.may_hold(request.member),
        "today": clock.today(),
    }
    return render(request, "governance/roles/roles_page.html", context)


def _day_asked(request: MemberRequest) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(request.GET.get("le", ""))
    except ValueError:
        return None
    return day if day < clock.today() else None


def _past(request: MemberRequest, day: dt.date) -> HttpResponse:
    found = role_history.roles_on(request.space, day)
    labels = {family.value: family.label for family in Role.Family}
    context = {"tabs": tabs(request, "roles"), "day": day, "roles": found, "labels": labels, "today": clock.today()}
    return render(request, "governance/roles/past_page.html", context)


def role_card(request: MemberRequest, role: str) -> HttpResponse:
    """One card: what it is for, who holds it, who offers."""
    shown = role_policies.role_for(request.member, role)
    found = queries.card_page(shown)
    mine = [one for one in found.line.holders + found.line.to_come if one.membership_id == request.member.pk]
    learners = {one.membership_id for one in found.line.learners}
    context = {
        "role": shown,
        "card": found,
        "mine": mine,
        "i_learn": request.member.pk in learners,
        "my_carry": found.line.offer_of(request.member, "carry"),
        "my_learn": found.line.offer_of(request.member, "learn"),
        "may_write": role_policies.may_write_cards(request.member),
        "may_hold": role_policies.may_hold(request.member) and shown.retired_on is None,
        "may_give": policies.has_role(request.member) and shown.retired_on is None,
    }
    return render(request, "governance/roles/card_page.html", context)


def sheets(request: MemberRequest) -> HttpResponse:
    """Every card in full, one after the other, for paper."""
    lines = queries.role_lines(request.space)
    shown = [(line, queries.facts_of(line.role)) for line in lines]
    return render(request, "governance/roles/sheets_page.html", {"sheets": shown})
