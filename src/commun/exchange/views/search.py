"""The search over everything that one may read: one box, in all of one's groups or in one."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from commun.core.models import Space
from commun.core.search import asking
from commun.core.search.sources import sources
from commun.core.urls import here
from commun.exchange.queries.searching import NOTICES, Found, Search, Wish
from commun.governance.policies import MemberRequest
from commun.governance.views.support import PersonRequest

NEWEST = "recent"


def search(request: PersonRequest) -> HttpResponse:
    """In all of one's groups."""
    return _answer(request, None)


def search_here(request: MemberRequest) -> HttpResponse:
    """In this group."""
    return _answer(request, request.space)


def _answer(request: Any, space: Space | None) -> HttpResponse:
    wish = _wish(request, space)
    one = Search(request.user, wish)
    found = one.found() if wish.asked and one.spaces else None
    context: dict[str, Any] = {"wish": wish, "found": found, "spaces": one.spaces, "box_url": _address(space)}
    context["typed"] = wish.asked.text
    if found is not None:
        context |= {
            "kinds": _kinds(wish, found),
            "groups": _groups(wish, found, one.spaces),
            "orders": _orders(wish),
            "notices_url": _link(wish, source=NOTICES),
            "meant_url": f"{_address(space)}?{urlencode({'q': found.meant})}" if found.meant else "",
            "anywhere_url": _link(wish, space=None, source=wish.source) if space is not None else "",
        }
    return render(request, "exchange/search/search_page.html", context)


def _wish(request: Any, space: Space | None) -> Wish:
    """What the address asks; anything that it does not know is left out."""
    slugs = {source.slug: name for name, source in _named()} | {NOTICES: NOTICES}
    number = request.GET.get("page", "")
    return Wish(
        asked=asking.asked_of(request.GET.get("q", "")),
        source=slugs.get(request.GET.get("sorte", ""), ""),
        space=space,
        is_newest=request.GET.get("ordre") == NEWEST,
        number=int(number) if number.isascii() and number.isdigit() and len(number) < 5 else 1,
    )


def _named() -> Any:
    return [(name, source) for name in sources.names() if (source := sources.get(name)) is not None]


def _kinds(wish: Wish, found: Found) -> list[dict[str, Any]]:
    """A chip for each kind that answers, with how many; and one for all of them."""
    total = sum(found.kinds.values())
    everything = {"label": _("Everything"), "url": _link(wish, source=""), "count": total + found.notice_count}
    chips = [everything | {"is_current": not wish.source}]
    for name, source in _named():
        count = found.kinds.get(name, 0)
        if count or wish.source == name:
            link = _link(wish, source=name)
            chips.append({"label": source.label, "url": link, "count": count, "is_current": wish.source == name})
    if found.notice_count or wish.wants_notices:
        link = _link(wish, source=NOTICES)
        chips.append(
            {"label": _("Notices"), "url": link, "count": found.notice_count, "is_current": wish.wants_notices}
        )
    # A filter that has nothing to filter is not shown.
    return chips if total or wish.source or found.notice_count else []


def _groups(wish: Wish, found: Found, spaces: Any) -> list[dict[str, Any]]:
    """A chip for each group that answers; none for somebody who is in one group only."""
    if len(spaces) < 2 or wish.wants_notices:
        return []
    total = sum(found.groups.values())
    everywhere = {"label": _("All my groups"), "url": _link(wish, space=None), "count": total}
    chips: list[dict[str, Any]] = [everywhere | {"is_current": wish.space is None}]
    for space, count in found.groups.items():
        is_current = wish.space is not None and wish.space.pk == space.pk
        if count or is_current:
            link = _link(wish, space=space)
            chips.append({"label": space.name, "url": link, "count": count, "is_current": is_current})
    return chips if total or wish.space is not None else []


def _orders(wish: Wish) -> list[dict[str, Any]]:
    if wish.wants_notices:
        return []
    return [
        {"label": _("Nearest to your words"), "url": _link(wish, is_newest=False), "is_current": not wish.is_newest},
        {"label": _("Newest first"), "url": _link(wish, is_newest=True), "is_current": wish.is_newest},
    ]


def _link(wish: Wish, **other: Any) -> str:
    """The same search, otherwise; from its first page."""
    space = other.get("space", wish.space)
    source = other.get("source", wish.source)
    asked = {"q": wish.asked.text}
    if source:
        found = sources.get(source)
        asked["sorte"] = found.slug if found is not None else source
    if other.get("is_newest", wish.is_newest):
        asked["ordre"] = NEWEST
    return f"{_address(space)}?{urlencode(asked)}"


def _address(space: Space | None) -> str:
    return here(space.slug, "exchange:search") if space is not None else reverse("search")
