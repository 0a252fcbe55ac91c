"""What people write of the papers of a legal entity."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commun.bids.actions.papers import SheetWords, phone_of, postcode_of
from commun.bids.models import BidFile, EntitySheet, VaultPaper
from commun.core import clock
from commun.core.errors import Refused
from commun.core.sizes import size
from commun.governance.forms import DayInput

ACCEPTED = ".pdf,.png,.jpg,.jpeg,.odt,.ods,.docx,.xlsx,.txt,.csv"


def file_field() -> forms.FileField:
    """A file of any kind that is kept; what it is, its content says (core.files)."""
    return forms.FileField(
        label=_("The file"),
        help_text=gettext("PDF, image, document or sheet; %(most)s at most.")
        % {"most": size(settings.FILE_MOST_BYTES)},
        widget=forms.FileInput({"accept": ACCEPTED}),
    )


class PaperForm(forms.Form):
    """A new version of a paper, with the dates that stand on it."""

    kind = forms.ChoiceField(label=_("Which paper?"), choices=VaultPaper.Kind.choices)
    made_on = forms.DateField(label=_("Made on"), widget=DayInput(), help_text=_("The day written on the paper."))
    until = forms.DateField(
        label=_("Good until"),
        widget=DayInput(),
        required=False,
        help_text=_("Only if a day is written on it: insurance, power, certificate."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["file"] = file_field()
        self.fields["made_on"].initial = clock.today()


class YesNoField(forms.TypedChoiceField):
    """Yes, no, or nobody has said."""

    def __init__(self, **options: Any) -> None:
        choices = [("", _("not said yet")), ("oui", _("yes")), ("non", _("no"))]
        super().__init__(
            choices=choices, coerce=lambda said: said == "oui", empty_value=None, required=False, **options
        )

    def prepare_value(self, value: Any) -> Any:
        """A stored answer as the field shows it."""
        return {True: "oui", False: "non", None: ""}.get(value, value) if value in (True, False, None) else value


def _checked(check: Callable[[str], str], said: str) -> str:
    try:
        return check(said)
    except Refused as no:
        raise forms.ValidationError(str(no)) from no


class SheetForm(forms.Form):
    """What forms ask of a legal entity."""

    NAMES = (
        "street",
        "postcode",
        "town",
        "email",
        "phone",
        "contact",
        "first_name",
        "family_name",
        "capacity",
        "size",
        "headcount",
        "insurance",
        "employs_foreigners",
        "is_insolvent",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields.update(forms.fields_for_model(EntitySheet, fields=self.NAMES))
        self.fields["employs_foreigners"] = YesNoField(label=_("Does it employ people who need a work permit?"))
        self.fields["is_insolvent"] = YesNoField(label=_("Is it under insolvency proceedings?"))
        self.fields["headcount"] = forms.IntegerField(
            label=_("Headcount"), required=False, min_value=0, max_value=1_000_000
        )

    def clean_postcode(self) -> str:
        """The sentence of the action, at its field."""
        return _checked(postcode_of, self.cleaned_data["postcode"])

    def clean_phone(self) -> str:
        """The sentence of the action, at its field."""
        return _checked(phone_of, " ".join(self.cleaned_data["phone"].split()))

    def words(self) -> SheetWords:
        """What the action takes."""
        return SheetWords(**{name: self.cleaned_data[name] for name in self.NAMES})


class SubcontractForm(forms.Form):
    """What a DC4 asks besides who and for how much."""

    months = forms.IntegerField(
        label=_("For how many months?"), required=False, min_value=1, max_value=120,
        help_text=_("The DC4 asks for it since January 2024."),
    )  # fmt: skip
    has_personal_data = YesNoField(label=_("Does it handle personal data?"))


class BidFileForm(forms.Form):
    """A file for the folder of an answer."""

    use = forms.ChoiceField(label=_("What is it?"), choices=BidFile.Use.choices)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["file"] = file_field()
