"""The parts of a profile that come in rows: availabilities, references."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commun.core.errors import Refused
from commun.people import actions, policies
from commun.people.forms import AvailabilityForm, ReferenceForm
from commun.people.views.support import PersonRequest


def add_availability(request: PersonRequest) -> HttpResponse:
    """So many hours a week, from a day until another."""
    form = AvailabilityForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_availability(person=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("Noted: your groups know when you are available."))
            return redirect("people:profile")
    return render(request, "people/availability_page.html", {"form": form})


@require_POST
def remove_availability(request: PersonRequest, pk: int) -> HttpResponse:
    """Take it back."""
    actions.remove_availability(person=request.user, availability=policies.availability_for(request.user, pk))
    messages.success(request, _("The availability is removed."))
    return redirect("people:profile")


def add_reference(request: PersonRequest) -> HttpResponse:
    """A piece of past work."""
    form = ReferenceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_reference(person=request.user, content=form.content())
        except Refused as refusal:
            form.add_error("title", refusal.sentence)
        else:
            messages.success(request, _("The reference is added."))
            return redirect("people:profile")
    return render(request, "people/reference_page.html", {"form": form, "reference": None})


def change_reference(request: PersonRequest, ref: str) -> HttpResponse:
    """The same, again."""
    reference = policies.reference_for(request.user, ref)
    form = ReferenceForm.of(reference, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_reference(person=request.user, reference=reference, content=form.content())
        except Refused as refusal:
            form.add_error("title", refusal.sentence)
        else:
            messages.success(request, _("The reference is up to date."))
            return redirect("people:profile")
    return render(request, "people/reference_page.html", {"form": form, "reference": reference})


@require_POST
def remove_reference(request: PersonRequest, ref: str) -> HttpResponse:
    """Remove it."""
    actions.remove_reference(person=request.user, reference=policies.reference_for(request.user, ref))
    messages.success(request, _("The reference is removed."))
    return redirect("people:profile")
