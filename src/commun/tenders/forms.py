"""What members write, checked before it reaches the actions. Nothing is saved here."""

import datetime as dt
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commun.algo.notices.places import DEPARTEMENTS, REGIONS
from commun.algo.text import sort_key
from commun.core.clock import PARIS
from commun.people.actions.activities import ActivityContent
from commun.people.models import Activity
from commun.tenders.actions.terms import LONGEST_SUBJECT, MOST_COUNT, MOST_YEARS, TermSheet
from commun.tenders.models import BuyerTerm, Intention, Lot, Mark, Need, Notice, Pursuit
from commun.tenders.queries.listing import STATES, Filters
from commun.ui.forms import ChoiceChips

STATE_WORDS = {"to-see": "a-voir", "kept": "gardes", "hidden": "ecartes", "all": "tous"}
STATE_OF_WORD = {word: state for state, word in STATE_WORDS.items()}
DELAYS = ((7, _("within a week")), (14, _("within two weeks")), (30, _("within a month")))
SOURCES = (("boamp", "BOAMP"), ("ted", "TED"), ("hand", _("Written by hand")))
MOST_TEXT = 200
# Drawn by the templates themselves: a hundred options cost Django's widgets more than the whole page.
REGION_CHOICES = tuple(
    sorted(
        ((code, region.name) for code, region in REGIONS.items() if len(code) == 2), key=lambda item: sort_key(item[1])
    )
)
DEPARTEMENT_CHOICES = tuple((code, place.name) for code, place in DEPARTEMENTS.items())


class FilterForm(forms.Form):
    """The filters of « Pour moi », kept in the address; what is wrong is simply not applied."""

    lieu = forms.CharField(required=False, max_length=4)
    echeance = forms.TypedChoiceField(
        required=False, coerce=int, empty_value=None, choices=[(str(days), label) for days, label in DELAYS]
    )
    source = forms.ChoiceField(required=False, choices=SOURCES)

    def filters(self, query: Any) -> Filters:
        """The filters that the address asks for; unknown values are left out."""
        self.is_valid()
        said = self.cleaned_data
        place, text = said.get("lieu", ""), " ".join(query.get("q", "").replace("\x00", " ").split())[:MOST_TEXT]
        region = place[1:] if place.startswith("r") else ""
        place = place if place in DEPARTEMENTS else ""
        state = STATE_OF_WORD.get(query.get("etat", ""), "all" if text else "to-see")
        return Filters(
            activity=query.get("activite", "")[:10],
            departement=place,
            region_departements=tuple(code for code, d in DEPARTEMENTS.items() if d.region.code == region)
            if region
            else (),
            within_days=said.get("echeance"),
            source=said.get("source", ""),
            state=state if state in STATES else "to-see",
            text=text,
            page=_whole(query.get("page", "")),
        )


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1


class IntentionForm(forms.Form):
    """What I would do of one need."""

    besoin = forms.CharField(max_length=40, widget=forms.HiddenInput)
    stance = forms.ChoiceField(
        label=_("What would you do?"),
        choices=Intention.Stance.choices,
        widget=ChoiceChips,
        error_messages={"required": _("Choose what you would do."), "invalid_choice": _("Choose what you would do.")},
    )
    hours = forms.IntegerField(
        label=_("Hours you could give"), required=False, min_value=0, max_value=5000,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )  # fmt: skip
    note = forms.CharField(
        label=_("A word for the group"), required=False, max_length=500, widget=forms.Textarea({"rows": 2})
    )


class MarkForm(forms.Form):
    """Why a notice is put aside."""

    reason = forms.ChoiceField(choices=Mark.Reason.choices, required=False)
    activite = forms.CharField(max_length=10, required=False)


class PursuitForm(forms.Form):
    """Where the group puts a notice, and why when it lets it go."""

    stage = forms.ChoiceField(choices=Pursuit.Stage.choices)
    reason = forms.CharField(max_length=300, required=False)


