"""What higher rooms hang on a joint work (its project ...): a registry; nothing here knows what they are."""

from collections.abc import Callable, Iterable

from commun.core.registries import Registry, Subject
from commun.value.models import JointWork

# Links to show on the page of a joint work; each source costs one query at most.
around_work: Registry[Callable[[JointWork], Iterable[Subject]]] = Registry()
