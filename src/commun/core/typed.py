"""What somebody had typed when a form is not taken (signed out meanwhile, waited too long): shown again, never lost."""

from urllib.parse import urlsplit

from django.http import HttpRequest

# What machines write in forms holds no blank; a word or two are typed again.
_LONG = 40
_SECRET = ("csrf", "password", "token", "code", "secret")


def words_typed(request: HttpRequest) -> list[str]:
    """The texts that a person wrote in this form, in its order; no secret, and nothing that another site sent."""
    if request.method != "POST" or request.headers.get("HX-Request") or not _comes_from_here(request):
        return []
    return [
        text
        for name, texts in request.POST.lists()
        if not any(part in name.casefold() for part in _SECRET)
        for text in texts
        if any(sign.isspace() for sign in text.strip()) or (len(text) > _LONG and "://" not in text)
    ]


def _comes_from_here(request: HttpRequest) -> bool:
    sender = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return urlsplit(sender).netloc == request.get_host()
