"""F5: the screens keep in step within two seconds, through the real application and its two entrances."""

import datetime as dt
import http.client
import json
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest
from django.test import Client

from commun.core import clock
from commun.core.live import hub
from commun.core.urls import here
from commun.governance import live
from commun.governance.actions import meetings, minutes
from commun.governance.models import Meeting, Membership
from tests.governance.meeting_world import again
from tests.support.world import Group, make_group

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.real_clock]


@contextmanager
def house() -> Iterator[int]:
    """The ASGI application on a port of its own."""
    import uvicorn

    server = uvicorn.Server(
        uvicorn.Config(_whole, port=0, lifespan="on", log_level="error", timeout_graceful_shutdown=1)
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(timeout=10)


async def _whole(scope: Any, receive: Any, send: Any) -> None:
    """The application, without the worker and the models that its own start prepares."""
    from commun.config.asgi import application

    if scope["type"] != "lifespan":
        await application(scope, receive, send)
        return
    for kind in ("startup", "shutdown"):
        assert (await receive())["type"] == f"lifespan.{kind}"
        if kind == "shutdown":
            await hub.stop()
        await send({"type": f"lifespan.{kind}.complete"})


@pytest.fixture
def people() -> Group:
    return make_group()


def opened_by(group: Group) -> Meeting:
    now = clock.now().astimezone(clock.PARIS)
    plan = meetings.MeetingPlan(title="Séance", day=now.date(), at=dt.time(now.hour, now.minute), minutes=60)
    return meetings.open_meeting(by=group.alice, meeting=meetings.plan_meeting(by=group.alice, plan=plan))


def cookie_of(person: Any) -> str:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return f"sessionid={client.cookies['sessionid'].value}"


@contextmanager
def listening(port: int, meeting: Meeting, cookie: str) -> Iterator[http.client.HTTPResponse]:
    path = live.path_of(meeting.space.slug, meeting.ref)
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
        connection.request("GET", path, headers={"Cookie": cookie})
        with connection.getresponse() as response:
            yield response


def fragment_of(port: int, meeting: Meeting, cookie: str) -> str:
    path = here(meeting.space.slug, "governance:meeting-part", meeting=meeting.ref, part="now")
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
        connection.request("GET", path, headers={"Cookie": cookie, "HX-Request": "true"})
        with connection.getresponse() as response:
            return response.read().decode()


def heard(response: http.client.HTTPResponse) -> str:
    """The next event of a stream."""
    while True:
        line = response.readline().decode().strip()
        if line.startswith("data: "):
            return line.removeprefix("data: ")


def test_a_member_sees_the_step_within_two_seconds(people: Group) -> None:
    meeting, cookie = opened_by(people), cookie_of(people.bob.person)
    with house() as port, listening(port, meeting, cookie) as stream:
        assert stream.status == 200
        assert stream.headers["Content-Type"].startswith("text/event-stream")
        assert heard(stream) == "{}"
        # The member already looks at the page.
        assert 'id="seance-now"' in fragment_of(port, meeting, cookie)
        before = time.monotonic()
        meetings.next_step(by=people.alice, meeting=again(meeting))
        assert json.loads(heard(stream))["event"] == "step"
        fragment = fragment_of(port, meeting, cookie)
        seconds = time.monotonic() - before
    now = again(meeting).step
    assert now is not None
    assert f"<h2>{now.title}</h2>" in fragment
    assert seconds < 2, f"{seconds:.2f} s"


def test_the_stream_says_that_something_happened_never_what(people: Group) -> None:
    meeting = opened_by(people)
    with house() as port, listening(port, meeting, cookie_of(people.bob.person)) as stream:
        assert heard(stream) == "{}"
        minutes.write_line(by=people.alice, meeting=again(meeting), text="Un secret de la séance")
        assert json.loads(heard(stream)) == {"event": "minutes", "ref": ""}
        # Who is in the group no longer does not even hear that something happens: the stream ends.
        Membership._base_manager.filter(pk=people.bob.pk).update(state="left")
        minutes.write_line(by=people.alice, meeting=again(meeting), text="Un autre secret")
        assert b'"minutes"' not in stream.read()


def test_strangers_and_the_signed_out_hear_nothing(people: Group) -> None:
    meeting = opened_by(people)
    with house() as port:
        for cookie in ("", "sessionid=inconnue", cookie_of(people.chloe)):
            with listening(port, meeting, cookie) as answer:
                assert (answer.status, answer.read()) == (404, b"")
        meeting.ref = "0123456789"
        with listening(port, meeting, cookie_of(people.bob.person)) as answer:
            assert answer.status == 404
