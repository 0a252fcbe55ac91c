"""« Le groupe »: the board, the list of the month, the network's numbers, and their exports."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from commun.core import clock
from commun.core.errors import NotFound
from commun.governance.policies import MemberRequest
from commun.tenders import policies
from commun.tenders.models import Pursuit
from commun.tenders.queries import board as boards
from commun.tenders.queries import network as networks
from commun.tenders.queries.board import Place
from commun.tenders.queries.coverage import NoticeCoverage
from commun.tenders.queries.interest import NeedView
from commun.tenders.views import wording
from commun.tenders.views.support import csv_file, page_number
from commun.ui import dates

Stage = Pursuit.Stage
# A notice of a hundred lots does not fill the meeting's list: its page tells the rest.
MOST_NEEDS = 12
TONES = {Stage.NEW: "open", Stage.INTERESTED: "honey", Stage.STUDIED: "sky", Stage.GOING: "leaf", Stage.LET_GO: ""}


def board(request: MemberRequest) -> HttpResponse:
    """Open notices by stage; ``?etape=`` shows one stage whole, page by page."""
    if request.GET.get("etape") in Stage.values:
        return _one_stage(request, request.GET["etape"])
    shown = boards.notice_board(request.space)
    columns = [_column(stage, places, shown.totals[stage]) for stage, places in shown.columns.items()]
    context = {
        "columns": columns[:4],
        "let_go": columns[4],
        "is_empty": not any(shown.totals.values()),
        "words": _words(),
        "can_see_network": policies.can_see_network(request.member),
        "here_url": request.path,
    }
    return render(request, "tenders/board_page.html", context)


def _one_stage(request: MemberRequest, stage: str) -> HttpResponse:
    places, page, pages = boards.stage_page(request.space, stage, page_number(request))
    context = {
        "column": _column(stage, places, len(places)),
        "words": _words(),
        "page": page,
        "pages": pages,
        "here_url": request.get_full_path(),
    }
    return render(request, "tenders/stage_page.html", context)


def _words() -> dict[str, str]:
    return {"move": _("Move"), "to": _("To"), "reason": _("Why, if the group lets it go")}


def _column(stage: str, places: Sequence[Place], total: int) -> dict[str, Any]:
    return {
        "stage": stage,
        "name": wording.STAGE_NAMES[Stage(stage)],
        "tone": TONES[Stage(stage)],
        "places": [_card(place) for place in places],
        "options": _options(stage),
        "count": total,
        "more": total - len(places),
    }


def _options(stage: str) -> SafeString:
    """The other stages, drawn once a column."""
    others = [(value, name) for value, name in wording.STAGE_NAMES.items() if value != stage]
    return format_html_join("", '<option value="{}">{}</option>', others)


def _who_says(need: NeedView) -> str:
    """« Maya Diallo le porterait (8 h) ; Léo Tessier contribuerait »."""
    said = [voice for voice in need.voices if voice.stance != "pass"]
    return "; ".join(
        f"{voice.name} {voice.label} ({voice.hours}\u00a0h)" if voice.hours else f"{voice.name} {voice.label}"
        for voice in said
    )


def _card(place: Place) -> dict[str, Any]:
    notice = place.notice
    return {
        "place": place,
        "notice": notice,
        "meta": wording.meta_of(notice),
        "doubt": wording.doubt_of(notice),
        "people": place.interest.names,
        "coverage": wording.coverage_sentence(place.interest),
        "able": wording.able_sentence(place.coverage),
        "nobody": wording.nobody_sentence(place.coverage),
        "is_soon": notice.deadline_at is not None and dates.days_until(notice.deadline_at) <= dates.SOON_DAYS,
    }


def board_export(request: MemberRequest) -> HttpResponse:
    """The board as a spreadsheet."""
    shown = boards.notice_board(request.space, boards.EVERYTHING)
    return csv_file(_("board"), _headers(), _lines(shown.places))


def month(request: MemberRequest) -> HttpResponse:
    """Notices that wait for an answer, to print and take to the meeting."""
    shown = boards.waiting(request.space, page_number(request))
    context = {
        "waiting": [_card(place) | _needs(place) for place in shown.with_somebody],
        "alone": [_card(place) | _needs(place) for place in shown.alone],
        "page": shown.page,
        "pages": shown.pages,
        "start": (shown.page - 1) * boards.WAITING_SHOWN + 1,
        "month": clock.today(),
        "heading": wording.waiting_heading(shown.total),
    }
    return render(request, "tenders/month_page.html", context)


def _needs(place: Place) -> dict[str, Any]:
    """Each need: who says what of it, who could take it, whether somebody covers it."""
    needs = place.coverage.needs
    lines = [
        {
            "label": one.need.label,
            "said": _who_says(one.need),
            "able": wording.able_sentence(NoticeCoverage((one,))),
            "state": wording.NEED_STATES[one.state],
            "is_said": one.state == "said",
        }
        for one in needs[:MOST_NEEDS]
    ]
    return {"needs": lines, "more_needs": len(needs) - len(lines)}


def month_export(request: MemberRequest) -> HttpResponse:
    """The list of the month as a spreadsheet: one line per need."""
    shown = boards.waiting(request.space, size=5000, alone=100)
    return csv_file(_("list of the month"), _headers(), _lines([*shown.with_somebody, *shown.alone]))


def _headers() -> list[str]:
    return [
        _("Stage"), _("Title"), _("Buyer"), _("Départements"), _("Deadline (Paris)"), _("Need"),
        _("Would carry"), _("Would contribute"), _("Hours"), _("Could take it"),
        _("Taken care of by"), _("Reason"), _("Source"),
    ]  # fmt: skip


def _lines(places: Iterable[Place]) -> Iterable[Sequence[Any]]:
    for place in places:
        notice = place.notice
        head = (
            wording.STAGE_NAMES[Stage(place.stage)],
            notice.title,
            notice.buyer,
            wording.places(notice.departements),
            dates.moment(notice.deadline_at) if notice.deadline_at else "",
        )
        tail = (place.holder, place.reason, notice.url)
        for one in place.coverage.needs:
            need = one.need
            carry = ", ".join(voice.name for voice in need.voices if voice.stance == "carry")
            able = ", ".join(member.name for member in one.able)
            contribute = ", ".join(voice.name for voice in need.voices if voice.stance == "contribute")
            yield (*head, need.label, carry, contribute, need.hours or "", able, *tail)


def _network_view(request: MemberRequest) -> networks.NetworkView:
    if not policies.can_see_network(request.member):
        raise NotFound
    return networks.network_view(request.space)


def network(request: MemberRequest) -> HttpResponse:
    """What the groups of the network received and did: numbers, never names."""
    shown = _network_view(request)
    headers = [_("Group"), *({"label": label, "at_end": True} for label in _measures())]
    context = {
        "shown": shown,
        "headers": headers,
        "rows": [[line.name, *(_figure(figure) for figure in line.figures)] for line in shown.lines],
        "foot": [_("Together"), *(_figure(figure) for figure in shown.totals)],
        "smallest": networks.SMALLEST,
    }
    return render(request, "tenders/network_page.html", context)


def network_export(request: MemberRequest) -> HttpResponse:
    """The same numbers as a spreadsheet."""
    shown = _network_view(request)
    lines = [[line.name, *(_figure(figure) for figure in line.figures)] for line in shown.lines]
    return csv_file(_("network"), [_("Group"), *_measures()], lines)


def _measures() -> list[str]:
    return [
        _("Members"), _("Notices received"), _("Notices with somebody"), _("Intentions said"),
        _("Answers decided"), _("Let go"),
    ]  # fmt: skip


def _figure(figure: networks.Figure) -> str:
    if figure.is_floor and not figure.value:
        return _("too few to tell")
    if figure.value is None:
        return _("fewer than %(count)s") % {"count": networks.SMALLEST}
    return _("at least %(count)s") % {"count": figure.value} if figure.is_floor else str(figure.value)
