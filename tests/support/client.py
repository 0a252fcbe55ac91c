"""A test client that refuses badly made pages."""

from html.parser import HTMLParser
from typing import Any

from django.test import Client

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
NEED_LABEL = {"input", "select", "textarea"}
UNLABELLED_TYPES = {"hidden", "submit", "button", "reset", "image"}


class Gate(HTMLParser):
    """Collects what is wrong in a page: ids, labels, alternatives, headings, main, language, inline handlers."""

    def __init__(self, is_fragment: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.is_fragment = is_fragment
        self.faults: list[str] = []
        self.ids: set[str] = set()
        self.label_targets: set[str] = set()
        self.fields: list[tuple[str, dict[str, str]]] = []
        self.stack: list[str] = []
        self.level = 0
        self.main_count = 0
        self.language = ""
        self.open_form: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self.stack.append(tag)
        self._check_attributes(tag, attributes)
        if tag == "form" and attributes.get("method", "").lower() == "post":
            self.open_form = attributes.get("action", "")
        elif tag == "input" and attributes.get("name") == "csrfmiddlewaretoken":
            self.open_form = None
        if tag == "html":
            self.language = attributes.get("lang", "")
        elif tag == "main":
            self.main_count += 1
        elif tag == "label" and "for" in attributes:
            self.label_targets.add(attributes["for"])
        elif tag == "img" and "alt" not in attributes:
            self.faults.append("image without alt")
        elif len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self._check_heading(int(tag[1]))
        if tag in NEED_LABEL and attributes.get("type", "") not in UNLABELLED_TYPES:
            is_wrapped = "label" in self.stack
            if not is_wrapped and not attributes.get("aria-label") and not attributes.get("aria-labelledby"):
                self.fields.append((tag, attributes))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self.open_form is not None:
            self.faults.append(f"form {self.open_form} without token")
            self.open_form = None
        if tag in self.stack:
            while self.stack and self.stack.pop() != tag:
                pass

    def _check_attributes(self, tag: str, attributes: dict[str, str]) -> None:
        identifier = attributes.get("id")
        if identifier:
            if identifier in self.ids:
                self.faults.append(f"duplicate id {identifier}")
            self.ids.add(identifier)
        for name in attributes:
            if name.startswith("on"):
                self.faults.append(f"inline handler {name} on {tag}")
            if name == "style":
                self.faults.append(f"inline style on {tag}")

    def _check_heading(self, level: int) -> None:
        if not self.is_fragment and level > self.level + 1:
            self.faults.append(f"heading h{level} after h{self.level}")
        self.level = level

    def finish(self) -> list[str]:
        """All faults, once the page was read."""
        for tag, attributes in self.fields:
            if attributes.get("id") not in self.label_targets:
                self.faults.append(f"{tag} {attributes.get('name', '')} without label")
        if not self.is_fragment:
            if self.main_count != 1:
                self.faults.append(f"{self.main_count} main")
            if not self.language:
                self.faults.append("no language")
        return self.faults


def html_faults(html: str) -> list[str]:
    """What the gate finds wrong in a page or a fragment."""
    gate = Gate(is_fragment="<html" not in html[:500].lower())
    gate.feed(html)
    leaks = [f"{mark} is shown" for mark in ("{{", "{%", "%(") if mark in html]
    return [*gate.finish(), *leaks]


class GateClient(Client):
    """Django's client, plus the HTML gate on everything it receives."""

    def request(self, **request: Any) -> Any:
        response = super().request(**request)
        kind = response.headers.get("Content-Type", "")
        if kind.startswith("text/html") and not response.streaming:
            faults = html_faults(response.content.decode())
            assert not faults, f"{request.get('PATH_INFO')}: {faults}"
        return response
