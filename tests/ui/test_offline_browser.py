"""In a train: texts opened on a phone open again there without the house, are written in, and leave on the return."""

from collections.abc import Iterator
from typing import Any

import pytest

from commun.bids import actions
from commun.bids.actions import SectionSheet
from commun.bids.models import Bid, BidSection
from commun.core import scope
from commun.core.urls import here
from commun.core.writing import documents, reading
from commun.governance import states
from commun.governance.models import Membership
from tests.bids.worlds import join, make_bid, opened_for_writing
from tests.support import pads
from tests.support.browser import DESK, PHONE, chromium
from tests.support.world import Group, make_group
from tests.ui.test_writing_browser import Desk

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.real_clock, pytest.mark.slow, pytest.mark.browser]
KEPT = """async () => {
  const found = [];
  for (const name of await caches.keys())
    for (const each of await (await caches.open(name)).keys()) found.push(new URL(each.url).pathname);
  return found.filter((path) => !path.startsWith('/static/')).sort();
}"""
KEEP_FOR = "async ([path, who]) => (await import('/static/ui/offline/shelf.js')).keepPage(path, who)"
SHELVES = "() => caches.keys()"
TEXTS = """() => new Promise((resolve) => {
  const asked = indexedDB.open("commun-texts", 1);
  asked.onupgradeneeded = () => asked.transaction.abort();
  asked.onerror = () => resolve(0);
  asked.onsuccess = () => {
    const count = asked.result.transaction("seen").objectStore("seen").count();
    count.onsuccess = () => { asked.result.close(); resolve(count.result); };
  };
})"""
WORDS = " À l’été, Noël 👩🏽‍🌾 en train."


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as found:
        yield found


def two_sections(group: Group) -> tuple[Bid, list[str], list[str]]:
    """An answer that is written by two, with two sections; the addresses of their pages, and their outline's."""
    bid = make_bid(group.alice)
    join(bid, group.bob)
    made = [actions.write_section(by=group.alice, bid=bid, sheet=SectionSheet(name)) for name in ("Méthode", "Équipe")]
    bid = opened_for_writing(bid, group.alice)
    slug = group.space.slug
    pages = [here(slug, "bids:section", section=one.ref) for one in made]
    return bid, pages, [one.ref for one in made]


def until(page: Any, script: str, expected: Any) -> None:
    for _ in range(100):
        found = page.evaluate(script)
        if found == expected:
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"{found} is not {expected}")


def plain(group: Group, ref: str) -> str:
    documents._kept.clear()
    with scope.use(group.space):
        text = reading.text_of(BidSection.TEXT_KIND, ref)
        assert text is not None
        return reading.shown(text).plain


def test_a_text_of_this_phone_opens_in_a_train_and_its_words_leave_on_the_return(browser: Any) -> None:
    group = make_group()
    bid, (first, second), refs = two_sections(group)
    outline = here(group.space.slug, "bids:outline", bid=bid.ref)
    with pads.serving(1) as (house,):
        bob = Desk(browser, house, group.bob.person, first, PHONE)
        bob.type("Nous écoutons.")
        bob.state("saved")
        until(bob.page, KEPT, [first])
        # A page that is not of that person is kept under no other name.
        assert bob.page.evaluate(KEEP_FOR, [first, 999_999]) is False
        until(bob.page, SHELVES, [f"commun-pages-1-{group.bob.person_id}"])
        one_press_keeps_all(bob, house, outline, [first, second])
        bob.page.goto(house.url + first)
        bob.state("saved")
        # The house is out of reach: the page itself is asked again, then closed and opened.
        bob.context.set_offline(True)
        bob.page.reload()
        bob.page.wait_for_selector("[data-commun-ready=yes]")
        bob.type(WORDS)
        bob.page.get_by_text("Offline: saved on this device").or_(
            bob.page.get_by_text("Hors ligne : enregistré sur cet appareil")
        ).wait_for()
        assert bob.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        bob.page.close()
        bob.open()
        bob.sees("Nous écoutons." + WORDS)
        bob.type(" Et encore.")
        bob.state("kept")
        # Nothing alarms: the count of things to do did not come, and nobody asked for it.
        assert not bob.page.locator("#c-toasts .c-message").count()
        # One that was never opened here, and one page that nobody kept.
        bob.page.goto(house.url + second)
        bob.page.wait_for_selector("[data-commun-ready=yes]")
        bob.type("Écrite sans l’avoir ouverte.")
        bob.state("kept")
        with pytest.raises(Exception, match="ERR_"):
            bob.page.goto(house.url + second + "fiche/")
        # Back: what waits leaves with its page; the other browser reads it.
        bob.context.set_offline(False)
        alice = Desk(browser, house, group.alice.person, first, DESK)
        for path in (second, first):
            bob.page.goto(house.url + path)
            bob.state("saved")
        alice.sees("Nous écoutons." + WORDS + " Et encore.")
        assert plain(group, refs[1]) == "Écrite sans l’avoir ouverte."
        who_left_the_group_keeps_nothing_of_it(bob, house, group, [first, second, outline])
        who_comes_next_finds_nothing(bob, house, group, first)
        signing_out_leaves_nothing(bob, house)
    documents._kept.clear()


def one_press_keeps_all(desk: Desk, house: Any, outline: str, pages: list[str]) -> None:
    """« Garder hors ligne » on the outline: each section, and the outline."""
    desk.page.goto(house.url + outline)
    desk.page.click("[data-commun-keep] button")
    until(desk.page, KEPT, sorted([*pages, outline]))
    until(desk.page, TEXTS, 2)
    desk.page.locator("[data-commun-keep] [role=status]:not(:empty)").wait_for()


def who_left_the_group_keeps_nothing_of_it(desk: Desk, house: Any, group: Group, pages: list[str]) -> None:
    """Each page that says no takes its text away from this device, for when there is no connection."""
    rows = Membership._base_manager.filter(pk=group.bob.pk)
    rows.update(state=states.LEFT)
    for path in pages:
        assert desk.page.goto(house.url + path).status == 404
    until(desk.page, KEPT, [])
    until(desk.page, TEXTS, 0)
    rows.update(state=states.MEMBER)
    desk.page.goto(house.url + pages[0])
    until(desk.page, TEXTS, 1)


def who_comes_next_finds_nothing(desk: Desk, house: Any, group: Group, path: str) -> None:
    """On the same phone, without a sign-out between: after the end of a session, and after somebody else came."""
    desk.context.clear_cookies()
    desk.page.goto(house.url + path)
    until(desk.page, KEPT, [])
    until(desk.page, TEXTS, 0)
    for person in (group.bob.person, group.alice.person):
        desk.context.add_cookies([{"name": "sessionid", "value": pads.cookie_of(person), "url": house.url}])
        desk.page.goto(house.url + path)
        desk.page.wait_for_selector("[data-commun-ready=yes]")
        until(desk.page, SHELVES, [f"commun-pages-1-{person.pk}"])
        until(desk.page, KEPT, [path])


def signing_out_leaves_nothing(desk: Desk, house: Any) -> None:
    """Neither pages nor texts; what waited is told before."""
    desk.page.goto(house.url + "/compte/deconnexion/")
    assert not desk.page.locator("[data-commun-waiting]").is_visible()
    with desk.page.expect_navigation():
        desk.page.click("main form button[type=submit]")
    until(desk.page, KEPT, [])
    until(desk.page, TEXTS, 0)
    desk.context.set_offline(True)
    with pytest.raises(Exception, match="ERR_"):
        desk.page.goto(desk.url)
