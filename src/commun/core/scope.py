"""Scope: which spaces the code may see. A query on a tenant table outside any scope raises."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.db import models

if TYPE_CHECKING:
    from commun.core.models import Space

M_co = TypeVar("M_co", bound=models.Model, covariant=True)


class Unscoped(RuntimeError):
    """A tenant table was asked without saying for which space."""


class _Everywhere:
    """Marks the rare code that works across spaces (jobs, digests, erasure)."""


_EVERYWHERE = _Everywhere()
_current: ContextVar[frozenset[int] | _Everywhere | None] = ContextVar("scope", default=None)


@contextmanager
def use(*spaces: "Space | int") -> Iterator[None]:
    """See these spaces only, inside the block."""
    with _set(frozenset(space if isinstance(space, int) else space.pk for space in spaces)):
        yield


@contextmanager
def everywhere(reason: str) -> Iterator[None]:
    """See all spaces, inside the block; ``reason`` tells the reader why this is right."""
    if not reason:
        raise ValueError("say why all spaces are needed")
    with _set(_EVERYWHERE):
        yield


@contextmanager
def _set(value: frozenset[int] | _Everywhere | None) -> Iterator[None]:
    token = _current.set(value)
    try:
        yield
    finally:
        _current.reset(token)


def enter(space: "Space") -> Any:
    """Set the scope without a block (for the middleware); give the token back to ``leave``."""
    return _current.set(frozenset({space.pk}))


def leave(token: Any) -> None:
    """Undo ``enter``."""
    _current.reset(token)


def visible() -> frozenset[int] | None:
    """Ids of the spaces in scope; None when all are."""
    current = _current.get()
    if current is None:
        raise Unscoped("name the space first: `with scope.use(space):`")
    return None if isinstance(current, _Everywhere) else current


class ScopedManager(models.Manager[M_co], Generic[M_co]):
    """Filters every query by the spaces in scope; raises Unscoped when there is none."""

    def get_queryset(self) -> models.QuerySet[M_co]:
        queryset = super().get_queryset()
        spaces: Iterable[int] | None = visible()
        if spaces is None:
            return queryset
        listed = list(spaces)
        if len(listed) == 1:
            return queryset.filter(space_id=listed[0])
        return queryset.filter(space_id__in=listed)


class TenantModel(models.Model):
    """A row that belongs to one space (``space_id``)."""

    space = models.ForeignKey("core.Space", on_delete=models.PROTECT, related_name="+")

    objects = ScopedManager()

    class Meta:
        abstract = True
