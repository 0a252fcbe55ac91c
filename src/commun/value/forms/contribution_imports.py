"""A sheet to import, then the lines that its preview showed; nothing is saved here."""

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commun.core.sheets import Unreadable
from commun.value import contribution_file
from commun.value.actions.contributions import Bringing
from commun.value.models import ContributionKind, JointWork
from commun.value.queries.contribution_imports import PlannedLine


class ContributionFileForm(forms.Form):
    """The sheet."""

    file = forms.FileField(
        label=gettext_lazy("The file"),
        help_text=gettext_lazy(
            "CSV, with a first line that names the columns: date, sorte, quantité, travail commun, mots."
        ),
        widget=forms.ClearableFileInput({"accept": ".csv,text/csv,text/plain"}),
    )

    def clean_file(self) -> contribution_file.Sheet:
        """The rows, or why the file cannot be read."""
        sent = self.cleaned_data["file"]
        if sent.size > contribution_file.MOST_BYTES:
            raise forms.ValidationError(_("This file is too big: 500 lines at most."))
        try:
            return contribution_file.read(sent.read())
        except Unreadable as problem:
            raise forms.ValidationError(str(problem.sentence)) from problem


class ConfirmLinesForm(forms.Form):
    """The lines of the preview, carried from there."""

    lines = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, kinds: Sequence[ContributionKind], works: Sequence[JointWork], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.kinds = {kind.ref: kind for kind in kinds}
        self.works = {work.ref: work for work in works}

    def clean_lines(self) -> list[Bringing]:
        """Each line again as the preview read it."""
        try:
            return [self._bringing(*line) for line in json.loads(self.cleaned_data["lines"])]
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise forms.ValidationError(_("These lines cannot be read any more: choose the file again.")) from error

    def _bringing(self, day: str, kind: str, quantity: int, work: str, words: str) -> Bringing:
        if type(quantity) is not int or not isinstance(words, str):
            raise TypeError
        return Bringing(
            self.kinds[kind], quantity, dt.date.fromisoformat(day), words, self.works[work] if work else None
        )


def carried(lines: Sequence[PlannedLine]) -> str:
    """The lines as the confirmation carries them."""
    return json.dumps(
        [
            [
                line.day.isoformat() if line.day else "",
                line.kind.ref if line.kind else "",
                line.quantity,
                line.work.ref if line.work else "",
                line.words,
            ]
            for line in lines
        ]
    )
