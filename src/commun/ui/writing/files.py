"""Texts as files to download."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpResponse
from django.utils.translation import get_language

from commun.core import clock
from commun.core.errors import NotFound
from commun.core.models import WrittenText
from commun.core.writing import reading
from commun.ui.papers import texts
from commun.ui.papers.texts import Part, Texts, docx, odt, pdf

# By the end of the file's name: its media type, and who writes it.
FORMATS: dict[str, tuple[str, Callable[[Texts], bytes]]] = {
    "docx": (docx.MEDIA_TYPE, docx.printed_docx),
    "odt": (odt.MEDIA_TYPE, odt.printed_odt),
    "md": ("text/markdown; charset=utf-8", lambda found: texts.as_markdown(found).encode()),
    "pdf": ("application/pdf", pdf.printed_pdf),
}


def part_of(text: WrittenText, title: str = "") -> Part:
    """A text as a part of a file; without a title when it is the whole."""
    return Part(title, reading.tree(text))


def made(file_format: str, title: str, parts: Sequence[Part], author: str = "") -> bytes:
    """The file. Raises NotFound for a format that is none of ours."""
    if file_format not in FORMATS:
        raise NotFound
    language = (get_language() or "fr")[:2]
    return FORMATS[file_format][1](Texts(title, author, clock.now(), parts, language))


def response(file_format: str, title: str, parts: Sequence[Part], author: str = "") -> HttpResponse:
    """The file as a download, named after its title. Raises NotFound."""
    content = made(file_format, title, parts, author)
    headers: dict[str, Any] = {"Content-Disposition": f'attachment; filename="{file_name(title)}.{file_format}"'}
    return HttpResponse(content, content_type=FORMATS[file_format][0], headers=headers)


def file_name(title: str) -> str:
    """A name that every machine takes.

    >>> file_name("Méthode & équipe / 2")
    'methode-equipe-2'
    """
    bare = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"[^a-z0-9]+", "-", bare).strip("-")[:60] or "texte"
