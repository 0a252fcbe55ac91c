"""Bodies for the acts of the API, made from their shapes: what is asked and no more, or signs that nobody expects."""

from collections.abc import Callable
from typing import Any

from commun.core.api import shapes
from commun.core.api.routes import Route

Named = Callable[[shapes.Reference], Any]
PLAIN: dict[type, Any] = {shapes.Whole: 1, shapes.YesNo: True, shapes.Exact: "1.50", shapes.Free: {}}
TIMES = {"date": "2026-11-20", "time": "10:30", "date-time": "2026-11-20T10:30:00+01:00"}
ODD_TIMES = {"date": "1900-01-01", "time": "00:00", "date-time": "2199-12-31T23:59:59-11:00"}
ODD: dict[type, Any] = {
    shapes.Whole: -(2**31), shapes.YesNo: False, shapes.Exact: "-999999999999.999999",
    shapes.Free: {"électeurs": ["🧺", None, -1, {"x": [[]]}], "rule": 3, "threshold": "x", "steps": {}, "seats": "z"},
}  # fmt: skip


def body(route: Route, named: Named, *, is_odd: bool = False) -> dict[str, Any]:
    """A body for the act: required places only, or all of them with odd values."""
    return {name: sample(part.shape, named, is_odd) for name, part in route.rest.items() if part.is_required or is_odd}


def sample(shape: shapes.Shape, named: Named, is_odd: bool) -> Any:
    """One value of this shape."""
    if isinstance(shape, shapes.Reference):
        return named(shape)
    if isinstance(shape, shapes.Text):
        return "\u202eé🧺<b>%s{0}'\" \n" * 40 if is_odd and shape.most > 1000 else "Essai"
    if isinstance(shape, shapes.Choice):
        return shape.values[-1 if is_odd else 0]
    if isinstance(shape, shapes.Time):
        return (ODD_TIMES if is_odd else TIMES)[shape.form]
    if isinstance(shape, shapes.Maybe):
        return sample(shape.item, named, is_odd)
    if isinstance(shape, shapes.Either):
        return sample(shape.items[0], named, is_odd)
    return _composed(shape, named, is_odd)


def _composed(shape: shapes.Shape, named: Named, is_odd: bool) -> Any:
    if isinstance(shape, shapes.Many):
        return [sample(shape.item, named, is_odd)] * (3 if is_odd else 1)
    if isinstance(shape, shapes.Row):
        return [sample(one, named, is_odd) for one in shape.items]
    if isinstance(shape, shapes.Book):
        key = "1" if isinstance(shape.key, shapes.Whole) else "lead"
        return {key: sample(shape.item, named, is_odd)}
    if isinstance(shape, shapes.Record):
        return {
            name: sample(part.shape, named, is_odd) for name, part in shape.parts.items() if part.is_required or is_odd
        }
    return (ODD if is_odd else PLAIN)[type(shape)]
