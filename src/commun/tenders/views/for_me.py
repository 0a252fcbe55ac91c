"""« Pour moi »: the list, its filters and its export."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from commun.core.urls import here
from commun.governance.policies import MemberRequest
from commun.tenders import forms
from commun.tenders.queries import coming, listing, visits
from commun.tenders.views import wording
from commun.tenders.views.cards import cards_of
from commun.tenders.views.ranking import ranking_context
from commun.tenders.views.support import csv_file
from commun.ui import dates


def for_me(request: MemberRequest) -> HttpResponse:
    """Ranked notices as cards."""
    form = forms.FilterForm(request.GET)
    filters = form.filters(request.GET)
    shown = listing.for_me(request.member, filters)
    place = request.GET.get("lieu", "")
    is_bare = not (shown.rows or filters.text) and filters.state == "to-see" and bool(shown.activities)
    waiting = ranking_context(request, is_bare, is_empty=is_bare and not shown.counts["kept"] + shown.counts["hidden"])
    context = {
        "heading": _("Your notices are coming") if waiting["is_ranking"] else _heading(filters, shown),
        "filters": filters,
        "listing": shown,
        "cards": cards_of(request, shown.rows),
        "states": _states(request.GET, filters, shown),
        "activities": _activities(request.GET, filters, shown),
        "activities_count": wording.number_in_words(len(shown.activities)),
        "all_count": shown.counts["all"],
        "all_url": "?etat=tous",
        "region_options": _options(((f"r{code}", name) for code, name in forms.REGION_CHOICES), place),
        "departement_options": _options(((c, f"{c} {name}") for c, name in forms.DEPARTEMENT_CHOICES), place),
        "delays": forms.DELAYS,
        "source_choices": forms.SOURCES,
        "asked": {name: request.GET.get(name, "") for name in ("lieu", "echeance", "source", "activite", "etat")},
        "has_filters": any(request.GET.get(name) for name in ("lieu", "echeance", "source")),
        "pages": -(-shown.total // listing.PAGE_SIZE),
        **waiting,
        "sources": [wording.source_words(state) for state in visits.source_states()],
        "deadlines": coming.my_deadlines(request.member),
        "stories": coming.latest_stories(),
    }
    return render(request, "tenders/for_me_page.html", context)


def export(request: MemberRequest) -> HttpResponse:
    """The same list as a spreadsheet."""
    filters = forms.FilterForm(request.GET).filters(request.GET)
    rows = listing.everything(request.member, filters)
    lines = (
        (
            row.notice.title,
            row.notice.buyer,
            wording.places(row.notice.departements),
            dates.moment(row.notice.deadline_at) if row.notice.deadline_at else "",
            wording.doubt_of(row.notice),
            row.notice.published_on.isoformat(),
            ", ".join(reason.label for reason in wording.reasons_of(row.reasons)),
            ", ".join(row.interest.names),
            row.notice.url,
        )
        for row in rows
    )
    headers = [
        _("Title"), _("Buyer"), _("Départements"), _("Deadline (Paris)"), _("Doubt"), _("Published on"),
        _("Because of"), _("Interested members"), _("Source"),
    ]  # fmt: skip
    return csv_file(_("for me"), headers, lines)


def _options(choices: Iterable[tuple[str, str]], chosen: str) -> SafeString:
    """The options of a long select, drawn at once."""
    selected = SafeString(" selected")
    parts = ((value, selected if value == chosen else "", name) for value, name in choices)
    return format_html_join("", '<option value="{}"{}>{}</option>', parts)


def _heading(filters: listing.Filters, shown: listing.Listing) -> str:
    if filters.text:
        return wording.capitalized(wording.found_heading(shown.total, filters.text))
    if filters.state == "to-see":
        return wording.heading(shown.total)
    return wording.state_heading(filters.state, shown.total)


def _with(query: QueryDict, **changes: str) -> str:
    """The address with some values changed and the page forgotten."""
    kept = query.copy()
    kept.pop("page", None)
    for name, value in changes.items():
        kept.pop(name, None)
        if value:
            kept[name] = value
    return f"?{kept.urlencode()}"


def _states(query: QueryDict, filters: listing.Filters, shown: listing.Listing) -> list[dict[str, Any]]:
    labels = {"to-see": _("To see"), "kept": _("Kept"), "hidden": pgettext("tab", "Put aside"), "all": _("All")}
    return [
        {
            "label": label,
            "url": _with(query, etat=forms.STATE_WORDS[state]),
            "is_current": filters.state == state,
            "count": shown.counts[state],
        }
        for state, label in labels.items()
    ]


def _activities(query: QueryDict, filters: listing.Filters, shown: listing.Listing) -> list[dict[str, Any]]:
    if len(shown.activities) < 2:
        return []
    chips: list[dict[str, Any]] = [
        {"label": _("All my activities"), "url": _with(query, activite=""), "is_current": not filters.activity}
    ]
    return chips + [
        {"label": a.label, "url": _with(query, activite=a.ref), "is_current": filters.activity == a.ref}
        for a in shown.activities
    ]


def home_url(request: MemberRequest) -> str:
    """The address of this page."""
    return here(request.space.slug, "tenders:for-me")
