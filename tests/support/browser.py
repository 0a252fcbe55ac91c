"""A real browser (Debian's chromium) for tests marked ``browser``; they are skipped, and say so, without it."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandlerMixin

# Playwright's loop makes Django believe that tests are asynchronous.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
CHROMIUM = os.environ.get("COMMUN_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip
PHONE = {"width": 360, "height": 740}
_serve = StaticFilesHandlerMixin.serve


def _serve_to_keep(self: Any, request: Any) -> Any:
    """Styles and scripts do not change while tests run: a browser asks for each once, not for each page."""
    response = _serve(self, request)
    response["Cache-Control"] = "max-age=3600"
    return response


StaticFilesHandlerMixin.serve = _serve_to_keep  # type: ignore[method-assign]
DESK = {"width": 1280, "height": 900}


@contextmanager
def chromium() -> Iterator[Any]:
    """Debian's chromium, driven by playwright."""
    if not CHROMIUM:
        pytest.skip("browser tests skipped: chromium is not installed (apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Witness:
    """Notes what a page asked, said and refused."""

    foreign: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    transferred: int = 0

    def watch(self, page: Any) -> None:
        """Listen to a page: requests to other hosts, errors in its console, refusals of the security policy."""
        page.on("request", self._on_request)
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _on_request(self, request: Any) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https"} and address.hostname not in {"localhost", "127.0.0.1"}:
            self.foreign.append(request.url)

    def _on_console(self, message: Any) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{message.text} ({message.location.get('url', '')})")


def sign_in(context: Any, live_server: Any, person: Any) -> None:
    """Give the browser a session of this person."""
    from django.test import Client

    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    cookie = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])


# What the contrast of a text depends on: its colour, what is behind it, its size and its weight.
CONTRASTS = """() => {
  const behind = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const style = getComputedStyle(each);
      if (style.backgroundImage !== "none") return style.backgroundImage;
      if (!/, 0\\)$/.test(style.backgroundColor)) return style.backgroundColor;
    }
    return "";
  };
  const found = new Set(), texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement, style = getComputedStyle(element);
    const size = Math.round(parseFloat(style.fontSize));
    if (texts.currentNode.data.trim())
      found.add([style.color, behind(element), size, style.fontWeight, style.opacity].join(" "));
  }
  return [...found];
}"""


# How elements are dressed, with what they stand in: colours and sizes come from there and nowhere else.
DRESSES = """() => {
  const own = (element) => element ? element.tagName + "." + element.getAttribute("class") : "";
  const above = (element) => element ? element.parentElement : null;
  const around = (element) => [element, above(element), above(above(element))].map(own).join(" in ");
  return [...new Set([...document.querySelectorAll("body *")].map(around))];
}"""


def dresses(page: Any) -> set[str]:
    """Every way in which elements are dressed on a page; without a new one, no colour is new either."""
    return set(page.evaluate(DRESSES))


def contrasts(page: Any) -> set[str]:
    """Every way in which texts stand out on a page; a page that has no new one needs no look at its colours."""
    return set(page.evaluate(CONTRASTS))


# What the rules of accessibility depend on besides colours: elements that do or mean something, what they bear, whether
# they hold words, in which element they stand where that counts.
SHAPES = """() => {
  const plain = "P DIV SPAN B I EM STRONG SMALL BR H1 H2 H3 H4 SECTION HEADER FOOTER SCRIPT PATH USE G".split(" ");
  const flow = [...plain, "MAIN", "ARTICLE", "ASIDE", "FORM", "LI", "TD", "DD", "FIELDSET", "DETAILS", "BLOCKQUOTE"];
  const said = ["role", "type", "scope", "autocomplete", "lang", "tabindex", "contenteditable", "aria-hidden"];
  const counts = ["href", "src", "alt", "title", "aria-label", "aria-labelledby", "hidden"];
  const meant = ({ name }) => said.includes(name) || counts.includes(name) || name.startsWith("aria-");
  const borne = ({ name, value }) => said.includes(name) ? name + "=" + value : name + (value ? "" : " empty");
  const own = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  const inside = (element) => element && !flow.includes(element.tagName) ? element.tagName : "";
  const shape = (element) => [
    element.tagName, [...element.attributes].filter(meant).map(borne).sort().join(" "), own(element),
    element.childElementCount > 0, inside(element.parentElement),
  ].join(" | ");
  const means = (element) => !plain.includes(element.tagName.toUpperCase()) || [...element.attributes].some(meant);
  return [...new Set([...document.querySelectorAll("body *")].filter(means).map(shape))];
}"""


def shapes(page: Any) -> set[str]:
    """Every shape of element on a page; a page that has no new one has no new fault of structure either."""
    return set(page.evaluate(SHAPES))


def serious(page: Any, *rules: str, without: str = "") -> list[str]:
    """What axe finds serious or critical on a page, by all its rules, by those named or by all but one."""
    from axe_playwright_python.sync_playwright import Axe

    # Only what is wrong is described; no style sheet is asked for again.
    options: dict[str, Any] = {"resultTypes": ["violations"], "preload": False}
    options |= {"runOnly": list(rules)} if rules else {}
    options |= {"rules": {without: {"enabled": False}}} if without else {}
    results = Axe().run(page, options=options).response
    return [
        f"{violation['id']}: {node['html'][:160]}"
        for violation in results["violations"]
        if violation["impact"] in {"serious", "critical"}
        for node in violation["nodes"][:3]
    ]
