"""The way out that each mail of a list bears: one press, without signing in (RFC 8058); looking changes nothing."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from commun.core.errors import Gone
from commun.exchange import addresses
from commun.exchange.actions.reading import leave_mails
from commun.exchange.models import Subscription
from commun.exchange.queries import lists as queries


@csrf_exempt
@login_not_required
def leave_list(request: HttpRequest, token: str) -> HttpResponse:
    """Read this list on its page only, from now on. The link is the right to do it: no cookie, no redirection."""
    subscription = queries.subscription_behind(token)
    if subscription is None:
        raise Gone
    with translation.override(subscription.membership.person.language):
        if request.method == "POST":
            subscription = leave_mails(subscription=subscription)
        context = {
            "group": subscription.space.name,
            "is_out": subscription.mode == Subscription.Mode.NONE,
            "action": request.path,
            # Without signing in, as one left.
            "back": addresses.command_address(subscription.list.slug, addresses.SUBSCRIBE),
        }
        return render(request, "exchange/lists/leave_page.html", context)
