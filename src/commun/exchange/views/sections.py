"""Sections of a list and templates of its threads: read by all, written by those who facilitate."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from commun.exchange import thread_starters
from commun.exchange.actions import sections as actions
from commun.exchange.actions import thread_templates as template_actions
from commun.exchange.forms.thread_life import SectionForm, TemplateForm
from commun.exchange.models import ThreadTemplate
from commun.exchange.policies import thread_life as policies
from commun.exchange.policies.lists import can_write
from commun.exchange.queries import thread_life as queries
from commun.exchange.views.lists import place
from commun.exchange.views.thread_life import section_chosen
from commun.governance.policies import MemberRequest
from commun.governance.views.support import act, attempt, done, form_page, posted, require


def sections(request: MemberRequest) -> HttpResponse:
    """The sections, and a new one. At most 10 queries."""
    require(policies.can_arrange(request.member))
    form = SectionForm(posted(request))
    if form.is_valid() and attempt(form, lambda: actions.add_section(by=request.member, **form.cleaned_data)):
        return done(request, _("The section is open."), place(request, "sections"))
    context = {"form": form, "sections": queries.sections_of(request.space)}
    return render(request, "exchange/lists/sections_page.html", context, status=422 if form.is_bound else 200)


def rename_section(request: MemberRequest, list_section: str) -> HttpResponse:
    """Call a section otherwise."""
    require(policies.can_arrange(request.member))
    row = policies.section_for(request.member, list_section)
    form = SectionForm(posted(request), initial={"name": row.name})
    if form.is_valid() and attempt(
        form, lambda: actions.rename_section(by=request.member, section=row, **form.cleaned_data)
    ):
        return done(request, _("It is noted."), place(request, "sections"))
    title = _("Call a section otherwise")
    return form_page(
        request, form, title=title, overline=row.name, submit=_("Save"), cancel_url=place(request, "sections")
    )


@require_POST
def remove_section(request: MemberRequest, list_section: str) -> HttpResponse:
    """Take a section out of the list."""
    require(policies.can_arrange(request.member))
    row = policies.section_for(request.member, list_section)
    return act(
        request,
        lambda: actions.remove_section(by=request.member, section=row),
        _("The section is removed; its threads stay. The same name brings it back."),
        place(request, "sections"),
    )


@require_GET
def thread_templates(request: MemberRequest) -> HttpResponse:
    """The templates of the group, and those of the house. At most 10 queries."""
    rows = queries.templates_of(request.space)
    taken = {one.subject for one in rows}
    context = {
        "rows": rows,
        "starters": [one for one in thread_starters.STARTERS if str(one.subject) not in taken],
        "can_arrange": policies.can_arrange(request.member),
        "can_write": can_write(request.member),
    }
    return render(request, "exchange/lists/templates_page.html", context)


def new_template(request: MemberRequest) -> HttpResponse:
    """Write a template."""
    return _write(request, None)


def thread_template(request: MemberRequest, thread_template: str) -> HttpResponse:
    """Write a template again."""
    return _write(request, policies.template_for(request.member, thread_template))


def _write(request: MemberRequest, row: ThreadTemplate | None) -> HttpResponse:
    require(policies.can_arrange(request.member))
    initial = (
        {"subject": row.subject, "text": row.text, "section": row.section.ref if row.section else ""} if row else {}
    )
    form = TemplateForm(posted(request), initial=initial, sections=queries.sections_of(request.space))

    def do() -> None:
        given = dict(form.cleaned_data)
        section = section_chosen(request, given.pop("section", ""))
        template_actions.save_template(by=request.member, template=row, section=section, **given)

    url = place(request, "thread-templates")
    if form.is_valid() and attempt(form, do):
        return done(request, _("The template is there."), url)
    title = _("Change a template") if row else _("A new template")
    lede = _("Whoever starts a thread from it changes what they like before they send it.")
    return form_page(
        request, form, title=title, lede=lede, overline=row.subject if row else "", submit=_("Save"), cancel_url=url
    )


@require_POST
def remove_template(request: MemberRequest, thread_template: str) -> HttpResponse:
    """Remove a template; threads that it began stay."""
    require(policies.can_arrange(request.member))
    row = policies.template_for(request.member, thread_template)
    return act(
        request,
        lambda: template_actions.remove_template(by=request.member, template=row),
        _("The template is removed."),
        place(request, "thread-templates"),
    )


@require_POST
def take_starter(request: MemberRequest, thread_starter: str) -> HttpResponse:
    """Make one of the house's a template of the group."""
    require(policies.can_arrange(request.member))
    return act(
        request,
        lambda: template_actions.take_starter(by=request.member, slug=thread_starter),
        _("Copied: now it is yours, change its words."),
        place(request, "thread-templates"),
    )
