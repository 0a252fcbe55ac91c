"""What a member does with threads beside writing in them: how to read the list, and each of its threads."""

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from commun.algo import mail as mails
from commun.core import files
from commun.exchange import addresses
from commun.exchange.actions import lists as list_actions
from commun.exchange.actions import reading as actions
from commun.exchange.actions import threads as thread_actions
from commun.exchange.forms.lists import ReadForm
from commun.exchange.forms.threads import MergeForm, SplitForm
from commun.exchange.models import Thread
from commun.exchange.policies import lists as policies
from commun.exchange.policies import threads as policies_of_threads
from commun.exchange.queries import lists as queries
from commun.exchange.queries import readers
from commun.exchange.queries import threads as queries_of_threads
from commun.exchange.views.lists import place
from commun.governance.policies import MemberRequest
from commun.governance.views.support import act, attempt, done, form_page, posted, require

# What a browser may show in the layout of a mail, though the house does not make such files.
_PICTURES = {"gif": "image/gif", "webp": "image/webp"}


def reading(request: MemberRequest) -> HttpResponse:
    """How one reads the list oneself, and the threads that one follows or muted. At most 12 queries."""
    mode, gets_own = queries.reading_of(request.member)
    form = ReadForm(posted(request), initial={"mode": mode, "gets_own": gets_own})
    if form.is_valid() and attempt(form, lambda: list_actions.choose_reading(by=request.member, **form.cleaned_data)):
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


def split(request: MemberRequest, post: str) -> HttpResponse:
    """Give a message and its answers a thread of their own."""
    require(policies.can_write(request.member))
    row = policies.post_for(request.member, post)
    moved = queries_of_threads.count_moved_with(row)
    subject = mails.shown(row.subject or row.thread.subject, row.list.own_marks)
    form = SplitForm(posted(request), initial={"subject": subject})
    made: list[Thread] = []
    if form.is_valid() and attempt(
        form, lambda: made.append(thread_actions.split_thread(by=request.member, post=row, **form.cleaned_data))
    ):
        return done(request, _("They have their own thread."), place(request, "thread", thread=made[0].ref))
    return form_page(
        request,
        form,
        title=_("Make a thread of it"),
        lede=ngettext(
            "This message leaves the thread; what answers it from now on comes to the new one.",
            "%(count)s messages leave the thread: this one and those that answer it. "
            "What answers them from now on comes to the new one.",
            moved,
        )
        % {"count": moved},
        overline=row.thread.subject,
        submit=_("Make a thread of it"),
        cancel_url=place(request, "thread", thread=row.thread.ref),
    )


def merge(request: MemberRequest, thread: str) -> HttpResponse:
    """Put two threads together."""
    require(policies.can_write(request.member))
    row = policies.thread_for(request.member, thread)
    form = MergeForm(posted(request), choices=queries_of_threads.other_threads(row))
    made: list[Thread] = []

    def join() -> None:
        other = policies.thread_for(request.member, form.cleaned_data["other"])
        made.append(thread_actions.merge_threads(by=request.member, thread=row, other=other))

    if form.is_valid() and attempt(form, join):
        return done(request, _("They are one thread now."), place(request, "thread", thread=made[0].ref))
    return form_page(
        request,
        form,
        title=_("Join another thread"),
        lede=_("Their messages stand together, in order, under the name of the older. Both addresses lead there."),
        overline=row.subject,
        submit=_("Join them"),
        cancel_url=place(request, "thread", thread=row.ref),
    )


@require_GET
def told(request: MemberRequest, post: str) -> HttpResponse:
    """Who was told of a message, and how, as it stands now. At most 12 queries."""
    row = policies.post_for(request.member, post)
    context = {"post": row, "told": queries_of_threads.told_of(row)}
    return render(request, "exchange/lists/told_page.html", context)
