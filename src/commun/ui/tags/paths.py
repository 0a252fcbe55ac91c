"""Links that say where one is: chips and tabs kept in the address, breadcrumb, pages."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.core.paginator import Page
from django.utils.safestring import SafeString

from commun.ui.tags.support import complete_all, component

register = template.Library()


@register.simple_tag
def chips(items: Iterable[Any], label: Any) -> SafeString:
    """Filters as links: ``label``, ``url``, ``is_current``, ``count``; ``label`` names the whole."""
    listed = complete_all(items, label="", url="", is_current=False, count=None)
    return component("chips", items=listed, label=label)


@register.simple_tag
def tabs(items: Iterable[Any], label: Any) -> SafeString:
    """Parts of one page as links: same options as ``chips``."""
    listed = complete_all(items, label="", url="", is_current=False, count=None)
    return component("tabs", items=listed, label=label)


@register.simple_tag
def breadcrumb(items: Iterable[Any]) -> SafeString:
    """The way back: ``label`` and ``url``; the present page is not in it."""
    return component("breadcrumb", items=complete_all(items, label="", url=""))


@register.simple_tag(takes_context=True)
def pagination(context: Any, page: "Page[Any]", *, name: str = "page") -> SafeString:
    """Previous and next, keeping the rest of the address; nothing for a single page."""
    request = context.get("request")

    def address(number: int) -> str:
        if request is None:
            return f"?{name}={number}"
        query = request.GET.copy()
        query[name] = str(number)
        return f"?{query.urlencode()}"

    return component(
        "pagination",
        page=page,
        total=page.paginator.num_pages,
        previous=address(page.previous_page_number()) if page.has_previous() else "",
        following=address(page.next_page_number()) if page.has_next() else "",
    )
