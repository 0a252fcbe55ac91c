"""One thing of each kind for the policy matrix: by the name of the argument in the address.

A page whose address has a new argument, `<slug:decision>` say, adds a line: a function of the group's space and of one
of its members that makes the thing and returns the value for the address.
"""

from collections.abc import Callable
from typing import Any

from commun.core.models import Space
from commun.governance.models import Membership

SAMPLES: dict[str, Callable[[Space, Membership], Any]] = {}
