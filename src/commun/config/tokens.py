"""« My programs »: the tokens by which programs act in one's name, and the page that says what they may ask."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from commun.config.views import VisitRequest
from commun.core.api import document
from commun.core.api.routes import READ, SCOPES, left_out, routes
from commun.core.errors import Refused
from commun.core.models import Space
from commun.core.urls import absolute
from commun.governance import policies
from commun.people import actions
from commun.people.models import ApiToken, Person
from commun.people.policies import token_for
from commun.people.views.security import recent
from commun.ui.forms import ChoiceChips, ManyChoiceChips

LIVES = [
    (30, gettext_lazy("30 days")),
    (90, gettext_lazy("90 days")),
    (180, gettext_lazy("six months")),
    (365, gettext_lazy("one year")),
]
ROOMS: dict[str, Any] = {
    "people": gettext_lazy("Oneself"),
    "governance": gettext_lazy("The group"),
    "tenders": gettext_lazy("Notices"),
    "bids": gettext_lazy("Answers and projects"),
    "value": gettext_lazy("Value"),
    "exchange": gettext_lazy("Exchanges"),
}


class TokenForm(forms.Form):
    """For which program, where, what it may do, until when."""

    name = forms.CharField(
        label=gettext_lazy("For which program?"), max_length=60, help_text=gettext_lazy("For example: our spreadsheet.")
    )
    groups = forms.MultipleChoiceField(label=gettext_lazy("In which groups?"), widget=ManyChoiceChips)
    rights = forms.MultipleChoiceField(
        label=gettext_lazy("What may it do, besides reading?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("It can never do more than you. Leave empty to read only."),
    )
    days = forms.TypedChoiceField(
        label=gettext_lazy("For how long?"), coerce=int, choices=LIVES, initial=90, widget=ChoiceChips
    )

    def __init__(self, spaces: list[Space], data: Any = None) -> None:
        super().__init__(data, initial={"groups": [one.slug for one in spaces] if len(spaces) == 1 else []})
        self.spaces = spaces
        words = document.scope_words()
        rights = [(one, words[one]) for one in SCOPES if one != READ]
        self.fields["groups"].choices = [(one.slug, one.name) for one in spaces]  # type: ignore[attr-defined]
        self.fields["rights"].choices = rights  # type: ignore[attr-defined]

    def make(self, person: Person) -> tuple[ApiToken, str]:
        """The token and its words."""
        said = self.cleaned_data
        chosen = [one.pk for one in self.spaces if one.slug in said["groups"]]
        rights = [READ, *said["rights"]]
        return actions.make_token(person=person, name=said["name"], space_ids=chosen, rights=rights, days=said["days"])


@never_cache
def tokens(request: VisitRequest) -> HttpResponse:
    """The person's tokens, the living first."""
    spaces = {one.pk: one.name for one in policies.spaces_of(request.user)}
    words = document.scope_words()
    rows = ApiToken.objects.filter(person=request.user).select_related("use")[:60]
    lines: list[dict[str, Any]] = [
        {
            "token": row,
            "groups": ", ".join(spaces[pk] for pk in row.space_ids if pk in spaces),
            "rights": [words[one] for one in row.rights if one in words],
            "used_at": row.use.used_at if hasattr(row, "use") else None,
        }
        for row in rows
    ]
    context = {
        "alive": [one for one in lines if one["token"].is_alive],
        "over": [one for one in lines if not one["token"].is_alive],
        "address": absolute("/api/1/"),
        "has_groups": bool(spaces),
    }
    return render(request, "config/tokens_page.html", context)


@never_cache
@recent
def new_token(request: VisitRequest) -> HttpResponse:
    """Asks, then shows the words of the token, this once."""
    form = TokenForm(list(policies.spaces_of(request.user)), request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            token, words = form.make(request.user)
        except Refused as refused:
            form.add_error(None, str(refused.sentence))
        else:
            return _shown(request, token, words)
    return render(request, "config/token_new_page.html", {"form": form})


def _shown(request: HttpRequest, token: ApiToken, words: str) -> HttpResponse:
    context = {"token": token, "words": words, "address": absolute("/api/1/me")}
    return render(request, "config/token_made_page.html", context)


@never_cache
@recent
def rotate_token(request: VisitRequest, token: str) -> HttpResponse:
    """Asks, then shows the new words, this once."""
    row = token_for(request.user, token)
    if request.method == "POST":
        try:
            made, words = actions.rotate_token(person=request.user, token=row)
        except Refused as refused:
            messages.error(request, str(refused.sentence))
            return redirect("tokens")
        return _shown(request, made, words)
    return render(request, "config/token_rotate_page.html", {"token": row})


def revoke_token(request: VisitRequest, token: str) -> HttpResponse:
    """Closes it at once; no recent sign-in is asked, since it only closes."""
    row = token_for(request.user, token)
    if request.method == "POST":
        try:
            actions.revoke_token(person=request.user, token=row)
        except Refused as refused:
            messages.error(request, str(refused.sentence))
        else:
            messages.success(request, _("The token is revoked: no program can use it any more."))
        return redirect("tokens")
    return render(request, "config/token_revoke_page.html", {"token": row})


@login_not_required
def api(request: HttpRequest) -> HttpResponse:
    """What programs may ask, to read; the same table as the document, and what is not in it."""
    words = document.scope_words()
    rooms = []
    for name, title in ROOMS.items():
        found = sorted((one for one in routes.values() if one.room == name), key=lambda one: (one.path, one.method))
        lines = [{"route": one, "right": words[one.right], "asked": one.rest} for one in found]
        absent: dict[str, int] = {}
        for reason in left_out.get(name, {}).values():
            absent[str(reason)] = absent.get(str(reason), 0) + 1
        rooms.append({"name": name, "title": title, "lines": lines, "absent": absent})
    context = {"rooms": rooms, "rights": words, "problems": document.problems(), "address": absolute("/api/1")}
    return render(request, "config/api_page.html", context)
