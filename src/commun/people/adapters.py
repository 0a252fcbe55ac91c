"""How the account library meets the house: invitation only, our mails, a mailed code or a passkey and nothing else."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib import messages
from django.http import HttpRequest

from commun.people import notifications

SIGN_IN_CODE, UNKNOWN_ADDRESS = "account/email/login_code", "account/email/unknown_account"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Closes public sign-up, writes the mails, and keeps to one step: a code or a passkey, whichever is at hand."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up without an invitation."""
        return False

    def get_login_stages(self) -> list[str]:
        """The code is enough, also for those who have a passkey: a lost phone must not lock anybody out."""
        return ["allauth.account.stages.LoginByCodeStage"]

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Only these two mails exist; both are written to the outbox in the same way and time."""
        if template_prefix == SIGN_IN_CODE:
            notifications.send_sign_in_code(email=email, code=context["code"])
        elif template_prefix == UNKNOWN_ADDRESS:
            notifications.say_no_account(email=email)

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Our own actions tell what happens to an account."""

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """What went wrong is said; « you are signed in » is seen without being said."""
        if message and level >= messages.WARNING:
            messages.add_message(request, level, message)
