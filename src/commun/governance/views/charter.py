"""The texts of the group: reading them, an article's history, who accepted what, the files."""

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commun.core import clock
from commun.governance.actions import charter as actions
from commun.governance.actions import membership_rules
from commun.governance.effects_rules import rule_lines
from commun.governance.models import GroupText
from commun.governance.policies import MemberRequest
from commun.governance.policies import charter as policies
from commun.governance.queries import charter as queries
from commun.governance.queries.charter_changes import since_accepted
from commun.governance.queries.decision_export import as_json as written_json
from commun.governance.views.decisions import download
from commun.governance.views.support import act, place


def charter(request: MemberRequest) -> HttpResponse:
    """The first text of the group; without any, what a group without a charter may do: everything (R80)."""
    texts = queries.texts_of(request.space)
    if texts:
        return _text_page(request, texts[0], texts)
    context = {"can_propose": policies.can_propose(request.member)}
    return render(request, "governance/charter/empty_page.html", context)


def text(request: MemberRequest, text: str) -> HttpResponse:
    """One text, today or on any past day."""
    return _text_page(request, policies.text_for(request.member, text), queries.texts_of(request.space))


def _text_page(request: MemberRequest, row: GroupText, texts: list[GroupText]) -> HttpResponse:
    page = queries.text_page(request.member, row, _day_asked(request))
    chips = [
        {"label": one.title, "url": place(request, "text", text=one.ref), "is_current": one.pk == row.pk}
        for one in texts
    ]
    chips.append({"label": _("Coming in, resting, going out"), "url": place(request, "rules"), "is_current": False})
    can_answer = policies.can_answer(request.member, row)
    is_asked = can_answer and page.day is None and not (page.mine and page.mine.is_accepted)
    context = {
        "page": page,
        "text": row,
        "chips": chips,
        "since": since_accepted(request.member, row) if is_asked else None,
        "can_propose": policies.can_propose(request.member),
        "can_answer": can_answer,
        "today": clock.today(),
    }
    return render(request, "governance/charter/text_page.html", context)


def _day_asked(request: MemberRequest) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(request.GET.get("le", ""))
    except ValueError:
        return None
    return day if day < clock.today() else None


def printed(request: MemberRequest, text: str) -> HttpResponse:
    """The text on paper, with the place to sign where it binds by law."""
    page = queries.text_page(request.member, policies.text_for(request.member, text), _day_asked(request))
    return render(request, "governance/charter/print_page.html", {"page": page, "text": page.text})


def as_markdown(request: MemberRequest, text: str) -> HttpResponse:
    """The text as Markdown."""
    page = queries.text_page(request.member, policies.text_for(request.member, text))
    return download(queries.as_markdown(page), "text/markdown", f"texte-{page.text.ref}.md")


def as_json(request: MemberRequest, text: str) -> HttpResponse:
    """The text as JSON."""
    page = queries.text_page(request.member, policies.text_for(request.member, text))
    return download(written_json(queries.as_dict(page)), "application/json", f"texte-{page.text.ref}.json")


def acceptances(request: MemberRequest, text: str) -> HttpResponse:
    """Who accepted which version, by name: never a ranking, never who did not."""
    row = policies.text_for(request.member, text)
    context = {"text": row, "versions": queries.acceptances_of(row)}
    return render(request, "governance/charter/acceptances_page.html", context)


@require_POST
def answer(request: MemberRequest, text: str) -> HttpResponse:
    """« I accept », or « not now »."""
    row = policies.text_for(request.member, text)
    asked = request.POST.get("version", "")
    major = int(asked[:6]) if asked.isascii() and asked.isdigit() else -1
    is_accepted = "accepter" in request.POST
    sentence = (
        _("Thank you: your acceptance is kept.") if is_accepted else _("It is noted. You can answer again any day.")
    )
    return act(
        request,
        lambda: actions.answer_to_text(by=request.member, text=row, major=major, is_accepted=is_accepted),
        sentence,
        place(request, "text", text=row.ref),
    )


def article(request: MemberRequest, article: str) -> HttpResponse:
    """One article and all its versions, with what each changed."""
    row = policies.article_for(request.member, article)
    history = queries.history_of(row)
    context: dict[str, Any] = {
        "article": row,
        "text": row.text,
        "history": history,
        "current": history[0].version,
        "all_hold": all(one.holds for one in history),
        "can_propose": policies.can_propose(request.member),
    }
    return render(request, "governance/charter/article_page.html", context)


def rules(request: MemberRequest) -> HttpResponse:
    """The rules of membership in words."""
    found = policies.rules_of(request.space)
    context = {
        "lines": rule_lines(membership_rules.as_dict(found)),
        "can_propose": policies.can_propose(request.member),
        "is_default": found.pk is None,
    }
    return render(request, "governance/charter/rules_page.html", context)
