"""A2: whatever a mail's layout holds, nothing of it acts: no script, style, form, frame or address that runs."""

import html as entities
import re
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commun.exchange import html_shown
from commun.exchange.html_shown import shown
from tests.support.browser import chromium

OURS = {"logo@x": "/g/liste/fichiers/abc/"}
PAYLOADS = {
    # Scripts and handlers.
    "script": "<script>alert(1)</script>",
    "script in capitals, cut": "<ScRiPt\n>alert(1)</sCrIpT",
    "script in script": "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "script behind a nul": "<scr\0ipt>alert(1)</script>",
    "handler": "<img src=x onerror=alert(1)>",
    "handler without quotes or space": "<img/src=x/onerror=alert(1)//>",
    "handler after a false end": '<img src="x` `<script>alert(1)</script>"` `>',
    "handler in a picture of ours": '<img src="cid:logo@x" onload="alert(1)" alt="><script>alert(1)</script>">',
    "handler in a title": '<a href="https://x.test" title="<img src=x onerror=alert(1)>">x</a>',
    "handler in an unknown element": "<x onfocus=alert(1) tabindex=1 autofocus id=x>",
    "handler on details": "<details open ontoggle=alert(1)><summary>x</summary></details>",
    "handler on a body": "<body onload=alert(1) onpageshow=alert(1)>x",
    "handler on media": "<video><source onerror=alert(1)></video><audio src=x onerror=alert(1)>",
    "handler on an input": "<input autofocus onfocus=alert(1)><select autofocus onfocus=alert(1)>",
    "handler on a marquee": "<marquee onstart=alert(1)>x</marquee>",
    # Addresses that run.
    "javascript": "<a href='javascript:alert(1)'>x</a>",
    "javascript, mixed and blank": "<a href=' \x01 JaVa\tScRiPt\n:alert(1)'>x</a>",
    "javascript in entities": "<a href='&#106;&#x61;vascript&colon;alert(1)'>x</a>",
    "javascript, tab as an entity": "<a href='java&Tab;script&#58;alert(1)'>x</a>",
    "javascript, wide letters": "<a href='ｊavascript:alert(1)'>x</a>",
    "javascript in a picture": "<img src='javascript:alert(1)'><img src=' cid:logo@x'>",
    "vbscript and file": "<a href='vbscript:msgbox(1)'>x</a><a href='file:///etc/passwd'>x</a>",
    "data page": "<a href='data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg=='>x</a>",
    "data picture": "<img src='data:image/svg+xml,<svg onload=alert(1)>'>",
    "ours": "<a href='/moi/effacer/'>x</a><a href='#main'>x</a><a href='//ici.test/x'>x</a><a href='?a=1'>x</a>",
    # Foreign content and mutations.
    "svg": "<svg onload=alert(1)><script>alert(1)</script><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "svg animates": "<svg><a><animate attributeName=href values=javascript:alert(1) /><text y=20>x</text></a></svg>",
    "svg in its own words": "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "svg foreign object": "<svg><foreignObject><iframe srcdoc='<script>alert(1)</script>'></foreignObject></svg>",
    "math": "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "math link": "<math href='javascript:alert(1)'><mi>x</mi></math>",
    "math form": "<form><math><mtext></form><form><mglyph><svg><mtext><style><path id='</style><img onerror=alert(1)"
    " src>'>",
    "noscript": "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "template": "<template><script>alert(1)</script></template>",
    "textarea": "<textarea><img title='</textarea><img src onerror=alert(1)>'></textarea>",
    "title": "<title><img title='</title><img src onerror=alert(1)>'></title>",
    "comment": "<!--><img src=x onerror=alert(1)>--><!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
    "cdata and instruction": "<![CDATA[><script>alert(1)</script>]]><?xml-stylesheet href='x'?><?php echo 1 ?>",
    "heading": "<h1 dir='><script>alert(1)</script>' onclick=alert(1)>x</h1><h6 lang=fr>y",
    "xmp and plaintext": "<xmp><img src=x onerror=alert(1)></xmp><plaintext><script>alert(1)</script>",
    # Styles.
    "style": "<style>@import 'https://t.test/x';*{background:url(javascript:alert(1))}</style>",
    "style attribute": "<p style='background:url(https://t.test);position:fixed;inset:0;width:expression(alert(1))'>x",
    "old presentation": "<table background='https://t.test/x'><td background='javascript:alert(1)'>x</table>",
    "classes and ids": "<p id=main class='c-button' name=csrf data-hx-get='/x' hx-get='/x' is='x'>x</p>",
    "all that an element can bear": "".join(
        f"<{tag} style=color:red class=c id=i name=n onclick=alert(1) target=_top srcset=x ping=x cite=x hx-get=x>"
        for tag in sorted(html_shown._TAGS)
    ),
    # The page around.
    "base and meta": "<base href='https://t.test/'><meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "link": "<link rel=stylesheet href='https://t.test/x.css'><link rel=import href='data:text/html,x'>",
    "frames": "<iframe src='javascript:alert(1)' srcdoc='<script>alert(1)</script>'></iframe><frameset><frame src=x>",
    "objects": "<object data='javascript:alert(1)'></object><embed src='data:text/html,x'><applet code=x></applet>",
    "form": "<form action=/moi/effacer/ method=post><input name=a><button formaction='javascript:alert(1)'>x</button>",
    "leaves its place": "</div></main></body></html><script>alert(1)</script><div",
    "unclosed": "<a href='https://x.test' title='<b onclick=alert(1)",
    "no end of quotes": '<img alt="<p><img src=x onerror=alert(1)><b',
    "dialog and popover": "<dialog open><form method=dialog></dialog><button popovertarget=x>x</button>",
}  # fmt: skip
# The words of <h1> and the like are paragraphs.
_TAGS = html_shown._TAGS - {"h1", "h2", "h3", "h4", "h5", "h6"}
_BEARS = {"href", "title", "src", "alt", "start", "colspan", "rowspan", "lang", "dir", "rel"}


