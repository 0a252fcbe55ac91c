"""What people write on the sheet of a joint answer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commun.bids.actions.bids import MOST_CENTS, BidSheet
from commun.bids.forms.teams import AcceptingForm
from commun.bids.models import Bid
from commun.governance.forms import DayInput
from commun.tenders.models import Lot, Notice
from commun.value.forms.works import EuroField


class BidForm(AcceptingForm):
    """Title, lots, what the rules ask for, the price when it is known."""

    title = forms.CharField(label=_("What is it called among you?"), max_length=160)
    lots = forms.MultipleChoiceField(
        label=_("Which lots do you answer?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: the whole."),
    )
    form_asked = forms.ChoiceField(
        label=_("Do the rules of the call ask for a form of group?"),
        choices=[("", _("No, or not known yet")), *[one for one in Bid.Form.choices if one[0] not in ("", "sole")]],
        required=False,
    )
    price_cents = EuroField(most=MOST_CENTS, label=_("Price without tax"), required=False)

    starts_on = forms.DateField(label=_("When was the work said to start?"), required=False, widget=DayInput())

    def __init__(self, notice: Notice, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        lots = self.fields["lots"]
        assert isinstance(lots, forms.MultipleChoiceField)
        rows = Lot.objects.filter(notice=notice).values_list("number", "title")
        lots.choices = [(number, f"{number}. {title}"[:200]) for number, title in rows]
        if not lots.choices:
            del self.fields["lots"]

    def sheet(self) -> BidSheet:
        """What the action takes."""
        said = self.cleaned_data
        return BidSheet(
            said["title"], tuple(said.get("lots", ())), said["form_asked"], said["price_cents"], said["starts_on"]
        )
