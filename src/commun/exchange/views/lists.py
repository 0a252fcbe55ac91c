"""The list of a group: its conversations, one of them, writing, how it works and how one reads it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from commun.core.urls import here
from commun.exchange import addresses, key_care
from commun.exchange.actions import lists as list_actions
from commun.exchange.actions import posts as actions
from commun.exchange.forms.lists import AnswerForm, ListForm, ThreadForm
from commun.exchange.models import MailingList, Post, Thread
from commun.exchange.policies import lists as policies
from commun.exchange.policies import thread_life as life_policies
from commun.exchange.policies import threads as policies_of_threads
from commun.exchange.queries import lists as queries
from commun.exchange.queries import readers
from commun.exchange.queries import thread_life as life
from commun.exchange.queries import threads as ties
from commun.governance.policies import MemberRequest
from commun.governance.policies.moderation import can_hide
from commun.governance.views.support import attempt, done, form_page, posted, require


def place(request: MemberRequest, name: str, **arguments: object) -> str:
    """The address of a page of this room, in this group."""
    return here(request.space.slug, f"exchange:{name}", **arguments)


@require_GET
def threads(request: MemberRequest) -> HttpResponse:
    """Conversations, the last moved first. At most 16 queries."""
    sieve = _sieve(request)
    page, lines = queries.threads_of(request.space, request.GET.get("page"), sieve)
    row = policies.list_of(request.space)
    sorts = policies.can_sort(request.member)
    context = {
        "page": page,
        "lines": lines,
        "sieve": sieve,
        "tags": ties.tags_of_list(request.space, sieve.tag, lambda tag: sieve.address(mot=tag)),
        "sections": life.section_chips(request.space, sieve.section, lambda ref: sieve.address(rubrique=ref)),
        "states": life.state_chips(request.space, sieve.state, lambda state: sieve.address(etat=state)),
        "address": addresses.address_of(request.space.slug),
        "is_open": row is None or row.is_open,
        "keeps_years": row.keeps_years if row is not None else None,
        "sorts": sorts,
        "held_count": queries.held_count(request.space) if sorts else 0,
        "can_write": policies.can_write(request.member),
    }
    return render(request, "exchange/lists/threads_page.html", context)


def _sieve(request: MemberRequest) -> queries.Sieve:
    asked = {name: request.GET.get(name, "")[:40].strip("# ") for name in ("mot", "rubrique", "etat")}
    state = asked["etat"] if asked["etat"] in Thread.State.values else ""
    return queries.Sieve(asked["mot"].casefold(), asked["rubrique"], state)


def new_thread(request: MemberRequest) -> HttpResponse:
    """Start a conversation, from a template or from nothing. At most 12 queries."""
    require(policies.can_write(request.member))
    ref = request.GET.get("modele", "")
    template = life_policies.template_for(request.member, ref) if ref and request.method == "GET" else None
    initial = {"subject": template.subject, "text": template.text} if template else {}
    if template is not None and template.section is not None:
        initial["section"] = template.section.ref
    sections = life.sections_of(request.space)
    form = ThreadForm(posted(request), request.FILES or None, initial=initial, sections=sections)
    made: list[Post] = []

    def write() -> None:
        given = dict(form.cleaned_data)
        chosen = given.pop("section", "")
        section = life_policies.section_for(request.member, chosen) if chosen else None
        made.append(actions.write_post(by=request.member, section=section, is_by_hand=True, **given))

    if form.is_valid() and attempt(form, write):
        return done(request, _("Your message is there."), place(request, "thread", thread=made[0].thread.ref))
    context = {"form": form, "templates": life.templates_of(request.space), "current": template}
    status = 422 if form.is_bound else 200
    return render(request, "exchange/lists/new_thread_page.html", context, status=status)


def thread(request: MemberRequest, thread: str) -> HttpResponse:
    """One conversation, its last messages, and a form to answer. At most 16 queries."""
    row = policies.thread_for(request.member, thread)
    can_write = policies.can_write(request.member)
    require(can_write or request.method == "GET")
    form = AnswerForm(posted(request), request.FILES or None)
    made: list[Post] = []

    def write() -> None:
        made.append(actions.write_post(by=request.member, thread=row, is_by_hand=True, **form.cleaned_data))

    if form.is_valid() and attempt(form, write):
        return done(request, _("Your answer is there."), place(request, "thread", thread=row.ref) + f"#{made[0].ref}")
    context = {
        "thread": row,
        "page": queries.messages_of(row, request.GET.get("page")),
        "form": form,
        "can_write": can_write and row.list.is_open,
        "can_lead": can_write,
        "stance": readers.stance_of(request.member, row),
        "decisions": readers.decisions_of(row),
        "ties": ties.ties_of(row),
        "life": life.life_of(row),
        "can_hide": can_hide(request.member),
    }
    return render(request, "exchange/lists/thread_page.html", context, status=422 if form.is_bound else 200)


@require_GET
def original(request: MemberRequest, post: str) -> HttpResponse:
    """The mail as it was written, quotes and all: its words first, its layout when asked for. At most 10 queries."""
    row = policies_of_threads.whole_mail_for(request.member, post)
    assert row.mail is not None
    read = queries.read_again(row.mail)
    context = {
        "post": row,
        "text": actions.kept_words(read.text),
        "files": queries.files_of(row),
        "has_layout": bool(read.html.strip()),
        "layout": queries.layout_of(row, read) if request.GET.get("vue") == "mise-en-page" and read.html else None,
    }
    return render(request, "exchange/lists/original_page.html", context)


@require_GET
def mail_file(request: MemberRequest, post: str) -> HttpResponse:
    """The mail as it came, save its author's own key, as a file to keep or to open in a mail program."""
    row = policies_of_threads.whole_mail_for(request.member, post)
    assert row.mail is not None
    response = HttpResponse(key_care.mail_without(bytes(row.mail.raw)), content_type="message/rfc822")
    response.headers["Content-Disposition"] = f'attachment; filename="message-{row.ref}.eml"'
    return response


def settings(request: MemberRequest) -> HttpResponse:
    """How the list works, for those who facilitate."""
    require(policies.can_sort(request.member))
    row = policies.list_of(request.space) or MailingList()
    names = ("reply_to", "holds_first", "is_open", "holds_all", "tag")
    chosen = {name: getattr(row, name) for name in names}
    form = ListForm(posted(request), initial=chosen)
    if form.is_valid() and attempt(form, lambda: list_actions.set_list(by=request.member, **form.cleaned_data)):
        return done(request, _("It is noted."), place(request, "list"))
    return form_page(
        request,
        form,
        title=_("How the list works"),
        overline=addresses.address_of(request.space.slug),
        submit=_("Save"),
        cancel_url=place(request, "list"),
    )
