"""Tables, lists, facts, time and figures."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import template
from django.utils.formats import date_format
from django.utils.safestring import SafeString

from commun.ui import dates, diffs
from commun.ui.tags.support import complete, complete_all, component
from commun.ui.typography import spaced

register = template.Library()


@register.simple_tag
def table(
    caption: Any,
    headers: Sequence[Any],
    rows: Iterable[Sequence[Any]],
    *,
    foot: Sequence[Any] = (),
    hide_caption: bool = False,
) -> SafeString:
    """A table whose rows become cards on a phone; the first cell names the row.

    A header is a word or has ``label`` and ``at_end`` (figures); a cell is a text or has ``text`` and ``url``.
    """
    heads = complete_all(headers, label="", at_end=False)
    return component(
        "table",
        caption=caption,
        headers=heads,
        rows=[_cells(row, heads) for row in rows],
        foot=_cells(foot, heads),
        hide_caption=hide_caption,
    )


def _cells(row: Sequence[Any], heads: list[dict[str, Any]]) -> list[dict[str, Any]]:
    cells = []
    for value, head in zip(row, heads, strict=False):
        cell = complete(value, text="", url="") if isinstance(value, Mapping) else {"text": value, "url": ""}
        cells.append(cell | {"label": head["label"], "at_end": head["at_end"]})
    return cells


@register.simple_tag
def item_list(items: Iterable[Any]) -> SafeString:
    """Lines with ``title``, ``url``, ``text`` and ``aside`` (a state, a date …)."""
    return component("item_list", items=complete_all(items, title="", url="", text="", aside=""))


@register.simple_tag
def facts(pairs: Iterable[tuple[Any, Any]]) -> SafeString:
    """Names and values, one under the other on a phone; a pair without value is left out."""
    return component("facts", facts=[(name, value) for name, value in pairs if value not in (None, "")])


@register.simple_tag
def figures(pairs: Iterable[tuple[Any, Any]]) -> SafeString:
    """Large figures with what they count: (label, value)."""
    shown = [(label, spaced(value) if isinstance(value, int) else value) for label, value in pairs]
    return component("figures", figures=shown)


@register.simple_tag
def timeline(entries: Iterable[Any]) -> SafeString:
    """What happened, in order: ``at``, ``title``, ``text``, ``person``, ``tone`` (nothing, clay, open)."""
    return component("timeline", entries=complete_all(entries, at=None, title="", text="", person=None, tone=""))


@register.simple_tag
def diff(before: str, after: str) -> SafeString:
    """Two texts in one: what was added and what was taken away."""
    return component("diff", pieces=diffs.words(before, after))


@register.simple_tag
def progress(value: int, maximum: int, label: Any, *, text: Any = "", bar_id: str = "") -> SafeString:
    """How far along; ``text`` says it in words (else « 3 / 8 »)."""
    said = text or f"{spaced(value)} / {spaced(maximum)}"
    return component("progress", value=value, maximum=max(maximum, 1), label=label, text=said, bar_id=bar_id)


@register.simple_tag
def stepper(steps: Sequence[Any], current: int) -> SafeString:
    """The steps of a form; ``current`` counts from 1."""
    places = ["done" if n < current else "current" if n == current else "" for n in range(1, len(steps) + 1)]
    return component("stepper", steps=list(zip(steps, places, strict=True)))


@register.simple_tag
def date_tile(value: dates.Moment) -> SafeString:
    """A leaf of the calendar: month and day."""
    on = dates.day_of(value)
    return component("date_tile", iso=on.isoformat(), month=date_format(on, "N"), number=on.day, said=dates.day(on))


@register.simple_tag
def bar_chart(title: Any, pairs: Iterable[tuple[Any, int]], *, what: Any = "", how_many: Any = "") -> SafeString:
    """Bars drawn by the server inside the table they show: (label, whole number); two headings name the columns."""
    listed = list(pairs)
    most = max((value for _label, value in listed), default=0) or 1
    rows = [{"label": label, "value": spaced(value), "width": round(100 * value / most, 1)} for label, value in listed]
    return component("bar_chart", title=title, rows=rows, what=what, how_many=how_many)
