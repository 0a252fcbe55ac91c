"""Pages of every process: choosing a way of deciding, opening, the process itself, extension, withdrawal."""

from dataclasses import replace
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commun.core import clock
from commun.core.errors import NotFound
from commun.governance import methods
from commun.governance.actions import processes as actions
from commun.governance.actions.ballots import minimum_of
from commun.governance.forms.decisions import roles_in_use
from commun.governance.forms.processes import ExtendForm, ReasonForm, WishForm
from commun.governance.forms.templates import from_template
from commun.governance.models import Decision, Process, ProcessTemplate
from commun.governance.policies import MemberRequest
from commun.governance.policies import processes as policies
from commun.governance.policies.decisions import STILL_WORDS, decision_for
from commun.governance.policies.guided import template_for
from commun.governance.policies.moderation import can_hide
from commun.governance.queries.ballots import turnout_of
from commun.governance.queries.decision_changes import matter_of
from commun.governance.queries.process_templates import own
from commun.governance.queries.proposed import proposed_of
from commun.governance.views.faces import GUIDED, SOUNDINGS, VOTES, Face, faces
from commun.governance.views.support import act, attempt, done, form_page, place, posted, require
from commun.governance.views.way_questions import QUESTIONS

FAMILIES = {
    GUIDED: (gettext_lazy("Step by step"), gettext_lazy("The group builds the answer together.")),
    VOTES: (gettext_lazy("By a vote"), gettext_lazy("Each has a voice, the rule counts them.")),
    SOUNDINGS: (
        gettext_lazy("To take the temperature"),
        gettext_lazy("Nothing is decided: it shows where people are."),
    ),
}


def choose(request: MemberRequest, decision: str) -> HttpResponse:
    """The ways of deciding, with when to choose each."""
    return _chooser(request, decision_for(request.member, decision))


def consult(request: MemberRequest) -> HttpResponse:
    """The ways that need no decision: soundings, date polls."""
    return _chooser(request, None)


def _chooser(request: MemberRequest, decision: Decision | None) -> HttpResponse:
    require(policies.can_open_process(request.member))
    families = [
        {"title": title, "lede": lede, "ways": _ways_of(request, family, decision)}
        for family, (title, lede) in FAMILIES.items()
    ]
    context = {
        "decision": decision,
        "overline": decision.title if decision else request.space.name,
        "questions": [
            {"asked": one.asked, "answer": one.answer, "url": _question_url(request, one.method, decision)}
            for one in QUESTIONS
        ],
        "families": [family for family in families if family["ways"]],
        "templates": _templates(request, decision),
    }
    return render(request, "governance/processes/choose_page.html", context)


def _templates(request: MemberRequest, decision: Decision | None) -> list[dict[str, Any]]:
    """The group's own templates that fit here."""
    found = []
    for one in own(request.space):
        face = faces.get(str(one.method))
        if face is not None and _fits(face, decision):
            url = _way_url(request, str(one.method), decision)
            text = one.wording.get("explain") or capfirst(one.get_method_display())
            found.append({"title": one.name, "text": text, "url": f"{url}?modele={one.ref}"})
    return found


def _way_url(request: MemberRequest, method: str, decision: Decision | None) -> str:
    if decision is None:
        return place(request, "consult-by", method=method)
    return place(request, "decide-by", decision=decision.ref, method=method)


def _question_url(request: MemberRequest, method: str, decision: Decision | None) -> str:
    """Where a question leads: on the decision at hand, or apart for a way that writes its own."""
    return _way_url(request, method, decision if _face(method).on_decision else None)


def _ways_of(request: MemberRequest, family: str, decision: Decision | None) -> list[dict[str, Any]]:
    found = []
    for name, face in zip(faces.names(), faces, strict=True):
        way = methods.ways.get(name)
        if face.family != family or way is None or not _fits(face, decision):
            continue
        url = _way_url(request, name, decision)
        title = capfirst(Process.Method(name).label)
        found.append({"title": title, "explain": way.explain, "when": face.when, "url": url})
    return found


