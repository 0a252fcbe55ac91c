"""The page of one decision, its files, the check of its text, and what the group published of it."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from commun.core import access, scope
from commun.core.errors import NotFound
from commun.governance import follow_through as steps
from commun.governance.ballot_words import end_of
from commun.governance.decision_text import Words, as_file
from commun.governance.models import Decision, DecisionVersion, NeedVoice, Process
from commun.governance.policies import MemberRequest, body_of, can_invite
from commun.governance.policies import decisions as policies
from commun.governance.policies.processes import can_open_process
from commun.governance.queries import decision_export as exports
from commun.governance.queries import decision_thread as queries
from commun.governance.queries.decision_changes import looked_at_again, reviewed_by
from commun.governance.queries.decisions import carrier_of
from commun.governance.views.decisions import download
from commun.governance.views.support import place, require
from commun.ui.dates import day

WAY = (steps.HEARD, steps.PROPOSED, steps.ADOPTED, steps.ENGAGED, steps.DONE)


@dataclass(frozen=True)
class Act:
    """One thing that may be done now: a page that leads to it, or a button that does it."""

    label: str
    url: str
    kind: str = "plain"
    icon: str = ""
    is_post: bool = False


def thread(request: MemberRequest, decision: str) -> HttpResponse:
    """The thread of one decision. At most 25 queries, the house's own included."""
    row = policies.decision_for(request.member, decision)
    found = queries.thread_of(request.member, row)
    carrier = carrier_of(row)
    is_holder = policies.carries(request.member, row) if row.carrier_role_id else row.carrier_id == request.member.pk
    acts = _acts(request, row, found, is_holder=is_holder)
    first = [act for act in acts if act.kind != "quiet"][:2]
    context = {
        "thread": found,
        "decision": row,
        "version": found.version,
        "sentence": queries.sentence_of(found, carrier),
        "steps": [str(Decision.State(state).label) for state in WAY],
        "step": WAY.index(row.state) + 1 if row.state in WAY else 0,
        "overline": _overline(row),
        "facts": facts_of(row, found.version, carrier),
        "reviewed": reviewed_by(request.space, found.version),
        "again": looked_at_again(row) if row.state in steps.IN_FORCE else None,
        "moved": queries.moved_announcement(found),
        "needs": _needs(found),
        "acts": first,
        "more": [act for act in acts if act not in first],
        "processes": [_process_line(request, one) for one in found.processes],
        "actions": found.actions,
        "versions": _versions(found),
        "timeline": _timeline(found),
        "can_speak": policies.can_speak(request.member, row.space_id),
        "sees_readers": _sees_readers(request, row, is_holder=is_holder),
    }
    return render(request, "governance/decisions/decision_page.html", context)


def _sees_readers(request: MemberRequest, row: Decision, *, is_holder: bool) -> bool:
    if row.carrier_id or row.carrier_role_id:
        return is_holder
    return row.voiced_by_id == request.member.pk


def readers(request: MemberRequest, decision: str) -> HttpResponse:
    """Who was told and who read: for the carrier only (N6)."""
    row = policies.decision_for(request.member, decision)
    require(policies.can_see_readers(request.member, row))
    context = {
        "decision": row,
        "readers": queries.readers_of(row),
        "hides_days": queries.has_secret_vote(row),
    }
    return render(request, "governance/decisions/readers_page.html", context)


def _overline(row: Decision) -> str:
    # What was only heard or proposed is no decision yet.
    named = _("Matter no. %(number)s") if row.state in policies.STILL_WORDS else _("Decision no. %(number)s")
    number = named % {"number": row.number}
    return f"{number} · {row.subject}" if row.subject else number


