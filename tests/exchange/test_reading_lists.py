"""How one reads a list: each message, by digest, decisions only, on the page; a thread muted, a thread followed."""

import uuid

import pytest

from commun.core import clock, scope
from commun.exchange.actions.lists import choose_reading
from commun.exchange.actions.posts import write_post
from commun.exchange.models import Post, Thread, ThreadReading
from commun.exchange.queries.readers import readers_by_mail
from tests.support.world import Group, make_member, make_person

pytestmark = pytest.mark.django_db


def wrote(group: Group, subject: str = "Lundi", thread: Thread | None = None, text: str = "On se voit ?") -> Post:
    return write_post(by=group.bob, token=str(uuid.uuid4()), subject=subject, text=text, thread=thread)


def readers(post: Post) -> list[str]:
    with scope.use(post.space_id):
        return sorted(one.person.name.split()[0] for one in readers_by_mail(post).select_related("person"))


def test_who_reads_by_mail_is_said_in_one_place(group: Group) -> None:
    zoe = make_member(group.space, make_person("Zoé"))
    make_member(group.space, make_person("Partie"), "left")
    post = wrote(group)
    assert readers(post) == ["Alice", "Zoé"]
    for mode, expected in (("daily", ["Zoé"]), ("weekly", ["Zoé"]), ("decisions", ["Zoé"]), ("none", ["Zoé"])):
        choose_reading(by=group.alice, mode=mode)
        assert readers(post) == expected
    with scope.use(group.space):
        for member, stance in ((group.alice, "followed"), (zoe, "muted")):
            ThreadReading(
                space=group.space, thread=post.thread, membership=member, stance=stance, changed_at=clock.now()
            ).save()
    assert readers(post) == ["Alice"]
    assert readers(wrote(group, "Mardi")) == ["Zoé"]
