"""What a member does with threads beside writing in them: how to read the list, and each of its threads."""

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from commun.core import files
from commun.exchange import addresses
from commun.exchange.actions import lists as list_actions
from commun.exchange.actions import reading as actions
from commun.exchange.forms.lists import ReadForm
from commun.exchange.policies import lists as policies
from commun.exchange.policies import threads as policies_of_threads
from commun.exchange.queries import lists as queries
from commun.exchange.queries import readers
from commun.exchange.views.lists import place
from commun.governance.policies import MemberRequest
from commun.governance.views.support import act, attempt, done, posted

# What a browser may show in the layout of a mail, though the house does not make such files.
_PICTURES = {"gif": "image/gif", "webp": "image/webp"}


def reading(request: MemberRequest) -> HttpResponse:
    """How one reads the list oneself, and the threads that one follows or muted. At most 12 queries."""
    form = ReadForm(posted(request), initial={"mode": queries.mode_of(request.member)})
    if form.is_valid() and attempt(
        form, lambda: list_actions.choose_reading(by=request.member, mode=form.cleaned_data["mode"])
    ):
        return done(request, _("It is noted."), place(request, "list"))
    context = {
        "form": form,
        "address": addresses.address_of(request.space.slug),
        "readings": readers.readings_of(request.member),
        "back_url": place(request, "list"),
    }
    return render(request, "exchange/lists/reading_page.html", context, status=422 if form.is_bound else 200)


@require_POST
def read_thread(request: MemberRequest, thread: str) -> HttpResponse:
    """Follow it, mute it, or read it as the rest of the list."""
    row = policies.thread_for(request.member, thread)
    stance = request.POST.get("stance", "")
    said = {
        "followed": _("You follow this thread: each of its messages comes to you by mail."),
        "muted": _("This thread is muted: it no longer comes to you, by mail or in summaries."),
    }.get(stance, _("You read this thread as the rest of the list."))
    return act(
        request,
        lambda: actions.read_thread(by=request.member, thread=row, stance=stance),
        said,
        place(request, "thread", thread=row.ref),
    )


@require_GET
def post_file(request: MemberRequest, post_file: str) -> StreamingHttpResponse:
    """A file of a message, for whoever reads the thread. At most 8 queries."""
    row = policies_of_threads.post_file_for(request.member, post_file)
    assert row.kept is not None
    response = files.served(row.kept, row.name)
    if row.kept.kind in _PICTURES:
        response.headers["Content-Type"] = _PICTURES[row.kept.kind]
    return response
