"""The successive definitions of the group, and what changed from one to another."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from commun.core import access
from commun.governance import actions, policies
from commun.governance.forms import DefinitionForm
from commun.governance.models import Definition
from commun.governance.policies import MemberRequest
from commun.governance.queries.presentation import definitions_of
from commun.governance.views.support import attempt, done, form_page, place, posted, require


@access.admits("anyone")
def definitions(request: MemberRequest) -> HttpResponse:
    """All definitions; ``avant`` and ``apres`` choose the two to compare (the last two by default)."""
    policies.presentation_for(request.member, request.space)
    listed = definitions_of(request.space)
    after = _chosen(listed, request.GET.get("apres", ""), len(listed) - 1)
    before = _chosen(listed, request.GET.get("avant", ""), len(listed) - 2)
    context = {
        "layout": "ui/base.html" if policies.is_inside(request.member) else "ui/signed_out.html",
        "definitions": list(reversed(listed)),
        "before": before,
        "after": after,
        "can_edit": policies.can_edit_presentation(request.member),
    }
    return render(request, "governance/definitions_page.html", context)


def _chosen(listed: list[Definition], asked: str, otherwise: int) -> Definition | None:
    for definition in listed:
        if str(definition.position) == asked:
            return definition
    return listed[otherwise] if 0 <= otherwise < len(listed) else None


def new_definition(request: MemberRequest) -> HttpResponse:
    """Write a definition; the form starts from the present one."""
    require(policies.can_edit_presentation(request.member))
    present = definitions_of(request.space)[-1:]
    initial = {"text": present[0].text} if present else {}
    form = DefinitionForm(posted(request), initial=initial)
    if form.is_valid() and attempt(form, lambda: actions.define_group(by=request.member, **form.cleaned_data)):
        return done(request, _("The new definition is kept, with the former ones."), place(request, "definitions"))
    return form_page(
        request,
        form,
        title=_("A new definition of the group"),
        lede=_("The former definitions stay readable, with what changed."),
        submit=_("Keep this definition"),
        cancel_url=place(request, "definitions"),
    )
