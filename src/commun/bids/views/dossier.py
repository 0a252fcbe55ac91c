"""The folder of an answer: the checklist entity by entity, the forms, the files of the offer, the ZIP."""

import datetime as dt
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from commun.algo.espd import Role
from commun.bids.actions import folders as actions
from commun.bids.declaration_papers import as_odt, as_pdf
from commun.bids.forms.papers import BidFileForm, SubcontractForm
from commun.bids.models import Bid, SubmissionFolder
from commun.bids.policies import bids as bid_policies
from commun.bids.policies import papers as policies
from commun.bids.queries.buyer_asks import asked_of
from commun.bids.queries.departures import no_longer_true
from commun.bids.queries.dossier import Dossier, EntityDossier, dossier_of, operators_of, subcontract_of
from commun.bids.queries.filled_forms import Filler
from commun.bids.tasks import papers as tasks
from commun.bids.views.support import place
from commun.core import clock, files, jobs
from commun.core.errors import NotFound
from commun.core.file_kinds import MEDIA_TYPES
from commun.governance.policies import MemberRequest
from commun.governance.views.support import act, attempt, done, form_page, posted, require

XML = "application/xml"


@require_GET
def dossier(request: MemberRequest, bid: str) -> HttpResponse:
    """What each entity brings, what it lacks, the files, the folder."""
    row = policies_bid(request, bid)
    leads = policies.can_take_folder(request.member, row)
    found = dossier_of(row, None if leads else _own(request))
    context = {
        "bid": row,
        "dossier": found,
        "asked": asked_of(row),
        "shows_works": True,
        "leads": leads,
        "no_longer_true": no_longer_true(row),
        "can_prepare": row.is_being_written,
        "is_made_aside": found.folder is not None
        and found.folder.state in (SubmissionFolder.State.WAITING, SubmissionFolder.State.BUILDING),
    }
    return render(request, "bids/papers/dossier_page.html", context)


def policies_bid(request: MemberRequest, bid: str) -> Bid:
    """The answer, for those of its team only: a folder holds prices. Raises NotFound."""
    row = bid_policies.bid_for(request.member, bid)
    require(bid_policies.is_in_team(request.member, row))
    return row


def _own(request: MemberRequest) -> list[int]:
    entity = request.member.person.legal_entity_id
    return [entity] if entity else []


def add_file(request: MemberRequest, bid: str) -> HttpResponse:
    """A file of the offer, a price, another document."""
    row = policies_bid(request, bid)
    form = BidFileForm(posted(request), request.FILES if request.method == "POST" else None)
    url = place(request, "dossier", bid=row.ref)
    if form.is_valid():
        said = form.cleaned_data
        if attempt(form, lambda: actions.add_bid_file(by=request.member, bid=row, use=said["use"], sent=said["file"])):
            return done(request, _("The file is in the folder."), url)
    return form_page(request, form, title=_("Add a file"), overline=row.title, submit=_("Add it"), cancel_url=url)


@require_GET
def bid_file(request: MemberRequest, bid_file: str) -> HttpResponseBase:
    """A file of the folder, for the team."""
    return files.served(policies.bid_file_for(request.member, bid_file).file)


@require_POST
def remove_file(request: MemberRequest, bid_file: str) -> HttpResponse:
    """Take a file out."""
    row = policies.bid_file_for(request.member, bid_file)
    url = place(request, "dossier", bid=row.bid.ref)
    return act(request, lambda: actions.remove_bid_file(by=request.member, file=row), _("Taken out."), url)


