"""Proposing a text, an article, a change of the rules: each makes a decision, whose page shows the diff."""

from collections.abc import Mapping
from typing import Any

from django import forms as django_forms
from django.http import HttpResponse
from django.utils.translation import gettext as _

from commun.core import scope
from commun.core.errors import NotFound
from commun.governance.actions import charter as actions
from commun.governance.effects_charter import ARTICLE
from commun.governance.forms import charter as forms
from commun.governance.models import Article, ArticleVersion, Decision
from commun.governance.policies import MemberRequest
from commun.governance.policies import charter as policies
from commun.governance.views.support import attempt, done, form_page, place, posted, require


def _propose(
    request: MemberRequest, form: django_forms.Form, title: str, change: Mapping[str, Any]
) -> HttpResponse | None:
    made: list[Decision] = []
    proposal = actions.Proposal(title=title, why=form.cleaned_data["why"], change=change, subject=_("Charter"))
    if not attempt(form, lambda: made.append(actions.propose_charter_change(by=request.member, proposal=proposal))):
        return None
    sentence = _("It is on the table, with what it would change: choose now how to decide it.")
    return done(request, sentence, place(request, "decision", decision=made[0].ref))


def new_text(request: MemberRequest) -> HttpResponse:
    """Propose a text: pasted, it is cut into articles."""
    require(policies.can_propose(request.member))
    form = forms.TextForm(posted(request))
    if form.is_valid():
        title = _("Adopt “%(title)s”") % {"title": form.cleaned_data["title"]}
        answer = _propose(request, form, title, form.change())
        if answer is not None:
            return answer
    return form_page(
        request,
        form,
        title=_("Propose a text"),
        lede=_("The group decides on it like on anything else. A group needs no text to live: write only what helps."),
        overline=request.space.name,
        submit=_("Put it to the group"),
        cancel_url=place(request, "charter"),
    )


def new_article(request: MemberRequest, text: str) -> HttpResponse:
    """Propose one more article."""
    row = policies.text_for(request.member, text)
    require(policies.can_propose(request.member))
    form = forms.ArticleForm(posted(request), text=row)
    if form.is_valid():
        title = _("%(text)s: add “%(title)s”") % {"text": row.title, "title": form.cleaned_data["title"]}
        answer = _propose(request, form, title, form.change())
        if answer is not None:
            return answer
    return _article_form(request, form, _("Propose an article"), row.title, place(request, "text", text=row.ref))


def change_article(request: MemberRequest, article: str) -> HttpResponse:
    """Propose other words for an article."""
    row = policies.article_for(request.member, article)
    require(policies.can_propose(request.member))
    current = _current(row)
    form = forms.ArticleForm(posted(request), text=row.text, version=current)
    if form.is_valid():
        words = {"text": row.text.title, "number": row.number, "title": current.title}
        title = _("%(text)s: change article %(number)s, “%(title)s”") % words
        answer = _propose(request, form, title, form.change())
        if answer is not None:
            return answer
    overline = _("%(text)s, article %(number)s") % {"text": row.text.title, "number": row.number}
    return _article_form(request, form, _("Propose a change"), overline, place(request, "article", article=row.ref))


def _article_form(
    request: MemberRequest, form: django_forms.Form, title: str, overline: str, cancel_url: str
) -> HttpResponse:
    return form_page(
        request,
        form,
        title=title,
        overline=overline,
        lede=_("Everybody will see word by word what would change. Adopted, exactly this is changed, or nothing."),
        submit=_("Put it to the group"),
        cancel_url=cancel_url,
    )


def withdraw_article(request: MemberRequest, article: str) -> HttpResponse:
    """Propose to take an article out; its words stay readable in its history."""
    row = policies.article_for(request.member, article)
    require(policies.can_propose(request.member))
    current = _current(row)
    form = forms.WithdrawArticleForm(posted(request))
    if form.is_valid():
        words = {"text": row.text.title, "number": row.number, "title": current.title}
        change = {
            "kind": ARTICLE,
            "op": "withdraw",
            "text": row.text.ref,
            "article": row.ref,
            "base": current.number,
            "is_major": form.cleaned_data["weight"] == "major",
        }
        answer = _propose(request, form, _("%(text)s: withdraw article %(number)s, “%(title)s”") % words, change)
        if answer is not None:
            return answer
    return form_page(
        request,
        form,
        title=_("Propose to withdraw this article"),
        overline=current.title,
        lede=_("Its words stay readable in its history."),
        submit=_("Put it to the group"),
        cancel_url=place(request, "article", article=row.ref),
    )


def _current(row: Article) -> ArticleVersion:
    with scope.use(row.space_id):
        found = ArticleVersion.objects.select_related("article").filter(article=row, number=row.version).first()
    if found is None:
        raise NotFound
    return found


def change_rules(request: MemberRequest) -> HttpResponse:
    """Propose other rules of coming in, resting and going out."""
    require(policies.can_propose(request.member))
    form = forms.RulesForm(posted(request), rules=policies.rules_of(request.space))
    if form.is_valid():
        answer = _propose(request, form, _("Change the rules of membership"), form.change())
        if answer is not None:
            return answer
    return form_page(
        request,
        form,
        title=_("Propose other rules"),
        overline=_("Coming in, resting, going out"),
        submit=_("Put it to the group"),
        cancel_url=place(request, "rules"),
    )
