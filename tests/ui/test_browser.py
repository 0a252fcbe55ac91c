"""The catalogue in a real browser: accessible, silent, at home, on a phone and with large text."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.browser import DESK, PHONE, Witness, chromium, serious

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.real_clock]
PAGES = ["/_ui/", "/_ui/page/", "/_ui/page-vide/", "/_ui/dehors/"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def opened(browser: Any, live_server: Any) -> Iterator[Any]:
    """A function that opens a page and gives it with its witness; the witness must have nothing to say."""
    contexts, witnesses = [], []

    def go(path: str, **options: Any) -> Any:
        context = browser.new_context(**({"viewport": DESK} | options))
        page = context.new_page()
        witness = Witness()
        witness.watch(page)
        contexts.append(context)
        witnesses.append(witness)
        page.witness = witness
        page.goto(live_server.url + path, wait_until="networkidle")
        return page

    yield go
    for context in contexts:
        context.close()
    assert [line for witness in witnesses for line in witness.complaints] == []
    assert [address for witness in witnesses for address in witness.foreign] == []


def too_wide(page: Any) -> int:
    overflow: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return overflow


@pytest.mark.parametrize(("viewport", "scheme"), [(PHONE, "light"), (DESK, "dark")], ids=["phone light", "desk dark"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_and_nothing_sticks_out(
    opened: Any, path: str, viewport: dict[str, int], scheme: str
) -> None:
    page = opened(path, viewport=viewport, color_scheme=scheme)
    assert serious(page) == []
    assert too_wide(page) == 0


@pytest.mark.parametrize("path", PAGES)
def test_text_twice_as_large_stays_inside_the_phone(opened: Any, path: str) -> None:
    page = opened(path, viewport=PHONE)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert too_wide(page) == 0


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_what_one_presses_is_large_enough(opened: Any, viewport: dict[str, int]) -> None:
    page = opened("/_ui/page/", viewport=viewport)
    small = page.evaluate(
        """[...document.querySelectorAll('.c-button, .c-chip, .c-nav a, .c-tabbar > a, .c-more > summary')]
        .filter(e => e.offsetParent && e.getBoundingClientRect().height < 43.5).map(e => e.outerHTML.slice(0, 120))"""
    )
    assert small == []


def test_a_dialog_opens_over_the_page_and_escape_closes_it(opened: Any) -> None:
    page = opened("/_ui/")
    page.get_by_role("link", name="Ouvrir un dialogue").click()
    dialog = page.locator("#example-dialog")
    assert dialog.is_visible()
    page.keyboard.press("Escape")
    assert not dialog.is_visible()


def test_without_script_the_dialogs_link_leads_to_its_page(opened: Any) -> None:
    page = opened("/_ui/", java_script_enabled=False)
    page.get_by_role("link", name="Ouvrir un dialogue").click()
    assert page.url.endswith("/_ui/dehors/")


def test_a_menu_closes_with_escape_and_gives_the_focus_back(opened: Any) -> None:
    page = opened("/_ui/")
    menu = page.locator(".c-menu").first
    menu.locator("summary").click()
    menu.get_by_role("link").first.focus()
    page.keyboard.press("Escape")
    assert menu.get_attribute("open") is None
    assert menu.locator("summary").evaluate("element => element === document.activeElement")


def test_the_theme_is_remembered(opened: Any) -> None:
    page = opened("/_ui/", color_scheme="light")
    page.locator(".c-foot [data-commun-theme]").click()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    page.reload()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert serious(page) == []


def test_a_message_can_be_closed_and_a_text_counts_its_signs(opened: Any) -> None:
    page = opened("/_ui/")
    messages = page.locator("[data-commun-toast]")
    before = messages.count()
    messages.first.locator("[data-commun-close]").click()
    assert messages.count() == before - 1
    page.locator("#id_bio").fill("douze signes")
    assert page.locator("#id_bio_count").inner_text() == "12 / 400"


def test_htmx_swaps_a_panel_and_tells_it_in_a_toast(opened: Any) -> None:
    page = opened("/_ui/", viewport=PHONE)
    page.get_by_role("button", name="Dire sans changer de page").click()
    page.locator("#example-panel", has_text="porter le lot 2").wait_for()
    toast = page.locator("#c-toasts [data-commun-toast]")
    assert "le groupe le voit" in toast.inner_text()
    toast.locator("[data-commun-close]").click()
    assert toast.count() == 0


def test_a_request_that_fails_is_told(opened: Any) -> None:
    page = opened("/_ui/")
    page.get_by_role("button", name="Essayer un envoi qui échoue").click()
    page.locator("#c-toasts [data-commun-toast]").wait_for()
    page.witness.complaints = [line for line in page.witness.complaints if "404" not in line]


def test_the_skip_link_comes_first(opened: Any) -> None:
    page = opened("/_ui/page/")
    page.keyboard.press("Tab")
    assert page.locator(".c-skip").evaluate("element => element === document.activeElement")
    page.keyboard.press("Enter")
    assert page.locator("main").evaluate("element => element === document.activeElement")


def test_the_rest_of_the_doors_unfolds_on_a_phone(opened: Any) -> None:
    page = opened("/_ui/page/", viewport=PHONE)
    page.locator(".c-more > summary").click()
    assert page.locator(".c-more__sheet").get_by_role("link", name="Communs").is_visible()
    assert serious(page) == []


def test_both_typefaces_are_ours(opened: Any) -> None:
    page = opened("/_ui/page/")
    loaded = page.evaluate("[...document.fonts].filter(f => f.status === 'loaded').map(f => f.family).sort()")
    assert [family.strip('"') for family in loaded] == [
        "Atkinson Hyperlegible Next Variable",
        "Source Serif 4 Variable",
    ]
