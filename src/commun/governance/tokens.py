"""Invitation tokens: made again from the reference and the house's secret, so that only their digest is kept."""

import base64
import hashlib

from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from commun.governance.models import Invitation


def token_of(invitation: Invitation) -> str:
    """The secret part of the address; 32 signs of the URL-safe alphabet."""
    made = salted_hmac("commun.governance.invitation", invitation.ref, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(made[:24]).decode()


def digest_of(token: str) -> str:
    """What the database keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def path_of(token: str) -> str:
    """The page of an invitation."""
    return reverse("join", kwargs={"token": token})


def is_known(invitation: Invitation) -> bool:
    """False once the house's secret changed: old links still work, but can no longer be shown."""
    return constant_time_compare(digest_of(token_of(invitation)), invitation.token_digest)
