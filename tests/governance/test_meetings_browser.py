"""What only a real browser shows of a meeting: words being typed are not lost when the screen goes."""

from collections.abc import Iterator
from typing import Any

import pytest

from commun.core import clock
from commun.core.urls import here
from commun.governance.actions import meetings
from tests.conftest import NOON
from tests.governance.meeting_world import opened
from tests.support.browser import DESK, chromium, sign_in
from tests.support.world import make_group

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.real_clock]


@pytest.fixture
def browser() -> Iterator[Any]:
    with chromium() as browser:
        yield browser


def test_a_line_being_typed_waits_on_the_page_of_the_minutes(
    browser: Any, live_server: Any, transactional_db: None
) -> None:
    group = make_group()
    # Whatever the hour of this test: the server has the real clock.
    with clock.stopped(NOON):
        meeting = opened(group.alice)
    context = browser.new_context(locale="fr-FR", viewport=DESK)
    sign_in(context, live_server, group.bob.person)
    page = context.new_page()
    page.goto(live_server.url + here(group.space.slug, "governance:meeting", meeting=meeting.ref))
    page.fill("#line-text", "Il manque le budget de mars 🌿")
    meetings.close_meeting(by=group.alice, meeting=meeting)
    page.reload()
    assert page.input_value("#remark") == "Il manque le budget de mars 🌿"
    # Sent, it waits no more.
    with page.expect_navigation():
        page.press("#remark", "Enter")
    assert page.input_value("#remark") == ""
    context.close()
