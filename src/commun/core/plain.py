"""Text that no database takes is refused at the door, whatever the page."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

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