class Reader(HTMLParser):
    """What could act in a page that was made safe, read by another parser than the one that made it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _TAGS:
            self.faults.append(f"<{tag}>")
        for name, value in attrs:
            if name not in _BEARS:
                self.faults.append(f"{tag} {name}")
            if name == "src" and value not in OURS.values():
                self.faults.append(f"{tag} {name}={value}")
            # As a browser reads it: without signs that are not seen.
            plain = re.sub(r"[\x00-\x20]", "", entities.unescape(value or ""))
            if name == "href" and urlsplit(plain).scheme.lower() not in {"http", "https", "mailto", "tel"}:
                self.faults.append(f"{tag} {name}={value}")

    def handle_comment(self, data: str) -> None:
        self.faults.append(f"<!--{data}")

    def handle_decl(self, decl: str) -> None:
        self.faults.append(f"<!{decl}")

    def unknown_decl(self, data: str) -> None:
        self.faults.append(f"<![{data}")

    def handle_pi(self, data: str) -> None:
        self.faults.append(f"<?{data}")


def test_nothing_that_acts_is_allowed() -> None:
    acting = (
        "script style form input button select textarea iframe frame object embed applet svg math base meta link video"
    )
    assert html_shown._TAGS.isdisjoint(acting.split())


def faults_of(html: str) -> list[str]:
    """In the page made of it, and in what a second reading makes of that: nothing waits to become something else."""
    made = shown(html, OURS).html
    return [fault for page in (made, shown(made, {}).html) for fault in _read(page)]


def _read(page: str) -> list[str]:
    reader = Reader()
    reader.feed(page)
    reader.close()
    return reader.faults


@pytest.mark.parametrize("name", PAYLOADS)
def test_nothing_that_acts_is_left(name: str) -> None:
    assert faults_of(PAYLOADS[name]) == []
    # Nor when it stands inside of what is allowed, after what is not closed, or cut.
    for around in ("<blockquote><table><td><a href='https://x.test'>{}", "<p title='{}", "<svg><desc>{}", "<!--{}-->x"):
        assert faults_of(around.format(PAYLOADS[name])) == []
    for end in range(0, len(PAYLOADS[name]), 11):
        assert faults_of(PAYLOADS[name][:end]) == []


PIECES = (
    *"<>/='`\" \n\0", "&lt;", "&#60;", "&quot;", "<!--", "-->", "--!>", "<![CDATA[", "]]>", "<svg>", "</svg>", "<math>",
    "<mtext>", "<mglyph>", "<style>", "</style>", "<script>", "</script>", "<noscript>", "</noscript>", "<template>",
    "<table>", "<td>", "</table>", "<form>", "</form>", "<select>", "<option>", "<p>", "</p>", "<a href=",
    "<img src=cid:logo@x alt=", "<h1 lang=", "</h1>", " title=", " onerror=", " onclick=alert(1)", "javascript:",
    "alert(1)", "https://x.test/", "<img src=x onerror=alert(1)>", "<b>", "</b>", "été", "<title>", "</title>", "<xmp>",
    "<textarea>", "<details open ontoggle=", "<foreignObject>", "<annotation-xml encoding=text/html>",
)  # fmt: skip


@settings(max_examples=60)
@given(st.lists(st.sampled_from(PIECES), max_size=25))
def test_however_it_is_nested(pieces: list[str]) -> None:
    assert faults_of("".join(pieces)) == []


@pytest.mark.browser
@pytest.mark.slow
def test_a_browser_runs_nothing_of_it() -> None:
    """Each in the body of a page that forbids nothing; raw, many of them act, else this would prove nothing."""
    with chromium() as browser:
        context = browser.new_context(offline=True)

        def ran(pages: list[str]) -> int:
            page: Any = context.new_page()
            page.set_content("<html><body></body></html>")
            page.evaluate(
                """(pages) => { window.ran = new Set(); pages.forEach((html, rank) => {
                    const place = document.createElement("div"); document.body.append(place);
                    place.innerHTML = html.replaceAll("alert(1)", `top.ran.add(${rank})`);
                    place.querySelectorAll("[tabindex], a[href*=script]").forEach((one) => {
                      one.focus(); one.click?.(); }); }); }""",
                pages,
            )
            page.wait_for_timeout(300)
            return int(page.evaluate("window.ran.size"))

        assert ran(list(PAYLOADS.values())) >= 8
        assert ran([shown(html, OURS).html for html in PAYLOADS.values()]) == 0
