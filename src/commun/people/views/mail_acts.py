"""The page behind a link of a mail: it says what will be done; only its button does it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt

from commun.core import links
from commun.core.errors import Refused


@login_not_required
@csrf_exempt  # The signed link is the proof; mail programs post to it without our cookies (RFC 8058).
def mail_act(request: HttpRequest, token: str) -> HttpResponse:
    """Ask on GET, act on POST; a program that opens every link changes nothing."""
    act, person_id, data = links.read(token)
    if request.method != "POST":
        asked = {"sentence": act.ask(person_id, data), "label": act.label, "about": act.show(person_id, data)}
        return render(request, "people/mail_act_page.html", asked)
    try:
        sentence, url = act.do(person_id, data)
    except Refused as refused:
        return render(request, "people/mail_act_page.html", {"sentence": refused.sentence, "label": ""}, status=409)
    if request.user.is_authenticated and request.user.pk == person_id:
        messages.success(request, sentence)
        return redirect(url)
    return render(request, "people/mail_act_page.html", {"sentence": sentence, "label": ""})
