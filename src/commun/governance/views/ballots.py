"""The page of a vote: the ballot paper, the receipt, how many took part, the result and how it was counted."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commun.core import clock
from commun.core.errors import NotFound, Refused
from commun.governance import ballot_words
from commun.governance.actions import ballot_letters, date_polls
from commun.governance.actions import ballots as actions
from commun.governance.forms.ballot_sheets import SHEETS, content_of, paper_of
from commun.governance.models import Membership, Option, Process
from commun.governance.policies import MemberRequest
from commun.governance.policies import ballots as policies
from commun.governance.policies.meetings import can_take_part
from commun.governance.policies.processes import can_conduct, process_for
from commun.governance.queries import ballot_export, ballot_results, removals
from commun.governance.queries import ballots as queries
from commun.governance.queries.ballot_rules import rules_of
from commun.governance.views.processes import head_of
from commun.governance.views.support import act, place
from commun.ui.dates import moment


def page(
    request: MemberRequest,
    process: Process,
    *,
    content: Mapping[str, Any] | None = None,
    reason: str = "",
    refusal: str = "",
) -> HttpResponse:
    """The page of one vote; with what was sent and why it was refused, where it was. At most 25 queries."""
    options = queries.options_of(process)
    voice = queries.voice_of(request.member, process)
    may_see = policies.can_see_results(voice.elector, process)
    ballot = voice.ballot
    context = head_of(
        request,
        process,
        paper=paper_of(process, options, content or (ballot.content if ballot else None)),
        reason=reason or (ballot.reason if ballot else ""),
        refusal=refusal,
        voice=voice,
        may_vote=policies.can_vote(voice.elector, process),
        receipt=receipt_of(process, options, voice),
        versions=_versions(process, options, voice),
        turnout=queries.turnout_of(process),
        rules=rules_of(process),
        results=_results(process) if may_see else None,
        answers=queries.answers_of(process, options) if may_see else [],
        takers=queries.takers_of(process) if process.is_secret else [],
        may_write_for_absent=policies.can_write_for_absent(voice.elector, process),
        may_change_options=_may_change(request.member, process, options),
        may_plan=_may_plan(request.member, process),
        may_keep=process.method == Process.Method.DATES and can_conduct(request.member, process),
        options=options,
        file_name=ballot_export.file_name(process) if may_see else "",
        count_command=ballot_export.command_of(process) if may_see and not _is_open(process) else "",
        meeting=(process.result or {}).get("meeting", ""),
        removal=removals.of_process(process),
    )
    return render(request, "governance/processes/ballot_page.html", context, status=422 if refusal else 200)


def _is_open(process: Process) -> bool:
    return process.state == Process.State.OPEN


def _may_change(member: Membership, process: Process, options: list[Option]) -> bool:
    has_plain_options = bool(options) and process.method not in {Process.Method.DATES, Process.Method.BUDGET}
    return has_plain_options and policies.can_change_options(member, process)


def _may_plan(member: Membership, process: Process) -> bool:
    """A date is kept and no meeting wrote itself, somebody needed being missing: a person may write it."""
    kept = process.result or {}
    is_waiting = bool(kept.get("settled")) and not kept.get("meeting")
    return process.method == Process.Method.DATES and is_waiting and can_take_part(member)


def _results(process: Process) -> ballot_results.Results | None:
    return ballot_results.live_of(process) if _is_open(process) else ballot_results.kept_of(process)


def receipt_of(process: Process, options: list[Option], voice: queries.Voice) -> str:
    """What the voter may read of their own ballot; empty without any."""
    if voice.elector is None:
        return ""
    if not voice.elector.has_cast:
        return _taken_back(process, voice)
    if process.is_secret:
        return _("Your ballot was received. It is secret and final: nobody can find it again, neither can you.")
    ballot = voice.ballot
    if ballot is None:
        return ""
    words = {
        "said": ballot_words.said(process, ballot_words.labels_of(options), ballot.content),
        "at": moment(ballot.cast_at),
        "close": moment(process.closes_at) if process.closes_at else "",
        "writer": ballot.written_by.name if ballot.written_by else "",
    }
    said = (
        _("%(writer)s wrote down your answer: %(said)s (%(at)s).") % words
        if ballot.written_by
        else _("You answered: %(said)s (%(at)s).") % words
    )
    if process.state != Process.State.OPEN or process.closes_at is None or process.closes_at <= clock.now():
        return said
    until = _("You may change it until %(close)s.") % words
    return f"{said} {until}"


def _taken_back(process: Process, voice: queries.Voice) -> str:
    """What the mail says too: an answer was taken back, and until when another may come. 1 query."""
    if process.is_secret:
        return ""
    last = next(iter(queries.versions_of(process, voice.elector)), None)
    if last is None:
        return ""
    said = _("You took back your answer (%(at)s).") % {"at": moment(last.cast_at)}
    if process.state != Process.State.OPEN or process.closes_at is None or process.closes_at <= clock.now():
        return said
    until = _("You may answer again until %(close)s.") % {"close": moment(process.closes_at)}
    return f"{said} {until}"


def _versions(process: Process, options: list[Option], voice: queries.Voice) -> list[dict[str, Any]]:
    """My answers before, the last first; a free answer's words are not kept."""
    labels = ballot_words.labels_of(options)
    if voice.ballot is None or voice.ballot.version < 2:
        return []
    return [
        {
            "at": row.cast_at,
            "title": _("another answer")
            if row.content is not None and "sha256" in row.content
            else ballot_words.said(process, labels, row.content),
            "text": _("written down by %(name)s") % {"name": row.written_by.name} if row.written_by else "",
        }
        for row in queries.versions_of(process, voice.elector)
    ]


