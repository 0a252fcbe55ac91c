"""Answers to the European document: the list of criteria, one criterion with the questions that its answers open."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from commun.bids.actions import papers as actions
from commun.bids.forms.espd_answers import CriterionForm, GroundsForm
from commun.bids.policies import papers as policies
from commun.bids.queries import declarations
from commun.bids.queries.papers import sheets_of
from commun.bids.views.support import place
from commun.governance.policies import MemberRequest
from commun.governance.views.support import attempt, done, form_page, posted, require
from commun.ui.typography import french


@require_GET
def criteria(request: MemberRequest, siren: str) -> HttpResponse:
    """All criteria, with what is left to answer in each."""
    entity = policies.entity_for(request.member, siren)
    sheet = sheets_of(request.space, [entity]).get(entity.pk)
    context = {"entity": entity, "families": declarations.families_of(sheet)}
    return render(request, "bids/papers/criteria_page.html", context)


def grounds(request: MemberRequest, siren: str) -> HttpResponse:
    """The grounds of exclusion, one yes or no each."""
    entity = policies.entity_for(request.member, siren)
    sheet = sheets_of(request.space, [entity]).get(entity.pk)
    form = GroundsForm(sheet.answers if sheet else {}, posted(request))
    url = place(request, "espd-criteria", siren=siren)
    if form.is_valid() and attempt(
        form, lambda: actions.answer_for_entity(by=request.member, entity=entity, answers=form.answers())
    ):
        return done(request, _("Saved. Where you said yes, say more."), url)
    return form_page(
        request,
        form,
        title=_("Grounds of exclusion"),
        lede=_("A declaration on honour: each answer is yours, none is given in advance."),
        overline=entity.name,
        submit=_("Save"),
        cancel_url=url,
    )


def criterion(request: MemberRequest, siren: str, code: str) -> HttpResponse:
    """One criterion; a yes may open other questions, shown once it is saved."""
    entity = policies.entity_for(request.member, siren)
    found = declarations.criterion_called(code)
    require(found is not None)
    assert found is not None
    sheet = sheets_of(request.space, [entity]).get(entity.pk)
    more = request.GET.get("encore") == "1"
    form = CriterionForm(found, sheet.answers if sheet else {}, posted(request), has_one_more=more)
    url = place(request, "espd-criteria", siren=siren)
    if form.is_valid() and attempt(
        form, lambda: actions.answer_for_entity(by=request.member, entity=entity, answers=form.answers())
    ):
        again = place(request, "espd-criterion", siren=siren, code=code)
        is_open = form.opens_questions()
        return done(
            request,
            _("Saved: these answers open other questions.") if is_open else _("Saved."),
            again if is_open else url,
        )
    one_more = f"{place(request, 'espd-criterion', siren=siren, code=code)}?encore=1" if form.may_have_more else ""
    context = {
        "form": form,
        "criterion": found,
        "entity": entity,
        "lede": french(found.text),
        "one_more": one_more,
        "cancel_url": url,
    }
    return render(
        request, "bids/papers/criterion_page.html", context, status=422 if form.is_bound and form.errors else 200
    )
