"""The page /_mail/: what the house has written, for trying and developing (settings.MAIL_PAGE).

It is open to signed-out visitors, since sign-in codes land there: hence never on a real site.
"""

from csp.constants import NONE, SELF
from csp.decorators import csp, csp_update
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin

from commun.core.models import OutgoingMail

PER_PAGE = 30
# A mail's page runs nothing, loads nothing and sends nothing: it only shows its own styles.
MAIL_POLICY = {
    "default-src": [NONE],
    "style-src": ["'unsafe-inline'"],
    "img-src": ["data:"],
    "frame-ancestors": [SELF],
    "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox"],
}


def _only_for_trying() -> None:
    if not settings.MAIL_PAGE:
        raise Http404


@login_not_required
@never_cache
def outbox(request: HttpRequest) -> HttpResponse:
    """All mails, newest first."""
    _only_for_trying()
    mails = OutgoingMail.objects.order_by("-created_at", "-pk").defer("text", "html")
    page = Paginator(mails, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "config/outbox_page.html", {"page": page})


@login_not_required
@never_cache
@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One mail: its text, and its page in a closed frame."""
    _only_for_trying()
    return render(request, "config/outgoing_mail_page.html", {"mail": get_object_or_404(OutgoingMail, pk=pk)})


@login_not_required
@never_cache
@xframe_options_sameorigin
@csp(MAIL_POLICY)  # type: ignore[arg-type]
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The mail as a reader of mail shows it."""
    _only_for_trying()
    mail = get_object_or_404(OutgoingMail.objects.exclude(html=""), pk=pk)
    return HttpResponse(mail.html)
