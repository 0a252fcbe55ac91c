"""Value seen whole: both series on one page, down to their rows; a copy for outside that tells nobody apart."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from commun.core import clock, sheets
from commun.core.errors import NotFound
from commun.governance.policies import MemberRequest
from commun.ui.money import euros
from commun.value import quantities
from commun.value.models import ContributionKind
from commun.value.queries.whole import LEAST_PEOPLE, Row, Whole, money_rows, whole_of
from commun.value.queries.whole_periods import FIRST_YEAR, MONTH, QUARTER, YEAR, Asked, Period
from commun.value.views.support import place

MEASURE = ContributionKind.Measure
MONEY = (MEASURE.TURNOVER, MEASURE.EXPENSES)
RECEIVED = ("received", "kept", "shared")


def whole(request: MemberRequest) -> HttpResponse:
    """The value of the group by month, quarter or year. At most 20 queries."""
    asked = Asked.read(request.GET)
    found = whole_of(request.space, asked)
    context = {
        "asked": asked,
        "found": found,
        "least": LEAST_PEOPLE,
        "chips": _chips(asked),
        "before": f"?par={asked.step}&annee={asked.year - 1}" if asked.year > FIRST_YEAR else "",
        "after": f"?par={asked.step}&annee={asked.year + 1}" if asked.year < clock.today().year else "",
        "charts": _charts(found),
        "tables": [
            {"id": name, "title": title, "about": about, "rows": [_line(request, asked, found, row) for row in rows]}
            for name, title, about, rows in _tables(found)
        ],
    }
    return render(request, "value/whole/whole_page.html", context)


def money(request: MemberRequest) -> HttpResponse:
    """The receipts and sharings that a figure is made of. At most 15 queries."""
    first, last = _days(request)
    receipts, sharings = money_rows(request.space, first, last)
    context = {"first": first, "last": last, "receipts": receipts, "sharings": sharings}
    return render(request, "value/whole/money_page.html", context)


def outside(request: MemberRequest) -> HttpResponse:
    """The year by quarters, for whoever is not of the group: what comes from fewer than five people is not told."""
    asked = replace(Asked.read(request.GET), step=QUARTER)
    found = whole_of(request.space, asked)
    heads = [pgettext("head", "Series"), *[f"{period.label} {asked.year}" for period in found.periods], _("Whole year")]
    rows = [_told(row.hidden()) for row in found.rows]
    sheet = sheets.written(
        heads, [*rows, [_("Not told: what comes from fewer than %(least)s people.") % {"least": LEAST_PEOPLE}]]
    )
    answer = HttpResponse(sheet, content_type="text/csv; charset=utf-8")
    name = f"{slugify(_('value'))}-{request.space.slug}-{asked.year}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _told(row: Row) -> list[str]:
    said = [_("not told") if cell.quantity is None else _said(cell.quantity, row.measure) for cell in row.cells]
    total = _("not told") if row.total.quantity is None else _said(row.total.quantity, row.measure)
    return [row.label, *said, total]


def _said(quantity: int, measure: str) -> str:
    return euros(quantity, precise=False) if measure in MONEY else quantities.say(quantity, measure)


def _chips(asked: Asked) -> list[dict[str, Any]]:
    steps = ((MONTH, _("By month")), (QUARTER, _("By quarter")), (YEAR, _("By year")))
    return [
        {"label": label, "url": f"?par={step}&annee={asked.year}", "is_current": step == asked.step}
        for step, label in steps
    ]


def _tables(found: Whole) -> list[tuple[str, str, str, Sequence[Row]]]:
    return [
        ("argent", _("In money"), "", found.money),
        (
            "rare",
            _("What is rarely counted"),
            _("To facilitate, to take care: without it nothing else holds."),
            found.rare,
        ),
        ("autres", _("What else was brought"), "", found.others),
    ]


def _line(request: MemberRequest, asked: Asked, found: Whole, row: Row) -> dict[str, Any]:
    cells = [
        {
            "label": period.label,
            "said": _said(cell.quantity or 0, row.measure) if cell.quantity else "",
            "url": _rows_url(request, asked, row, period) if cell.quantity else "",
        }
        for period, cell in zip(found.periods, row.cells, strict=True)
    ]
    return {
        "label": row.label,
        "cells": cells,
        "total": _said(row.total.quantity or 0, row.measure),
        "people": row.total.people,
    }


def _rows_url(request: MemberRequest, asked: Asked, row: Row, period: Period) -> str:
    """Where the rows of a figure are read; a quarter or a year of contributions leads to its months first."""
    if row.key in RECEIVED:
        return f"{place(request, 'whole-money')}?du={period.first}&au={period.last}"
    if row.key == "credit":
        return ""
    if asked.step == MONTH:
        return f"{place(request, 'contributions')}?mois={period.first:%Y-%m}&sorte={row.key}"
    return f"{place(request, 'whole')}?par={MONTH}&annee={period.first.year}"


def _charts(found: Whole) -> list[dict[str, Any]]:
    """One picture by unit: euros on one side, hours, days and points on the other."""
    charts = [_chart(_("Received for joint work, without tax"), "€", found.money[0], found)]
    units = {MEASURE.HOURS: (_("hours"), 60), MEASURE.DAYS: (_("days"), 100), MEASURE.POINTS: (_("points"), 1)}
    for measure, (unit, size) in units.items():
        rows = [row for row in (*found.rare, *found.others) if row.measure == measure and row.key != "credit"]
        if rows:
            sums = [
                sum(cell.quantity or 0 for cell in cells) for cells in zip(*[row.cells for row in rows], strict=True)
            ]
            labels = [period.label for period in found.periods]
            title = _("Brought otherwise than in money, in %(unit)s") % {"unit": unit}
            pairs = [(label, max(0, round(each / size))) for label, each in zip(labels, sums, strict=True)]
            charts.append({"title": title, "unit": unit, "pairs": pairs})
    return charts


def _chart(title: str, unit: str, row: Row, found: Whole) -> dict[str, Any]:
    pairs = [
        (period.label, round((cell.quantity or 0) / 100)) for period, cell in zip(found.periods, row.cells, strict=True)
    ]
    return {"title": title, "unit": unit, "pairs": pairs}


def _days(request: HttpRequest) -> tuple[dt.date, dt.date]:
    """From the address: ``du`` and ``au``, this year when nothing is said. Raises NotFound on nonsense."""
    if not request.GET:
        return clock.today().replace(month=1, day=1), clock.today()
    try:
        first, last = (dt.date.fromisoformat(request.GET.get(name, "")) for name in ("du", "au"))
    except ValueError as error:
        raise NotFound from error
    if first > last:
        raise NotFound
    return first, last
