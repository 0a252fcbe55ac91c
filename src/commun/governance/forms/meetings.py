"""Checking what people write about meetings; nothing is saved here."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commun.core.errors import Refused
from commun.governance import meeting_dates, ritual
from commun.governance.actions.agenda import Point
from commun.governance.actions.meeting_series import SeriesPlan
from commun.governance.actions.meetings import MeetingPlan
from commun.governance.actions.minutes import ANNOUNCED
from commun.governance.forms import DayInput
from commun.governance.meeting_dates import Pattern
from commun.governance.models import AgendaItem, Duty, MeetingSeries, Membership, MinuteLine
from commun.governance.models.meetings import Kind, Part
from commun.ui.forms import ChoiceChips, CountedTextarea

ZONES = (
    "Europe/Paris", "Europe/Brussels", "Europe/Zurich", "America/Montreal", "America/Guadeloupe", "America/Martinique",
    "America/Cayenne", "Indian/Reunion", "Indian/Mayotte", "Pacific/Noumea", "Pacific/Tahiti", "UTC",
)  # fmt: skip


class HourInput(forms.TimeInput):
    """The browser's own hour field."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


def _minutes(start: dt.time, end: dt.time) -> int:
    """From one hour to the other, past midnight when the end comes first in the day: never more than twelve hours."""
    return (end.hour * 60 + end.minute) - (start.hour * 60 + start.minute)


class _When(forms.Form):
    """A start and an end the same day."""

    starts_at = forms.TimeField(label=gettext_lazy("Start time"), widget=HourInput())
    ends_at = forms.TimeField(label=gettext_lazy("End time"), widget=HourInput())

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        start, end = values.get("starts_at"), values.get("ends_at")
        if start and end:
            values["minutes"] = _minutes(start, end)
            try:
                meeting_dates.check_minutes(values["minutes"])
            except Refused as refused:
                self.add_error("ends_at", str(refused.sentence))
        return values


