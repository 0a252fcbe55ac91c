"""« My calendars »: secret addresses, and the feeds behind them."""

from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import http_date, parse_http_date_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commun.core.errors import Gone, NotFound, Refused
from commun.governance import policies
from commun.governance.actions import calendar_feeds as actions
from commun.governance.queries import calendar_feeds as queries
from commun.governance.views.support import PersonRequest


def my_calendars(request: PersonRequest) -> HttpResponse:
    """The person's addresses; a POST opens one."""
    groups, networks = list(policies.spaces_of(request.user)), list(policies.networks_of(request.user))
    if request.method == "POST":
        group = next((one for one in [*groups, *networks] if one.slug == request.POST.get("group")), None)
        if group is None and request.POST.get("group"):
            raise NotFound
        try:
            token = request.POST.get("token", "")[:40]
            actions.open_feed(person=request.user, group=group, token=token)
        except Refused as refused:
            messages.error(request, str(refused.sentence))
        else:
            messages.success(request, _("The address is open: copy it into your calendar."))
        return redirect("my-calendars")
    context = {"feeds": queries.feeds_of(request.user), "groups": groups, "networks": networks, "token": uuid4()}
    return render(request, "governance/meetings/calendars_page.html", context)


def revoke(request: PersonRequest, feed: str) -> HttpResponse:
    """Close an address."""
    row = queries.feed_for(request.user, feed)
    if request.method == "POST":
        actions.revoke_feed(person=request.user, feed=row)
        messages.success(request, _("The address is revoked: nobody can read it any more."))
    return redirect(reverse("my-calendars"))


@login_not_required
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar behind a secret address; an unknown one and a revoked one tell nothing else."""
    try:
        text = queries.feed_of(token)
    except (NotFound, Gone) as error:
        status = 410 if isinstance(error, Gone) else 404
        return HttpResponse(status=status, content_type="text/plain; charset=utf-8")
    if _is_known(request, text):
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(text.body, content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = 'inline; filename="commun.ics"'
    response["ETag"] = text.etag
    if text.changed is not None:
        response["Last-Modified"] = http_date(text.changed.timestamp())
    # Secret addresses stay out of shared caches and of search engines.
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex"
    return response


def _is_known(request: HttpRequest, text: queries.FeedText) -> bool:
    """Whether the reader has this very text (RFC 9110, 13.2.2: the tag wins over the date)."""
    tags = request.headers.get("If-None-Match")
    if tags is not None:
        return tags.strip() == "*" or text.etag in {tag.strip().removeprefix("W/") for tag in tags.split(",")}
    since = parse_http_date_safe(request.headers.get("If-Modified-Since", ""))
    return since is not None and text.changed is not None and int(text.changed.timestamp()) <= since
