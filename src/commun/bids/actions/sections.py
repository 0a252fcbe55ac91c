"""Verbs of the outline: start it from the buyer's criteria, write, order, take and finish its sections."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from commun.bids.actions.support import held_for_writing, tell
from commun.bids.journal import bids as facts
from commun.bids.models import Bid, BidSection, TeamPart
from commun.bids.queries.criteria import criteria_of
from commun.core import clock, scope
from commun.core.errors import Refused
from commun.core.words import one_line
from commun.core.writing import actions as texts
from commun.core.writing import reading
from commun.governance.models import Membership

LONGEST_TITLE, LONGEST_CRITERION, MOST_SECTIONS, MOST_WORDS = 200, 300, 60, 200_000


@dataclass(frozen=True)
class SectionSheet:
    """What is written of a section: weight out of 100, words at most, until when, who holds it."""

    title: str
    criterion: str = ""
    weight: Decimal | None = None
    words_most: int | None = None
    due_on: dt.date | None = None
    owner: TeamPart | None = None


@transaction.atomic
def start_outline(*, by: Membership, bid: Bid) -> list[BidSection]:
    """One section for each criterion that is no price; the usual ones when the notice says none.

    Raises Refused when there is an outline already.
    """
    held = held_for_writing(by, bid)
    with scope.use(held.space_id):
        if BidSection.objects.filter(bid=held).exists():
            raise Refused(_("There is an outline already: change it."))
    criteria = [one for one in criteria_of(held) if not one.is_price][:MOST_SECTIONS]
    sheets = [SectionSheet(one.name[:LONGEST_TITLE], one.name, one.weight) for one in criteria]
    made = [_made(by, held, sheet, rank) for rank, sheet in enumerate(sheets or _usual(), start=1)]
    tell(by, facts.SECTION_CHANGED, held, count=len(made))
    return made


@transaction.atomic
def write_section(*, by: Membership, bid: Bid, sheet: SectionSheet, section: BidSection | None = None) -> BidSection:
    """Add a section at the end, or change the sheet of one. Raises Refused."""
    held = held_for_writing(by, bid)
    with scope.use(held.space_id):
        place = _free_place(held) if section is None else 0
        if _is_twice(held, sheet.title, section):
            raise Refused(_("A section of this title is there already: give this one another title."))
    if section is None:
        row = _made(by, held, sheet, place)
    else:
        row = _locked(section)
        _write(row, sheet)
        row.save()
    tell(by, facts.SECTION_CHANGED, held, section=row.ref)
    return row


@transaction.atomic
def move_section(*, by: Membership, section: BidSection, is_up: bool) -> None:
    """Swap a section with the one before or after; at the end of the list nothing happens. Raises Refused."""
    held = held_for_writing(by, section.bid)
    with scope.use(held.space_id):
        rows = list(BidSection.objects.select_for_update().filter(bid=held).order_by("position", "pk"))
    rank = next((rank for rank, row in enumerate(rows) if row.pk == section.pk), None)
    if rank is None:
        raise Refused(_("This section was removed meanwhile."))
    other = rank - 1 if is_up else rank + 1
    if not 0 <= other < len(rows):
        return
    rows[rank], rows[other] = rows[other], rows[rank]
    for position, row in enumerate(rows, start=1):
        row.position = position
    with scope.use(held.space_id):
        BidSection.objects.bulk_update(rows, ["position"])
    tell(by, facts.SECTION_CHANGED, held, section=section.ref)


@transaction.atomic
def hold_section(*, by: Membership, section: BidSection, part: TeamPart | None) -> BidSection:
    """Say who holds a section, oneself or somebody of the team; None: nobody. Raises Refused."""
    held = held_for_writing(by, section.bid)
    row = _locked(section)
    _refuse_outsider(row, part)
    if row.owner_id != (part.pk if part else None):
        row.owner = part
        row.save(update_fields=["owner"])
        tell(by, facts.SECTION_CHANGED, held, section=row.ref)
    return row


@transaction.atomic
def move_section_state(*, by: Membership, section: BidSection, state: str) -> BidSection:
    """To write, draft, to proofread, ready. Raises Refused."""
    held = held_for_writing(by, section.bid)
    if state not in BidSection.State.values:
        raise Refused(_("Choose one of the states of the list."))
    row = _locked(section)
    if row.state != state:
        row.state = state
        row.save(update_fields=["state"])
        tell(by, facts.SECTION_CHANGED, held, section=row.ref, state=state)
    return row


@transaction.atomic
def remove_section(*, by: Membership, section: BidSection) -> None:
    """Take a section out of the outline, as long as nobody wrote in it; it can be put back. Raises Refused."""
    held = held_for_writing(by, section.bid)
    with scope.use(held.space_id):
        text = reading.text_of(BidSection.TEXT_KIND, section.ref)
        if text is not None and reading.shown(text).word_count:
            raise Refused(_("There are words in it: move them into another section first."))
        removed = BidSection.objects.filter(pk=section.pk).update(removed_at=clock.now(), owner=None)
    if removed:
        tell(by, facts.SECTION_CHANGED, held, section=section.ref)


@transaction.atomic
def put_section_back(*, by: Membership, section: BidSection) -> BidSection:
    """Put a section that was taken out at the end of the outline. Twice is once. Raises Refused."""
    held = held_for_writing(by, section.bid)
    with scope.use(held.space_id):
        row = BidSection.everything.select_for_update(of=("self",)).select_related("bid").get(pk=section.pk)
        if row.removed_at is None:
            return row
        if _is_twice(held, row.title):
            raise Refused(_("Another section has this title today: give that one another title first."))
        row.position, row.removed_at = _free_place(held), None
        row.save(update_fields=["position", "removed_at"])
    tell(by, facts.SECTION_CHANGED, held, section=row.ref)
    return row


def _free_place(bid: Bid) -> int:
    """The place after the last one. In scope. Raises Refused when there are too many."""
    rows = BidSection.objects.filter(bid=bid)
    if rows.count() >= MOST_SECTIONS:
        raise Refused(_("Sixty sections at most: put some of them together."))
    return int(rows.aggregate(last=Max("position"))["last"] or 0) + 1


def _is_twice(bid: Bid, title: str, section: BidSection | None = None) -> bool:
    """Another section has this title. In scope."""
    same = BidSection.objects.filter(bid=bid, title__iexact=one_line(title))
    return (same.exclude(pk=section.pk) if section else same).exists()


def _usual() -> list[SectionSheet]:
    """What most technical proposals answer."""
    titles = (
        _("What we understood of the need"),
        _("Our method"),
        _("The team and its references"),
        _("Calendar and organisation"),
    )
    return [SectionSheet(title) for title in titles]


def _made(by: Membership, bid: Bid, sheet: SectionSheet, position: int) -> BidSection:
    row = BidSection(space_id=bid.space_id, bid=bid, position=position)
    _write(row, sheet)
    row.save()
    with scope.use(bid.space_id):
        texts.create_text(space=bid.space, kind=BidSection.TEXT_KIND, reference=row.ref, author=by.person_id)
    return row


def _locked(section: BidSection) -> BidSection:
    with scope.use(section.space_id):
        row = BidSection.objects.select_for_update(of=("self",)).select_related("bid").filter(pk=section.pk).first()
    if row is None:
        raise Refused(_("This section was removed meanwhile."))
    return row


def _write(row: BidSection, sheet: SectionSheet) -> None:
    row.title = one_line(sheet.title, LONGEST_TITLE)
    if not row.title:
        raise Refused(_("Give it a title."))
    row.criterion = one_line(sheet.criterion, LONGEST_CRITERION)
    if sheet.weight is not None and not 0 <= sheet.weight <= 100:
        raise Refused(_("A weight is between 0 and 100."))
    if sheet.words_most is not None and not 1 <= sheet.words_most <= MOST_WORDS:
        raise Refused(_("This number of words is not possible."))
    if sheet.due_on is not None and abs((sheet.due_on - clock.today()).days) > 1000:
        raise Refused(_("This day is too far away."))
    _refuse_outsider(row, sheet.owner)
    row.weight, row.words_most, row.due_on, row.owner = sheet.weight, sheet.words_most, sheet.due_on, sheet.owner


def _refuse_outsider(row: BidSection, part: TeamPart | None) -> None:
    if part is not None and (part.bid_id != row.bid_id or part.state != TeamPart.State.JOINED):
        raise Refused(_("This person is not in the team."))
