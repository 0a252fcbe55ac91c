"""Pages of texts written together: without JavaScript all of it works, one form at a time."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from commun.core.errors import Refused
from commun.core.models import Space, TextVersion, WrittenText
from commun.core.urls import here
from commun.core.writing import access, actions, reading, remarks, versions
from commun.ui import writing
from commun.ui.writing import files, forms


class TextRequest(HttpRequest):
    """A request inside a group."""

    if TYPE_CHECKING:
        user: Any
        space: Space


def _text(request: TextRequest, ref: str) -> WrittenText:
    return reading.text_for(request.user.pk, ref)


def _back(request: TextRequest, text: WrittenText, said: str = "") -> HttpResponse:
    if said:
        messages.success(request, said)
    url = access.url_of(text) or here(request.space.slug, "writing:text", written=text.ref)
    return HttpResponseRedirect(f"{url}#texte-{text.ref}")


def _attempt(form: Any, act: Callable[[], Any]) -> bool:
    try:
        act()
    except Refused as refusal:
        form.add_error(None, str(refusal.sentence))
        return False
    return True


def _form(request: TextRequest, text: WrittenText, form: Any, title: str, submit: str) -> HttpResponse:
    """The form again, with what was written and what is wrong."""
    shown = {"text": text, "over": access.title_of(text), "form": form, "title": title, "submit": submit}
    shown["back"] = access.url_of(text) or here(request.space.slug, "writing:text", written=text.ref)
    return render(request, "ui/writing/form_page.html", shown, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def text_page(request: TextRequest, written: str) -> HttpResponse:
    """The text by itself; its text area comes here from wherever it stands."""
    text = _text(request, written)
    if request.method == "POST":
        return _write(request, text)
    editor = writing.editor_of(text, request.user.pk)
    template = "simple_page" if request.GET.get("simple") else "text_page"
    shown = {"editor": editor, "title": access.title_of(text), "told": access.told_of(text)}
    return render(request, f"ui/writing/{template}.html", shown)


def _write(request: TextRequest, text: WrittenText) -> HttpResponse:
    words, base = request.POST.get("words", ""), request.POST.get("base", "")
    position = int(base) if base.isascii() and base.isdigit() and len(base) < 16 else -1
    shown: dict[str, Any] = {"text": text, "over": access.title_of(text), "words": words, "position": position}
    shown["told"] = access.told_of(text)
    try:
        found = actions.write_plain(text=text, author=request.user.pk, base=position, words=words)
    except Refused as refusal:
        shown |= {"refusal": str(refusal.sentence), "clashes": ()}
        return render(request, "ui/writing/clash_page.html", shown, status=422)
    if found.clashes:
        clashes = [("\n\n".join(one.theirs), "\n\n".join(one.mine)) for one in found.clashes]
        shown |= {"clashes": clashes, "words": found.markdown, "position": found.position, "refusal": ""}
        return render(request, "ui/writing/clash_page.html", shown, status=409)
    return _back(request, text, _("Your text is saved."))


@require_GET
def remarks_panel(request: TextRequest, written: str) -> HttpResponse:
    """Comments and suggestions, fetched again when somebody says something."""
    text = _text(request, written)
    found = writing.remarks_of(text, request.user.pk, access.reader(request.user.pk, text))
    return render(request, "ui/writing/_remarks_panel.html", {"remarks": found})


@require_http_methods(["GET", "HEAD", "POST"])
def comment(request: TextRequest, written: str) -> HttpResponse:
    """Say something about a passage or the whole."""
    text = _text(request, written)
    form = forms.CommentForm(request.POST or None)
    if form.is_valid() and _attempt(
        form,
        lambda: remarks.comment(
            text=text, author=request.user.pk, words=form.cleaned_data["words"], passage=form.passage()
        ),
    ):
        return _back(request, text, _("Your comment is beside the text."))
    return _form(request, text, form, _("Comment"), _("Publish the comment"))


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: TextRequest, written: str, text_comment: int) -> HttpResponse:
    """Answer a comment."""
    text = _text(request, written)
    said = remarks.comment_for(text, text_comment)
    form = forms.AnswerForm(request.POST or None)
    if form.is_valid() and _attempt(
        form,
        lambda: remarks.answer(text=text, author=request.user.pk, comment=said, words=form.cleaned_data["words"]),
    ):
        return _back(request, text)
    return _form(request, text, form, pgettext("verb", "Answer"), pgettext("verb", "Answer"))


@require_http_methods(["GET", "HEAD", "POST"])
def suggest(request: TextRequest, written: str) -> HttpResponse:
    """Propose other words for a passage."""
    text = _text(request, written)
    form = forms.SuggestionForm(request.POST or None)
    if form.is_valid() and _attempt(
        form,
        lambda: remarks.suggest(
            text=text, author=request.user.pk, passage=form.passage(), proposal=form.cleaned_data["proposal"]
        ),
    ):
        return _back(request, text, _("Your suggestion is beside the text: somebody else decides."))
    return _form(request, text, form, _("Suggest other words"), _("Suggest"))


def _do(request: TextRequest, text: WrittenText, act: Callable[[], Any], said: str) -> HttpResponse:
    try:
        act()
    except Refused as refusal:
        messages.error(request, str(refusal.sentence))
        return _back(request, text)
    return _back(request, text, said)


@require_POST
def resolve(request: TextRequest, written: str, text_comment: int) -> HttpResponse:
    """Close a comment."""
    text = _text(request, written)
    said = remarks.comment_for(text, text_comment)
    return _do(
        request, text, lambda: remarks.resolve(text=text, author=request.user.pk, comment=said), _("Comment closed.")
    )


@require_POST
def accept(request: TextRequest, written: str, text_suggestion: int) -> HttpResponse:
    """Take a suggestion."""
    text = _text(request, written)
    found = remarks.suggestion_for(text, text_suggestion)
    return _do(
        request,
        text,
        lambda: remarks.accept(text=text, author=request.user.pk, suggestion=found),
        _("The proposed words are in the text."),
    )


@require_POST
def refuse(request: TextRequest, written: str, text_suggestion: int) -> HttpResponse:
    """Leave the text as it is."""
    text = _text(request, written)
    found = remarks.suggestion_for(text, text_suggestion)
    return _do(
        request,
        text,
        lambda: remarks.refuse(text=text, author=request.user.pk, suggestion=found),
        _("The text stays as it is."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def versions_page(request: TextRequest, written: str) -> HttpResponse:
    """Versions, who wrote what, each paragraph's last change; a version may be named here."""
    text = _text(request, written)
    form = forms.VersionForm(request.POST or None)
    if form.is_valid() and _attempt(
        form, lambda: versions.name_version(text=text, author=request.user.pk, name=form.cleaned_data["name"])
    ):
        return _back(request, text, _("The version is kept."))
    kept = list(TextVersion.objects.filter(text=text).defer("content").order_by("-at", "-pk")[:200])
    names = access.names([one.person_id for one in kept])
    shown = {
        "text": text,
        "title": access.title_of(text),
        "back": access.url_of(text) or here(request.space.slug, "writing:text", written=text.ref),
        "form": form,
        "right": access.reader(request.user.pk, text),
        "versions": [(one, names.get(one.person_id or 0, "")) for one in kept],
        "written": writing.written_by(text),
    }
    return render(request, "ui/writing/versions_page.html", shown, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def version_page(request: TextRequest, written: str, text_version: int) -> HttpResponse:
    """One version, what changed since, and going back to it."""
    text = _text(request, written)
    version = versions.version_for(text, text_version)
    if request.method == "POST":
        return _do(
            request,
            text,
            lambda: versions.restore_version(text=text, author=request.user.pk, version=version),
            _("The text reads as it did; what was written since is kept as a version."),
        )
    then = reading.drawn(versions.tree_of(version))
    shown = {
        "text": text,
        "title": access.title_of(text),
        "version": version,
        "right": access.reader(request.user.pk, text),
        "html": writing.prose(then.html),
        "changes": writing.changes(then.plain, reading.shown(text).plain),
    }
    return render(request, "ui/writing/version_page.html", shown)


@require_GET
def download(request: TextRequest, written: str, file_format: str) -> HttpResponse:
    """The text as a file."""
    text = _text(request, written)
    return files.response(file_format, access.title_of(text), [files.part_of(text)])
