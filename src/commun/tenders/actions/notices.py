"""Record what sources publish: one thread per opportunity, every version kept, each of them once."""

import logging
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import DataError, IntegrityError, connection, transaction

from commun.algo.notices.types import Broken, ParsedNotice
from commun.algo.text import as_tsvector
from commun.core import clock, journal
from commun.tenders import journal as facts
from commun.tenders.actions.absorb import absorb
from commun.tenders.actions.awards import award_rows
from commun.tenders.actions.incoming import Incoming, Tally, clip, digest_of, label_of, pack
from commun.tenders.actions.keys import Resolver, Thread
from commun.tenders.actions.reread import parsed_of
from commun.tenders.actions.threads import Face, changes_of, face_of, ordered, shifted
from commun.tenders.models import Lot, Notice, NoticeVersion, PastAward, ThreadKey
from commun.tenders.notifications import tell_interested

logger = logging.getLogger(__name__)
# One import writes at a time: « two of the same record at once give one notice » needs nothing cleverer.
LOCK = 0x6E6F7469
BATCH = 400
INDEXED = 20_000


def record_notice(
    *, parsed: ParsedNotice, payload: bytes, actor: journal.Person | journal.Rule = journal.PROGRAM
) -> Notice:
    """Record one version of one notice; the same version twice is nothing. Returns its thread."""
    tally = Tally()
    with transaction.atomic():
        _record([Incoming(parsed, payload)], tally, actor)
    source, source_id, version = label_of(parsed)
    found = NoticeVersion.objects.select_related("notice").get(
        source=source, source_id=source_id, version=version, digest=digest_of(payload)
    )
    return found.notice


def record_notices(*, items: Sequence[Incoming], actor: journal.Person | journal.Rule = journal.PROGRAM) -> Tally:
    """Record many, in batches; a record that the database refuses is reported and stops no other."""
    whole = Tally()
    for start in range(0, len(items), BATCH):
        batch = items[start : start + BATCH]
        tally = Tally()
        try:
            with transaction.atomic():
                _record(batch, tally, actor)
        except (DataError, IntegrityError, ValueError) as error:
            logger.warning("a batch of notices was refused, trying one by one: %s", error)
            tally = _one_by_one(batch, actor)
        whole.add(tally)
    return whole


def _one_by_one(batch: Iterable[Incoming], actor: journal.Person | journal.Rule) -> Tally:
    whole = Tally()
    for item in batch:
        tally = Tally()
        try:
            with transaction.atomic():
                _record([item], tally, actor)
        except (DataError, IntegrityError, ValueError) as error:
            tally = Tally(broken=[Broken(item.place, str(error).splitlines()[0][:300])])
        whole.add(tally)
    return whole


def _record(batch: Sequence[Incoming], tally: Tally, actor: journal.Person | journal.Rule) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    fresh = _fresh(batch)
    tally.unchanged += len(batch) - len(fresh)
    if not fresh:
        return
    resolver = Resolver(fresh.values())
    identities = {id(item): identity for identity, item in fresh.items()}
    for item in sorted(fresh.values(), key=lambda item: _arrival(item.parsed)):
        resolver.place(item)
    _write(resolver.threads, identities, tally, actor)


def _arrival(parsed: ParsedNotice) -> tuple[str, str, str]:
    return (parsed.published_on.isoformat() if parsed.published_on else "", parsed.source_id, parsed.version)


def _fresh(batch: Sequence[Incoming]) -> dict[tuple[str, str, str, str], Incoming]:
    """Those whose version is not stored yet, once each."""
    asked = {item.identity: item for item in batch}
    numbers = {identity[1] for identity in asked}
    known = NoticeVersion.objects.filter(source__in={identity[0] for identity in asked}, source_id__in=numbers)
    for identity in known.values_list("source", "source_id", "version", "digest"):
        asked.pop(identity, None)
    return asked


class _Change:
    """A thread once its face is known: the rows to write and the facts to tell."""

    def __init__(self, thread: Thread, identities: dict[int, Any]) -> None:
        now, today = clock.now(), clock.today()
        self.thread = thread
        self.is_new = thread.notice is None
        told = [(parsed_of(row), row) for row in thread.stored]
        for item in thread.incoming:
            told.append((shifted(item.parsed, item.shift_days), _row(item, identities[id(item)], now)))
        rows = {id(parsed): row for parsed, row in told}
        story = ordered(parsed for parsed, _row_ in told)
        self.face = face_of(story, today)
        self.before = (thread.notice.state, thread.notice.deadline_at) if thread.notice else ("", None)
        self.rows = [rows[id(parsed)] for parsed in story]
        self.moved = []
        for row, changes in zip(self.rows, changes_of(story, today), strict=True):
            if row.pk and row.changes != changes:
                self.moved.append(row)
            row.changes = changes
        # Said now: once inserted, they look like the others.
        self.new_rows = [row for row in self.rows if row.pk is None]
        self.notice = thread.notice or Notice(created_at=now)
        fill(self.notice, self.face)
        self.notice.changed_at = now
        self.notice.is_shifted = any(row.shift_days for row in self.rows)
        self.notice.is_handwritten = all(row.source == "hand" for row in self.rows)

    def fact(self) -> tuple[str, dict[str, Any]] | None:
        """What to tell, if anything: name and references."""
        state, deadline = self.before
        data: dict[str, Any] = {"state": self.notice.state, "deadline": _iso(self.face.deadline_at)}
        if self.is_new:
            return facts.PUBLISHED, data
        if self.notice.state != state and self.notice.state in {"cancelled", "awarded"}:
            return (facts.CANCELLED if self.notice.state == "cancelled" else facts.AWARDED), data
        fields = {change[0] for row in self.new_rows for change in row.changes} - {"deadline"}
        if deadline != self.face.deadline_at:
            fields.add("deadline")
        if not fields:
            return None
        return facts.CHANGED, data | {"fields": sorted(fields), "deadline_before": _iso(deadline)}


