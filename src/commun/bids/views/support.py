"""What the pages of this room share."""

from typing import Any

from django import forms

from commun.core.urls import here
from commun.governance.policies import MemberRequest


def place(request: MemberRequest, name: str, **arguments: Any) -> str:
    """The address of a page of this room, in this group."""
    return here(request.space.slug, f"bids:{name}", **arguments)


def status_of(form: forms.Form) -> int:
    """422 when what was sent is wrong."""
    return 422 if form.is_bound and not form.is_valid() else 200
