"""The files of an answer and its folder: added, taken out, asked for, made. Of a frozen answer there is one folder."""

import tempfile
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from django.db import transaction
from django.utils.translation import gettext as _

from commun.bids import folder_file
from commun.bids.actions.support import locked, tell
from commun.bids.journal import bids as bid_facts
from commun.bids.journal import papers as facts
from commun.bids.models import Bid, BidFile, Subcontract, SubmissionFolder
from commun.bids.policies import papers as policies
from commun.bids.queries.candidacy_print import has_changed
from commun.bids.queries.departures import no_longer_true
from commun.bids.queries.folder import entries_of
from commun.core import clock, files, journal, scope
from commun.core.errors import Refused
from commun.core.file_names import platform_name
from commun.governance.actions.places import refuse_unless_awake
from commun.governance.models import Membership
from commun.people.models import LegalEntity

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

MOST_FILES = 60
MOST_MONTHS = 120
IN_MEMORY = 8_000_000
State = SubmissionFolder.State
RULE = journal.Rule("bids.folder")


@transaction.atomic
def add_bid_file(*, by: Membership, bid: Bid, use: str, sent: "UploadedFile[Any]") -> BidFile:
    """Add a file to the folder; the same file again is not added twice. Raises Refused."""
    held = _held(by, bid)
    if use not in BidFile.Use.values:
        raise Refused(_("Say what this file is."))
    with scope.use(by.space_id):
        rows = BidFile.objects.filter(bid=held, removed_at=None)
        if rows.count() >= MOST_FILES:
            raise Refused(_("The folder has sixty files at most: put some of them together."))
        kept = files.keep(space=by.space, sent=sent, person_id=by.person_id)
        same = rows.filter(use=use, file__digest=kept.digest).first()
        if same is not None:
            kept.delete()
            return same
        row = BidFile.objects.create(space=by.space, bid=held, use=use, file=kept, added_by=by, added_at=clock.now())
    tell(by, facts.FILE_ADDED, held, file=row.ref)
    return row


@transaction.atomic
def remove_bid_file(*, by: Membership, file: BidFile) -> None:
    """Take a file out of the folder. Again: nothing happens. Raises Refused."""
    held = _held(by, file.bid)
    with scope.use(by.space_id):
        row = BidFile.objects.select_for_update(of=("self",)).get(pk=file.pk)
        if row.removed_at is not None:
            return
        row.removed_at = clock.now()
        row.save(update_fields=["removed_at"])
    tell(by, facts.FILE_REMOVED, held, file=row.ref)


@transaction.atomic
def write_subcontract(
    *, by: Membership, bid: Bid, entity: LegalEntity, months: int | None, has_personal_data: bool | None
) -> Subcontract:
    """Say how long a subcontractor works, and whether on personal data (DC4). Raises Refused."""
    held = _held(by, bid)
    if months is not None and not 1 <= months <= MOST_MONTHS:
        raise Refused(_("From one month to ten years."))
    with scope.use(by.space_id):
        row, _is_new = Subcontract.objects.update_or_create(
            space=by.space,
            bid=held,
            entity=entity,
            defaults={"months": months, "has_personal_data": has_personal_data},
        )
    tell(by, facts.SUBCONTRACT, held, siren=entity.siren)
    return row


def _held(by: Membership, bid: Bid) -> Bid:
    """The row, locked, for somebody of the team before it is frozen. Raises Refused."""
    refuse_unless_awake(by, bid.space_id)
    held = locked(bid)
    if not held.is_being_written:
        raise Refused(_("This answer is frozen, sent or over: its folder does not change any more."))
    if not policies.can_prepare(by, held):
        raise Refused(_("Those of the team prepare the folder: join it first."))
    return held