def _fits(face: Face, decision: Decision | None) -> bool:
    return face.alone if decision is None else face.on_decision


def decide_by(request: MemberRequest, decision: str, method: str) -> HttpResponse:
    """Open a process on a decision."""
    return _opening(request, method, decision_for(request.member, decision))


def consult_by(request: MemberRequest, method: str) -> HttpResponse:
    """Open a process that stands alone."""
    return _opening(request, method, None)


def _opening(request: MemberRequest, method: str, decision: Decision | None) -> HttpResponse:
    require(policies.can_open_process(request.member))
    face, way = _face(method), methods.ways.get(method)
    if way is None:
        raise NotFound
    if not _fits(face, decision):
        return _elsewhere(request, method, decision)
    template = _template(request, method)
    kind = from_template(template, way, decision) if template and _is_ready(face, way, template) else face.form
    form = kind(posted(request), space=request.space, initial=_initial(request, template))
    if decision is not None:
        # The matter has its title already.
        form.fields.pop("title", None)
        form.about(decision)
    if form.is_valid():
        opened: list[Process] = []
        wish = form.wish(method, decision)
        if template is not None and template.wording.get("explain"):
            wish = replace(wish, wording={"explain": template.wording["explain"]})
        if attempt(form, lambda: opened.append(actions.open_process(by=request.member, wish=wish))):
            return done(request, _("It is open."), place(request, "process", process=opened[0].ref))
    cancel = place(request, "decision", decision=decision.ref) if decision else place(request, "decisions")
    context: dict[str, Any] = {
        "title": capfirst(Process.Method(method).label),
        "overline": decision.title if decision else request.space.name,
        "lede": way.explain,
        "submit": _("Open"),
        "cancel_url": cancel,
    }
    if not form.rule_names:
        return form_page(request, form, **context)
    return _with_rules_apart(request, form, context)


def _is_ready(face: Face, way: methods.Way, template: ProcessTemplate) -> bool:
    """A template that says all there is to say; without its options, or on a guided path, the whole form is asked."""
    return face.family != GUIDED and (not way.needs_options or bool(template.wording.get("options")))


def _elsewhere(request: MemberRequest, method: str, decision: Decision | None) -> HttpResponse:
    """Some ways decide on a text that is written first; an election writes its own."""
    if decision is None:
        url = f"{place(request, 'new-decision')}?facon={method}"
        return done(request, _("Write first what would be decided."), url)
    return redirect(place(request, "consult-by", method=method))


def _with_rules_apart(request: MemberRequest, form: WishForm, context: dict[str, Any]) -> HttpResponse:
    """What is asked first; the rules, filled in, unfold below. 422 when what was sent is wrong."""
    asked = [bound for bound in form if bound.name not in form.rule_names]
    rules = [form[name] for name in form.rule_names if name in form.fields]
    has_wrong_rule = form.is_bound and any(bound.errors for bound in rules)
    context |= {"form": form, "asked": asked, "rules": rules, "opens_rules": has_wrong_rule}
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "governance/processes/open_page.html", context, status=status)


def _template(request: MemberRequest, method: str) -> ProcessTemplate | None:
    """The group's template that the address names, for this very method."""
    ref = request.GET.get("modele", "")
    found = template_for(request.member, ref) if ref else None
    return found if found is not None and found.method == method else None


def _initial(request: MemberRequest, template: ProcessTemplate | None) -> dict[str, Any]:
    """What the address says already (a template, the role to fill); after advice, whoever opens would decide."""
    asked = request.GET.get("role", "")
    role = roles_in_use(request.space).filter(ref=asked).first() if asked else None
    said: dict[str, Any] = {"decider": request.member.pk} | ({"role": role.pk} if role is not None else {})
    return said if template is None else {**said, **template.rules, "guidance": template.guidance}


def _face(method: str) -> Face:
    found = faces.get(method)
    if found is None:
        raise NotFound
    return found


