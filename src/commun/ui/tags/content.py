"""Cards, panels, messages, tags and what explains."""

import zlib
from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from commun.ui.tags.support import component

register = template.Library()

ICON_OF_TONE = {"leaf": "check", "honey": "warning", "clay": "warning", "sky": "info"}
TONE_OF_LEVEL = {"success": "leaf", "warning": "honey", "error": "clay"}


@register.simple_block_tag
def page_head(content: str, title: Any, *, lede: Any = "", overline: Any = "") -> SafeString:
    """The only h1, one sentence under it, and the page's main acts as content (may be empty)."""
    return component("page_head", content=mark_safe(content.strip()), title=title, lede=lede, overline=overline)


@register.simple_block_tag
def card(content: str, title: Any = "", *, url: str = "", tone: str = "") -> SafeString:
    """A surface with an optional h2; ``tone``: nothing, sunken or outlined."""
    return component("card", content=content, title=title, url=url, tone=tone)


@register.simple_block_tag
def panel(content: str, title: Any) -> SafeString:
    """A section of the side column."""
    return component("panel", content=content, title=title)


@register.simple_block_tag
def disclosure(content: str, summary: Any, *, is_open: bool = False) -> SafeString:
    """Details one may unfold."""
    return component("disclosure", content=content, summary=summary, is_open=is_open)


@register.simple_tag
def message(
    text: Any, *, tone: str = "sky", title: Any = "", can_close: bool = False, is_alert: bool = False
) -> SafeString:
    """A sentence that must be seen; ``tone``: sky (to know), leaf (done), honey (beware), clay (failed)."""
    return component(
        "message",
        text=text,
        tone=tone,
        title=title,
        icon=ICON_OF_TONE.get(tone, "info"),
        can_close=can_close,
        is_alert=is_alert,
    )


@register.simple_tag
def toasts(messages: Iterable[Any]) -> SafeString:
    """Django's messages as toasts that stay until closed."""
    shown = [{"text": str(m), "tone": TONE_OF_LEVEL.get(m.level_tag, "sky")} for m in messages]
    return component("toasts", toasts=shown)


@register.simple_tag
def empty_state(
    title: Any, *, text: Any = "", icon: str = "leaf", action_label: Any = "", action_url: str = "", level: int = 2
) -> SafeString:
    """What to do first when a list has nothing yet."""
    return component(
        "empty_state", title=title, text=text, icon=icon, action_label=action_label, action_url=action_url, level=level
    )


@register.simple_tag
def tag(label: Any, *, tone: str = "", icon: str = "") -> SafeString:
    """A small word on a wash; ``tone``: nothing, leaf, honey, clay, sky or plum."""
    return component("tag", label=label, tone=tone, icon=icon)


@register.simple_tag
def badge(count: int, *, label: Any = "") -> SafeString:
    """A count that calls; ``label`` says of what for those who listen. Nothing is drawn for zero."""
    return component("badge", count=count, label=label)


@register.simple_tag
def state(label: Any, *, tone: str = "") -> SafeString:
    """A dot and a word; ``tone``: nothing, leaf, clay, honey, sky or open (a hollow dot)."""
    return component("state", label=label, tone=tone)


@register.simple_tag
def term(word: Any, meaning: Any, *, term_id: str = "") -> SafeString:
    """A word of the house that tells its meaning in place; give ``term_id`` when it stands twice on a page."""
    return component("term", word=word, meaning=meaning, term_id=term_id or f"term-{zlib.crc32(str(word).encode())}")
