"""« Ce qui se passe »: the stream of the group, the secret addresses to follow it, and the feeds themselves."""

import datetime as dt
import re
from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commun.core import access
from commun.core.errors import Gone, NotFound
from commun.core.urls import absolute, here
from commun.exchange import live
from commun.exchange.actions import feeds as actions
from commun.exchange.models import FeedAddress
from commun.exchange.policies import webhooks as webhook_policies
from commun.exchange.queries import feed as queries
from commun.exchange.queries import feed_texts as texts
from commun.exchange.queries.feed_texts import FeedText, Stream
from commun.governance.policies import MemberRequest, body_of
from commun.governance.views.support import act, require

_POSITION = re.compile(r"[1-9][0-9]{0,17}")


@require_safe
def feed(request: MemberRequest) -> HttpResponse:
    """What happens in the group, by day; the room asked for and the page stay in the address."""
    asked = request.GET.get("salle", "")
    room = asked if asked in queries.ROOMS else ""
    before = _before(request)
    # Read before the page: what happens in between is told live, the page knows what it shows already.
    head = queries.head_of(request.space)
    page = queries.page_of(request.space, before=before, room=room)
    chips = [
        {"label": label, "url": f"?salle={name}" if name else "?", "is_current": name == room}
        for name, label in {"": _("Everything"), **queries.ROOMS}.items()
    ]
    listening = urlencode({"apres": head, "salle": room})
    context = {
        "page": page,
        "chips": chips,
        "is_first": before is None,
        "live_url": f"{live.path_of(request.space)}?{listening}",
    }
    return render(request, "exchange/feed/feed_page.html", context)


def _before(request: HttpRequest) -> int | None:
    asked = request.GET.get("avant", "")
    return int(asked) if _POSITION.fullmatch(asked) else None


def addresses(request: MemberRequest) -> HttpResponse:
    """The person's secret addresses for this group and for all of theirs; a POST opens one."""
    url = here(request.space.slug, "exchange:feed-addresses")
    if request.method == "POST":
        said = _("The address is open: copy it into your reader.")
        reach = request.POST.get("portee", FeedAddress.Reach.GROUP)
        return act(request, lambda: actions.open_feed(by=request.member, reach=reach), said, url)
    public = here(request.space.slug, "exchange:public-feed")
    context = {
        "addresses": queries.addresses_of(request.user, request.space),
        "public_url": absolute(public) if body_of(request.space).is_public else "",
        "can_set": webhook_policies.can_set(request.member),
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
    changed = text.changed.astimezone(dt.UTC)
    whole["Last-Modified"] = changed.strftime("%a, %d %b %Y %H:%M:%S GMT")
    whole["Cache-Control"] = caching
    if caching.startswith("private"):
        whole["X-Robots-Tag"] = "noindex"
    response = get_conditional_response(request, text.etag, int(changed.timestamp()), whole)
    return whole if response is None else response
