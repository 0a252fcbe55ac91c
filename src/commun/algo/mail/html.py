"""The words of an HTML mail as plain text, quotes marked with « > » as plain mails do."""

import re
from html.parser import HTMLParser
from typing import Final

_BLOCKS: Final = frozenset(
    {"address", "article", "blockquote", "center", "dd", "div", "dl", "dt", "fieldset", "footer", "form", "h1", "h2"}
    | {"h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "tr", "ul"}
)
_SILENT: Final = frozenset({"head", "script", "style", "title", "template", "noscript", "object"})
_ALONE: Final = frozenset({"br", "hr", "img", "input", "meta", "link", "col", "area", "base", "wbr"})
# Outlook and Spark mark where the mail that is answered starts, and quote nothing.
_ANSWERED: Final = frozenset(
    {"divrplyfwdmsg", "appendonsend", "mail-editor-reference-message-container", "messagereplysection"}
)
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all|font-size\s*:\s*0(?:px)?\s*(?:;|$)", re.IGNORECASE)


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[str] = [""]
        self.depth = 0
        self.silent: list[str] = []
        self.open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if self.silent:
            if tag not in _ALONE:
                self.silent.append(tag)
            return
        if tag in _SILENT or _HIDDEN.search(given.get("style", "")):
            if tag not in _ALONE:
                self.silent.append(tag)
            return
        if _ANSWERED & {given.get("id", "").lower(), given.get("name", "").lower()}:
            self._row()
            self._say("-----Message d’origine-----")
            self._row()
        is_quote = tag == "blockquote" or "gmail_quote_container" in given.get("class", "")
        if tag in _BLOCKS or tag == "br":
            self._row()
        if tag == "li":
            self._say("- ")
        if is_quote and tag == "blockquote":
            self.depth += 1
        if tag not in _ALONE:
            self.open.append((tag, is_quote and tag == "blockquote"))

    def handle_endtag(self, tag: str) -> None:
        if self.silent:
            if tag in self.silent:
                while self.silent.pop() != tag:
                    pass
            return
        if not any(one == tag for one, _quote in self.open):
            return
        while self.open:
            one, is_quote = self.open.pop()
            if one in _BLOCKS:
                self._row()
            self.depth -= is_quote
            if one == tag:
                break
        if tag == "p":
            self.rows.append(self._mark())

    def handle_data(self, data: str) -> None:
        if not self.silent:
            words = data if any(tag == "pre" for tag, _quote in self.open) else re.sub(r"[ \t\r\n]+", " ", data)
            for rank, piece in enumerate(words.split("\n")):
                if rank:
                    self._row()
                self._say(piece)

    def _mark(self) -> str:
        return "> " * self.depth

    def _say(self, words: str) -> None:
        if not self.rows[-1].strip("> "):
            self.rows[-1] = self._mark()
            words = words.lstrip(" ")
        self.rows[-1] += words

    def _row(self) -> None:
        if self.rows[-1].strip("> ") or not self.rows[-1]:
            self.rows.append(self._mark())
        else:
            self.rows[-1] = self._mark()


def text_of(html: str) -> str:
    """Plain text of an HTML mail. Never raises: what cannot be read is left out."""
    reader = _Words()
    try:
        reader.feed(html)
        reader.close()
    except (AssertionError, ValueError):
        pass
    text = "\n".join(map(_row_of, reader.rows))
    return re.sub(r"(?:\n[> ]*)+$", "", re.sub(r"\n{3,}", "\n\n", text)).strip()


def _row_of(row: str) -> str:
    # The space of « -- » is what makes it the mark of a signature.
    written = row.replace("\u00a0", " ").rstrip()
    return "-- " if written == "--" else row.rstrip()