class NeedForm(forms.Form):
    """A need: its name, how much it weighs, what it takes."""

    label = forms.CharField(label=_("Need"), max_length=300, error_messages={"required": _("Give this need a name.")})
    weight = forms.TypedChoiceField(
        label=_("Weight"),
        coerce=int,
        required=False,
        choices=[(1, _("usual")), (2, _("large")), (3, _("very large"))],
    )
    skill = forms.CharField(
        label=_("Skill"), max_length=120, required=False, help_text=_("What one must know; as the name says if empty.")
    )
    days = forms.DecimalField(
        label=_("Days"), required=False, min_value=Decimal("0.5"), max_value=2000, localize=True,
        widget=forms.TextInput({"inputmode": "decimal"}), help_text=_("2 or 2.5; empty if nobody knows yet."),
        error_messages={"min_value": _("Half a day at least.")},
    )  # fmt: skip
    level = forms.TypedChoiceField(label=_("Level asked"), coerce=int, required=False, choices=Need.Level.choices)
    place = forms.CharField(label=_("Place"), max_length=120, required=False)
    is_wish = forms.BooleanField(label=_("Only wished for: the answer stands without it"), required=False)
    stamp = forms.CharField(max_length=12, required=False, widget=forms.HiddenInput)

    def clean_weight(self) -> int:
        """The lightest unless another was chosen."""
        return self.cleaned_data["weight"] or 1

    def clean_days(self) -> Decimal | None:
        """Whole and half days only."""
        days: Decimal | None = self.cleaned_data["days"]
        if days is not None and (days * 2) % 1:
            raise forms.ValidationError(_("Days are counted by halves: 2 or 2.5."))
        return days

    @property
    def half_days(self) -> int | None:
        """Days as they are stored; call once the form is valid."""
        days = self.cleaned_data["days"]
        return None if days is None else int(days * 2)


def _cents(text: str) -> int:
    """« 80 000 », « 80 000,50 € » in cents; « 80.000 » may mean two amounts and is refused."""
    plain = "".join(text.split()).removesuffix("€")
    if not re.fullmatch(r"[0-9]{1,12}(?:[.,][0-9]{1,2})?", plain):
        raise forms.ValidationError(_("Write an amount such as 80,000 without any sign: 80000 or 80000.50."))
    return int(Decimal(plain.replace(",", ".")) * 100)


