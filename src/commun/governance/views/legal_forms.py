"""Legal forms side by side, for groups that wonder (R84); the staff corrects them."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from commun.governance.actions.work_time import change_legal_form
from commun.governance.forms.work_time import LegalFormForm
from commun.governance.models import LegalForm
from commun.governance.policies.work_time import legal_form_for
from commun.governance.views.support import PersonRequest, attempt, done, form_page, posted, require


def legal_forms(request: PersonRequest) -> HttpResponse:
    """Each form with the same five questions."""
    context = {"forms": list(LegalForm.objects.all()), "may_edit": request.user.is_operator}
    return render(request, "governance/legal_forms_page.html", context)


def edit(request: PersonRequest, legal_form: str) -> HttpResponse:
    """Correct one, for the staff."""
    require(request.user.is_operator)
    row = legal_form_for(legal_form)
    form = LegalFormForm(posted(request), row=row)
    url = reverse("legal-forms")
    if form.is_valid() and attempt(form, lambda: change_legal_form(by=request.user, form=row, said=form.cleaned_data)):
        return done(request, _("It is corrected, and dated from today."), url)
    return form_page(request, form, title=row.name, submit=_("Save"), cancel_url=url, overline=_("Legal forms"))
