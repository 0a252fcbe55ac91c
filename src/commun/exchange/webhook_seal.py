"""Secrets and seals of outgoing calls (Standard Webhooks 1.0): made from the reference and the house's secret.

The base keeps no secret: a copy of it signs nothing. A new number makes a new secret.
"""

import base64
import hashlib
import hmac

from django.utils.crypto import salted_hmac

from commun.core import clock
from commun.exchange.models import Webhook

PREFIX = "whsec_"


def secret_of(webhook: Webhook, number: int | None = None) -> str:
    """What the other program checks seals with; ``number``: another one than today's."""
    return PREFIX + base64.b64encode(_key(webhook, number or webhook.secret_number)).decode()


def _key(webhook: Webhook, number: int) -> bytes:
    return salted_hmac("commun.exchange.webhook", f"{webhook.ref}:{number}", algorithm="sha256").digest()


def headers_of(webhook: Webhook, message_id: str, body: bytes) -> dict[str, str]:
    """The three headers of a message that leaves now; while a secret is being changed, both seals."""
    moment = int(clock.now().timestamp())
    numbers = [webhook.secret_number]
    if webhook.former_until is not None and webhook.former_until > clock.now():
        numbers.append(webhook.secret_number - 1)
    sealed = f"{message_id}.{moment}.".encode() + body
    seals = (hmac.new(_key(webhook, number), sealed, hashlib.sha256).digest() for number in numbers)
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(moment),
        "webhook-signature": " ".join(f"v1,{base64.b64encode(seal).decode()}" for seal in seals),
    }
