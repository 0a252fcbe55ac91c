"""The sharing of tasks, its settings and its alert; the chart of the roles."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from commun.governance import actions
from commun.governance.forms.roles import RoleSettingsForm
from commun.governance.policies import MemberRequest
from commun.governance.policies import roles as policies
from commun.governance.queries import role_chart, role_load
from commun.governance.queries import roles as queries
from commun.governance.views.roles import tabs
from commun.governance.views.support import act, attempt, done, form_page, place, posted, require
from commun.ui.dates import day


def load(request: MemberRequest) -> HttpResponse:
    """Hours and mandates of each, by name, over the last months."""
    asked = request.GET.get("mois", "")
    months = int(asked) if asked in {str(one) for one in role_load.PERIODS} else max(role_load.PERIODS)
    shown = role_load.load_page(request.space, months)
    settings = queries.settings_of(request.space)
    watches = policies.watches_sharing(request.member)
    context = {
        "tabs": tabs(request, "load"),
        "load": shown,
        "chips": [
            {
                "label": ngettext("%(count)s month", "%(count)s months", one) % {"count": one},
                "url": f"?mois={one}",
                "is_current": one == months,
            }
            for one in role_load.PERIODS
        ],
        "bars": [(day(one.first, weekday=False, year=True), one.days) for one in shown.quarters],
        "settings": settings,
        "may_set": policies.may_change_settings(request.member),
        "watch": _watch(request) if watches and settings and settings.threshold else None,
    }
    return render(request, "governance/roles/load_page.html", context)


def _watch(request: MemberRequest) -> dict[str, object]:
    """What only whoever watches over the sharing reads (R6)."""
    settings = queries.settings_of(request.space)
    if settings is None or settings.threshold is None:
        return {}
    found, people = role_load.support_alert(request.space, settings.threshold)
    return {
        "is_over": found.is_over,
        "index": role_load.hundredths(found.spread.gini),
        "threshold": settings.threshold,
        "never": sorted((people[key] for key in found.never), key=lambda one: one.person.sort_key),
        "over": sorted((people[key] for key in found.over), key=lambda one: one.person.sort_key),
        "is_seen": settings.above_since is None or settings.seen_on is not None,
    }


def settings(request: MemberRequest) -> HttpResponse:
    """The label, the documents, the threshold."""
    require(policies.may_change_settings(request.member))
    now = queries.settings_of(request.space)
    initial = {"model": now.model, "documents": now.documents, "threshold": now.threshold} if now else None
    form = RoleSettingsForm(posted(request), initial=initial)
    if form.is_valid() and attempt(form, lambda: actions.set_role_settings(by=request.member, **form.cleaned_data)):
        return done(request, _("The settings are saved."), place(request, "load"))
    return form_page(
        request,
        form,
        title=_("Settings of the roles"),
        submit=_("Save"),
        cancel_url=place(request, "load"),
        overline=_("Roles"),
    )


@require_POST
def seen(request: MemberRequest) -> HttpResponse:
    """I have looked at the alert."""
    require(policies.watches_sharing(request.member))
    return act(
        request,
        lambda: actions.see_spread(by=request.member),
        _("Noted. You will be told again only if the threshold is passed again."),
        place(request, "load"),
    )


def chart(request: MemberRequest) -> HttpResponse:
    """The list of roles and their holders, then the drawing of it."""
    context = {"tabs": tabs(request, "role-chart"), "drawings": role_chart.chart(request.space)}
    return render(request, "governance/roles/chart_page.html", context)