def subcontract(request: MemberRequest, bid: str, siren: str) -> HttpResponse:
    """How long a subcontractor works, and whether on personal data."""
    row = policies_bid(request, bid)
    one = next((each for each in operators_of(row) if each.entity.siren == siren), None)
    require(one is not None and one.role is Role.SUBCONTRACTOR)
    assert one is not None
    entity = one.entity
    known = subcontract_of(row, entity)
    start = {"months": known.months, "has_personal_data": known.has_personal_data} if known else {}
    form = SubcontractForm(posted(request), initial=start)
    url = place(request, "dossier", bid=row.ref)
    if form.is_valid():
        said = form.cleaned_data
        if attempt(form, lambda: actions.write_subcontract(by=request.member, bid=row, entity=entity, **said)):
            return done(request, _("Saved."), url)
    return form_page(
        request, form, title=entity.name, overline=_("Subcontract (DC4)"), submit=_("Save"), cancel_url=url
    )


@require_POST
def make(request: MemberRequest, bid: str) -> HttpResponse:
    """Ask for the folder; a job makes it, the page tells how far it is."""
    row = policies_bid(request, bid)

    def ask() -> None:
        folder = actions.ask_folder(by=request.member, bid=row)
        if folder.file_id is None or folder.state != SubmissionFolder.State.READY:
            jobs.enqueue_once(tasks.make_folder, f"bids.folder:{folder.ref}", folder=folder.pk)

    said = _("The folder is being made: this page tells how far it is.")
    return act(request, ask, said, place(request, "dossier", bid=row.ref))


@require_GET
def take(request: MemberRequest, folder: str) -> HttpResponseBase:
    """The ZIP, for who leads or sends."""
    row = policies.folder_for(request.member, folder)
    if row.file is None:
        return redirect(place(request, "dossier", bid=row.bid.ref))
    return files.served(row.file)


@require_GET
def document(request: MemberRequest, bid: str, form: str, extension: str) -> HttpResponse:
    """One form: dc1, dc2-SIREN, dc4-SIREN (pdf, odt), dume-SIREN (xml; of several lots dume-SIREN-2, the second)."""
    row = policies_bid(request, bid)
    found = dossier_of(row)
    code, siren, place = (*form.split("-", 2), "", "")[:3]
    one = next((each for each in found.entities if each.entity.siren == siren), None)
    allowed = policies.can_take_folder(request.member, row) or (one is not None and one.entity.pk in _own(request))
    require(allowed or code == "dc1")
    content = _content(row, found, (code, place), one, extension)
    headers = {"Content-Disposition": f'attachment; filename="{form.upper()}.{extension}"'}
    return HttpResponse(content, content_type=MEDIA_TYPES.get(extension, XML), headers=headers)


def _content(bid: Bid, found: Dossier, asked: tuple[str, str], one: EntityDossier | None, extension: str) -> bytes:
    """The document, ``asked`` by its code and, of several lots, its place. Raises NotFound when there is none."""
    code, place = asked
    sheets = {each.entity.pk: each.sheet for each in found.entities if each.sheet is not None}
    filler = Filler(bid, [each.operator for each in found.entities], sheets)
    at = bid.frozen_at or clock.now()
    if not filler.candidates:
        raise NotFound
    if code == "dume" and extension == "xml" and one is not None and filler.has_european(one.operator):
        return filler.european(one.operator, _lot(filler.espd_lots(), place), at)
    sheet: Any = None
    if place:
        raise NotFound
    if code == "dc1" and one is None:
        sheet = filler.dc1()
    elif code == "dc2" and one is not None and one.operator.role is not Role.SUBCONTRACTOR:
        sheet = filler.dc2(one.entity)
    elif code == "dc4" and one is not None and one.operator.role is Role.SUBCONTRACTOR:
        sheet = filler.dc4(one.entity)
    return _printed(sheet, extension, at)


def _lot(lots: list[str], place: str) -> str:
    """The lot at this place (1 is the first, as is nothing). Raises NotFound."""
    number = int(place) if place.isascii() and place.isdigit() and len(place) < 5 else not place
    if not 1 <= number <= len(lots):
        raise NotFound
    return lots[number - 1]


def _printed(sheet: Any, extension: str, at: dt.datetime) -> bytes:
    makers = {"pdf": as_pdf, "odt": as_odt}
    if sheet is None or extension not in makers:
        raise NotFound
    return makers[extension](sheet, at)
