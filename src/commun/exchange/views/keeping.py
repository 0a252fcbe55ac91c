"""How long a list keeps its messages, said by those who facilitate."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from commun.exchange import addresses
from commun.exchange.actions import keeping as actions
from commun.exchange.forms.lists import KeepingForm
from commun.exchange.policies import lists as policies
from commun.exchange.views.lists import place
from commun.governance.policies import MemberRequest
from commun.governance.views.support import attempt, done, form_page, posted, require


def keeping(request: MemberRequest) -> HttpResponse:
    """Say how many years, or for ever."""
    require(policies.can_sort(request.member))
    row = policies.list_of(request.space)
    form = KeepingForm(posted(request), initial={"years": str(row.keeps_years or "") if row else ""})

    def do() -> None:
        years = form.cleaned_data["years"]
        actions.set_keeping(by=request.member, years=int(years) if years else None)

    if form.is_valid() and attempt(form, do):
        return done(request, _("It is noted, and a message of the list says so to all."), place(request, "list"))
    return form_page(
        request,
        form,
        title=_("How long messages are kept"),
        lede=_(
            "A message tells it to all, in your name. Nothing goes before thirty days; then, each night, the words and "
            "the files of older messages go for good. Who wrote and when stays."
        ),
        overline=addresses.address_of(request.space.slug),
        submit=_("Save"),
        cancel_url=place(request, "list"),
    )
