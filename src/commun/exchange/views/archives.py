"""Archives of an old list, brought in by those who look after the list: send one, see how far it is."""

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from commun.exchange.actions import archives as actions
from commun.exchange.archive_writing import archive_of
from commun.exchange.forms.threads import ArchiveForm
from commun.exchange.policies import lists as policies
from commun.exchange.queries import archives as queries
from commun.exchange.views.lists import place
from commun.governance.policies import MemberRequest
from commun.governance.views.support import attempt, done, posted, require


def archives(request: MemberRequest) -> HttpResponse:
    """Send an archive, and see those that were brought in. At most 10 queries."""
    require(policies.can_sort(request.member))
    form = ArchiveForm(posted(request), request.FILES if request.method == "POST" else None)
    if form.is_valid() and attempt(
        form, lambda: actions.ask_import(by=request.member, sent=form.cleaned_data["archive"])
    ):
        return done(request, _("It is being read: this page says how far it is."), place(request, "archives"))
    rows = queries.imports_of(request.space)
    context = {
        "form": form,
        "rows": rows,
        "is_busy": any(one.is_busy for one in rows),
        "mailing_list": policies.list_of(request.space),
    }
    return render(request, "exchange/lists/archives_page.html", context, status=422 if form.is_bound else 200)


@require_GET
def whole_list(request: MemberRequest) -> StreamingHttpResponse:
    """The whole list as one file of mails, written while it is sent. 1 query for what is known before."""
    require(policies.can_sort(request.member))
    row = policies.list_of(request.space)
    require(row is not None)
    assert row is not None
    response = StreamingHttpResponse(archive_of(row), content_type="application/mbox")
    response.headers["Content-Disposition"] = f'attachment; filename="liste-{row.slug}.mbox"'
    return response
