"""« Ce qui se passe »: the stream of the group, the secret addresses to follow it, and the feeds themselves."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commun.core import access, clock
from commun.core.errors import Gone, NotFound
from commun.core.models import Space
from commun.core.urls import absolute, here
from commun.exchange import live
from commun.exchange.actions import feeds as actions
from commun.exchange.feed_ready import public_forms
from commun.exchange.models import FeedAddress
from commun.exchange.policies import webhooks as webhook_policies
from commun.exchange.queries import feed as queries
from commun.exchange.queries import feed_texts as texts
from commun.exchange.queries import feed_wide
from commun.exchange.queries.feed_texts import FeedText, Stream
from commun.exchange.queries.feed_wide import WidePage
from commun.governance import policies
from commun.governance.policies import MemberRequest, body_of
from commun.governance.views.support import PersonRequest, act, require

# How readers of feeds call them.
_FORMS = {"application/atom+xml": "Atom", "application/rss+xml": "RSS", "application/activity+json": "JSON"}
_POSITION = re.compile(r"[1-9][0-9]{0,17}")


@require_safe
def feed(request: MemberRequest) -> HttpResponse:
    """What happens in the group, by day; the room asked for and the page stay in the address."""
    if request.space.kind == Space.Kind.NETWORK:
        return _of_network(request)
    room, before = _room(request), _before(request)
    # Read before the page: what happens in between is told live, the page knows what it shows already.
    head = queries.head_of(request.space)
    page = queries.page_of(request.space, before=before, room=room)
    context = {
        "page": page,
        "chips": _chips(room),
        "is_first": before is None,
        "live_url": _listening(request.space, str(head), room),
    }
    return render(request, "exchange/feed/feed_page.html", context)


def _of_network(request: MemberRequest) -> HttpResponse:
    """What happens in a network, and what its groups make public; pages follow the moments."""
    room, before = _room(request), _before(request)
    head, now = queries.head_of(request.space), clock.now()
    page = feed_wide.page_of_network(request.space, texts.moment_of(before), room)
    context = _wide(page, room, before, request.space, str(head), now)
    return render(request, "exchange/feed/network_page.html", context)


@require_safe
def my_feed(request: PersonRequest) -> HttpResponse:
    """What happens in all of a person's groups, by day. 6 queries, and those of a page of each group that is on it."""
    room, before = _room(request), _before(request)
    spaces = list(policies.spaces_of(request.user))
    heads = queries.heads_of(spaces)
    after = ",".join(live.place_of(space, heads.get(space.pk, 0)) for space in spaces)
    page = feed_wide.page_of_mine(request.user, texts.moment_of(before), room)
    context = _wide(page, room, before, None, after) | {"spaces": spaces}
    return render(request, "exchange/feed/mine_page.html", context)


def _wide(
    page: WidePage, room: str, before: int | None, space: Space | None, after: str, made_at: dt.datetime | None = None
) -> dict[str, Any]:
    return {
        "page": page,
        "older": texts.number_of(page.older),
        "chips": _chips(room),
        "is_first": before is None,
        "live_url": _listening(space, after, room, made_at),
    }


def _listening(space: Space | None, after: str, room: str, made_at: dt.datetime | None = None) -> str:
    """``made_at``: when the page was made, for what is told without a position."""
    asked = {"apres": after, "salle": room} | ({"depuis": texts.number_of(made_at)} if made_at is not None else {})
    return f"{live.path_of(space)}?{urlencode(asked)}"


def _room(request: HttpRequest) -> str:
    asked = request.GET.get("salle", "")
    return asked if asked in queries.ROOMS else ""


def _chips(room: str) -> list[dict[str, Any]]:
    return [
        {"label": label, "url": f"?salle={name}" if name else "?", "is_current": name == room}
        for name, label in {"": _("Everything"), **queries.ROOMS}.items()
    ]


def _before(request: HttpRequest) -> int | None:
    asked = request.GET.get("avant", "")
    return int(asked) if _POSITION.fullmatch(asked) else None


def addresses(request: MemberRequest) -> HttpResponse:
    """The person's secret addresses for this group and for all of theirs; a POST opens one."""
    url = here(request.space.slug, "exchange:feed-addresses")
    if request.method == "POST":
        said = _("The address is open: copy it into your reader.")
        reach = request.POST.get("portee", FeedAddress.Reach.GROUP)
        token = request.POST.get("token", "")[:40]
        return act(request, lambda: actions.open_feed(by=request.member, reach=reach, token=token), said, url)
    public = here(request.space.slug, "exchange:public-feed")
    context = {
        "addresses": queries.addresses_of(request.user, request.space),
        "public_url": absolute(public) if body_of(request.space).is_public else "",
        "public_page_url": here(request.space.slug, "exchange:public-page"),
        "can_set": webhook_policies.can_set(request.member),
        "token": uuid4(),
    }
    return render(request, "exchange/feed/addresses_page.html", context)