class SeriesForm(_When):
    """A regular meeting: what, how it comes round, where."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=120)
    kind = forms.ChoiceField(label=gettext_lazy("What for?"), choices=Kind.choices, widget=ChoiceChips)
    pattern = forms.ChoiceField(
        label=gettext_lazy("How does it come round?"),
        choices=[
            (meeting_dates.MONTH_WEEKDAY, gettext_lazy("A weekday of the month (the third Monday)")),
            (meeting_dates.MONTH_DAY, gettext_lazy("A day of the month (the 15th)")),
            (meeting_dates.WEEKLY, gettext_lazy("A weekday, every week or every N weeks")),
            (meeting_dates.YEARLY, gettext_lazy("The same day every year")),
            (meeting_dates.OTHER, gettext_lazy("Another rule (RRULE)")),
        ],
    )
    place = forms.TypedChoiceField(
        label=gettext_lazy("Which one in the month?"), coerce=int, required=False, empty_value="1",
        choices=[
            (1, gettext_lazy("the first")), (2, gettext_lazy("the second")), (3, gettext_lazy("the third")),
            (4, gettext_lazy("the fourth")), (5, gettext_lazy("the fifth, when there is one")),
            (-1, gettext_lazy("the last")),
        ],
    )  # fmt: skip
    weekday = forms.TypedChoiceField(
        label=gettext_lazy("Weekday"), coerce=int, required=False, empty_value="0",
        choices=list(WEEKDAYS.items()),
    )  # fmt: skip
    month_day = forms.IntegerField(
        label=gettext_lazy("Day of the month"), min_value=-1, max_value=31, required=False,
        help_text=gettext_lazy("From 1 to 31; -1 for the last day. A month without that day has no meeting."),
    )  # fmt: skip
    interval = forms.IntegerField(
        label=gettext_lazy("Every how many (weeks, months, years)?"), min_value=1, max_value=24
    )
    rule = forms.CharField(
        label=gettext_lazy("Rule"), max_length=300, required=False,
        help_text=gettext_lazy("For those who know: FREQ=MONTHLY;BYDAY=3MO. Only read when “Another rule” is chosen."),
    )  # fmt: skip
    starts_on = forms.DateField(label=gettext_lazy("From which day?"), widget=DayInput())
    zone = forms.ChoiceField(label=gettext_lazy("Time zone"), choices=[(name, name) for name in ZONES])
    where = forms.CharField(label=gettext_lazy("Place"), max_length=200, required=False)
    link = forms.URLField(label=gettext_lazy("Link to join at a distance"), required=False, assume_scheme="https")
    min_presence = forms.IntegerField(
        label=gettext_lazy("People needed"), min_value=0, max_value=500, required=False,
        help_text=gettext_lazy("Under this number the meeting says so; it is never blocked."),
    )  # fmt: skip
    carried_most = forms.IntegerField(
        label=gettext_lazy("How many times is a point carried over?"), min_value=0, max_value=12,
        help_text=gettext_lazy("After that, whoever brought it is asked."),
    )  # fmt: skip
    is_public = forms.BooleanField(
        label=gettext_lazy("The minutes can be read without an account"), required=False,
        help_text=gettext_lazy("The names of people are never shown there."),
    )  # fmt: skip

    field_order = (
        "title", "kind", "pattern", "place", "weekday", "month_day", "interval", "rule", "starts_on", "starts_at",
        "ends_at", "zone", "where", "link", "min_presence", "carried_most", "is_public",
    )  # fmt: skip

    # What most groups never change stays folded; what only one pattern needs is shown with it alone (by the style).
    FOLDED = ("zone", "link", "min_presence", "carried_most", "is_public")

    def main_fields(self) -> list[forms.BoundField]:
        """What every group chooses."""
        return [self[name] for name in self.field_order if name not in self.FOLDED]

    def folded_fields(self) -> list[forms.BoundField]:
        """The rest."""
        return [self[name] for name in self.FOLDED]

    def plan(self) -> SeriesPlan:
        """What was chosen. Raises Refused when the rule is not one."""
        values = self.cleaned_data
        pattern = Pattern(
            kind=values["pattern"],
            interval=values["interval"],
            place=int(values["place"]),
            weekday=int(values["weekday"]),
            month_day=values["month_day"] or 1,
            text=values["rule"],
        )
        return SeriesPlan(
            title=values["title"],
            rule=meeting_dates.rule_of(pattern),
            starts_on=values["starts_on"],
            starts_at=values["starts_at"],
            minutes=values["minutes"],
            zone=values["zone"],
            kind=values["kind"],
            place=values["where"],
            link=values["link"],
            min_presence=values["min_presence"] or 0,
            carried_most=values["carried_most"],
            is_public=values["is_public"],
        )


def series_values(series: MeetingSeries) -> dict[str, Any]:
    """The series as the form shows it."""
    pattern = meeting_dates.pattern_of(series.rule)
    end = (dt.datetime.combine(series.starts_on, series.starts_at) + dt.timedelta(minutes=series.minutes)).time()
    return {
        "title": series.title, "kind": series.kind, "pattern": pattern.kind, "place": pattern.place,
        "weekday": pattern.weekday, "month_day": pattern.month_day, "interval": pattern.interval, "rule": series.rule,
        "starts_on": series.starts_on, "starts_at": series.starts_at, "ends_at": end, "zone": series.zone,
        "where": series.place, "link": series.link, "min_presence": series.min_presence,
        "carried_most": series.carried_most, "is_public": series.is_public,
    }  # fmt: skip


class MeetingForm(_When):
    """One meeting on its own."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=120)
    kind = forms.ChoiceField(label=gettext_lazy("What for?"), choices=Kind.choices, widget=ChoiceChips)
    day = forms.DateField(label=gettext_lazy("Day"), widget=DayInput())
    where = forms.CharField(label=gettext_lazy("Place"), max_length=200, required=False)
    link = forms.URLField(label=gettext_lazy("Link to join at a distance"), required=False, assume_scheme="https")

    field_order = ("title", "kind", "day", "starts_at", "ends_at", "where", "link")

    def plan(self, zone: str, is_public: bool) -> MeetingPlan:
        """What was chosen."""
        values = self.cleaned_data
        return MeetingPlan(
            title=values["title"],
            day=values["day"],
            at=values["starts_at"],
            minutes=values["minutes"],
            zone=zone,
            kind=values["kind"],
            place=values["where"],
            link=values["link"],
            is_public=is_public,
        )


