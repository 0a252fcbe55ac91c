"""The list of a group, as ``samples`` makes the other things."""

from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from commun.core import clock, scope
from commun.core.models import Space
from commun.exchange.actions.held import release_held
from commun.exchange.actions.intake import sort_mail, take_in
from commun.exchange.actions.lists import open_list
from commun.exchange.actions.posts import write_post
from commun.exchange.actions.sections import add_section
from commun.exchange.actions.thread_templates import save_template
from commun.exchange.addresses import address_of
from commun.exchange.models import InboundMail, Post, PostFile, TrustedSender
from commun.governance.models import Membership


def _post(_space: Space, member: Membership) -> Post:
    return write_post(by=member, token="0" * 32, subject="Lundi", text="On se voit ?")


def _mail(space: Space, number: str) -> InboundMail:
    to = address_of(space.slug)
    raw = f"From: Qui <qui@exemple.test>\r\nTo: {to}\r\nMessage-ID: <{number}@exemple.test>\r\n\r\nBonjour".encode()
    kept = take_in(envelope_from="qui@exemple.test", recipient=to, raw=raw)
    assert kept is not None
    return sort_mail(mail=kept)


def _released(space: Space, member: Membership) -> str:
    return release_held(by=member, mail=_mail(space, "posted")).ref


def _file(space: Space, member: Membership) -> str:
    sent = [SimpleUploadedFile("notes.txt", b"Nos notes")]
    post = write_post(by=member, token="1" * 32, subject="Notes", text="Les voici.", sent=sent)
    with scope.use(space):
        return PostFile.objects.get(post=post).ref


def _trusted(space: Space, member: Membership) -> int:
    with scope.use(space):
        row = TrustedSender(space=space, list=open_list(space), address="qui@exemple.test", by=member, at=clock.now())
        row.save()
    return row.pk


SAMPLES: dict[str, Callable[[Space, Membership], Any]] = {
    "thread": lambda space, member: _post(space, member).thread.ref,
    "post": _released,
    "post_file": _file,
    "trusted": _trusted,
    "provider": lambda _space, _member: "postmark",
    "list_section": lambda _space, member: add_section(by=member, name="Chantiers").ref,
    "thread_template": lambda _space, member: save_template(by=member, subject="Tour", text="1. Fait").ref,
    "thread_starter": lambda _space, _member: "semaine",
    "held_mail": lambda space, _member: _mail(space, "held").ref,
}