def facts_of(row: Decision, version: DecisionVersion, carrier: str) -> list[tuple[str, str]]:
    """What is known of a decision in pairs: who it concerns, who voiced and carries it, its days."""
    kept = getattr(row, "postponement", None)
    pairs = [
        (_("Kept until"), day(kept.again_on, year=True) if kept else ""),
        (_("Who is concerned"), version.concerned),
        (_("Voiced by"), row.voiced_by.name),
        (_("Carried by"), carrier),
        (_("First step"), row.first_step if carrier else ""),
        (_("For"), day(row.due_on, year=True) if row.due_on else ""),
        (_("In force until"), day(row.ends_on, year=True) if row.ends_on else ""),
        (_("Looked at again on"), day(row.review_on, year=True) if row.review_on else ""),
    ]
    return [(name, value) for name, value in pairs if value]


def _needs(found: queries.Thread) -> dict[str, Any]:
    total = sum(found.needs.values())
    return {
        "is_asked": found.decision.state in policies.STILL_WORDS,
        "total": total,
        "answers": [
            {"level": str(level), "label": label, "count": found.needs.get(level, 0), "is_mine": found.my_need == level}
            for level, label in NeedVoice.Level.choices
        ],
    }


def _acts(request: MemberRequest, row: Decision, found: queries.Thread, *, is_holder: bool) -> list[Act]:
    """What comes next first, then what is also possible."""
    if not policies.can_speak(request.member, row.space_id):
        return []
    concludes = is_holder or policies.concludes_without_carrying(request.member, row)
    makers = {
        steps.HEARD: _acts_on_words,
        steps.PROPOSED: _acts_on_words,
        steps.ADOPTED: _acts_on_adopted,
        steps.ENGAGED: _acts_on_engaged,
        steps.PARTLY: _acts_on_engaged,
        steps.DONE: _acts_on_done,
        steps.LET_GO: _acts_on_let_go,
    }
    make = makers.get(row.state)
    acts = make(request, row, found, concludes) if make else []
    if can_invite(request.member):
        acts.append(Act(_("Invite a guest"), _url(request, "invite-to-decision", row), "quiet", "mail"))
    return acts


def _url(request: MemberRequest, name: str, row: Decision) -> str:
    return place(request, name, decision=row.ref)


def _acts_on_words(request: MemberRequest, row: Decision, found: queries.Thread, concludes: bool) -> list[Act]:
    acts: list[Act] = []
    if row.state == steps.HEARD:
        acts.append(Act(_("Put it to the group"), _url(request, "propose-decision", row), "primary", "send", True))
    elif not found.is_deciding and can_open_process(request.member):
        kind, label = ("plain", _("Decide it again")) if found.refusal else ("primary", _("Choose a way of deciding"))
        acts.append(Act(label, _url(request, "choose-way", row), kind, "vote"))
    if not found.is_voting and policies.is_writer(request.member, row):
        acts.append(Act(_("Change the text"), _url(request, "amend-decision", row), icon="edit"))
    if not found.is_deciding:
        acts.append(Act(_("Not now: later"), _url(request, "postpone-decision", row), icon="clock"))
        if concludes:
            acts.append(Act(_("Let it go"), _url(request, "let-go-decision", row), "quiet", "leaf"))
    return acts


def _acts_on_adopted(request: MemberRequest, row: Decision, found: queries.Thread, concludes: bool) -> list[Act]:
    kind = "quiet" if found.version.change else "primary"
    acts = [Act(_("Carry it: first step and date"), _url(request, "engage-decision", row), kind, "hand")]
    return acts + _ends(request, row, concludes)


def _acts_on_engaged(request: MemberRequest, row: Decision, found: queries.Thread, concludes: bool) -> list[Act]:
    if not concludes:
        return []
    acts = [Act(_("Say what became of it"), _url(request, "finish-decision", row), "primary", "tick")]
    acts.append(Act(_("Plan it again"), _url(request, "engage-decision", row), icon="calendar"))
    if row.state == steps.ENGAGED:
        acts.append(
            Act(_("Hand it back to the group"), _url(request, "hand-back-decision", row), "plain", "hand", True)
        )
    return acts + _ends(request, row, concludes)


def _acts_on_done(request: MemberRequest, row: Decision, found: queries.Thread, concludes: bool) -> list[Act]:
    return _ends(request, row, concludes)