class TermForm(forms.Form):
    """What the buyer asks of whoever answers: a price ceiling, or references."""

    lot_number = forms.ChoiceField(label=_("Of what?"), required=False)
    cents = forms.CharField(
        label=_("Not more than, in euros"), max_length=40, widget=forms.TextInput({"inputmode": "decimal"})
    )
    has_tax = forms.TypedChoiceField(
        label=_("With or without tax?"),
        choices=[("", _("the notice does not say")), ("ht", _("without tax (HT)")), ("ttc", _("tax included (TTC)"))],
        coerce=lambda said: said == "ttc",
        empty_value=None,
        required=False,
    )
    count = forms.IntegerField(label=_("How many references?"), min_value=1, max_value=MOST_COUNT, required=False)
    years = forms.IntegerField(label=_("Over how many years?"), min_value=1, max_value=MOST_YEARS, required=False)
    subject = forms.CharField(
        label=_("Which works?"), max_length=LONGEST_SUBJECT, required=False, help_text=_("In the words of the buyer.")
    )
    stamp = forms.CharField(max_length=12, required=False, widget=forms.HiddenInput)

    def __init__(self, notice: Notice, kind: str, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.kind = kind
        unused = ("count", "years", "subject") if kind == BuyerTerm.Kind.CEILING else ("cents", "has_tax")
        for name in unused:
            del self.fields[name]
        lots = Lot.objects.filter(notice=notice).values_list("number", "title")
        rows = [
            (number, _("Lot %(number)s: %(title)s") % {"number": number, "title": title[:80]}) for number, title in lots
        ]
        place = self.fields["lot_number"]
        assert isinstance(place, forms.ChoiceField)
        place.choices = [("", _("The whole notice")), *rows]
        if not rows:
            del self.fields["lot_number"]

    def clean_cents(self) -> int:
        """Whole cents."""
        return _cents(self.cleaned_data["cents"])

    def sheet(self) -> TermSheet:
        """What the action takes."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "stamp"}
        return TermSheet(self.kind, **said)


def split_words(text: str) -> tuple[str, ...]:
    """Words or phrases, one a line or between commas."""
    parts = (part.strip() for line in text.splitlines() for part in line.split(","))
    return tuple(part for part in parts if part)


class WatchForm(forms.Form):
    """One activity that is watched: what a member does and looks for."""

    label = forms.CharField(
        label=_("Name of this activity"),
        max_length=120,
        help_text=_("As you would say it to a colleague: “citizen participation”, “training in facilitation”."),
        error_messages={"required": _("Give this activity a name, in your own words.")},
    )
    statement = forms.CharField(
        label=_("In a sentence or two"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("What you do, for whom. The watch reads it too."),
    )
    keywords = forms.CharField(
        label=_("Words to look for"),
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("One a line, or between commas. Several words together count as one phrase."),
    )
    negative_words = forms.CharField(
        label=_("Words to avoid"),
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("A notice with these words comes lower; it is never hidden."),
    )
    cpv_prefixes = forms.CharField(
        label=_("CPV codes"),
        required=False,
        max_length=600,
        help_text=_(
            "The European nomenclature of contracts: the first digits are enough. Suggestions come from your words."
        ),
    )
    regions = forms.MultipleChoiceField(label=_("Regions"), required=False, choices=REGION_CHOICES)
    departements = forms.MultipleChoiceField(label=_("Départements"), required=False, choices=DEPARTEMENT_CHOICES)
    is_remote = forms.BooleanField(label=_("I can also work remotely"), required=False)
    is_place_strict = forms.BooleanField(label=_("Show me only these places"), required=False)
    minimum_days_left = forms.IntegerField(
        label=_("Days left at least"), required=False, min_value=0, max_value=365,
        help_text=_("0: show even what ends tomorrow."),
    )  # fmt: skip
    is_active = forms.BooleanField(label=_("Watch this activity"), required=False)

    def content(self) -> ActivityContent:
        """What the people room keeps; call once the form is valid."""
        said = self.cleaned_data
        return ActivityContent(
            label=said["label"],
            statement=said["statement"],
            keywords=split_words(said["keywords"]),
            negative_words=split_words(said["negative_words"]),
            cpv_prefixes=tuple(code.replace(" ", "") for code in split_words(said["cpv_prefixes"])),
            departements=tuple(said["departements"]),
            regions=tuple(said["regions"]),
            is_remote=said["is_remote"],
            is_place_strict=said["is_place_strict"],
            minimum_days_left=said["minimum_days_left"] or 0,
            is_active=said["is_active"],
        )

    @staticmethod
    def initial_of(activity: Activity | None) -> dict[str, Any]:
        """The fields filled with an activity, or with what a new one starts from."""
        if activity is None:
            return {"is_remote": True, "is_active": True, "minimum_days_left": 0}
        return {
            "label": activity.label,
            "statement": activity.statement,
            "keywords": lines(activity.keywords),
            "negative_words": lines(activity.negative_words),
            "cpv_prefixes": ", ".join(activity.cpv_prefixes),
            "departements": activity.departements,
            "regions": activity.regions,
            "is_remote": activity.is_remote,
            "is_place_strict": activity.is_place_strict,
            "minimum_days_left": activity.minimum_days_left,
            "is_active": activity.is_active,
        }


def lines(words: Iterable[str]) -> str:
    """One word a line."""
    return "\n".join(words)


class HandNoticeForm(forms.Form):
    """A notice seen elsewhere, pasted or typed."""

    title = forms.CharField(
        label=_("Title"), max_length=500, error_messages={"required": _("Copy the title of the notice.")}
    )
    buyer = forms.CharField(
        label=_("Buyer"), max_length=300, error_messages={"required": _("Who publishes this notice?")}
    )
    url = forms.URLField(
        label=_("Address of the notice"), required=False, max_length=600, assume_scheme="https",
        widget=forms.URLInput({"placeholder": "https://"}),
    )  # fmt: skip
    deadline_on = forms.DateField(
        label=_("Deadline"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    deadline_hour = forms.TimeField(
        label=_("Hour (Paris)"), required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )
    departements = forms.MultipleChoiceField(
        label=_("Départements"), required=False, choices=DEPARTEMENT_CHOICES, widget=forms.SelectMultiple({"size": 6})
    )
    description = forms.CharField(
        label=_("Text of the notice"), required=False, max_length=20000, widget=forms.Textarea({"rows": 8}),
        help_text=_("Paste what you have: the watch reads it for everybody."),
    )  # fmt: skip

    @property
    def deadline_at(self) -> dt.datetime | None:
        """The moment that day and hour give, in Paris; a day without hour lasts until its end."""
        day, hour = self.cleaned_data.get("deadline_on"), self.cleaned_data.get("deadline_hour")
        return dt.datetime.combine(day, hour or dt.time(23, 59), PARIS) if day else None