def votable(member: Membership, ref: str) -> Process:
    """A process of the group that people answer by a ballot; NotFound otherwise."""
    found = process_for(member, ref)
    if found.method not in SHEETS:
        raise NotFound
    return found


@require_POST
def cast(request: MemberRequest, process: str) -> HttpResponse:
    """Take the ballot; refused, it is shown again as it was written."""
    row = votable(request.member, process)
    options = queries.options_of(row)
    content, reason = content_of(row, options, request.POST), request.POST.get("reason", "")
    try:
        receipt = actions.cast(by=request.member, process=row, content=content, reason=reason)
    except Refused as refusal:
        return page(request, row, content=content, reason=reason, refusal=str(refusal.sentence))
    said = _("Received. A secret ballot is final.") if receipt.is_secret else _("Received: thank you.")
    return act(request, lambda: None, said, place(request, "process", process=row.ref))


@require_POST
def take_back(request: MemberRequest, process: str) -> HttpResponse:
    """Take one's open ballot back."""
    row = votable(request.member, process)
    url = place(request, "process", process=row.ref)
    return act(
        request, lambda: actions.withdraw_ballot(by=request.member, process=row), _("Your answer is taken back."), url
    )


@require_POST
def ask_receipt(request: MemberRequest, process: str) -> HttpResponse:
    """Send the receipt by mail again."""
    row = votable(request.member, process)
    url = place(request, "process", process=row.ref)
    return act(
        request,
        lambda: ballot_letters.ask_receipt(by=request.member, process=row),
        _("The receipt leaves by mail."),
        url,
    )


@require_POST
def renew_link(request: MemberRequest, process: str) -> HttpResponse:
    """Another link to vote by mail; the former ones stop."""
    row = votable(request.member, process)
    url = place(request, "process", process=row.ref)
    said = _("A new link leaves by mail; those sent before no longer work.")
    return act(request, lambda: ballot_letters.renew_link(by=request.member, process=row), said, url)


@require_POST
def keep_date(request: MemberRequest, process: str) -> HttpResponse:
    """Choose one of the dates that suit as much."""
    row = votable(request.member, process)
    date = request.POST.get("date", "")
    url = place(request, "process", process=row.ref)
    return act(
        request,
        lambda: date_polls.keep_date(by=request.member, process=row, date=date),
        _("The date is kept: it is in the group’s calendar."),
        url,
    )


@require_POST
def plan_kept_date(request: MemberRequest, process: str) -> HttpResponse:
    """Write the meeting of the date kept, although somebody needed did not say yes."""
    row = votable(request.member, process)
    url = place(request, "process", process=row.ref)
    said = _("The meeting is in the group’s calendar.")
    return act(request, lambda: date_polls.plan_kept_date(by=request.member, process=row), said, url)