class MoveForm(_When):
    """Another moment for one meeting."""

    day = forms.DateField(label=gettext_lazy("Day"), widget=DayInput())
    where = forms.CharField(label=gettext_lazy("Place"), max_length=200, required=False)
    reason = forms.CharField(label=gettext_lazy("Why?"), max_length=300, required=False)

    field_order = ("day", "starts_at", "ends_at", "where", "reason")


class ReasonForm(forms.Form):
    """A word on why."""

    reason = forms.CharField(label=gettext_lazy("Why?"), max_length=300, required=False)


class HabitsForm(forms.Form):
    """What holds for all the meetings of the group."""

    alert_weeks = forms.IntegerField(
        label=gettext_lazy("Tell the group when no meeting is planned within (weeks)"), min_value=1, max_value=52
    )
    is_public = forms.BooleanField(
        label=gettext_lazy("New minutes can be read without an account, unless one chooses otherwise"), required=False
    )


class PointForm(forms.Form):
    """A point for the agenda."""

    title = forms.CharField(label=gettext_lazy("What is it about?"), max_length=200)
    wish = forms.ChoiceField(
        label=gettext_lazy("What do you wish?"), widget=ChoiceChips, choices=AgendaItem.Wish.choices[1:]
    )
    minutes = forms.IntegerField(label=gettext_lazy("How many minutes?"), min_value=1, max_value=240)
    part = forms.ChoiceField(
        label=gettext_lazy("In which part?"), widget=ChoiceChips,
        choices=[(part.value, part.label) for part in Part if part in ritual.OPEN_PARTS],
    )  # fmt: skip
    detail = forms.CharField(
        label=gettext_lazy("What to know beforehand"), max_length=2000, required=False,
        widget=CountedTextarea(2000, {"rows": 4}),
    )  # fmt: skip

    def point(self, about: str = "") -> Point:
        """What was written."""
        return Point(about=about, **self.cleaned_data)


if TYPE_CHECKING:
    OneMember = forms.ModelChoiceField[Membership]
else:
    OneMember = forms.ModelChoiceField


class MembersField(OneMember):
    """One member among those given."""

    def label_from_instance(self, obj: Any) -> str:
        """Their name in the group."""
        return str(obj.name)


class AssignForm(forms.Form):
    """Somebody other than the rota's choice."""

    task = forms.ChoiceField(label=gettext_lazy("For what?"), choices=Duty.Task.choices, widget=ChoiceChips)
    member = MembersField(label=gettext_lazy("Who?"), queryset=Membership._base_manager.none())
    reason = forms.CharField(
        label=gettext_lazy("Why?"), max_length=300, required=False,
        help_text=gettext_lazy("Needed when it is the same person as the last time; kept in the journal."),
    )  # fmt: skip

    def __init__(self, *args: Any, people: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["member"]
        assert isinstance(field, MembersField)
        field.queryset = people


class LineForm(forms.Form):
    """One line of minutes, and what is born from it in the same tap."""

    text = forms.CharField(max_length=1000)
    nature = forms.ChoiceField(
        choices=[*MinuteLine.Nature.choices[:-1], (ANNOUNCED, gettext_lazy("Decided, unless somebody objects"))],
        required=False,
    )
    due_on = forms.DateField(required=False)
    address = forms.CharField(max_length=300, required=False)

    def sentence(self) -> str:
        """What is wrong, in one sentence."""
        if "text" in self.errors:
            return _("Write something first, in at most 1,000 signs.")
        return _("This day cannot be read.") if "due_on" in self.errors else _("Choose what this line is.")
