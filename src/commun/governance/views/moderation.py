"""Moderation: choosing words to hide, the list that all members read, one's own hidden words, the appeal (O3)."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commun.core import access
from commun.core.errors import NotFound
from commun.governance import hideable as kinds
from commun.governance import states
from commun.governance.actions import moderation as actions
from commun.governance.forms.moderation import HideForm
from commun.governance.policies import MemberRequest
from commun.governance.policies import meetings as meeting_policies
from commun.governance.policies import moderation as policies
from commun.governance.policies import processes as process_policies
from commun.governance.queries import moderation as queries
from commun.governance.views.support import act, attempt, done, form_page, place, posted, require


def moderation(request: MemberRequest) -> HttpResponse:
    """What was hidden, by whom and why, for every member; never the words."""
    page, lines = queries.hidden_in(request.member, request.GET.get("page"))
    context = {"page": page, "lines": lines, "can_hide": policies.can_hide(request.member)}
    return render(request, "governance/moderation/list_page.html", context)


def words_of_process(request: MemberRequest, process: str) -> HttpResponse:
    """The words written in a process, to hide some."""
    row = process_policies.process_for(request.member, process)
    return _choose(request, kinds.PROCESS, row.ref, row.title, place(request, "process", process=row.ref))


def words_of_meeting(request: MemberRequest, meeting: str) -> HttpResponse:
    """The words written at a meeting, to hide some."""
    row = meeting_policies.meeting_for(request.member, meeting)
    return _choose(request, kinds.MEETING, row.ref, row.title, place(request, "meeting", meeting=row.ref))


def words_about_roles(request: MemberRequest) -> HttpResponse:
    """The notes about roles, to hide some."""
    return _choose(request, kinds.ROLES, "", _("Friction zones"), place(request, "frictions"))


def _choose(request: MemberRequest, where: str, ref: str, title: str, url: str) -> HttpResponse:
    require(policies.can_hide(request.member))
    context = {"words": queries.words_on(request.member, where, ref), "title": title, "url": url}
    return render(request, "governance/moderation/choose_page.html", context)


def hide(request: MemberRequest, kind: str, number: int) -> HttpResponse:
    """Hide some words, with a reason."""
    require(policies.can_hide(request.member))
    found = queries.one_written(request.member, kind, number)
    if found is None:
        raise NotFound
    form = HideForm(posted(request))
    url = place(request, "moderation")
    if form.is_valid() and attempt(
        form, lambda: actions.hide_words(by=request.member, kind=kind, target=number, **form.cleaned_data)
    ):
        return done(request, _("The words are hidden: their author is told, with the reason."), url)
    return form_page(
        request,
        form,
        title=_("Hide these words?"),
        overline=f"{found.name} · {found.label}",
        lede=_("“%(words)s”") % {"words": found.text},
        submit=_("Hide them"),
        cancel_url=url,
    )


@access.admits("member", "dormant", "guest")
def hidden_words(request: MemberRequest, hidden: int) -> HttpResponse:
    """One's own hidden words with the reason; also for those who may show them again."""
    row = policies.hidden_for(request.member, hidden)
    is_mine = row.author_id == request.member.pk
    context = {
        "row": row,
        "label": queries.label_of(row),
        "is_mine": is_mine,
        "is_hidden": row.shown_again_at is None,
        "can_appeal": is_mine and row.case_id is None and row.shown_again_at is None,
        "case_url": place(request, "disagreement", disagreement=row.case.ref) if is_mine and row.case else "",
        "can_show": policies.can_hide(request.member) and row.shown_again_at is None,
        "is_guest": request.member.state == states.GUEST,
    }
    return render(request, "governance/moderation/hidden_page.html", context)


@require_POST
def show_again(request: MemberRequest, hidden: int) -> HttpResponse:
    """Put the words back."""
    row = policies.hidden_for(request.member, hidden)
    return act(
        request,
        lambda: actions.show_again(by=request.member, hidden=row),
        _("The words are shown again; their author is told."),
        place(request, "moderation"),
    )


@access.admits("member", "dormant", "guest")
def appeal(request: MemberRequest, hidden: int) -> HttpResponse:
    """The author opens a disagreement about it."""
    row = policies.hidden_for(request.member, hidden)
    url = place(request, "hidden-words", hidden=row.pk)
    if request.method != "POST":
        return redirect(url)
    return act(
        request,
        lambda: actions.appeal(by=request.member, hidden=row),
        _("A disagreement is open: each says what matters to them, and a third person may help."),
        url,
    )
