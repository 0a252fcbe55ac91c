"""The register of decisions, its exports, and the mirror of the group."""

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.core import clock
from commun.governance import mirror as figures
from commun.governance.models import Decision
from commun.governance.policies import MemberRequest, has_role
from commun.governance.policies import decisions as policies
from commun.governance.queries import decision_export as exports
from commun.governance.queries import decisions as queries
from commun.governance.queries.decision_changes import made_by
from commun.governance.queries.decisions_in_force import lives_of, self_carried
from commun.governance.queries.journal_words import state_name
from commun.governance.views.support import place

# A file or a sheet of paper holds at most so many.
MOST_ON_PAPER = 2000


def register(request: MemberRequest) -> HttpResponse:
    """The register; what is asked stays in the address."""
    filters = queries.Filters.read(request.GET)
    page = queries.page_of(request.space, filters, request.GET.get("page"))
    context = {
        "page": page,
        "lines": lines_of(list(page)),
        "filters": filters,
        "tabs": _tabs(request, filters),
        "choices": queries.choices(request.space),
        "can_speak": policies.can_speak(request.member, request.space.pk),
        "exports": _exports(request),
    }
    return render(request, "governance/decisions/register_page.html", context)


def lines_of(rows: list[Decision]) -> list[dict[str, Any]]:
    """What each line of a list of decisions shows. At most one query."""
    waiting = [row.pk for row in rows if row.state == "adopted"]
    by_itself = self_carried(waiting) if waiting else frozenset()
    return [
        {
            "row": row,
            "state": queries.state_words(row, by_itself=row.pk in by_itself),
            "tone": "leaf" if row.pk in by_itself else queries.TONES[row.state],
            "carrier": queries.carrier_of(row),
            "due_on": row.due_on if row.state == "engaged" else None,
        }
        for row in rows
    ]


def _tabs(request: MemberRequest, filters: queries.Filters) -> list[dict[str, Any]]:
    labels = {
        queries.EVERYTHING: _("All decisions"),
        queries.DECIDE: _("To decide"),
        queries.FOLLOW: _("To follow through"),
        queries.FORCE: _("In force"),
    }
    counts, tabs = queries.counts(request.space), []
    for view, label in labels.items():
        address = request.GET.copy()
        for name in ("page", "le"):
            address.pop(name, None)
        address["vue"] = view
        is_current = view == (queries.FORCE if filters.day else filters.view)
        url = f"?{address.urlencode()}"
        tabs.append({"label": label, "url": url, "is_current": is_current, "count": counts[view]})
    return tabs


def _exports(request: MemberRequest) -> list[tuple[str, str]]:
    names = [
        (_("Print"), "decisions-print"),
        (_("Sheet (CSV)"), "decisions-csv"),
        ("Markdown", "decisions-markdown"),
        ("JSON", "decisions-json"),
    ]
    asked = f"?{request.GET.urlencode()}" if request.GET else ""
    return [(label, place(request, name) + asked) for label, name in names]


def _asked(request: MemberRequest) -> list[Decision]:
    return queries.listed(request.space, queries.Filters.read(request.GET), MOST_ON_PAPER)


def printed(request: MemberRequest) -> HttpResponse:
    """The register on paper, with its texts."""
    rows = _asked(request)
    texts = exports.texts_of(rows, request.space.pk)
    made = made_by(request.space, rows, texts)
    lines = [{**line, "text": texts[line["row"].pk], "change": made.get(line["row"].pk)} for line in lines_of(rows)]
    return render(request, "governance/decisions/print_page.html", {"lines": lines, "today": clock.today()})


def as_csv(request: MemberRequest) -> HttpResponse:
    """The register as a sheet."""
    return download(exports.register_csv(_asked(request)), "text/csv", f"decisions-{request.space.slug}.csv")


def as_json(request: MemberRequest) -> HttpResponse:
    """The register as JSON."""
    told = exports.register_dicts(_asked(request), request.space)
    content = {"format": "commun.register/1", "group": request.space.name, "decisions": told}
    return download(exports.as_json(content), "application/json", f"decisions-{request.space.slug}.json")


def as_markdown(request: MemberRequest) -> HttpResponse:
    """The register as Markdown."""
    title = _("Decisions of %(group)s") % {"group": request.space.name}
    text = exports.register_markdown(_asked(request), request.space, title)
    return download(text, "text/markdown", f"decisions-{request.space.slug}.md")


def download(content: str, kind: str, name: str) -> HttpResponse:
    """A file to keep."""
    response = HttpResponse(content, content_type=f"{kind}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def mirror(request: MemberRequest) -> HttpResponse:
    """The mirror: what becomes of what the group decides, never by person."""
    today, lives = clock.today(), lives_of(request.space)
    period, name = _period(request.GET.get("periode", ""), today)
    found = figures.mirror(lives, today=today, period=period)
    age = found.median_age
    context = {
        "figures": [
            _share(_("engaged within 30 days of their adoption"), found.engaged_soon),
            _share(_("done by the date set"), found.done_in_time),
            _share(_("let go with their reason"), found.let_go_with_reason),
            (_("median age of what is open"), _days(age)),
        ],
        "stairs": [(state_name(stair.state), stair) for stair in figures.funnel(lives, period=period)],
        "chips": _periods(name, today),
        "is_empty": not lives,
        "can_set": has_role(request.member),
    }
    return render(request, "governance/decisions/mirror_page.html", context)


def _share(name: str, share: figures.Share) -> tuple[str, str]:
    """What is counted, of how many, and the large figure."""
    if share.percent is None:
        return name, "–"
    words = {"name": name, "count": share.count, "whole": share.whole}
    return _("%(name)s (%(count)s of %(whole)s)") % words, f"{share.percent} %"


def _days(age: float | None) -> str:
    if age is None:
        return "–"
    return ngettext("%(count)s day", "%(count)s days", round(age)) % {"count": round(age)}


def _period(asked: str, today: dt.date) -> tuple[figures.Period, str]:
    if asked == "an":
        return figures.Period(today - dt.timedelta(days=365), today), asked
    if asked == "trimestre":
        return figures.Period(today - dt.timedelta(days=91), today), asked
    if asked.isascii() and asked.isdigit() and 1900 < int(asked[:5]) < 2200:
        year = int(asked[:5])
        return figures.Period(dt.date(year, 1, 1), dt.date(year, 12, 31)), str(year)
    return figures.ALWAYS, ""


def _periods(current: str, today: dt.date) -> list[dict[str, Any]]:
    names = {"": _("Since the beginning"), "an": _("Twelve months"), "trimestre": _("Three months")}
    names |= {str(year): str(year) for year in (today.year, today.year - 1)}
    return [{"label": label, "url": f"?periode={name}", "is_current": name == current} for name, label in names.items()]
