"""What the families of tags share: filling in options, writing attributes, rendering a component."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.template.loader import get_template
from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe


def complete(item: Any, **defaults: Any) -> dict[str, Any]:
    """Read the named options from a mapping, an object or a tuple (in the order given); defaults fill the gaps."""
    if isinstance(item, Mapping):
        return {name: item.get(name, default) for name, default in defaults.items()}
    if isinstance(item, str | Promise):
        return defaults | {next(iter(defaults)): item}
    if isinstance(item, Sequence):
        return defaults | dict(zip(defaults, item, strict=False))
    return {name: getattr(item, name, default) for name, default in defaults.items()}


def complete_all(items: Iterable[Any], **defaults: Any) -> list[dict[str, Any]]:
    """``complete`` for each item."""
    return [complete(item, **defaults) for item in items]


def attributes(attrs: Mapping[str, Any]) -> SafeString:
    """HTML attributes from tag options: ``hx_post="/x"`` writes hx-post="/x"; True is bare, None and "" vanish."""
    kept = [(name.replace("_", "-"), value) for name, value in attrs.items() if value not in (None, False, "")]
    bare = format_html_join("", " {}", ((name,) for name, value in kept if value is True))
    valued = format_html_join("", ' {}="{}"', ((name, value) for name, value in kept if value is not True))
    return mark_safe(bare + valued)


def component(name: str, /, **options: Any) -> SafeString:
    """The component ``ui/components/<name>.html`` rendered with these options."""
    return mark_safe(get_template(f"ui/components/{name}.html").render(options).strip())
