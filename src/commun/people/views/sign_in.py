"""Coming in by a mailed code or a passkey, and going out."""

from typing import Any

from allauth.account import views as account
from allauth.account.internal import flows
from allauth.mfa.webauthn import views as passkeys
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from commun.people import policies, queries
from commun.people.forms import CodeForm, PasskeySignInForm, SignInForm

BACKEND = "django.contrib.auth.backends.ModelBackend"


class AskCode(account.RequestLoginCodeView):  # type: ignore[misc]
    """One address; the same answer whether it opens an account or not."""

    template_name = "people/sign_in_page.html"

    def get_form_class(self) -> type[SignInForm]:
        return SignInForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"demo_doors": queries.demo_doors(), "next_url": self.get_next_url() or ""}


class ConfirmCode(account.ConfirmLoginCodeView):  # type: ignore[misc]
    """The code that came by mail."""

    template_name = "people/sign_in_code_page.html"

    def get_form_class(self) -> Any:
        return super().get_form_class() if self._action == "resend" else CodeForm


class EnterByPasskey(passkeys.LoginWebAuthnView):  # type: ignore[misc]
    """GET gives the challenge (JSON), POST brings the device's answer."""

    def get_form_class(self) -> type[PasskeySignInForm]:
        return PasskeySignInForm


class Leave(account.LogoutView):  # type: ignore[misc]
    """Asks, then signs out."""

    template_name = "people/sign_out_page.html"


class Closed(account.AccountInactiveView):  # type: ignore[misc]
    """For an account that was closed."""

    template_name = "people/closed_page.html"


ask_code = login_not_required(AskCode.as_view())
confirm_code = login_not_required(ConfirmCode.as_view())
enter_by_passkey = login_not_required(EnterByPasskey.as_view())
leave = login_not_required(never_cache(Leave.as_view()))
closed = login_not_required(Closed.as_view())


@login_not_required
def no_sign_up(request: HttpRequest) -> HttpResponse:
    """One comes in by invitation: how to get one."""
    return render(request, "people/no_sign_up_page.html")


@login_not_required
@require_POST
def enter_demo(request: HttpRequest, ref: str) -> HttpResponse:
    """Enter as a fictional member, in the demo only."""
    person = policies.demo_door_for(ref)
    if request.user.is_authenticated:
        flows.logout.logout(request)
    login(request, person, backend=BACKEND)
    return redirect("home")


@login_not_required
def erased(request: HttpRequest) -> HttpResponse:
    """After an erasure: what was done, and goodbye."""
    return render(request, "people/erased_page.html")
