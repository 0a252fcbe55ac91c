"""A pad pasted into the minutes: brought, looked at, then written in one press."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.governance.actions import minutes
from commun.governance.actions import pads as actions
from commun.governance.forms.pads import PadForm
from commun.governance.models import Meeting
from commun.governance.policies import MemberRequest
from commun.governance.policies import meetings as policies
from commun.governance.queries import pads as queries
from commun.governance.views.support import act, attempt, form_page, place, posted

FROM_LEADING = "animer"


def paste(request: MemberRequest, meeting: str) -> HttpResponse:
    """Bring a pad; see where its lines fall; write them. Nothing is written before the last press."""
    row = policies.meeting_for(request.member, meeting)
    if not policies.can_write(request.member, row):
        return _too_late(request, row)
    asked = request.POST.get("act", "")
    if asked == "edit":
        return _ask(request, row, PadForm(initial={"text": request.POST.get("text", "")}))
    form = PadForm(posted(request), request.FILES if request.method == "POST" else None)
    if form.is_valid():
        text = form.cleaned_data["text"]
        if asked == "write" and attempt(form, lambda: _write(request, row, text)):
            return redirect(_back(request, row))
        refusal = [str(sentence) for sentence in form.non_field_errors()]
        if attempt(form, lambda: queries.preview_of(row, text)):
            return _preview(request, row, text, refusal)
    return _ask(request, row, form)


def _back(request: MemberRequest, row: Meeting) -> str:
    """Whoever came from the screen that leads the meeting goes back to it."""
    leads = FROM_LEADING in request.GET and policies.can_run(request.member, row)
    return place(request, "lead-meeting" if leads else "meeting", meeting=row.ref)


def _too_late(request: MemberRequest, row: Meeting) -> HttpResponse:
    """Back to the meeting; whoever pasted hears why nothing was written."""
    url = _back(request, row)
    if request.method != "POST":
        return redirect(url)
    return act(request, lambda: minutes.refuse_unless_written(request.member, row), "", url)


def _ask(request: MemberRequest, row: Meeting, form: PadForm) -> HttpResponse:
    return form_page(
        request,
        form,
        title=_("Paste a pad"),
        lede=_("You will see under which point each line falls before anything is written."),
        overline=row.title,
        submit=_("See what it gives"),
        cancel_url=_back(request, row),
    )


def _preview(request: MemberRequest, row: Meeting, text: str, refusal: list[str]) -> HttpResponse:
    """What would be written; after a refusal, with its sentence, and with what was ticked."""
    context = {
        "meeting": row,
        "text": text,
        "preview": queries.preview_of(row, text),
        "is_sent": row.state == Meeting.State.CLOSED,
        "refusal": refusal,
        "ticked": _ticked(request),
        "back_url": _back(request, row),
    }
    return render(request, "governance/meetings/pad_page.html", context, status=422 if refusal else 200)


def _write(request: MemberRequest, row: Meeting, text: str) -> None:
    pasted = actions.paste_pad(by=request.member, meeting=row, pad=text, confirmed=_ticked(request))
    messages.success(request, _said(pasted))


def _ticked(request: MemberRequest) -> set[int]:
    return {int(number) for number in request.POST.getlist("line") if number.isdecimal() and len(number) < 6}


def _said(pasted: actions.Pasted) -> str:
    known = ngettext(
        "%(count)d line was already there.", "%(count)d lines were already there.", pasted.known
    ) % {"count": pasted.known}  # fmt: skip
    if not pasted.written:
        return _("Nothing was added: %(known)s") % {"known": known}
    written = ngettext(
        "%(count)d line was added to the minutes.", "%(count)d lines were added to the minutes.", pasted.written
    ) % {"count": pasted.written}  # fmt: skip
    return f"{written} {known}" if pasted.known else written
