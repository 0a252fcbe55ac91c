"""What the pages of this room share."""

from typing import Any

from commun.core.urls import here
from commun.governance.policies import MemberRequest


def place(request: MemberRequest, name: str, **arguments: Any) -> str:
    """The address of a page of this room, in this group."""
    return here(request.space.slug, f"value:{name}", **arguments)
