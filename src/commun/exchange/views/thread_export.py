"""A thread to take away: on paper, as Markdown, as JSON. What the page shows to this member, and nothing else."""

import json

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from commun.exchange.policies import lists as policies
from commun.exchange.queries import thread_export as queries
from commun.governance.policies import MemberRequest


def _whole(request: MemberRequest, ref: str) -> queries.Whole:
    return queries.whole_thread(policies.thread_for(request.member, ref))


@require_GET
def printed(request: MemberRequest, thread: str) -> HttpResponse:
    """The thread on paper. At most 14 queries."""
    whole = _whole(request, thread)
    posts = [(one, queries.files_of(one)) for one in whole.posts]
    context = {"whole": whole, "thread": whole.thread, "posts": posts}
    return render(request, "exchange/lists/thread_print_page.html", context)


@require_GET
def as_markdown(request: MemberRequest, thread: str) -> HttpResponse:
    """The thread as Markdown. At most 14 queries."""
    whole = _whole(request, thread)
    return _download(queries.as_markdown(whole), "text/markdown", f"fil-{whole.thread.ref}.md")


@require_GET
def as_json(request: MemberRequest, thread: str) -> HttpResponse:
    """The thread as JSON. At most 14 queries."""
    whole = _whole(request, thread)
    text = json.dumps(queries.as_dict(whole), ensure_ascii=False, indent=2) + "\n"
    return _download(text, "application/json", f"fil-{whole.thread.ref}.json")


def _download(content: str, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=f"{kind}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
