"""Every page of the demo in a real browser: accessible, silent, and asking nothing of a third party."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse

from commun.core import clock, scope
from commun.governance.models import Membership
from commun.people.models import Person
from commun.tenders.models import Notice
from tests.house.samples import SAMPLES, SAMPLES_OF_PAGE
from tests.house.samples_outside import outside_pages
from tests.house.test_policy_matrix import ALL
from tests.support.browser import DESK, PHONE, Witness, chromium, contrasts, dresses, serious, shapes, sign_in
from tests.support.client import GateClient

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.real_clock]
# Answers that are no pages, and pages that need a moment of their own (a step of signing in). Addresses with a token
# are those of `outside_pages`.
NOT_PAGES = {
    "people:export", "erased", "enter-demo", "outgoing-mail", "outgoing-mail-page", "go-to-group",
    "account_confirm_login_code", "mfa_login_webauthn", "account_inactive", "account_request_login_code", "health",
    "ui:example-error", "ui:example-fragment", "people:sign-in-again",
}  # fmt: skip


@pytest.fixture
def browser() -> Iterator[Any]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def camille(transactional_db: None, settings: Any) -> Membership:
    """The demo member who facilitates the first group."""
    settings.DEMO = True
    call_command("demo_load", "--quiet")
    person = Person.objects.get(name="Camille Besson", is_demo_door=True)
    with scope.everywhere("choosing a page to look at"):
        return Membership.objects.select_related("space", "person").get(person=person, role="facilitator")


def pages(member: Membership) -> dict[str, str]:
    """The address of every page that this member may read."""
    person = member.person
    notice = Notice.objects.open_at(clock.now()).order_by("pk")[0]
    own = {
        "people:change-reference": person.references.first(),
        "people:remove-reference": person.references.first(),
        "tenders:edit-watch": person.activities.first(),
        "tenders:remove-watch": person.activities.first(),
    }
    reader = GateClient()
    reader.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    found = {}
    # One thing of each kind, as the policy matrix makes them.
    with scope.use(member.space):
        made: dict[Any, Any] = {key: make(member.space, member) for key, make in (SAMPLES | SAMPLES_OF_PAGE).items()}
    for name, arguments in sorted(ALL.items()):
        values: dict[str, Any] = {"space_slug": member.space.slug} if "space_slug" in arguments else {}
        if name in NOT_PAGES or name.endswith("-csv") or {"pk", "token", "need", "code"} & set(arguments):
            continue
        if "ref" in arguments:
            thing = own.get(name) or (notice if name.startswith("tenders:") else person)
            values["ref"] = thing.ref
        known = {key: made.get((name, key), made.get(key)) for key in arguments}
        values |= {key: thing for key, thing in known.items() if thing is not None}
        path = reverse(name, kwargs=values)
        answer = reader.get(path)
        assert answer.status_code in {200, 302, 404, 405}, f"{name}: {answer.status_code}"
        if answer.status_code == 200 and not answer.streaming and b"<html" in answer.content[:300]:
            found[name] = path
    assert len(found) > 120, f"only {len(found)} pages are seen"
    return found


def overflow(page: Any) -> list[str]:
    """By how much the page is wider than its window."""
    width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [f"overflows by {width} px"] if width > 1 else []


# What a program says to itself: a moment for machines, an empty value, a place that was not filled, an object, a sign
# written twice over.
RAW = r"/\d{4}-\d\d-\d\dT\d\d:|\bNone\b|\bNaN\b|\bundefined\b|%\(\w+\)s|\{\{|\{%|<\w+ object|&amp;|&#x?\d+;/g"


def left_raw(page: Any) -> list[str]:
    """Words of the page, open or folded, that only a program could have meant."""
    words = "(document.querySelector('main') ?? document.body).textContent"
    found = page.evaluate(f"() => {words}.match({RAW}) ?? []")
    return [f"raw: {word}" for word in dict.fromkeys(found)]


def by_day(page: Any, seen: set[str], is_new: bool) -> list[str]:
    """Every rule on a phone, where a page has a shape that none had before it; colours are looked at once for each way
    in which a text stands out. Ids, labels, headings and the one main of each page are the HTML gate's."""
    fresh = contrasts(page) - seen
    seen |= fresh
    found = serious(page, without="" if fresh else "color-contrast") if is_new else []
    if fresh and not is_new:
        found = serious(page, "color-contrast")
    return found


def at_night(page: Any, seen: set[str], is_new: bool) -> list[str]:
    """What changes in the dark: colours; and places at a desk, where a page has a new shape."""
    if is_new:
        page.set_viewport_size(DESK)
    page.emulate_media(color_scheme="dark")
    page.evaluate("document.getAnimations().forEach((one) => one.finish())")
    fresh = contrasts(page) - seen
    seen |= fresh
    found = [*(serious(page, "color-contrast") if fresh else []), *overflow(page)]
    if is_new:
        page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme="light")
    return found


def said(witness: Witness) -> list[str]:
    """Complaints of a page; this server has no live doors: that texts knock in vain is none of them."""
    return [complaint for complaint in witness.complaints if "/vif/" not in complaint]


class Walk:
    """One walk over pages: what was seen of each shape and dress is not looked at again."""

    def __init__(self) -> None:
        self.day, self.night, self.known, self.worn = set[str](), set[str](), set[str](), set[str]()
        self.faults: dict[str, list[str]] = {}

    def over(self, context: Any, paths: dict[str, str], address: str) -> None:
        """Each on a phone by day, by all rules; then its colours and its places at a desk by night."""
        page, witness = context.new_page(), Witness()
        witness.watch(page)
        for name, path in paths.items():
            page.goto(address + path)
            new, dressed = shapes(page) - self.known, dresses(page) - self.worn
            self.known |= new
            self.worn |= dressed
            found = [*overflow(page), *left_raw(page), *witness.foreign, *said(witness)]
            if new or dressed:
                found += [*by_day(page, self.day, bool(new)), *at_night(page, self.night, bool(new))]
            self.faults |= {name: found} if found else {}
            witness.foreign.clear()
            witness.complaints.clear()
        context.close()


def test_every_page_is_accessible_silent_and_at_home(browser: Any, live_server: Any, camille: Membership) -> None:
    """Those of a member, then those that the links of mails open to people who never sign in."""
    given: dict[str, Any] = {"reduced_motion": "reduce", "locale": "fr-FR", "viewport": PHONE, "color_scheme": "light"}
    walk = Walk()
    member = browser.new_context(**given)
    sign_in(member, live_server, camille.person)
    walk.over(member, pages(camille), live_server.url)
    walk.over(browser.new_context(**given), outside_pages(camille.space, camille), live_server.url)
    # The one page that says that a link is over is an error, and chromium says so.
    assert ["410 (Gone)" in complaint for complaint in walk.faults.pop("gone")] == [True]
    assert walk.faults == {}
