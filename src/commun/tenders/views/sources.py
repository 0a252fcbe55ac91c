"""Where the notices come from, visit by visit, and a notice written by hand."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from commun.core import clock
from commun.core.errors import Refused
from commun.core.urls import here
from commun.governance.policies import MemberRequest
from commun.tenders import tasks
from commun.tenders.actions.handwritten import read_pasted, write_notice
from commun.tenders.forms import HandNoticeForm
from commun.tenders.models import Notice, SourceRun
from commun.tenders.queries import visits
from commun.tenders.queries.faults import fault_sentence
from commun.tenders.views import wording
from commun.tenders.views.support import csv_file
from commun.ui import dates

MOST_PASTED = 20_000
TONES = {"complete": "leaf", "incomplete": "honey", "refused": "clay", "running": "sky"}


def sources(request: MemberRequest) -> HttpResponse:
    """How far each source was read, and what went wrong."""
    runs = visits.visits()
    context = {
        "states": [wording.source_words(state) for state in visits.source_states()],
        "runs": [
            {"run": run, "name": wording.source_name(run.source), "tone": TONES[run.state], "faults": faults_of(run)}
            for run in runs
        ],
    }
    return render(request, "tenders/sources_page.html", context)


def faults_of(run: SourceRun) -> list[str]:
    """What went wrong, one sentence each."""
    return [fault_sentence(fault) for fault in run.faults]


def export(request: MemberRequest) -> HttpResponse:
    """The visits as a spreadsheet."""
    headers = [_("Source"), _("Visit"), _("State"), _("Announced"), _("Received"), _("New"), _("Refused"), _("Faults")]
    lines = (
        (
            wording.source_name(run.source),
            dates.moment(run.started_at),
            run.get_state_display(),
            run.announced_count,
            run.received_count,
            run.new_count,
            run.refused_count,
            " / ".join(faults_of(run)),
        )
        for run in visits.visits(1000)
    )
    return csv_file(_("sources"), headers, lines)


def new_notice(request: MemberRequest) -> HttpResponse:
    """Paste or type a notice seen elsewhere."""
    if "lire" in request.POST:
        return render(request, "tenders/new_notice_page.html", {"form": _read(request.POST.get("description", ""))})
    form = HandNoticeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            notice = _write(request, form)
        except Refused as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            messages.success(request, _("The notice is written: the whole group can see it."))
            return redirect(here(request.space.slug, "tenders:notice", ref=notice.ref))
    status = 422 if form.is_bound else 200
    return render(request, "tenders/new_notice_page.html", {"form": form}, status=status)


def _read(text: str) -> HandNoticeForm:
    """The form filled with what a pasted text seems to say, for the person to correct."""
    pasted = read_pasted(text[:MOST_PASTED])
    due = pasted.deadline_at.astimezone(clock.PARIS) if pasted.deadline_at else None
    return HandNoticeForm(
        initial={
            "title": pasted.title,
            "buyer": pasted.buyer,
            "url": pasted.url,
            "deadline_on": due.date() if due else None,
            "deadline_hour": due.time() if due else None,
            "description": pasted.description,
        }
    )


def _write(request: MemberRequest, form: HandNoticeForm) -> Notice:
    said = form.cleaned_data
    notice = write_notice(
        person=request.user,
        title=said["title"],
        buyer=said["buyer"],
        deadline_at=form.deadline_at,
        url=said["url"],
        description=said["description"],
        departements=said["departements"],
    )
    tasks.queue_matching()
    return notice
