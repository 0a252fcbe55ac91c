"""Money that came in for a joint work."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from commun.governance.policies import MemberRequest
from commun.governance.views.support import attempt, done, form_page, posted, require
from commun.ui.dates import day
from commun.ui.money import euros
from commun.value.actions import receipts as actions
from commun.value.forms.works import ReceiptForm, WhyForm
from commun.value.policies import works as policies
from commun.value.queries.levies import kept_of
from commun.value.views.support import place


def new_receipt(request: MemberRequest, work: str) -> HttpResponse:
    """Write down money that came in."""
    row = policies.work_for(request.member, work)
    require(policies.can_write_money(request.member, row))
    url = place(request, "work", work=row.ref)
    form = ReceiptForm(posted(request))
    if form.is_valid():
        said, told = form.cleaned_data, _("It is written, and waits to be shared.")
        if said["kept"] is None:
            said["kept"] = kept_of(row, said["amount"], said["on"])
            if not said["kept"]:
                told = _(
                    "It is written, and waits to be shared. No rule says what the cooperative keeps: nothing is kept."
                )
        received = actions.Received(**said)
        if attempt(form, lambda: actions.write_receipt(by=request.member, work=row, received=received)):
            return done(request, told, url)
    lede = _("What a client paid. Commun makes no invoice: the cooperative, or whoever invoices, does.")
    return form_page(
        request,
        form,
        title=_("Money came in"),
        lede=lede,
        overline=row.title,
        submit=_("Write it down"),
        cancel_url=url,
    )


def take_back(request: MemberRequest, receipt: str) -> HttpResponse:
    """Undo a receipt written by mistake."""
    row = policies.receipt_for(request.member, receipt)
    require(policies.can_write_money(request.member, row.work))
    url = place(request, "work", work=row.work.ref)
    form = WhyForm(posted(request))

    def take_it_back() -> None:
        actions.take_back_receipt(by=request.member, receipt=row, why=form.cleaned_data["why"])

    if form.is_valid() and attempt(form, take_it_back):
        return done(request, _("It is taken back: both lines stay in the book."), url)
    lede = _("%(amount)s, received on %(day)s. A line the other way will be written; nothing is erased.")
    words = {"amount": euros(row.amount), "day": day(row.on, year=True)}
    return form_page(
        request, form, title=_("Take this receipt back"), lede=lede % words, overline=row.work.title,
        submit=_("Take this back"), cancel_url=url,
    )  # fmt: skip
