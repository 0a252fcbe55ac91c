"""How long words stay: who is erased, who wants no archive, what a group keeps."""

import uuid
from typing import Any

import pytest

from commun.core import scope
from commun.core.urls import here
from commun.exchange.actions.posts import write_post
from commun.exchange.actions.threads import split_thread
from commun.exchange.models import Post, Thread
from commun.people.actions.erasure import erase_person
from tests.exchange.list_world import OURS, arrives, mail_of
from tests.exchange.search_world import indexed, titles
from tests.support.client import GateClient
from tests.support.world import Group

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _our_server(settings: Any, tmp_path: Any) -> None:
    settings.AUTHSERV_ID = OURS
    settings.MEDIA_ROOT = tmp_path


def wrote(group: Group, subject: str, text: str = "On se voit ?", *, by: Any = None, thread: Any = None) -> Post:
    return write_post(by=by or group.bob, token=str(uuid.uuid4()), subject=subject, text=text, thread=thread)


def page(group: Group, name: str, **arguments: Any) -> str:
    return here(group.space.slug, f"exchange:{name}", **arguments)


def test_the_subject_that_a_person_wrote_goes_with_their_words(client: GateClient, group: Group) -> None:
    first = wrote(group, "Moi, Zébulon, je pars")
    answer = wrote(group, "", "Bonne route", by=group.alice, thread=first.thread)
    other = wrote(group, "Potirons", by=group.alice)
    indexed()
    assert titles(group.alice.person, "Zébulon")
    erase_person(person=group.bob.person, keeps_name=False)
    indexed()
    client.force_login(group.alice.person)
    for url in (page(group, "list"), page(group, "thread", thread=first.thread.ref)):
        assert "Zébulon" not in client.get(url).content.decode()
    assert not titles(group.alice.person, "Zébulon")
    assert titles(group.alice.person, "route")
    assert titles(group.alice.person, "Potirons")
    with scope.use(group.space):
        assert not Post.objects.filter(subject__icontains="Zébulon").exists()
        assert not Thread.objects.filter(base__icontains="zebulon").exists()
        assert Post.objects.get(pk=answer.pk).said == "Bonne route"
        assert Thread.objects.get(pk=other.thread_id).subject == "Potirons"


def test_a_subject_that_somebody_else_gave_stays(group: Group) -> None:
    """The thread is Alice's; what was taken out of it by her has the name that she gave."""
    first = wrote(group, "Le jardin", by=group.alice)
    answer = wrote(group, "", "Et moi alors ?", thread=first.thread)
    apart = split_thread(by=group.alice, post=answer, subject="Les outils")
    arrives(mail_of(group.bob.person, group.space, Subject="Re: Le jardin", In_Reply_To=first.message_id), group.space)
    erase_person(person=group.bob.person, keeps_name=False)
    with scope.use(group.space):
        assert Thread.objects.get(pk=first.thread_id).subject == "Le jardin"
        assert Thread.objects.get(pk=apart.pk).subject == "Les outils"
