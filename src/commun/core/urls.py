"""Addresses inside a group: ``/g/<group>/...``; the group's part is written for you."""

from typing import Any

from django.conf import settings
from django.urls import reverse


def here(space_slug: str, name: str, **arguments: Any) -> str:
    """The address of view ``name`` inside the group."""
    return reverse(name, kwargs={"space_slug": space_slug, **arguments})


def absolute(path: str) -> str:
    """The full address of a path of this site, for mails and exports."""
    return settings.SITE_ADDRESS.rstrip("/") + path
