"""The answers of an operator asked from outside to the European document: its own declaration on honour."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from commun.bids.actions import papers as actions
from commun.bids.forms.espd_answers import CriterionForm, GroundsForm
from commun.bids.queries import declarations
from commun.bids.views.outside_papers import form_of, operator_of, place, sheet_of
from commun.governance.views.support import attempt, done, posted, require
from commun.ui.typography import french


@login_not_required
@require_GET
def criteria(request: HttpRequest, token: str) -> HttpResponse:
    """All criteria, with what is left to answer in each."""
    with operator_of(token) as (part, entity):
        families = declarations.families_of(sheet_of(part, entity))
        context = {"entity": entity, "families": families, "token": token}
        return render(request, "bids/papers/outside_criteria_page.html", context)


@login_not_required
def grounds(request: HttpRequest, token: str) -> HttpResponse:
    """The grounds of exclusion, one yes or no each."""
    with operator_of(token) as (part, entity):
        row = sheet_of(part, entity)
        form = GroundsForm(row.answers if row else {}, posted(request))
        url = place("outside-criteria", token)
        if form.is_valid() and attempt(
            form, lambda: actions.answer_for_entity(by=part, entity=entity, answers=form.answers())
        ):
            return done(request, _("Saved. Where you said yes, say more."), url)
        lede = _("A declaration on honour: each answer is yours, none is given in advance.")
        words = {"title": _("Grounds of exclusion"), "lede": lede, "overline": entity.name, "submit": _("Save")}
        return form_of(request, form, token, cancel_url=url, **words)


@login_not_required
def criterion(request: HttpRequest, token: str, code: str) -> HttpResponse:
    """One criterion; a yes may open other questions, shown once it is saved."""
    with operator_of(token) as (part, entity):
        found = declarations.criterion_called(code)
        require(found is not None)
        assert found is not None
        row = sheet_of(part, entity)
        more = request.GET.get("encore") == "1"
        form = CriterionForm(found, row.answers if row else {}, posted(request), has_one_more=more)
        url, again = place("outside-criteria", token), place("outside-criterion", token, code=code)
        if form.is_valid() and attempt(
            form, lambda: actions.answer_for_entity(by=part, entity=entity, answers=form.answers())
        ):
            if form.opens_questions():
                return done(request, _("Saved: these answers open other questions."), again)
            return done(request, _("Saved."), url)
        words = {"title": found.name, "lede": french(found.text), "overline": entity.name, "submit": _("Save")}
        one_more = f"{again}?encore=1" if form.may_have_more else ""
        return form_of(request, form, token, cancel_url=url, one_more=one_more, language="fr", **words)
