"""The catalogue at /_ui/: every component in each of its states, with sentences a member could read."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from commun.ui import examples
from commun.ui.context import Door, Place


@login_not_required
def catalogue(request: HttpRequest) -> HttpResponse:
    """All components."""
    wrong = examples.ExampleForm({"name": "", "bio": "x" * 20, "rhythm": "never"}, prefix="wrong")
    page = Paginator(range(160), 20).page(2)
    return render(
        request,
        "ui/catalogue/catalogue_page.html",
        {
            **_around(),
            **examples.everything(),
            "form": examples.ExampleForm(),
            "wrong": wrong,
            "alone": examples.ExampleForm(prefix="alone"),
            "page": page,
        },
    )


@login_not_required
def example_page(request: HttpRequest) -> HttpResponse:
    """« Pour moi » as it should feel."""
    return render(request, "ui/catalogue/example_page.html", {**_around(), **examples.everything()})


@login_not_required
def example_empty_page(request: HttpRequest) -> HttpResponse:
    """The same page on the first day."""
    return render(request, "ui/catalogue/example_empty_page.html", _around())


@login_not_required
def example_signed_out(request: HttpRequest) -> HttpResponse:
    """The narrow layout of the pages before signing in."""
    return render(request, "ui/catalogue/example_signed_out.html", {"form": examples.SignInForm()})


@login_not_required
def example_fragment(request: HttpRequest) -> HttpResponse:
    """What an htmx request receives."""
    said = [Message(messages.SUCCESS, "C'est noté : le groupe le voit.")]
    return render(request, "ui/catalogue/_example_fragment.html", {"messages": said})


@login_not_required
def example_error(request: HttpRequest, code: int) -> HttpResponse:
    """An error page, with its status."""
    known = code if code in (400, 403, 404, 410, 500) else 404
    return render(request, f"{known}.html", status=known)


def _around() -> dict[str, Any]:
    doors = [Door(label, "/_ui/page/", icon, n == 0) for n, (label, icon) in enumerate(examples.DOORS)]
    return {
        "navigation": doors,
        "bar": doors[:4],
        "more": doors[4:],
        "more_is_current": False,
        "account_doors": [Door("Mon profil", "/_ui/", "person", is_current=False)],
        "foot_doors": [
            Door("Sources des avis", "/_ui/", "info", is_current=False),
            Door("Accessibilité", "/_ui/", "info", is_current=False),
        ],
        "space": Place("Démarches participatives", "Les Grands Chemins · 21 membres", "/_ui/page/"),
        "other_spaces": [Place("Atelier des Mots", "", "/_ui/page/")],
        "person": "Maya Diallo",
    }
