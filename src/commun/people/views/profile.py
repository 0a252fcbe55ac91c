"""One's own profile and the body one works through."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commun.core.errors import Refused
from commun.people import actions, queries
from commun.people.forms import LegalEntityForm, ProfileForm
from commun.people.views.support import PersonRequest


def profile(request: PersonRequest) -> HttpResponse:
    """All I tell about myself, and what could still be told."""
    group = next((space.slug for space in request.other_spaces), "")
    sheet = queries.profile_sheet(request.user, group)
    return render(request, "people/profile_page.html", {"sheet": sheet, "new_watch_url": queries.new_watch_url(group)})


def change_profile(request: PersonRequest) -> HttpResponse:
    """Name, trade, town, presentation."""
    form = ProfileForm.of(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_profile(person=request.user, content=form.content())
        except Refused as refusal:
            form.add_error("name", refusal.sentence)
        else:
            messages.success(request, _("Your profile is up to date."))
            return redirect("people:profile")
    return render(request, "people/profile_form_page.html", {"form": form})


def legal_entity(request: PersonRequest) -> HttpResponse:
    """Say which body one works through."""
    form = LegalEntityForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            entity = actions.register_legal_entity(by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("name", refusal.sentence)
        else:
            actions.join_legal_entity(person=request.user, entity=entity)
            messages.success(request, _("You now belong to %(name)s.") % {"name": entity.name})
            return redirect("people:profile")
    return render(request, "people/legal_entity_page.html", {"form": form})


@require_POST
def leave_legal_entity(request: PersonRequest) -> HttpResponse:
    """No longer belong to a body."""
    actions.leave_legal_entity(person=request.user)
    messages.success(request, _("You no longer belong to a legal entity."))
    return redirect("people:profile")
