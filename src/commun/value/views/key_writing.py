"""Writing a key, step after step, with plain buttons; nothing is kept before « Save »."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from commun.algo import sharing
from commun.algo.sharing import Kind
from commun.core.errors import Refused
from commun.governance.policies import MemberRequest
from commun.governance.views.support import require
from commun.value import actions, key_drafts
from commun.value.forms.keys import Draft, NameForm, NoteForm
from commun.value.key_drafts import Press, Raw
from commun.value.key_words import kind_words, sentences
from commun.value.models import KeyVersion
from commun.value.policies import keys as policies
from commun.value.queries import keys as queries
from commun.value.views.support import place


def templates() -> dict[str, tuple[str, str, sharing.Key]]:
    """The three keys to start from: their name, where they are used, the key."""
    found = key_drafts.template_keys(
        bringing=_("bringing the business"), writing=_("writing the answer"), coordination=_("coordination")
    )
    told = {
        "annee": (_("Zero at year end"), _("A collective of a cooperative shares all that came in, by the days.")),
        "enseigne": (_("Brand, five per cent"), _("Each keeps what they brought; five per cent keep the brand alive.")),
        "equipe": (_("Team of a bid"), _("Bringing, writing and coordinating are paid before the days.")),
    }
    return {word: (*told[word], key) for word, key in found.items()}


def new_key(request: MemberRequest) -> HttpResponse:
    """Choose what to start from, then write."""
    require(policies.can_write_keys(request.member))
    start = request.GET.get("depart", "")
    if request.method != "POST" and not start:
        return _choose(request)
    writing = _Writing(_("Write a key"), NameForm, _start(request, start), _save_key, place(request, "keys"))
    return _write(request, writing)


def write_key(request: MemberRequest, key: str) -> HttpResponse:
    """Write another version of a key, from its last one or from that of the address."""
    row = policies.key_for(request.member, key)
    require(policies.can_write_keys(request.member))
    asked = request.GET.get("version", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 5 else 0
    base = policies.version_for(request.member, key, number or queries.last_number(row))

    def save(request: MemberRequest, said: dict[str, Any], steps: list[dict[str, Any]]) -> KeyVersion:
        return actions.write_key_version(by=request.member, key=row, steps=steps, note=said["note"])

    steps = key_drafts.drafted(sharing.read(base.steps))
    cancel = place(request, "key", key=row.ref)
    title = _("Another version of “%(key)s”") % {"key": row.name}
    return _write(request, _Writing(title, NoteForm, steps, save, cancel))


@dataclass(frozen=True)
class _Writing:
    """What differs between a new key and a new version."""

    title: str
    form: type[forms.Form]
    start: Sequence[Raw]
    save: Callable[[MemberRequest, dict[str, Any], list[dict[str, Any]]], KeyVersion]
    cancel_url: str


def _write(request: MemberRequest, writing: _Writing) -> HttpResponse:
    press = Press.read(request.POST.get("press", "read"))
    sent = key_drafts.posted_steps(request.POST) if request.method == "POST" else writing.start
    draft = Draft(key_drafts.pressed(sent, press))
    is_saving = press.act == "save"
    # A button that moves a step does not complain about the rest of the page.
    said = writing.form(request.POST) if is_saving else writing.form(initial=request.POST.dict())
    refused = ""
    if is_saving and said.is_valid() and not draft.problem:
        try:
            version = writing.save(request, said.cleaned_data, sharing.written(tuple(draft.steps)))
        except Refused as refusal:
            refused = str(refusal.sentence)
        else:
            messages.success(request, _("Saved. It holds for nothing yet: try it, then put it to the group."))
            return redirect(place(request, "key", key=version.key.ref))
    context = {
        "title": writing.title,
        "said": said,
        "draft": draft,
        "kinds": [(kind.value, kind_words(kind)) for kind in Kind],
        "roles": queries.roles_named(request.space),
        "refused": refused,
        "is_saving": is_saving,
        "cancel_url": writing.cancel_url,
    }
    return render(request, "value/keys/write_page.html", context, status=422 if is_saving else 200)


def _save_key(request: MemberRequest, said: dict[str, Any], steps: list[dict[str, Any]]) -> KeyVersion:
    return actions.write_key(by=request.member, name=said["name"], steps=steps)


def _start(request: MemberRequest, word: str) -> list[Raw]:
    """The steps of a template, of « key.version » of the group, or none."""
    found = templates().get(word)
    if found is not None:
        return key_drafts.drafted(found[2])
    ref, _dot, number = word.rpartition(".")
    if ref and number.isascii() and number.isdigit() and len(number) < 5:
        version = policies.version_for(request.member, ref, int(number))
        return key_drafts.drafted(sharing.read(version.steps))
    return []


def _choose(request: MemberRequest) -> HttpResponse:
    starts = [
        {"word": word, "name": name, "used": used, "reading": sentences(key)}
        for word, (name, used, key) in templates().items()
    ]
    context = {"starts": starts, "lines": queries.keys_of(request.space)}
    return render(request, "value/keys/start_page.html", context)