def _ends(request: MemberRequest, row: Decision, concludes: bool) -> list[Act]:
    if not concludes:
        return []
    acts = [
        Act(_("Choose when to look at it again"), _url(request, "set-review", row), "quiet", "calendar"),
        Act(_("It is replaced by another"), _url(request, "replace-decision", row), "quiet", "copy"),
    ]
    if row.state not in steps.ENDED:
        acts.append(Act(_("Let it go"), _url(request, "let-go-decision", row), "quiet", "leaf"))
    return acts


def _acts_on_let_go(request: MemberRequest, row: Decision, found: queries.Thread, concludes: bool) -> list[Act]:
    acts = [Act(_("Take it up again"), _url(request, "voice-again", row), "plain", "plus", True)]
    if policies.can_publish(request.member, row):
        label = _("Take back what is published") if row.is_published else _("Publish what we learnt")
        acts.append(Act(label, _url(request, "publish-decision", row), "quiet", "globe", True))
    return acts


def _process_line(request: MemberRequest, process: Process) -> dict[str, Any]:
    when = process.closed_at or process.opened_at or process.created_at
    return {
        "title": str(process.get_method_display()),
        "url": place(request, "process", process=process.ref),
        "text": day(when, year=True),
        "aside": end_of(process),
    }


def _versions(found: queries.Thread) -> list[dict[str, Any]]:
    """The versions, the last first, each with what it changes in the one before."""
    rows = list(found.versions)
    pairs = zip(rows, [None, *rows], strict=False)
    return [
        {
            "version": after,
            "before": f"{before.title}\n\n{before.text}" if before else None,
            "after": f"{after.title}\n\n{after.text}",
        }
        for after, before in reversed(list(pairs))
    ]


def _timeline(found: queries.Thread) -> list[dict[str, Any]]:
    """What happened, the last first, without repeating the title at each line."""
    return [
        {"at": one.at, "title": one.words, "text": one.reason, "person": one.name} for one in reversed(found.timeline)
    ]


def as_text(request: MemberRequest, decision: str) -> HttpResponse:
    """The checked text: its SHA-256 is the fingerprint."""
    row = policies.decision_for(request.member, decision)
    seal = queries.seal_of(row)
    with scope.use(request.space):
        version = seal.version if seal else row.versions.get(number=row.version)
    words = Words(version.title, version.text, version.concerned, version.change)
    return download(as_file(words), "text/plain", f"decision-{row.number}.txt")


def as_markdown(request: MemberRequest, decision: str) -> HttpResponse:
    """The thread as Markdown."""
    row = policies.decision_for(request.member, decision)
    text = exports.as_markdown(queries.thread_of(request.member, row))
    return download(text, "text/markdown", f"decision-{row.number}.md")


def as_json(request: MemberRequest, decision: str) -> HttpResponse:
    """The thread as JSON."""
    row = policies.decision_for(request.member, decision)
    content = exports.as_dict(queries.thread_of(request.member, row))
    return download(exports.as_json(content), "application/json", f"decision-{row.number}.json")


def check(request: MemberRequest, decision: str) -> HttpResponse:
    """Is the adopted text still the one that was adopted?"""
    row = policies.decision_for(request.member, decision)
    context = {"decision": row, "seal": queries.seal_of(row), "overline": _overline(row)}
    return render(request, "governance/decisions/check_page.html", context)


@access.admits("anyone")
def published(request: MemberRequest, decision: str) -> HttpResponse:
    """What the group published of what it let go: the reason and the lesson, no name (S9)."""
    with scope.use(request.space):
        row = Decision.objects.filter(ref=decision, is_published=True, state=steps.LET_GO).first()
    if row is None:
        raise NotFound
    names = queries.names_in(request.space)
    context = {
        "decision": row,
        "title": queries.without_names(row.title, names),
        "reason": queries.without_names(row.outcome, names),
        "lesson": queries.without_names(row.lesson, names),
        "is_open": body_of(request.space).is_public,
    }
    return render(request, "governance/decisions/published_page.html", context)
