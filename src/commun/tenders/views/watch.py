"""The saved watch: one per activity, with a live preview of what it would have brought."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from commun.core import clock
from commun.core.errors import Refused
from commun.core.urls import here
from commun.governance.policies import MemberRequest
from commun.people.actions import activities as actions
from commun.people.models import Activity
from commun.people.policies import activity_for
from commun.tenders import tasks
from commun.tenders.forms import DEPARTEMENT_CHOICES, REGION_CHOICES, WatchForm
from commun.tenders.queries import fit, watches
from commun.tenders.views import wording
from commun.tenders.views.ranking import ranking_context
from commun.tenders.views.support import csv_file, done, fragment

PREVIEW_DAYS = 60
NO_PREVIEW: dict[str, Any] = {"preview": None, "suggestions": [], "is_preparing": False}


@require_GET
def watch(request: MemberRequest) -> HttpResponse:
    """My activities, and what each brings."""
    context = {"lines": watches.watches_of(request.user), **ranking_context(request)}
    return render(request, "tenders/watch_page.html", context)


def export(request: MemberRequest) -> HttpResponse:
    """My activities as a spreadsheet."""
    headers = [
        _("Activity"),
        _("Words to look for"),
        _("Words to avoid"),
        _("CPV codes"),
        _("Départements"),
        _("Watched"),
    ]
    lines = (
        (
            line.activity.label,
            ", ".join(line.activity.keywords),
            ", ".join(line.activity.negative_words),
            ", ".join(line.activity.cpv_prefixes),
            wording.places([*line.activity.departements]),
            _("yes") if line.activity.is_active else _("no"),
        )
        for line in watches.watches_of(request.user)
    )
    return csv_file(_("watch"), headers, lines)


def new(request: MemberRequest) -> HttpResponse:
    """Write a first or another activity."""
    return _edit(request, None)


def edit(request: MemberRequest, ref: str) -> HttpResponse:
    """Change an activity of mine."""
    return _edit(request, activity_for(request.user, ref))


@require_POST
def remove(request: MemberRequest, ref: str) -> HttpResponse:
    """Stop watching for good."""
    actions.remove_activity(person=request.user, activity=activity_for(request.user, ref))
    return done(request, here(request.space.slug, "tenders:watch"), _("This activity is removed."))


@require_GET
def preview(request: MemberRequest) -> HttpResponse:
    """What these words would have brought, while they are being written; nothing is saved."""
    form = WatchForm(request.GET)
    context = _preview(form) if form.is_valid() else NO_PREVIEW
    return fragment(request, "tenders/_preview_panel.html", context)


def _edit(request: MemberRequest, activity: Activity | None) -> HttpResponse:
    """Without script, « See what this brings » sends the form by GET to this very page."""
    if request.method == "POST":
        form = WatchForm(request.POST)
        is_first = not Activity.objects.filter(person=request.user).exists()
        if form.is_valid() and _saved(request, activity, form):
            return redirect(here(request.space.slug, "tenders:for-me" if is_first else "tenders:watch"))
        return _page(request, activity, form, status=422)
    asked: QueryDict | None = request.GET if "label" in request.GET else None
    return _page(request, activity, WatchForm(asked, initial=WatchForm.initial_of(activity)))


def _saved(request: MemberRequest, activity: Activity | None, form: WatchForm) -> bool:
    try:
        if activity is None:
            saved = actions.add_activity(person=request.user, content=form.content())
        else:
            saved = actions.change_activity(person=request.user, activity=activity, content=form.content())
    except Refused as refusal:
        form.add_error(None, str(refusal.sentence))
        return False
    tasks.queue_matching(saved.pk)
    messages.success(request, _("Saved: the notices are being ranked again, it takes a moment."))
    return True


def _page(request: MemberRequest, activity: Activity | None, form: WatchForm, status: int = 200) -> HttpResponse:
    shown = NO_PREVIEW
    if form.is_bound and form.is_valid():
        shown = _preview(form)
    elif activity is not None and not form.is_bound:
        shown = _shown(activity)
    context = {
        "form": form,
        "activity": activity,
        "regions": _choices(REGION_CHOICES, form["regions"].value()),
        "departements": _choices(DEPARTEMENT_CHOICES, form["departements"].value()),
        "chosen_departements": wording.places([*(form["departements"].value() or [])]),
        **shown,
    }
    return render(request, "tenders/watch_edit_page.html", context, status=status)


def _choices(choices: Any, chosen: Any) -> list[tuple[str, str, bool]]:
    """(code, name, whether it is chosen), drawn by the template."""
    taken = set(chosen or [])
    return [(code, name, code in taken) for code, name in choices]


def _preview(form: WatchForm) -> dict[str, Any]:
    """The preview of an activity that is not saved."""
    content = form.content()
    now = clock.now()
    return _shown(
        Activity(
            label=content.label,
            statement=content.statement,
            keywords=list(content.keywords),
            negative_words=list(content.negative_words),
            cpv_prefixes=[code for code in content.cpv_prefixes if code.isascii() and code.isdigit()],
            departements=list(content.departements),
            regions=list(content.regions),
            is_remote=content.is_remote,
            is_place_strict=content.is_place_strict,
            minimum_days_left=content.minimum_days_left,
            created_at=now,
            changed_at=now,
        )
    )


def _shown(activity: Activity) -> dict[str, Any]:
    found = fit.preview(activity, days=PREVIEW_DAYS)
    if found is None:
        return NO_PREVIEW | {"is_preparing": True}
    rows = [
        {"notice": notice, "meta": wording.meta_of(notice), "reasons": wording.reasons_of(reasons)}
        for notice, reasons in found.rows
    ]
    return {
        "preview": found,
        "is_preparing": False,
        "preview_heading": wording.preview_heading(found.count, PREVIEW_DAYS),
        "preview_rows": rows,
        "suggestions": watches.suggested_cpv(activity, [notice for notice, _reasons in found.rows]),
    }
