"""The second door: what a provider of mail hands over by HTTP, in its own way (django-anymail reads thirteen)."""

from email.policy import SMTP
from importlib import import_module
from typing import Any, Final

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest

from commun.exchange.actions.intake import MOST_BYTES
from commun.exchange.inbound.keeping import keep_for_all

CLASSES: Final = {
    "amazon_ses": "AmazonSESInboundWebhookView",
    "brevo": "BrevoInboundWebhookView",
    "mailersend": "MailerSendInboundWebhookView",
    "mailgun": "MailgunInboundWebhookView",
    "mailjet": "MailjetInboundWebhookView",
    "mailtrap": "MailtrapInboundWebhookView",
    "mandrill": "MandrillCombinedWebhookView",
    "postal": "PostalInboundWebhookView",
    "postmark": "PostmarkInboundWebhookView",
    "resend": "ResendInboundWebhookView",
    "sendgrid": "SendGridInboundWebhookView",
    "sparkpost": "SparkPostInboundWebhookView",
}


# A mail of the greatest size as providers write it: in base64, with its parts once more.
MOST_HANDED: Final = MOST_BYTES * 3 // 2


class Untrue(SuspiciousOperation):
    """It does not bear the secret of the provider, or is not written as the provider writes."""


def take_handed_over(request: HttpRequest, provider: str) -> int:
    """Keep each mail of one call. Returns for how many of our addresses. Raises Untrue."""
    door: Any = getattr(import_module(f"anymail.webhooks.{provider}"), CLASSES[provider])()
    door.run_validators(request)
    _read_whole(request)
    try:
        events = door.parse_events(request)
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise Untrue(str(error)) from error
    return sum(_keep(event.message) for event in events if getattr(event, "message", None) is not None)


def _read_whole(request: HttpRequest) -> None:
    """A mail may weigh more than what people send by a form, and Django reads no more than that. Raises Untrue."""
    if (request.content_type or "").startswith("multipart/"):
        # Its files are written to the disk as they come.
        return
    body = request.read(MOST_HANDED + 1)
    if len(body) > MOST_HANDED:
        raise Untrue("more than a mail")
    request._body = body


def _keep(message: Any) -> int:
    to = message.envelope_recipient
    recipients = [one.strip() for one in str(to).split(",")] if to else None
    try:
        raw = message.as_bytes(policy=SMTP)
    except (UnicodeError, LookupError, ValueError, TypeError, AttributeError):
        # Too odd to be written again as it should: as it reads, rather than not at all.
        raw = str(message).encode("utf-8", "replace")
    return keep_for_all(raw, sender=message.envelope_sender, recipients=recipients)
