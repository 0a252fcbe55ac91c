"""The layout of a mail, shown without what could harm its reader or tell its sender that it was read.

No script, style or form; no address but web, mail and telephone; pictures of the mail itself only: those from elsewhere
are left out and counted, those of one dot are dropped.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser

import nh3

LONGEST = 1_000_000
_TAGS = frozenset(
    [
        "a",
        "abbr",
        "address",
        "article",
        "aside",
        "b",
        "bdi",
        "bdo",
        "blockquote",
        "br",
        "caption",
        "center",
        "cite",
        "code",
        "col",
        "colgroup",
        "dd",
        "del",
        "details",
        "dfn",
        "div",
        "dl",
        "dt",
        "em",
        "figcaption",
        "figure",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "i",
        "img",
        "ins",
        "kbd",
        "li",
        "main",
        "mark",
        "nav",
        "ol",
        "p",
        "pre",
        "q",
        "s",
        "samp",
        "section",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "summary",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "time",
        "tr",
        "tt",
        "u",
        "ul",
        "var",
        "wbr",
    ]
)
_SILENT = {"script", "style", "head", "title", "noscript", "template", "object", "embed", "iframe", "svg", "math"}
_ATTRIBUTES = {
    "a": {"href", "title"}, "img": {"src", "alt"}, "ol": {"start"}, "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"}, "*": {"lang", "dir"},
}  # fmt: skip
_ELSEWHERE = re.compile(r"\s*(?:https?://|mailto:|tel:)", re.IGNORECASE)
_SIZES = re.compile(r"(?:^|;)\s*(?:max-)?(?:width|height)\s*:\s*([01])(?:px)?\s*(?:;|$)", re.IGNORECASE)


@dataclass(frozen=True)
class Shown:
    """What can be put in a page; ``left_out``: pictures from elsewhere that are not fetched."""

    html: str
    left_out: int


def shown(html: str, pictures: Mapping[str, str]) -> Shown:
    """The layout made safe. ``pictures``: addresses, here, of the mail's own ones by their content-id (lower case)."""
    counter = _Pictures()
    try:
        counter.feed(html[:LONGEST])
        counter.close()
    except (AssertionError, ValueError):
        pass

    def attribute(tag: str, name: str, value: str) -> str | None:
        if tag == "img" and name == "src":
            return pictures.get(_cid(value))
        if name == "href" and not _ELSEWHERE.match(value):
            # An address without its site would be one of ours, that no mail of somebody else leads to.
            return None
        return value

    cleaned = nh3.clean(
        html[:LONGEST], tags=set(_TAGS), clean_content_tags=_SILENT, attributes=_ATTRIBUTES,
        attribute_filter=attribute, url_schemes={"http", "https", "mailto", "tel", "cid"}, strip_comments=True,
        link_rel="noopener noreferrer nofollow",
    )  # fmt: skip
    return Shown(_lower_headings(re.sub(r"<img\b[^>]*>", _picture, cleaned)), counter.elsewhere)


def _picture(found: re.Match[str]) -> str:
    """A picture of the mail itself, or the words of one that is not shown."""
    words = re.search(r'\salt="([^"]*)"', found[0])
    if " src=" in found[0]:
        return found[0] if words else found[0].replace("<img", '<img alt=""', 1)
    return f"[{words[1]}]" if words and words[1].strip() else ""


def _lower_headings(html: str) -> str:
    """Headings as paragraphs: the page keeps its own outline."""
    return re.sub(r"<(/?)h[1-6]\b[^>]*>", lambda one: "</strong></p>" if one[1] else "<p><strong>", html)


def _cid(address: str) -> str:
    return address[4:].strip().lower() if address.lower().startswith("cid:") else ""


class _Pictures(HTMLParser):
    """Counts pictures that would be fetched elsewhere; those of one dot count for nothing."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elsewhere = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: (value or "").strip() for name, value in attrs}
        source = given.get("src", "")
        if tag != "img" or not source or source.lower().startswith(("cid:", "data:")):
            return
        is_dot = given.get("width", "") in {"0", "1"} or given.get("height", "") in {"0", "1"}
        self.elsewhere += not (is_dot or _SIZES.search(given.get("style", "")))


__all__ = ["Shown", "shown"]
