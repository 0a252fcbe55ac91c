"""Answers to the European document: a form made from the questions that the answers so far have opened."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commun.algo.espd import CRITERIA, Asked, Criterion, Datatype, asked, reached
from commun.algo.espd.answers import TURN, Value, walked
from commun.bids.actions.bids import MOST_CENTS
from commun.core.codes import clean_siren, is_siren
from commun.governance.forms import DayInput
from commun.ui.typography import french
from commun.value.forms.works import EuroField

MOST_TURNS = 12
YES, NO = "oui", "non"


class SaidField(forms.TypedChoiceField):
    """Yes or no, side by side; nothing until somebody says."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            choices=[(YES, _("Yes")), (NO, _("No"))],
            widget=forms.RadioSelect,
            coerce=lambda said: said == YES,
            empty_value=None,
            required=False,
            **options,
        )


class SirenField(forms.CharField):
    """A SIREN whose key is right."""

    def clean(self, value: Any) -> Any:
        """Nine figures, or nothing."""
        number = clean_siren(str(super().clean(value) or ""))
        if number and not is_siren(number):
            raise forms.ValidationError(gettext("This SIREN is not right: nine figures, as on the Kbis."))
        return number


def _field(datatype: Datatype, label: str) -> forms.Field:
    """A field of the form of one answer; none is required: what is left is told on the list."""
    if datatype is Datatype.INDICATOR:
        return SaidField(label=label)
    if datatype is Datatype.AMOUNT:
        return EuroField(most=MOST_CENTS, label=label, required=False)
    if datatype is Datatype.DATE:
        return forms.DateField(label=label, required=False, widget=DayInput())
    if datatype is Datatype.PERCENTAGE:
        return forms.IntegerField(label=label, required=False, min_value=0, max_value=100)
    if datatype is Datatype.QUANTITY_YEAR:
        return forms.IntegerField(label=label, required=False, min_value=1990, max_value=2100)
    if datatype is Datatype.QUANTITY_INTEGER:
        return forms.IntegerField(label=label, required=False, min_value=0, max_value=10_000_000)
    if datatype is Datatype.ECONOMIC_OPERATOR_IDENTIFIER:
        return SirenField(label=label, required=False, max_length=20)
    if datatype is Datatype.CODE_COUNTRY:
        return forms.RegexField(
            r"^[A-Z]{3}$", label=label, required=False, max_length=3, help_text=_("Three letters: FRA, BEL, DEU.")
        )
    widget = forms.Textarea({"rows": 2})
    return forms.CharField(label=label, required=False, max_length=2000, widget=widget)


class AwaitedForm(forms.Form):
    """Answers are awaited, not optional; but one may save what one knows and come back."""

    use_required_attribute = False

    def full_clean(self) -> None:
        """Nothing is refused for being empty: what is left is told on the list."""
        awaited = [field for field in self.fields.values() if field.required]
        for field in awaited:
            field.required = False
        super().full_clean()
        for field in awaited:
            field.required = True


