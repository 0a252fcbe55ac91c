"""What the pages of this room share."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from commun.core.errors import NotFound, Refused
from commun.core.urls import here
from commun.governance.policies import MemberRequest
from commun.people.models import Person


class PersonRequest(HttpRequest):
    """A signed-in request outside any group."""

    if TYPE_CHECKING:
        user: Person


def require(allowed: bool) -> None:
    """A page that is not this member's to see does not exist for them."""
    if not allowed:
        raise NotFound


def place(request: MemberRequest, name: str, **arguments: Any) -> str:
    """The address of a page of this group."""
    return here(request.space.slug, f"governance:{name}", **arguments)


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, even when it is empty; None for a page that is only read."""
    return request.POST if request.method == "POST" else None


def attempt(form: forms.Form, do: Callable[[], object]) -> bool:
    """Do it, or show on the form why it is refused."""
    try:
        do()
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        return False
    return True


def act(request: HttpRequest, do: Callable[[], object], sentence: Any, url: str) -> HttpResponse:
    """Do it, say so (or why it is refused), and lead to ``url``."""
    try:
        do()
    except Refused as refusal:
        messages.error(request, str(refusal.sentence))
    else:
        messages.success(request, str(sentence))
    return redirect(url)


def done(request: HttpRequest, sentence: Any, url: str) -> HttpResponse:
    """Say that it is done and lead to ``url``."""
    messages.success(request, str(sentence))
    return redirect(url)


def form_page(
    request: HttpRequest,
    form: forms.Form,
    *,
    title: Any,
    submit: Any,
    cancel_url: str,
    lede: Any = "",
    overline: Any = "",
    extra: dict[str, Any] | None = None,
) -> HttpResponse:
    """A page with one form; 422 when what was sent is wrong."""
    context = {
        "form": form,
        "title": title,
        "lede": lede,
        "overline": overline,
        "submit": submit,
        "cancel_url": cancel_url,
        **(extra or {}),
    }
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "governance/form_page.html", context, status=status)
