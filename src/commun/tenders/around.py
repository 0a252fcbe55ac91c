"""What higher rooms hang on a notice (joint answers ...): a registry; nothing here knows what they are."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from commun.core.registries import Registry, Subject
from commun.governance.models import Membership
from commun.tenders.models import Notice


@dataclass(frozen=True)
class Around:
    """A panel beside a notice: its title, what is there already, what one may start."""

    title: Any
    links: list[Subject] = field(default_factory=list)
    starts: list[Subject] = field(default_factory=list)


# Panels to show on the page of a notice; each source costs one query at most.
around_notice: Registry[Callable[[Membership, Notice], Around]] = Registry()