class CriterionForm(AwaitedForm):
    """One criterion: the questions that are open, each with its stored answer."""

    def __init__(
        self, criterion: Criterion, answers: Mapping[str, Value], data: Any = None, *, has_one_more: bool = False
    ) -> None:
        super().__init__(data)
        self.criterion, self.stored = criterion, dict(answers)
        if has_one_more:
            self.stored = _one_more(criterion, self.stored) | self.stored
        self.questions = [each for each in self._open(self.stored) if not each.line.is_optional or _is_worth(each)]
        self.may_have_more = any(place.group.is_many for place in walked(reached(criterion, self.stored)))
        for each in self.questions:
            self._add(each)

    def _open(self, answers: Mapping[str, Value]) -> list[Asked]:
        return [
            each for each in asked(self.criterion, answers) if each.line.datatype is not Datatype.EVIDENCE_IDENTIFIER
        ]

    def _add(self, each: Asked) -> None:
        stored = self.stored.get(each.key, "")
        label = french(each.line.text)
        if TURN in each.key:
            turn = each.key.rpartition(TURN)[2].partition("/")[0]
            label = f"{label} ({turn})"
        if each.line.datatype is Datatype.PERIOD:
            start, _slash, end = str(stored).partition("/")
            for part, value, words in (("du", start, gettext("from")), ("au", end, gettext("until"))):
                self.fields[f"{each.key}:{part}"] = forms.DateField(
                    label=f"{label}, {words}",
                    required=not each.line.is_optional,
                    widget=DayInput(),
                    initial=value or None,
                )
            return
        field = _field(each.line.datatype, label)
        field.initial = _shown(each.line.datatype, stored)
        field.required = not each.line.is_optional
        self.fields[each.key] = field

    def clean(self) -> dict[str, Any]:
        """Both days of a period, in order."""
        said = super().clean() or {}
        for each in self.questions:
            if each.line.datatype is Datatype.PERIOD:
                start, end = said.get(f"{each.key}:du"), said.get(f"{each.key}:au")
                if bool(start) != bool(end):
                    self.add_error(f"{each.key}:au" if start else f"{each.key}:du", gettext("Write both days."))
                elif start and end and end < start:
                    self.add_error(f"{each.key}:au", gettext("This day comes before the first one."))
        return said

    def answers(self) -> dict[str, Value | None]:
        """What the action takes: None for what was left out."""
        return {each.key: self._answer(each) for each in self.questions}

    def _answer(self, each: Asked) -> Value | None:
        said = self.cleaned_data
        if each.line.datatype is Datatype.PERIOD:
            start, end = said.get(f"{each.key}:du"), said.get(f"{each.key}:au")
            return f"{start.isoformat()}/{end.isoformat()}" if start and end else None
        value = said.get(each.key)
        if isinstance(value, dt.date):
            return value.isoformat()
        return None if value in ("", None) else value

    def opens_questions(self) -> bool:
        """What was just said opens questions that the form did not hold."""
        now = {**self.stored, **{key: value for key, value in self.answers().items() if value is not None}}
        return {each.key for each in self._open(now)} > {each.key for each in self._open(self.stored)}


def _is_worth(each: Asked) -> bool:
    """Optional questions that are worth a place: not whether a proof is online."""
    return each.line.datatype is not Datatype.INDICATOR


def _shown(datatype: Datatype, stored: Value) -> Any:
    if datatype is Datatype.INDICATOR:
        return {True: YES, False: NO}.get(stored) if isinstance(stored, bool) else None
    if datatype is Datatype.AMOUNT and stored != "":
        return f"{int(stored) // 100},{int(stored) % 100:02}"
    return stored


def _one_more(criterion: Criterion, answers: Mapping[str, Value]) -> dict[str, Value]:
    """An empty turn of each group that may come again."""
    found: dict[str, Value] = {}
    for place in walked(reached(criterion, answers)):
        if place.group.is_many and place.is_asked:
            base, _turn, number = place.key.rpartition(TURN)
            base, turn = (base, int(number)) if base else (place.key, 1)
            if turn < MOST_TURNS:
                found[f"{base}{TURN}{turn + 1}/Q1"] = ""
    return found


class GroundsForm(AwaitedForm):
    """The first question of every ground of exclusion."""

    def __init__(self, answers: Mapping[str, Value], data: Any = None) -> None:
        super().__init__(data)
        self.questions = [first for each in CRITERIA if each.family == "EG" for first in _first(each)]
        for each in self.questions:
            field = SaidField(label=french(f"{each.criterion.name}. {each.criterion.text}"))
            field.initial = _shown(Datatype.INDICATOR, answers.get(each.key, ""))
            field.required = True
            self.fields[each.key] = field

    def answers(self) -> dict[str, Value | None]:
        """What the action takes."""
        return {each.key: self.cleaned_data.get(each.key) for each in self.questions}


def _first(criterion: Criterion) -> list[Asked]:
    """The yes or no that the criterion begins with."""
    return [each for each in asked(criterion, {}) if not each.line.is_optional][:1]
