"""The page of one notice, and what one does with it in a click: keep, put aside, take back."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from commun.core.errors import NotFound
from commun.core.urls import here
from commun.governance.policies import MemberRequest
from commun.people.models import Activity
from commun.people.policies import activity_for
from commun.tenders import forms, policies, tasks
from commun.tenders.actions import marks
from commun.tenders.around import around_notice
from commun.tenders.models import Notice
from commun.tenders.queries import listing, sheet
from commun.tenders.queries.awards import similar_awards
from commun.tenders.views import wording
from commun.tenders.views.cards import cards_of
from commun.tenders.views.facts import changes_shown, facts_of
from commun.tenders.views.panel import panel_of
from commun.tenders.views.stages import stage_context
from commun.tenders.views.support import done, fragment, is_htmx, way_back


@require_GET
def notice(request: MemberRequest, ref: str) -> HttpResponse:
    """Facts first, then who would do what."""
    found = policies.notice_for(request.member, ref)
    shown = sheet.notice_sheet(request.member, found)
    sentence, tone = wording.state_sentence(found)
    context = {
        "notice": found,
        "sheet": shown,
        "facts": facts_of(found, shown),
        "doubt": wording.doubt_of(found),
        "overline": wording.meta_of(found, len(shown.lots)),
        "state_sentence": sentence,
        "state_tone": tone,
        "reasons": wording.reasons_of(shown.reasons),
        "versions": changes_shown(shown.versions),
        "is_swapped": False,
        "panel": panel_of(request, found, shown.interest, shown.coverage),
        "awards": similar_awards(found),
        "mark": shown.mark,
        "arounds": [source(request.member, found) for source in around_notice],
        "here_url": request.path,
        **stage_context(request, found, shown.pursuit, shown.interest),
    }
    return render(request, "tenders/notice_page.html", context)


@require_POST
def keep(request: MemberRequest, ref: str) -> HttpResponse:
    """Keep for myself."""
    found = policies.notice_for(request.member, ref)
    activity = _activity(request)
    marks.mark_notice(person=request.user, notice=found, choice="keep", activity=activity)
    tasks.queue_learning(request.user, activity)
    return _marked(request, found, _("Kept: you will find it under “Kept”."))


def hide(request: MemberRequest, ref: str) -> HttpResponse:
    """Put aside in one click; then say why, or not. A GET only asks (links in mails lead here)."""
    found = policies.notice_for(request.member, ref)
    if request.method != "POST":
        return render(request, "tenders/hide_page.html", {"notice": found, "reasons": wording.REASONS})
    form = forms.MarkForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    activity = _activity(request)
    marks.mark_notice(person=request.user, notice=found, choice="hide", reason=reason, activity=activity)
    tasks.queue_learning(request.user, activity)
    said = _("Put aside. Thank you: the ranking learns from it.") if reason else _("Put aside.")
    if is_htmx(request):
        context = {
            "notice": found,
            "reasons": wording.REASONS,
            "said_reason": reason,
            "activity_ref": request.POST.get("activite", ""),
            "here_url": request.POST.get("retour", ""),
        }
        return fragment(request, "tenders/_hidden_card.html", context, said)
    return done(request, way_back(request, here(request.space.slug, "tenders:for-me")), said)


@require_POST
def unmark(request: MemberRequest, ref: str) -> HttpResponse:
    """Take it back."""
    found = policies.notice_for(request.member, ref)
    if marks.unmark_notice(person=request.user, notice=found):
        tasks.queue_learning(request.user, None)
    return _marked(request, found, _("Taken back."))


def _marked(request: MemberRequest, found: Notice, said: str) -> HttpResponse:
    """The card as it now is, or the page one came from."""
    url = way_back(request, here(request.space.slug, "tenders:notice", ref=found.ref))
    if not is_htmx(request) or request.headers.get("HX-Target", "").startswith("notice-mark"):
        return _mark_panel(request, found, said) if is_htmx(request) else done(request, url, said)
    activities = list(Activity.objects.filter(person=request.user, is_active=True).values_list("pk", flat=True))
    card = cards_of(request, listing.rows_of(request.member, [found.pk], activities))[0]
    context = {"card": card, "here_url": request.POST.get("retour", "")}
    return fragment(request, "tenders/_notice_card.html", context, said)


def _mark_panel(request: MemberRequest, found: Notice, said: str) -> HttpResponse:
    mark = listing.mark_of(request.user, found)
    context = {"notice": found, "mark": mark, "here_url": request.POST.get("retour", "")}
    return fragment(request, "tenders/_mark_panel.html", context, said)


def _activity(request: MemberRequest) -> Activity | None:
    """The activity that brought the notice, when the form says it and it is mine."""
    ref = request.POST.get("activite", "")
    if not ref:
        return None
    try:
        return activity_for(request.user, ref)
    except NotFound:
        return None