def _iso(moment: Any) -> str:
    return moment.isoformat(timespec="minutes") if moment else ""


def _row(item: Incoming, identity: tuple[str, str, str, str], now: Any) -> NoticeVersion:
    parsed = shifted(item.parsed, item.shift_days)
    source, source_id, version, digest = identity
    return NoticeVersion(
        source=source,
        source_id=source_id,
        version=version,
        digest=digest,
        payload=pack(item.payload),
        shape=clip(parsed.shape, 16),
        form=parsed.form,
        state=parsed.state,
        published_on=parsed.published_on or clock.today(),
        deadline_at=parsed.deadline.at if parsed.deadline else None,
        warnings=list(parsed.warnings),
        shift_days=item.shift_days,
        received_at=now,
    )


def fill(notice: Notice, face: Face) -> None:
    """Put a face on a row."""
    notice.state = face.state
    notice.title = face.title
    notice.description = face.description
    notice.buyer = face.buyer
    notice.buyer_siret = face.buyer_siret
    notice.published_on = face.published_on
    notice.deadline_at = face.deadline_at
    notice.deadline_doubt = face.deadline.doubt[:24] if face.deadline else ""
    notice.cpv = [code for code in face.cpv if len(code) == 8]
    notice.departements = [code for code in face.departements if len(code) <= 3]
    notice.procedure = clip(str(face.facts.get("procedure", "")), 40)
    notice.nature = clip(face.head.nature, 10)
    notice.value_cents = face.value_cents
    notice.facts = face.facts
    notice.url = face.head.url if len(face.head.url) <= 600 else ""
    parts = [(face.title, "A"), (face.buyer, "B"), (face.description[:INDEXED], "C")]
    lots = " ".join(lot.title for lot in face.lots)
    notice.search = as_tsvector([(_searchable(text), weight) for text, weight in [*parts, (lots[:INDEXED], "C")]])


def _searchable(text: str) -> str:
    """PostgreSQL refuses words of more than 2 kB; nobody searches those."""
    return " ".join(word for word in text.split(" ") if len(word) < 200)


def _write(
    threads: Sequence[Thread], identities: dict[int, Any], tally: Tally, actor: journal.Person | journal.Rule
) -> None:
    changes = [_Change(thread, identities) for thread in threads]
    Notice.objects.bulk_create([change.notice for change in changes if change.is_new])
    for change in changes:
        for absorbed in change.thread.absorbed:
            absorb(change.notice, absorbed)
        if not change.is_new:
            change.notice.save()
        for row in change.rows:
            row.notice = change.notice
    NoticeVersion.objects.bulk_create([row for change in changes for row in change.new_rows])
    NoticeVersion.objects.bulk_update([row for change in changes for row in change.moved], ["changes"])
    keys = [ThreadKey(key=key, notice=change.notice) for change in changes for key in change.thread.keys]
    ThreadKey.objects.bulk_create(keys, ignore_conflicts=True)
    _write_parts(changes)
    for change in changes:
        _count(change, tally)
    _tell(changes, actor)


def _tell(changes: Sequence[_Change], actor: journal.Person | journal.Rule) -> None:
    """Facts on the house's chain, and at once a mail to those whom a change concerns."""
    told = [(change, fact) for change in changes if (fact := change.fact())]
    entries = [journal.Entry(name, ("notice", change.notice.ref), data) for change, (name, data) in told]
    recorded = journal.record_many(entries, space=journal.house(), actor=actor)
    for (change, _told), written in zip(told, recorded, strict=True):
        if not change.is_new:
            tell_interested(notice=change.notice, fact=written)


def _count(change: _Change, tally: Tally) -> None:
    tally.notice_ids.add(change.notice.pk)
    tally.new += change.is_new
    tally.versions += len(change.new_rows) - change.is_new


def _write_parts(changes: Sequence[_Change]) -> None:
    """Lots and awards are those of the face: written again whenever the thread moves."""
    old = [change.notice.pk for change in changes if not change.is_new]
    Lot.objects.filter(notice_id__in=old).delete()
    PastAward.objects.filter(notice_id__in=old).delete()
    Lot.objects.bulk_create(lot for change in changes for lot in _lots(change.notice, change.face))
    awards = [award for change in changes for award in award_rows(change.notice, change.face)]
    PastAward.objects.bulk_create(awards, ignore_conflicts=True)


def _lots(notice: Notice, face: Face) -> list[Lot]:
    rows: dict[str, Lot] = {}
    for position, lot in enumerate(face.lots, start=1):
        number = clip(lot.number, 20) or str(position)
        if number in rows:
            number = clip(f"{number} ({position})", 20)
        rows[number] = Lot(
            notice=notice,
            number=number,
            title=lot.title,
            description=lot.description,
            cpv=[code for code in lot.cpv if len(code) == 8],
            departements=[code for code in lot.departements if len(code) <= 3],
        )
    return list(rows.values())
