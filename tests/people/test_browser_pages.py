"""One's own corner in a real browser: accessible, silent, inside the screen, on a phone and on a desk."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from commun.core import clock, mail
from commun.core.models import OutgoingMail
from commun.people import actions
from commun.people.models import Person
from tests.support import world
from tests.support.browser import DESK, PHONE, Witness, chromium, serious

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.real_clock]
OUTSIDE = ["home", "account_login", "account_signup", "outbox"]
MINE = [
    "home",
    "people:profile",
    "people:change-profile",
    "people:legal-entity",
    "people:add-availability",
    "people:add-reference",
    "people:preferences",
    "people:data",
    "people:security",
    "people:sign-in-again",
    "account_logout",
]


def sonia() -> Person:
    """A person with long words everywhere."""
    person = world.make_person("Marie-Anne Grandchamp-Delafontaine", email="une.adresse.vraiment.longue@exemple.test")
    trade = "Accompagnatrice de transformations organisationnelles et interterritoriales"
    content = actions.ProfileContent(name=person.name, trade=trade, bio="Anticonstitutionnellement. " * 20)
    actions.change_profile(person=person, content=content)
    actions.add_activity(person=person, content=actions.ActivityContent(label="Intercommunalités " * 6))
    actions.add_reference(person=person, content=actions.ReferenceContent(title="Plan " * 30, client="Syndicat " * 15))
    actions.add_availability(person=person, starts_on=clock.today(), ends_on=None, hours_per_week=12, note="x" * 100)
    return person


@pytest.fixture
def browser() -> Iterator[Any]:
    with chromium() as opened:
        yield opened


def look(browser: Any, live_server: Any, names: list[str], viewport: dict[str, int], scheme: str, cookie: str) -> None:
    context = browser.new_context(viewport=viewport, color_scheme=scheme, locale="fr-FR")
    if cookie:
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    page, witness = context.new_page(), Witness()
    witness.watch(page)
    for name in names:
        page.goto(live_server.url + reverse(name))
        assert serious(page) == [], name
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide == 0, name
    assert witness.complaints == []
    assert witness.foreign == []
    context.close()


SIZES = pytest.mark.parametrize(("viewport", "scheme"), [(PHONE, "light"), (DESK, "dark")], ids=["phone", "desk"])


@SIZES
def test_pages_before_signing_in(
    browser: Any, live_server: Any, viewport: dict[str, int], scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "DEMO", True)
    door = world.make_person("Maya Lefort", email="maya@demo.commun.example", trade="Facilitatrice de concertations")
    actions.open_demo_door(person=door)
    mail.send(key="a", to="a@exemple.test", subject="Un objet assez long pour passer à la ligne", text="…")
    look(browser, live_server, OUTSIDE, viewport, scheme, "")


@SIZES
def test_pages_of_my_own(browser: Any, live_server: Any, viewport: dict[str, int], scheme: str) -> None:
    client = Client()
    client.force_login(sonia())
    look(browser, live_server, MINE, viewport, scheme, client.cookies[settings.SESSION_COOKIE_NAME].value)


def test_the_page_of_a_mail_shows_and_does_nothing(browser: Any, live_server: Any) -> None:
    html = "<h1>Bonjour</h1><script>document.title='pris'</script><img src='https://ailleurs.test/x.png' alt=''>"
    mail.send(key="a", to="a@exemple.test", subject="Objet", text="…", html=html)
    page = browser.new_page(viewport=PHONE)
    witness = Witness()
    witness.watch(page)
    letter = OutgoingMail.objects.get()
    page.goto(live_server.url + reverse("outgoing-mail", kwargs={"pk": letter.pk}), wait_until="networkidle")
    frame = page.frame_locator("iframe")
    assert frame.locator("h1").inner_text() == "Bonjour"
    assert page.frames[1].title() != "pris"
    # The browser asked nothing outside: the policy stopped it first.
    assert [line for line in witness.complaints if "ailleurs.test" in line]
    assert (
        page.evaluate("performance.getEntriesByType('resource').filter(e => e.name.includes('ailleurs')).length") == 0
    )
