"""The page behind an invitation link: open to whoever holds it."""

from urllib.parse import urlencode

from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from commun.core.errors import Gone, Refused
from commun.core.urls import here
from commun.governance import actions, policies
from commun.governance.forms import JoinForm
from commun.governance.models import Invitation
from commun.governance.queries.guests import guest_thing_of
from commun.governance.queries.invitations import invitation_of_token, open_invitation
from commun.governance.views.support import PersonRequest, attempt, done, posted
from commun.people.forms import SignInForm
from commun.people.models import Person


@never_cache
@login_not_required
def join(request: PersonRequest, token: str) -> HttpResponse:
    """Read the invitation, then come in; a closed link says only that it is closed."""
    found = invitation_of_token(token)
    if found is None:
        raise Gone
    if request.user.is_authenticated:
        return _as_myself(request, token, found)
    invitation = open_invitation(token)
    initial = {"name": invitation.name, "email": invitation.email}
    form = JoinForm(posted(request), initial=initial)
    if form.is_valid():
        # Sign-ups of this source, then attempts as the library's own form counts them: beyond, nothing is written.
        sign_in = SignInForm({"email": form.cleaned_data["email"]})
        arrivals: list[actions.Arrival] = []
        if not ratelimit.consume(request, action="signup") or not sign_in.is_valid():
            form.add_error(None, _("Too many attempts: wait a few minutes, then sign in."))
        elif attempt(form, lambda: arrivals.append(actions.accept_invitation(token=token, **form.cleaned_data))):
            return _ask_code(request, token, arrivals[0].person)
    status = 422 if form.is_bound else 200
    return render(request, "governance/join_page.html", _context(invitation, form), status=status)


def _as_myself(request: PersonRequest, token: str, invitation: Invitation) -> HttpResponse:
    """Signed in: one button. Whoever is in already goes to the group, even by a closed link."""
    url = here(invitation.space.slug, "governance:my-place")
    member = policies.membership_of(request.user, invitation.space)
    if policies.is_inside(member):
        return redirect(url)
    is_guest = guest_thing_of(invitation) is not None
    if is_guest:
        url = here(invitation.space.slug, "governance:guest-home")
        if member is not None and member.came_by_id == invitation.pk:
            return redirect(url)
    open_invitation(token)
    if request.method == "POST":
        try:
            actions.accept_invitation(token=token, person=request.user)
        except Refused as refused:
            messages.error(request, str(refused.sentence))
            return redirect("groups")
        if is_guest:
            return redirect(url)
        return done(request, _("Welcome to “%(group)s”.") % {"group": invitation.space.name}, url)
    return render(request, "governance/join_page.html", _context(invitation, None))


def _context(invitation: Invitation, form: JoinForm | None) -> dict[str, object]:
    body = policies.body_of(invitation.space)
    guest_of = guest_thing_of(invitation)
    return {"invitation": invitation, "group": invitation.space, "body": body, "form": form, "guest_of": guest_of}


def _ask_code(request: HttpRequest, token: str, person: Person) -> HttpResponse:
    """Send the sign-in code, then back to the invitation: the same whether there was an account before or not."""
    user = person if person.is_active else None
    LoginCodeVerificationProcess.initiate(request=request, user=user, email=person.email)
    following = urlencode({"next": reverse("join", kwargs={"token": token})})
    return redirect(f"{reverse('account_confirm_login_code')}?{following}")
