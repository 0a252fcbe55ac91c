"""Ways in: passkeys, and the mailed code that always works."""

import json
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal import flows
from allauth.mfa.webauthn.internal import auth
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from commun.core.errors import Refused
from commun.people import actions, policies, queries
from commun.people.forms import PasskeyForm
from commun.people.views.support import PersonRequest

# Changing how one comes in asks for a sign-in of the last hour: a phone left open must not be enough.
RECENT_SECONDS = 3600


def came_in_recently(request: HttpRequest) -> bool:
    """By a code or a passkey, in this session, within the hour."""
    records = flows.login.get_authentication_records(request, request.user)
    return any(time.time() - record.get("at", 0) < RECENT_SECONDS for record in records)


def recent(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Lead to a page that asks to sign in again when the last time is far."""

    @wraps(view)
    def checked(request: PersonRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if came_in_recently(request):
            return view(request, *args, **kwargs)
        return redirect(reverse("people:sign-in-again", query={"next": request.path}))

    return checked


def security(request: PersonRequest) -> HttpResponse:
    """Passkeys of the person, and what else opens the account."""
    return render(request, "people/security_page.html", {"passkeys": queries.passkeys(request.user)})


@recent
def add_passkey(request: PersonRequest) -> HttpResponse:
    """GET prepares a challenge for the device; POST brings its answer."""
    form = PasskeyForm(request.POST or None, initial={"name": ""})
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_passkey(person=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("The passkey is added. Next time, it is enough."))
            return redirect("people:security")
    options = json.dumps(auth.begin_registration(request.user, True))
    return render(request, "people/passkey_page.html", {"form": form, "options": options})


@recent
def remove_passkey(request: PersonRequest, pk: int) -> HttpResponse:
    """Asks, then removes."""
    passkey = policies.passkey_for(request.user, pk)
    if request.method == "POST":
        actions.remove_passkey(person=request.user, passkey=passkey)
        messages.success(request, _("The passkey is removed."))
        return redirect("people:security")
    return render(request, "people/passkey_remove_page.html", {"name": passkey.wrap().name})


def sign_in_again(request: PersonRequest) -> HttpResponse:
    """Asks; then signs out, and back in to where one was going."""
    if request.method == "POST":
        wanted = request.GET.get("next", "")
        is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
        flows.logout.logout(request)
        return redirect(reverse("account_login", query={"next": wanted if is_ours else reverse("people:security")}))
    return render(request, "people/sign_in_again_page.html")
