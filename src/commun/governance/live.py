"""The live door of meetings: who may listen to one, then the stream of what happens there (core.live)."""

import asyncio
import re
from functools import partial

from django.db import connection

from commun.core import live, scope
from commun.core.models import Space
from commun.governance import policies
from commun.governance.models import Meeting

PREFIX = "/vif/seances/"
_PATH = re.compile(r"/vif/seances/(?P<space>[-\w]{1,60})/(?P<meeting>[0-9a-f]{10})/")


def path_of(space_slug: str, ref: str) -> str:
    """Where the screens of a meeting listen."""
    return f"{PREFIX}{space_slug}/{ref}/"


async def entrance(scope_: live.Scope, receive: live.Receive, send: live.Send) -> None:
    """Stream what happens at a meeting to a member of its group; a bare 404 to anybody else."""
    found = _PATH.fullmatch(scope_["path"]) if scope_["type"] == "http" and scope_["method"] == "GET" else None
    key = live.session_key(scope_)
    if found is None or not await asyncio.to_thread(may_listen, key, found["space"], found["meeting"]):
        await live.refuse(send)
        return
    # Rights at the moment of the word: who left meanwhile does not even hear that something happens.
    may = partial(_is_inside, key, found["space"], found["meeting"])
    await live.stream(f"meeting:{found['meeting']}", receive, send, may)


def may_listen(session_key: str, slug: str, ref: str) -> bool:
    """Whether the owner of this session is inside the group of this meeting today. Runs in a thread of its own."""
    try:
        return _is_inside(session_key, slug, ref)
    finally:
        if not connection.in_atomic_block:
            connection.close()


def _is_inside(session_key: str, slug: str, ref: str) -> bool:
    person = live.person_of(session_key)
    space = Space.objects.filter(slug=slug).first() if person is not None else None
    if person is None or space is None or not policies.is_inside(policies.membership_of(person, space)):
        return False
    with scope.use(space):
        return Meeting.objects.filter(ref=ref).exists()
