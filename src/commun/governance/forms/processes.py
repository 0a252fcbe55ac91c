"""Checking what people write about a process, whatever its method; methods add their own fields."""

import datetime as dt
import zoneinfo
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commun.core import clock
from commun.core.errors import Refused
from commun.core.models import Space
from commun.governance.actions.processes import OptionWish, Wish
from commun.governance.meeting_dates import moment_of
from commun.governance.models import Decision, Process
from commun.ui.forms import CountedTextarea


class MomentWidget(forms.SplitDateTimeWidget):
    """A day and an hour side by side, each with its own name, under the legend of the field."""

    use_fieldset = True

    def __init__(self) -> None:
        super().__init__(
            date_attrs={"type": "date"}, time_attrs={"type": "time"}, date_format="%Y-%m-%d", time_format="%H:%M"
        )
        for part, label in zip(self.widgets, (_("Day"), _("Hour")), strict=True):
            part.attrs["aria-label"] = label


class MomentField(forms.SplitDateTimeField):
    """A day and an hour on the group's clock, in two fields of the browser."""

    def __init__(self, zone: zoneinfo.ZoneInfo, **options: Any) -> None:
        self.zone = zone
        super().__init__(widget=MomentWidget(), **options)

    def compress(self, data_list: Any) -> dt.datetime | None:
        """The moment, aware: the hour that March skips is refused, the first one is taken of those October repeats."""
        # On a clock that never changes Django has nothing to say of such hours: ours does.
        with timezone.override(dt.UTC):
            wall: dt.datetime | None = super().compress(data_list)
        if wall is None:
            return None
        try:
            return moment_of(wall.replace(tzinfo=None), self.zone).astimezone(dt.UTC)
        except Refused as refused:
            raise forms.ValidationError(str(refused.sentence)) from refused


class WishForm(forms.Form):
    """What every process asks; ``rules`` and ``options`` are for each method to say."""

    asks_for_close = True
    # A matter of its own, or what the decision already says.
    asks_for_title = False
    # Fields that come filled in and stand apart on the page; empty: one plain form.
    rule_names: tuple[str, ...] = ()

    def __init__(self, *arguments: Any, space: Space, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.space = space
        zone = zoneinfo.ZoneInfo(space.time_zone)
        if self.asks_for_title:
            title = forms.CharField(label=_("What is it about?"), max_length=200)
            self.fields = {"title": title, **self.fields}
        if self.asks_for_close:
            self.fields["closes_at"] = MomentField(
                zone, label=_("It closes on"), initial=default_close(zone), help_text=_("On the group’s clock.")
            )

    guidance = forms.CharField(
        label=_("What people should know before they answer"),
        max_length=4000,
        required=False,
        widget=CountedTextarea(4000, {"rows": 4}),
    )

    def about(self, decision: Decision) -> None:
        """Say what is worth saying of this very matter; nothing, for most ways."""

    def rules(self) -> dict[str, Any]:
        """The rules as the method's way understands them."""
        return {}

    def options(self) -> list[OptionWish]:
        """The options people choose from."""
        return []

    def wish(self, method: str, decision: Decision | None) -> Wish:
        """What was asked, for the action that opens."""
        said = self.cleaned_data
        return Wish(
            method=method,
            title=said.get("title", ""),
            guidance=said["guidance"],
            decision=decision,
            rules=self.rules(),
            options=self.options(),
            opens_at=said.get("opens_at"),
            closes_at=said.get("closes_at"),
            is_secret=bool(said.get("is_secret")),
            shown=said.get("shown") or Process.Shown.CLOSE,
        )


def default_close(zone: zoneinfo.ZoneInfo) -> dt.datetime:
    """Seven days from now, at 20:00 on the group's clock."""
    day = clock.today(zone) + dt.timedelta(days=7)
    return dt.datetime.combine(day, dt.time(20, 0), zone)


class ExtendForm(forms.Form):
    """A later close, and why."""

    def __init__(self, *arguments: Any, space: Space, **options: Any) -> None:
        super().__init__(*arguments, **options)
        zone = zoneinfo.ZoneInfo(space.time_zone)
        self.fields = {
            "closes_at": MomentField(zone, label=_("It closes on"), help_text=_("On the group’s clock.")),
            "reason": forms.CharField(label=_("Why?"), max_length=500),
        }


class ReasonForm(forms.Form):
    """One reason that everybody will read."""

    reason = forms.CharField(label=_("Why?"), max_length=500, widget=CountedTextarea(500, {"rows": 3}))
