"""The full trail of a guided path, as files."""

import json

from django.http import HttpResponse

from commun.governance.policies import MemberRequest
from commun.governance.policies.processes import process_for
from commun.governance.queries.guided_trail import as_markdown as written
from commun.governance.queries.guided_trail import trail_of
from commun.governance.views.decisions import download
from commun.governance.views.faces import GUIDED, faces
from commun.governance.views.support import require


def as_markdown(request: MemberRequest, guided: str) -> HttpResponse:
    """To read and to print."""
    row = process_for(request.member, guided)
    require(_is_guided(str(row.method)))
    return download(written(trail_of(row)), "text/markdown", f"{row.ref}.md")


def as_json(request: MemberRequest, guided: str) -> HttpResponse:
    """For other programs."""
    row = process_for(request.member, guided)
    require(_is_guided(str(row.method)))
    return download(json.dumps(trail_of(row), ensure_ascii=False, indent=1), "application/json", f"{row.ref}.json")


def _is_guided(method: str) -> bool:
    face = faces.get(method)
    return face is not None and face.family == GUIDED
