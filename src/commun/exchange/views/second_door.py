"""Where a provider of mail hands over what came for the lists, when there is no mail server of one's own."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from commun.exchange.inbound import providers


@csrf_exempt
@login_not_required
@require_http_methods(["POST", "HEAD"])
def mail_comes_in(request: HttpRequest, provider: str) -> HttpResponse:
    """Keep what the chosen provider hands over; closed unless the operator named it and gave it a secret."""
    is_open = provider == settings.INBOUND_PROVIDER and settings.INBOUND_SECRET and provider in providers.CLASSES
    if not is_open:
        raise Http404
    count = providers.take_handed_over(request, provider) if request.method == "POST" else 0
    return HttpResponse(str(count), content_type="text/plain")