def process(request: MemberRequest, process: str) -> HttpResponse:
    """The page of a process, drawn by its method."""
    shown = policies.process_for(request.member, process)
    return _face(shown.method).page(request, shown)


def extend(request: MemberRequest, process: str) -> HttpResponse:
    """Close later, with the reason."""
    shown = policies.process_for(request.member, process)
    require(policies.can_conduct(request.member, shown))
    form = ExtendForm(posted(request), space=request.space, initial={"closes_at": shown.closes_at})
    if form.is_valid() and attempt(form, lambda: actions.extend(by=request.member, process=shown, **form.cleaned_data)):
        return done(request, _("Extended: everybody can read why."), place(request, "process", process=shown.ref))
    return form_page(
        request,
        form,
        title=_("Give more time"),
        overline=shown.title,
        submit=_("Extend"),
        cancel_url=place(request, "process", process=shown.ref),
    )


def withdraw(request: MemberRequest, process: str) -> HttpResponse:
    """Take it off the table, with the reason."""
    shown = policies.process_for(request.member, process)
    require(policies.can_conduct(request.member, shown))
    form = ReasonForm(posted(request))
    if form.is_valid() and attempt(
        form, lambda: actions.withdraw(by=request.member, process=shown, **form.cleaned_data)
    ):
        url = place(request, "process", process=shown.ref)
        return done(request, _("Withdrawn. Nothing was counted."), url)
    return form_page(
        request,
        form,
        title=_("Withdraw this process"),
        overline=shown.title,
        lede=_("Nothing will be counted. The matter stays, and can be taken up again."),
        submit=_("Withdraw"),
        cancel_url=place(request, "process", process=shown.ref),
    )


def close_early(request: MemberRequest, process: str) -> HttpResponse:
    """Close before the day, where the rules allow it: what that does is read first."""
    shown = policies.process_for(request.member, process)
    require(policies.can_conduct(request.member, shown) and shown.state == Process.State.OPEN)
    url = place(request, "process", process=shown.ref)
    if request.method == "POST":
        return act(request, lambda: actions.close_early(by=request.member, process=shown), _("Closed."), url)
    title, submit = _("Close now?"), _("Close now")
    lede = _what_closing_does(shown)
    return form_page(request, forms.Form(), title=title, overline=shown.title, lede=lede, submit=submit, cancel_url=url)


def _what_closing_does(process: Process) -> str:
    """Who has answered, and what a secret ballot loses when too few did."""
    if process.method not in methods.by_ballot():
        return _("It ends as things stand: what was not said yet will not be heard.")
    turnout = turnout_of(process)
    words = {"voted": turnout.cast, "electors": turnout.electors, "least": minimum_of(process)}
    if process.is_secret and turnout.cast < words["least"]:
        return (
            _(
                "%(voted)s of %(electors)s have voted. A secret ballot needs %(least)s: closed now, there is no "
                "result, and the ballots are destroyed for good."
            )
            % words
        )
    return _("%(voted)s of %(electors)s have answered. Closed, it is counted, and nobody answers any more.") % words


def head_of(request: MemberRequest, process: Process, **more: Any) -> dict[str, Any]:
    """What the head of each process's page needs; methods add their own."""
    way = methods.ways.get(process.method)
    is_open = process.state == Process.State.OPEN
    matter = matter_of(process)
    return {
        "process": process,
        "matter": matter,
        "proposed": proposed_of(process, matter, request.member),
        "explain": process.wording.get("explain") or (way.explain if way else ""),
        "is_still_words": process.decision is not None and process.decision.state in STILL_WORDS,
        "is_open": is_open,
        "is_over": process.closes_at is not None and process.closes_at <= clock.now(),
        "can_hide": can_hide(request.member),
        "can_conduct": is_open and policies.can_conduct(request.member, process),
        "may_close_early": bool(process.rules.get("may_close_early")) or (way is not None and not way.ends_by_clock),
        **more,
    }
