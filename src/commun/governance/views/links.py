"""Networks and territories the group belongs to."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from commun.governance import actions, policies
from commun.governance.forms import DayForm, LinkForm
from commun.governance.policies import MemberRequest
from commun.governance.queries.presentation import bodies_to_join, links_of
from commun.governance.views.support import attempt, done, form_page, place, posted, require


def links(request: MemberRequest) -> HttpResponse:
    """All links, past ones too."""
    context = {"links": links_of(request.space), "can_edit": policies.can_edit_presentation(request.member)}
    return render(request, "governance/links_page.html", context)


def open_link(request: MemberRequest) -> HttpResponse:
    """Record that the group belongs to a body."""
    require(policies.can_edit_presentation(request.member))
    form = LinkForm(posted(request), bodies=bodies_to_join(request.member))
    if form.is_valid() and attempt(
        form,
        lambda: actions.open_link(
            by=request.member,
            around=form.cleaned_data["around"],
            starts_on=form.cleaned_data["starts_on"],
            dues_cents=form.dues_cents(),
        ),
    ):
        return done(request, _("The link is recorded."), place(request, "links"))
    return form_page(
        request,
        form,
        title=_("Belong to a network or a territory"),
        lede=_("You can choose among public ones, and those you are in."),
        submit=_("Record"),
        cancel_url=place(request, "links"),
    )


def end_link(request: MemberRequest, pk: int) -> HttpResponse:
    """Say when the link ended."""
    link = policies.link_for(request.member, pk)
    form = DayForm(posted(request))
    if form.is_valid() and attempt(form, lambda: actions.end_link(by=request.member, link=link, **form.cleaned_data)):
        return done(request, _("The end of the link is recorded."), place(request, "links"))
    names = {"inside": link.inside.name, "around": link.around.name}
    return form_page(
        request,
        form,
        title=_("%(inside)s leaves %(around)s") % names,
        submit=_("Record"),
        cancel_url=place(request, "links"),
    )
