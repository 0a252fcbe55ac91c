"""The page behind a link of a mail: it says what will be done; only its button does it."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from commun.core import links
from commun.core.errors import NotFound, Refused
from commun.people.models import Person

PAGE = "people/mail_act_page.html"


@login_not_required
@csrf_exempt  # The signed link is the proof; mail programs post to it without our cookies (RFC 8058).
def mail_act(request: HttpRequest, token: str) -> HttpResponse:
    """Ask on GET, act on POST; a program that opens every link changes nothing. In the language of the mail."""
    act, person_id, data = links.read(token)
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        raise NotFound
    with translation.override(person.language), timezone.override(person.time_zone):
        return _page(request, token, act, person_id, data)


def _page(
    request: HttpRequest, token: str, act: links.MailAct, person_id: int, data: Mapping[str, Any]
) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    try:
        links.refuse_if_used(token)
        form = act.form(person_id, data, posted) if act.form else None
        if posted is None or (form is not None and not form.is_valid()):
            asked = {"sentence": act.ask(person_id, data), "label": act.label, "about": act.show(person_id, data)}
            return render(request, PAGE, {**asked, "form": form}, status=200 if posted is None else 422)
        sentence, url = links.use(token, form.cleaned_data if form is not None else {})
    except Refused as refused:
        return render(request, PAGE, {"sentence": refused.sentence, "label": ""}, status=409)
    except NotFound:
        # The link is good, its thing is gone: whoever opens it late is told so, not that the address is wrong.
        over = _("What you answer is over, or is no longer yours to answer.")
        return render(request, PAGE, {"sentence": over, "label": ""}, status=404)
    if request.user.is_authenticated and request.user.pk == person_id:
        messages.success(request, sentence)
        return redirect(url)
    # What may be chosen again is chosen again here: many never sign in.
    again = request.path if act.form is not None and not act.is_once else ""
    context = {"sentence": sentence, "label": "", "again": again, "page": "" if again else url}
    return render(request, PAGE, context)
