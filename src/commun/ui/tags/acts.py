"""What one can press: buttons, links that act, menus, dialogs, search, copy."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from commun.ui.tags.support import attributes, component

register = template.Library()


@register.simple_tag
def button(
    label: Any,
    *,
    kind: str = "plain",
    type: str = "submit",
    icon: str = "",
    wide: bool = False,
    hidden_label: bool = False,
    **attrs: Any,
) -> SafeString:
    """A <button>; ``kind``: plain, primary, quiet or danger; other options become attributes (hx_post="…")."""
    return component(
        "button",
        label=label,
        kind=kind,
        type=type,
        icon=icon,
        wide=wide,
        hidden_label=hidden_label,
        attrs=attributes(attrs),
    )


@register.simple_tag
def link_button(
    label: Any,
    url: str,
    *,
    kind: str = "plain",
    icon: str = "",
    wide: bool = False,
    hidden_label: bool = False,
    **attrs: Any,
) -> SafeString:
    """A link that looks like a button."""
    return component(
        "link_button",
        label=label,
        url=url,
        kind=kind,
        icon=icon,
        wide=wide,
        hidden_label=hidden_label,
        attrs=attributes(attrs),
    )


@register.simple_block_tag
def menu(
    content: str,
    label: Any,
    *,
    icon: str = "more",
    kind: str = "plain",
    hidden_label: bool = False,
    start: bool = False,
) -> SafeString:
    """Acts folded under one button; the content is a <ul> of links or of forms with one button."""
    return component("menu", content=content, label=label, icon=icon, kind=kind, hidden_label=hidden_label, start=start)


@register.simple_block_tag
def dialog(content: str, dialog_id: str, title: Any, *, is_open: bool = False) -> SafeString:
    """A dialog opened by a link with data-commun-dialog="ID"; without script that link leads to a page."""
    return component("dialog", content=content, dialog_id=dialog_id, title=title, is_open=is_open)


@register.simple_tag
def search_box(
    url: str, *, name: str = "q", value: str = "", label: Any = "", placeholder: Any = "", box_id: str = "search"
) -> SafeString:
    """A search form sent by GET."""
    return component("search_box", url=url, name=name, value=value, label=label, placeholder=placeholder, box_id=box_id)


@register.simple_tag
def copy_link(url: str, label: Any, *, box_id: str = "copy-link") -> SafeString:
    """An address to select, with a button that copies it."""
    return component("copy_link", url=url, label=label, box_id=box_id)


@register.simple_tag
def theme_switch() -> SafeString:
    """Light, dark, or as the system says; shown only where the script runs."""
    return component("theme_switch")
