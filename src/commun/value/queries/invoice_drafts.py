"""Drafts of invoices: as business terms of EN 16931, what they still lack, what a new one starts from (V9)."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from commun.algo.accounting import EXEMPTIONS, Frame, Line, Party, drafted, lacks, vat_number
from commun.core import clock, scope
from commun.value.models import InvoiceDraft, JointWork, Receipt
from commun.value.models.distributions import STANDING
from commun.value.queries.accounting import main_entity, plan_for
from commun.value.queries.internal_invoices import InternalInvoice

TERM = dt.timedelta(days=30)


def drafts_of(work: JointWork) -> list[InvoiceDraft]:
    """Those of a work, the last first. 1 query."""
    with scope.use(work.space_id):
        return list(InvoiceDraft.objects.filter(work=work).select_related("seller"))


def terms_of(draft: InvoiceDraft) -> dict[str, Any]:
    """Every business term, totals included. At most 1 query."""
    is_exempt = draft.vat in EXEMPTIONS
    line = Line(
        draft.label, draft.amount, rate=0 if is_exempt else int(draft.vat), exemption=draft.vat if is_exempt else ""
    )
    frame = Frame(
        number=f"BROUILLON-{draft.ref}",
        on=draft.on,
        due=draft.due_on,
        service=draft.service,
        engagement=draft.engagement,
    )
    buyer = Party(
        name=draft.buyer, siren=draft.siren, street=draft.street, postcode=draft.postcode, town=draft.town,
        address=draft.address,
    )  # fmt: skip
    return drafted(frame, _seller(draft), buyer, [line])


def _seller(draft: InvoiceDraft) -> Party:
    """The legal entity, with the seat that the group wrote down. Its electronic address is its SIREN."""
    entity = draft.seller
    if entity is None:
        return Party()
    seat = plan_for(draft.space, entity)
    siren = entity.siren
    return Party(
        entity.name, siren, seat.street, seat.postcode, seat.town or entity.town, siren,
        vat_number(siren) if siren.isdigit() else "",
    )  # fmt: skip


def lacking(terms: dict[str, Any]) -> list[str]:
    """What is still to be written, in words; the same words once."""
    said = _words()
    return list(dict.fromkeys(said[term] for term in lacks(terms)))


def _words() -> dict[str, str]:
    seller, its_seat = _("who invoices"), _("the address of who invoices (in the settings for the cooperative)")
    address = _("the address of the client")
    return {
        "BT-9": _("the day by which it is to be paid"),
        "BT-27": seller,
        "BT-30": seller,
        "BT-31": seller,
        "BT-34": seller,
        "BT-35": its_seat,
        "BT-37": its_seat,
        "BT-38": its_seat,
        "BT-44": _("the name of the client"),
        "BT-47": _("the SIREN of the client"),
        "BT-49": _("the electronic address of the client"),
        "BT-50": address,
        "BT-52": address,
        "BT-53": address,
        "BT-112": _("the amount"),
        "BT-153": _("what the invoice is for"),
    }


def start_from(work: JointWork) -> dict[str, Any]:
    """What a new draft of this work begins with: the client of the last draft, the last receipt. 3 queries."""
    known = drafts_of(work)
    start: dict[str, Any] = {"on": clock.today(), "due_on": clock.today() + TERM, "buyer": work.client}
    if known:
        same = ("buyer", "siren", "street", "postcode", "town", "address", "service", "engagement", "vat")
        start |= {name: getattr(known[0], name) for name in same}
    with scope.use(work.space_id):
        last = Receipt.objects.filter(STANDING, work=work).order_by("-on", "-pk").first()
    start |= {"seller": work.entity or main_entity(work.space), "label": work.title}
    if last is not None:
        start |= {"amount": last.amount, "label": f"{work.title}, {last.label}" if last.label else work.title}
    return start


def start_from_invoice(one: InternalInvoice) -> dict[str, Any]:
    """The same, for somebody who invoices the group from another legal entity. At most 2 queries."""
    work = one.distribution.work
    buyer = work.entity or main_entity(work.space)
    start = {
        "on": clock.today(),
        "due_on": clock.today() + TERM,
        "seller": one.member.person.legal_entity,
        "label": one.label,
        "amount": one.amount,
    }
    if buyer is not None:
        seat = plan_for(work.space, buyer)
        start |= {
            "buyer": buyer.name, "siren": buyer.siren, "address": buyer.siren, "street": seat.street,
            "postcode": seat.postcode, "town": seat.town,
        }  # fmt: skip
    return start