@transaction.atomic
def ask_folder(*, by: Membership, bid: Bid) -> SubmissionFolder:
    """Ask for the folder, made aside; of a frozen answer the one that is there, or is being made. Raises Refused."""
    refuse_unless_awake(by, bid.space_id)
    held = locked(bid)
    if not policies.can_take_folder(by, held):
        raise Refused(_("Who leads or sends the answer takes its folder: it holds the papers of everybody."))
    if held.stage == Bid.Stage.FROZEN and (why := no_longer_true(held)):
        raise Refused(why)
    with scope.use(by.space_id):
        rows = SubmissionFolder.objects.select_for_update(of=("self",)).filter(bid=held, frozen_at=held.frozen_at)
        row = rows.first()
        if row is not None and (row.state in (State.WAITING, State.BUILDING) or (row.frozen_at and row.file_id)):
            return row
        _refuse_another(held)
        if row is None:
            row = SubmissionFolder(space=by.space, bid=held, frozen_at=held.frozen_at)
        row.state, row.asked_by, row.asked_at = State.WAITING, by, clock.now()
        row.done_count, row.whole_count, row.trouble = 0, 0, ""
        row.save()
    tell(by, facts.FOLDER_ASKED, held, folder=row.ref)
    return row


def _refuse_another(bid: Bid) -> None:
    """A frozen folder is made as it was frozen, or not at all. Raises Refused."""
    if bid.frozen_at is not None and has_changed(bid):
        raise Refused(_not_the_same())


def _not_the_same() -> str:
    return _(
        "Something that the folder holds changed since the freeze (the sheet of an entity, its answers, the notice): "
        "it can no longer be made as it was frozen. While it is not sent, open the answer again and freeze it once "
        "more."
    )


def make_folder(*, folder: SubmissionFolder) -> SubmissionFolder:
    """Make the file, entry by entry, telling how far it is; twice makes it once. A trouble is kept in words."""
    with scope.use(folder.space_id):
        begun = SubmissionFolder.objects.filter(pk=folder.pk).exclude(state=State.READY).update(state=State.BUILDING)
        row = SubmissionFolder.objects.select_related("space", "bid__space", "bid__notice").get(pk=folder.pk)
        if not begun:
            return row
        try:
            return _made(row)
        except Exception:
            said = _("The folder could not be made: one of its files cannot be read. Ask for it again.")
            SubmissionFolder.objects.filter(pk=row.pk).update(state=State.FAILED, trouble=said)
            raise


def _made(row: SubmissionFolder) -> SubmissionFolder:
    if row.frozen_at is not None and (row.bid.frozen_at != row.frozen_at or has_changed(row.bid)):
        row.state, row.trouble = State.FAILED, _not_the_same()
        row.save(update_fields=["state", "trouble"])
        return row
    entries = entries_of(row.bid)
    SubmissionFolder.objects.filter(pk=row.pk).update(whole_count=len(entries), done_count=0)
    at = row.frozen_at or row.asked_at

    def done(count: int) -> None:
        SubmissionFolder.objects.filter(pk=row.pk).update(done_count=count)

    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as out:
        folder_file.write(out, entries, at, done)
        with transaction.atomic():
            journal.hold(row.space)
            fresh = SubmissionFolder.objects.select_for_update(of=("self",)).get(pk=row.pk)
            if fresh.state == State.READY:
                return fresh
            former = fresh.file
            name = platform_name(f"{row.bid.title}", "zip")
            fresh.file = files.keep_made(space=row.space, made=cast(BinaryIO, out), name=name, kind="zip")
            fresh.state = State.READY
            fresh.save(update_fields=["file", "state"])
            if former is not None:
                former.delete()
            digest = fresh.file.digest
            journal.record(
                facts.FOLDER_MADE,
                space=row.space,
                actor=RULE,
                about=(bid_facts.BID, row.bid.ref),
                data={"folder": fresh.ref, "digest": digest},
            )
    return fresh


def build_folder(*, by: Membership, bid: Bid) -> SubmissionFolder:
    """Ask for the folder and make it at once (tests, the demo). Raises Refused."""
    return make_folder(folder=ask_folder(by=by, bid=bid))
