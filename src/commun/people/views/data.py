"""What Commun keeps of me: to read, to take away, to erase."""

import json

from allauth.account.internal import flows
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from commun.core.errors import Refused
from commun.people import actions, personal_data
from commun.people.forms import ErasureForm
from commun.people.views.security import recent
from commun.people.views.support import PersonRequest


@never_cache
def data(request: PersonRequest) -> HttpResponse:
    """Everything, readable."""
    parts = [
        (title, list(personal_data.readable(part))) for title, part in personal_data.export_of(request.user).items()
    ]
    return render(request, "people/data_page.html", {"parts": parts})


@never_cache
def export(request: PersonRequest) -> HttpResponse:
    """Everything, as one JSON file."""
    text = json.dumps(personal_data.export_of(request.user), cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    headers = {"Content-Disposition": 'attachment; filename="commun-mes-donnees.json"'}
    return HttpResponse(text, content_type="application/json; charset=utf-8", headers=headers)


@recent
def erase(request: PersonRequest) -> HttpResponse:
    """Asks twice, erases once, signs out."""
    form = ErasureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        keeps_name = form.cleaned_data["name_choice"] == ErasureForm.KEEP
        try:
            actions.erase_person(person=request.user, keeps_name=keeps_name, pseudonym=form.cleaned_data["pseudonym"])
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            flows.logout.logout(request)
            return redirect("erased")
    return render(request, "people/erase_page.html", {"form": form})
