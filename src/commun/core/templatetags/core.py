"""Template tags of the kernel."""

from typing import Any

from django import template

from commun.core import urls

register = template.Library()


@register.simple_tag(takes_context=True)
def here(context: template.Context, name: str, **arguments: Any) -> str:
    """``{% here 'tenders:notice' ref=notice.ref %}``: an address inside the group of the page."""
    return urls.here(context["request"].space.slug, name, **arguments)


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: Any) -> str:
    """``{% query page=2 order='' %}``: the query string of this page with some values changed ('' removes)."""
    parameters = context["request"].GET.copy()
    for key, value in changes.items():
        if value in ("", None):
            parameters.pop(key, None)
        elif isinstance(value, list | tuple):
            parameters.setlist(key, [str(item) for item in value])
        else:
            parameters[key] = str(value)
    encoded = parameters.urlencode()
    return f"?{encoded}" if encoded else "?"