@require_POST
def revoke(request: MemberRequest, feed_address: str) -> HttpResponse:
    """Close an address."""
    row = queries.address_for(request.user, request.space, feed_address)
    return act(
        request,
        lambda: actions.revoke_feed(by=request.member, address=row),
        _("The address is revoked: nobody can read it any more."),
        here(request.space.slug, "exchange:feed-addresses"),
    )


@login_not_required
@require_safe
def private_atom(request: HttpRequest, token: str) -> HttpResponseBase:
    """The feed behind a secret address, as Atom."""
    return _private(request, token, texts.atom, texts.ATOM)


@login_not_required
@require_safe
def private_rss(request: HttpRequest, token: str) -> HttpResponseBase:
    """The feed behind a secret address, as RSS."""
    return _private(request, token, texts.rss, texts.RSS)


@login_not_required
@require_safe
def private_activities(request: HttpRequest, token: str) -> HttpResponseBase:
    """The feed behind a secret address, as activities."""
    return _private(request, token, texts.activities, texts.ACTIVITIES)


def _private(request: HttpRequest, token: str, write: Callable[[Stream], FeedText], kind: str) -> HttpResponseBase:
    """An unknown address and a revoked one tell nothing else."""
    try:
        row = queries.address_behind(token)
    except (NotFound, Gone) as error:
        status = 410 if isinstance(error, Gone) else 404
        return HttpResponse(status=status, content_type="text/plain; charset=utf-8")
    stream = texts.private_stream(row, request.path, _before(request))
    # Secret addresses stay out of shared caches and of search engines.
    return _answer(request, write(stream), kind, "private, no-cache")


@access.admits("anyone")
def public_page(request: MemberRequest) -> HttpResponse:
    """What everybody may follow of the group, as a page."""
    require(request.method in {"GET", "HEAD"})
    now, is_public = clock.now(), body_of(request.space).is_public
    page = feed_wide.public_page(request.member, request.space)
    alternates = public_forms(request.space) if is_public else []
    asked = {"depuis": texts.number_of(now), "langue": get_language()}
    context = {
        "live_url": f"{live.public_path_of(request.space)}?{urlencode(asked)}" if is_public else "",
        "is_first": True,
        "layout": "ui/base.html" if policies.is_inside(request.member) else "ui/signed_out.html",
        "page": page,
        "group_name": request.space.name,
        "alternates": alternates,
        "forms": [(_FORMS[one.media_type], one.url) for one in alternates],
    }
    return render(request, "exchange/feed/public_page.html", context)


@access.admits("anyone")
def public_atom(request: MemberRequest) -> HttpResponseBase:
    """What everybody may follow of the group, as Atom."""
    return _public(request, texts.atom, texts.ATOM)


@access.admits("anyone")
def public_rss(request: MemberRequest) -> HttpResponseBase:
    """What everybody may follow of the group, as RSS."""
    return _public(request, texts.rss, texts.RSS)


@access.admits("anyone")
def public_activities(request: MemberRequest) -> HttpResponseBase:
    """What everybody may follow of the group, as activities."""
    return _public(request, texts.activities, texts.ACTIVITIES)


def _public(request: MemberRequest, write: Callable[[Stream], FeedText], kind: str) -> HttpResponseBase:
    # Nothing is said of a group that is not public, not even that it receives no form here.
    require(request.method in {"GET", "HEAD"})
    stream = texts.public_stream(request.member, request.space, request.path)
    return _answer(request, write(stream), kind, "no-cache")


def _answer(request: HttpRequest, text: FeedText, kind: str, caching: str) -> HttpResponseBase:
    """The text, or 304 to who has it already (RFC 9110, 13.2.2)."""
    whole = HttpResponse(text.body, content_type=kind)
    whole["ETag"] = text.etag
    changed = int(text.changed.timestamp()) if text.changed else None
    if changed is not None:
        whole["Last-Modified"] = http_date(changed)
    whole["Cache-Control"] = caching
    if caching.startswith("private"):
        whole["X-Robots-Tag"] = "noindex"
    response = get_conditional_response(request, text.etag, changed, whole)
    return whole if response is None else response
