"""What every page needs around its main part: where one is, where one may go, the chosen theme.

Doors come from ``core.registries.navigation``; their ``order`` says where: below 100 the main navigation (the
first four reach the phone's bar), from 100 the person's own corner, from 200 the foot of every page.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from commun.core import access, registries

THEMES = ("light", "dark")
BAR_PLACES = 4
ACCOUNT_ORDER, FOOT_ORDER = 100, 200


@dataclass(frozen=True)
class Door:
    """A link of the main navigation as the page shows it."""

    label: Any
    url: str
    icon: str
    is_current: bool
    count_url: str = ""


@dataclass(frozen=True)
class Place:
    """The group one is in, or another one can go to."""

    name: str
    subtitle: str
    url: str


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context processor for ``ui/base.html`` and ``ui/signed_out.html``."""
    user = getattr(request, "user", None)
    person = user if user is not None and user.is_authenticated else None
    space, others = _around(request) if person is not None else (getattr(request, "space", None), [])
    main = _doors(request, space, 0, ACCOUNT_ORDER) if person is not None else []
    theme = request.COOKIES.get("commun_theme", "")
    return {
        "navigation": main,
        "bar": main[:BAR_PLACES],
        "more": main[BAR_PLACES:],
        "more_is_current": any(door.is_current for door in main[BAR_PLACES:]),
        "account_doors": _account_doors(request, space) if person is not None else [],
        "foot_doors": _doors(request, space, FOOT_ORDER, None),
        "space": _place(space, getattr(request, "space_subtitle", "")) if space is not None and person else None,
        "other_spaces": [_place(other, "") for other in others],
        "person": person,
        "theme": theme if theme in THEMES else "",
        "search_url": _address("search", None) if person is not None else "",
        "is_search": request.resolver_match is not None and request.resolver_match.url_name == "search",
    }


def _around(request: HttpRequest) -> tuple[Any, list[Any]]:
    """The group whose doors surround the page, and the person's other groups.

    On one's own pages, and on the public page of a group one is not in, it is the person's first group.
    """
    others = list(getattr(request, "other_spaces", ()))
    if getattr(getattr(request, "member", None), "state", "") in access.MEMBERS:
        return getattr(request, "space", None), others
    return (others[0], others[1:]) if others else (None, [])


def _account_doors(request: HttpRequest, space: Any) -> list[Door]:
    doors = _doors(request, space, ACCOUNT_ORDER, FOOT_ORDER)
    leave = _address("account_logout", space)
    return [*doors, Door(_("Sign out"), leave, "leave", is_current=False)] if leave else doors


def _doors(request: HttpRequest, space: Any, first: int, end: int | None) -> list[Door]:
    here = request.resolver_match.view_name if request.resolver_match else ""
    items = [item for item in registries.navigation if item.order >= first and (end is None or item.order < end)]
    # A door that names the page itself wins over one that names its whole namespace.
    is_named = any(here in (item.url_name, *item.also) for item in registries.navigation)
    doors = []
    for item in sorted(items, key=lambda item: item.order):
        url = _address(item.url_name, space)
        if url:
            count_url = _address(item.count_url_name, space) if item.count_url_name and space is not None else ""
            doors.append(Door(item.label, url, item.icon, _leads_to(item, here, is_named), count_url))
    return doors


def _leads_to(item: registries.NavigationItem, here: str, is_named: bool) -> bool:
    """``also`` names views, or whole namespaces when it ends with a colon: those lead where no door names the view."""
    names = (item.url_name, *item.also)
    return here in names or (not is_named and any(name.endswith(":") and here.startswith(name) for name in names))


def _address(url_name: str, space: Any) -> str:
    """The address inside the group, else outside any group; empty when the page needs a group and there is none."""
    if space is not None and _exists(url_name, in_group=True):
        return reverse(url_name, kwargs={"space_slug": space.slug})
    return reverse(url_name) if _exists(url_name, in_group=False) else ""


@cache
def _exists(url_name: str, *, in_group: bool) -> bool:
    """Asked once for each door: a name that is not found costs as much as a query."""
    try:
        reverse(url_name, kwargs={"space_slug": "x"} if in_group else {})
    except NoReverseMatch:
        return False
    return True


def _place(space: Any, subtitle: Any) -> Place:
    first = min(registries.navigation, key=lambda item: item.order, default=None)
    return Place(name=space.name, subtitle=str(subtitle), url=_address(first.url_name, space) if first else "/")
