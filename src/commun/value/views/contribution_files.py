"""Contributions in and out as sheets: a preview before anything is written, and the export of a month or of all."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from commun.core.errors import Refused
from commun.governance.policies import MemberRequest
from commun.governance.views.support import form_page, posted, require
from commun.value.actions.contribution_imports import import_contributions, planned
from commun.value.forms.contribution_imports import ConfirmLinesForm, ContributionFileForm, carried
from commun.value.models import Contribution
from commun.value.policies.contributions import can_write
from commun.value.queries import contribution_lines as lines
from commun.value.queries.contribution_imports import sheet_of
from commun.value.queries.contributions import CONFIRMED, kinds_of, works_for
from commun.value.views.support import place


def import_file(request: MemberRequest) -> HttpResponse:
    """Choose a sheet; what it would write is shown before anything is."""
    require(can_write(request.member))
    form = ContributionFileForm(posted(request), request.FILES if request.method == "POST" else None)
    if form.is_valid():
        found = planned(request.member, form.cleaned_data["file"])
        confirm = _confirm_form(request, {"lines": carried(found.good)})
        context = {"plan": found, "form": confirm, "cancel_url": place(request, "my-contributions")}
        return render(request, "value/contributions/import_page.html", context)
    return form_page(
        request,
        form,
        title=_("Import my contributions"),
        lede=_("Your own only, from a sheet. You will see what would be written, then say yes or no."),
        submit=_("See what would be written"),
        cancel_url=place(request, "my-contributions"),
    )


def _confirm_form(request: MemberRequest, initial: dict[str, str] | None = None) -> ConfirmLinesForm:
    kinds, works = kinds_of(request.space), works_for(request.member)
    return ConfirmLinesForm(posted(request) if initial is None else None, initial=initial, kinds=kinds, works=works)


@require_POST
def confirm_import(request: MemberRequest) -> HttpResponse:
    """Write what the preview showed."""
    require(can_write(request.member))
    form = _confirm_form(request)
    try:
        if not form.is_valid():
            raise Refused(_("These lines cannot be read any more: choose the file again."))
        made = import_contributions(by=request.member, lines=form.cleaned_data["lines"])
    except Refused as refusal:
        messages.error(request, str(refusal.sentence))
        return redirect(place(request, "import-contributions"))
    count = len(made)
    said = ngettext("%(count)d line written down.", "%(count)d lines written down.", count) % {"count": count}
    if not made:
        said = _("Everything in this sheet was written already: nothing is written twice.")
    messages.success(request, said)
    return redirect(place(request, "my-contributions"))


def export_csv(request: MemberRequest) -> HttpResponse:
    """A month of the group as the page shows it; everything with ``?tout=1``."""
    asked = lines.Filters.read(request.GET)
    is_whole = request.GET.get("tout") == "1"
    rows = Contribution.objects.filter(state=CONFIRMED) if is_whole else lines.of_filters(asked)
    response = HttpResponse(sheet_of(rows), content_type="text/csv; charset=utf-8")
    name = "" if is_whole else f"-{asked.month:%Y-%m}"
    response["Content-Disposition"] = f'attachment; filename="contributions-{request.space.slug}{name}.csv"'
    return response
