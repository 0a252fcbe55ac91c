"""How Commun speaks to me, and when."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _

from commun.core.mail_choices import choices_of
from commun.people import actions
from commun.people.forms import PreferencesForm
from commun.people.views.support import PersonRequest


def preferences(request: PersonRequest) -> HttpResponse:
    """Language, time zone, digest."""
    form = PreferencesForm.of(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.change_preferences(person=request.user, preferences=form.content())
        with translation.override(request.user.language):
            messages.success(request, _("Your preferences are kept."))
        return redirect("people:preferences")
    return render(request, "people/preferences_page.html", {"form": form, "groups": choices_of(request.user)})
