"""What is written on the way out of a disagreement: the end of a step, options, risks, the outcome, the look back."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from commun.core import access
from commun.governance.actions import case_path, case_words
from commun.governance.forms import disagreements as forms
from commun.governance.models import Case, CaseAsk, CaseStep
from commun.governance.policies import MemberRequest
from commun.governance.policies.disagreements import is_handler
from commun.governance.queries import disagreements as queries
from commun.governance.queries.follow_up import learning_words
from commun.governance.views.disagreements import PRESENT, found, too_late, url_of
from commun.governance.views.support import attempt, done, form_page, place, posted


@access.admits(*PRESENT)
def end_step(request: MemberRequest, disagreement: str) -> HttpResponse:
    """End the step that is going on, with what came out of it: the third person does, a party asks the others."""
    row = found(request, disagreement)
    form = forms.NoteForm(posted(request))
    ended: list[CaseStep] = []

    def do() -> None:
        ended.append(case_path.end_step(by=request.member, case=row, **form.cleaned_data))

    if form.is_valid() and attempt(form, do):
        over = _("The step is over; what came out of it is kept.")
        return done(request, over if ended[0].ends_on else _("The question is asked to all."), url_of(request, row))
    leads = is_handler(request.member, row)
    return form_page(
        request,
        form,
        title=_("End this step"),
        lede="" if leads else _("The other parties are asked: the step ends once all said yes."),
        overline=row.title,
        submit=_("End this step") if leads else _("Ask everybody"),
        cancel_url=url_of(request, row),
    )


@access.admits(*PRESENT)
def new_option(request: MemberRequest, disagreement: str) -> HttpResponse:
    """A way out, once everybody was understood."""
    row = found(request, disagreement)
    form = forms.OptionForm(posted(request), columns=queries.columns_of(request.member, row))
    if form.is_valid():
        data = form.cleaned_data
        if attempt(
            form,
            lambda: case_words.write_option(
                by=request.member, case=row, title=data["title"], text=data["text"], sides=form.sides()
            ),
        ):
            return done(request, _("It is written: compare it with the others."), url_of(request, row))
    return form_page(
        request,
        form,
        title=_("A way out"),
        overline=row.title,
        lede=_("Say what each party gains with it, and what it gives."),
        submit=_("Write it"),
        cancel_url=url_of(request, row),
    )


@access.admits(*PRESENT)
def new_risk(request: MemberRequest, disagreement: str) -> HttpResponse:
    """A risk, who bears it, how it is shared."""
    row = found(request, disagreement)
    form = forms.RiskForm(posted(request))
    if form.is_valid() and attempt(
        form, lambda: case_words.write_risk(by=request.member, case=row, **form.cleaned_data)
    ):
        return done(request, _("It is written down."), url_of(request, row))
    return form_page(
        request,
        form,
        title=_("A risk to share"),
        overline=row.title,
        lede=_("Whoever tries something for the others does not bear the risk alone."),
        submit=_("Write it down"),
        cancel_url=url_of(request, row),
    )


@access.admits(*PRESENT)
def outcome(request: MemberRequest, disagreement: str) -> HttpResponse:
    """What is agreed, what stays open; every stake and every effort is named."""
    row = found(request, disagreement)
    if row.state != Case.State.OPEN:
        return too_late(request, row)
    page = queries.case_page(request.member, row)
    form = forms.OutcomeForm(posted(request), page=page)
    if form.is_valid() and attempt(
        form, lambda: case_words.write_outcome(by=request.member, case=row, draft=form.draft())
    ):
        return done(request, _("It is written: it holds once each party said yes."), url_of(request, row))
    return form_page(
        request,
        form,
        title=_("The outcome"),
        overline=row.title,
        lede=_("You need not agree on everything. Each stake is named, each effort is thanked."),
        submit=_("Put it to all"),
        cancel_url=url_of(request, row),
    )


@access.admits(*PRESENT)
def look_back(request: MemberRequest, disagreement: str) -> HttpResponse:
    """On the day that was chosen: what was learnt."""
    row = found(request, disagreement)
    if row.state != Case.State.SETTLED:
        return redirect(url_of(request, row))
    form = forms.LookBackForm(posted(request))
    if form.is_valid() and attempt(
        form, lambda: case_words.review_case(by=request.member, case=row, **form.cleaned_data)
    ):
        return done(request, _("What was learnt is kept."), url_of(request, row))
    return form_page(
        request,
        form,
        title=_("Look at it again"),
        overline=row.title,
        lede=learning_words(request.space),
        submit=_("Keep it"),
        cancel_url=url_of(request, row),
    )


@access.admits(*PRESENT)
def leave(request: MemberRequest, disagreement: str) -> HttpResponse:
    """Ask to put it aside, with the reason."""
    row = found(request, disagreement)
    form = forms.WhyForm(posted(request))
    asked: list[CaseAsk] = []

    def do() -> None:
        asked.append(case_words.leave_case(by=request.member, case=row, **form.cleaned_data))

    if form.is_valid() and attempt(form, do):
        rests = _("It rests. What was written stays readable for its parties.")
        is_over = asked[0].state == CaseAsk.State.ACCEPTED
        return done(request, rests if is_over else _("The question is asked to all."), url_of(request, row))
    return form_page(
        request,
        form,
        title=_("Put it aside"),
        lede=_("The parties are asked: it rests once all said yes. They read who asks, and why."),
        overline=row.title,
        submit=_("Ask everybody"),
        cancel_url=url_of(request, row),
    )


@access.admits(*PRESENT)
def reopen(request: MemberRequest, disagreement: str) -> HttpResponse:
    """Ask to take up again what was put aside, with the reason."""
    row = found(request, disagreement)
    if row.state != Case.State.LEFT:
        return redirect(url_of(request, row))
    form = forms.WhyForm(posted(request))
    asked: list[CaseAsk] = []

    def do() -> None:
        asked.append(case_words.reopen_case(by=request.member, case=row, **form.cleaned_data))

    if form.is_valid() and attempt(form, do):
        is_over = asked[0].state == CaseAsk.State.ACCEPTED
        said = _("It is taken up again, from where it was.") if is_over else _("The question is asked to all.")
        return done(request, said, url_of(request, row))
    return form_page(
        request,
        form,
        title=_("Take it up again"),
        lede=_("The parties are asked: it goes on once all said yes, from where it was."),
        overline=row.title,
        submit=_("Ask everybody"),
        cancel_url=url_of(request, row),
    )


@access.admits(*PRESENT)
def printed(request: MemberRequest, disagreement: str) -> HttpResponse:
    """The whole disagreement on paper, for its own people."""
    row = found(request, disagreement)
    context = {
        "page": queries.case_page(request.member, row),
        "case": row,
        "is_settled": row.state == Case.State.SETTLED,
        "back": place(request, "disagreements"),
    }
    return render(request, "governance/disagreements/print_page.html", context)
