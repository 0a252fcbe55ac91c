"""Text that no database takes is refused at the door, and what shows nothing is nothing, whatever the page."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, QueryDict

from commun.core.words import shows_nothing

NUL = "\x00"


class PlainTextMiddleware:
    """Answers 400 to a NUL sign in the path, the query or a form: PostgreSQL has no place for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_rest: object) -> None:
        """Raise BadRequest, shown as the page of wrong requests."""
        texts = [request.path]
        for sent in (request.GET, request.POST):
            texts += [text for key, values in sent.lists() for text in (key, *values)]
        if any(NUL in text for text in texts):
            raise BadRequest("NUL")
        if any(text and shows_nothing(text) for _key, values in request.POST.lists() for text in values):
            request.POST = _seen(request.POST)  # type: ignore[assignment]


def _seen(sent: QueryDict) -> QueryDict:
    """The same, with nothing where only blanks and unseen signs (U+200B) stood: a title of them leads nowhere."""
    kept = sent.copy()
    for key, values in sent.lists():
        kept.setlist(key, ["" if shows_nothing(text) else text for text in values])
    kept._mutable = False
    return kept
