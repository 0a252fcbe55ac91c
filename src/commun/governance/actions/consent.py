"""Verbs of consent: asking for objections, answering, objecting, lifting, testing, integrating, adopting.

An election without candidates ends by the same verbs, once a person is proposed.
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import clock, scope
from commun.core.errors import Refused
from commun.governance import consent_rules
from commun.governance.actions import decisions, guided, processes
from commun.governance.actions.places import self_of
from commun.governance.journal import guided as facts
from commun.governance.models import Elector, Membership, Objection, Process, Stance
from commun.governance.notifications import guided as letters
from commun.governance.queries import consents

MOVES: Mapping[str, Sequence[str]] = {
    consents.QUESTIONS: (consents.REACTIONS, consents.OBJECTIONS),
    consents.REACTIONS: (consents.OBJECTIONS, consents.QUESTIONS),
    consents.OBJECTIONS: (consents.INTEGRATION,),
    consents.INTEGRATION: (consents.OBJECTIONS,),
}
ABOUT_OBJECTION = "objection"


@transaction.atomic
def go_on(*, by: Membership, process: Process, to: str) -> Process:
    """Go to another stage of a consent; asking for objections asks every elector. Raises Refused."""
    row = guided.held(by, process, [Process.Method.CONSENT])
    guided.refuse_unless_conducting(by, row)
    _catch_up(row, by)
    if to not in MOVES.get(row.stage, ()):
        raise Refused(_("This stage does not follow the one you are in: read the page again."))
    if to == consents.OBJECTIONS and row.stage not in consents.ANSWERING:
        return ask(row, by)
    return processes.move_stage(row, to, self_of(by))


def ask(row: Process, by: Membership) -> Process:
    """Ask every elector of a locked row about the version on the table."""
    with scope.use(row.space_id):
        members = list(Elector.objects.filter(process=row).values_list("membership", flat=True))
    _write_asked(row, members)
    _set_window(row)
    processes.move_stage(row, consents.OBJECTIONS, self_of(by))
    guided.tell(facts.ASKED, row, by, {"version": row.version, "people": len(members)})
    letters.ask(row, members)
    return row


def _write_asked(row: Process, members: Collection[int]) -> None:
    now = clock.now()
    with scope.use(row.space_id):
        Stance.objects.bulk_create(
            Stance(space_id=row.space_id, process=row, membership_id=pk, version=row.version, position="asked", at=now)
            for pk in members
        )


def _set_window(row: Process) -> None:
    """From the moment people are asked, they have the days that were announced."""
    row.closes_at = clock.now() + dt.timedelta(days=int(row.rules.get("days", 7)))
    row.save(update_fields=["closes_at"])


@transaction.atomic
def answer(
    *,
    by: Membership,
    process: Process,
    position: str,
    reason: str = "",
    wants_again: bool = False,
    version: int | None = None,
) -> Stance:
    """Say that one has no objection, or stands aside with a reason that is kept. Raises Refused.

    Whoever had objected lifts their objections by answering so. ``version``: the one that was read.
    """
    row = _answerable(by, process)
    if version is not None and version != row.version:
        raise Refused(_("There is a new version since: read it first."))
    if position not in {Stance.Position.CONSENTS, Stance.Position.ASIDE}:
        raise Refused(_("Choose: no objection, or stand aside."))
    if position == Stance.Position.ASIDE:
        reason = guided.words(
            reason, guided.LONGEST_REASON, _("Say why you stand aside: it is kept with the decision.")
        )
    for objection in _mine_open(by, row):
        _resolve(
            row, objection, Objection.State.LIFTED, _("Answered “no objection” to version %(n)s.") % {"n": row.version}
        )
        guided.tell(facts.OBJECTION_LIFTED, row, by, {ABOUT_OBJECTION: objection.pk})
    stance = _take_stand(by, row, position, reason=reason.strip(), wants_again=wants_again)
    guided.tell(facts.ANSWERED, row, by, {"position": position, "version": row.version})
    return stance


@transaction.atomic
def object_to(*, by: Membership, process: Process, reason: str, version: int | None = None) -> Objection:
    """Raise an objection, with its reason, to the version on the table. Raises Refused."""
    row = _answerable(by, process)
    if version is not None and version != row.version:
        raise Refused(_("There is a new version since: read it first."))
    said = guided.words(reason, guided.LONGEST_REMARK, _("An objection has a reason: say what harm you see."))
    if any(one.version == row.version for one in _mine_open(by, row)):
        raise Refused(_("You already have an objection to this version: lift it first if it changed."))
    objection = raise_on(row, by, said)
    _take_stand(by, row, Stance.Position.OBJECTS, wants_again=False)
    letters.objected(row, objection)
    return objection


def raise_on(row: Process, by: Membership, said: str) -> Objection:
    """Write an objection on a locked row."""
    with scope.use(row.space_id):
        objection = Objection.objects.create(
            space_id=row.space_id, process=row, membership=by, version=row.version, reason=said, raised_at=clock.now()
        )
    guided.tell(facts.OBJECTED, row, by, {ABOUT_OBJECTION: objection.pk, "version": row.version})
    return objection


@transaction.atomic
def lift(*, by: Membership, objection: Objection, note: str = "") -> Objection:
    """Take back one's own objection; one is then asked again. Raises Refused."""
    row = guided.held(by, objection.process, consents.BY_CONSENT)
    _refuse_if_text_moved(row)
    kept = _open_row(row, objection)
    if kept.membership_id != by.pk:
        raise Refused(_("Only its author lifts an objection."))
    _resolve(row, kept, Objection.State.LIFTED, note.strip()[:2000])
    guided.tell(facts.OBJECTION_LIFTED, row, by, {ABOUT_OBJECTION: kept.pk})
    # An objection that came with the text may be lifted before anybody is asked.
    if row.stage in consents.ANSWERING and not _mine_open(by, row):
        _take_stand(by, row, Stance.Position.CONSENTS, wants_again=False)
    return kept


@transaction.atomic
def test(*, by: Membership, objection: Objection, answers: Sequence[Mapping[str, Any]]) -> Objection:
    """Test an objection by the criteria; each answer is kept. One « no » and it is not kept. Raises Refused.

    ``answers``: one {"question", "answer": bool, "note"} for each criterion of the group. Done by who conducts, never
    by who wrote the proposal nor by who objects.
    """
    row = guided.held(by, objection.process, consents.BY_CONSENT)
    guided.refuse_unless_conducting(by, row)
    kept = _open_row(row, objection)
    author = row.decision.voiced_by_id if row.decision else None
    if by.pk in {author, kept.membership_id}:
        raise Refused(_("Neither who wrote the proposal nor who objects tests it: ask somebody who facilitates."))
    asked = consents.criteria_of(consents.group_rules(row.space_id))
    if [one.get("question") for one in answers] != asked or any(
        not isinstance(one.get("answer"), bool) for one in answers
    ):
        raise Refused(_("Answer each question, yes or no."))
    kept.tests = [
        {"question": one["question"], "answer": one["answer"], "note": str(one.get("note", "")).strip()[:500]}
        for one in answers
    ]
    is_kept = all(one["answer"] for one in kept.tests)
    if is_kept:
        kept.save(update_fields=["tests"])
    else:
        _resolve(row, kept, Objection.State.NOT_KEPT, "")
    data = {ABOUT_OBJECTION: kept.pk, "answers": [one["answer"] for one in kept.tests], "kept": is_kept}
    guided.tell(facts.OBJECTION_TESTED, row, by, data)
    return kept


@transaction.atomic
def write_version(
    *, by: Membership, process: Process, draft: decisions.Draft, note: str, integrates: Sequence[Objection] = ()
) -> Process:
    """Put an amended version on the table; once people were asked, only those concerned are asked again.

    ``integrates``: the objections that this version answers. Raises Refused.
    """
    row = guided.held(by, process, [Process.Method.CONSENT])
    _catch_up(row, by)
    note = guided.words(note, 500, _("Say what this version changes, and why."))
    new_version(row, by, draft, note, integrates)
    return row


def new_version(
    row: Process,
    by: Membership,
    draft: decisions.Draft,
    note: str,
    integrates: Sequence[Objection],
    *,
    all_asked: bool = False,
) -> None:
    """Amend the decision of a locked row, integrate objections, ask again whom it concerns (or everybody)."""
    assert row.decision is not None
    kept = [_open_row(row, one) for one in integrates]
    decisions.amend(by=by, decision=row.decision, draft=draft, note=note)
    for objection in kept:
        _resolve(row, objection, Objection.State.INTEGRATED, note)
        guided.tell(facts.OBJECTION_INTEGRATED, row, by, {ABOUT_OBJECTION: objection.pk, "version": row.version + 1})
    row.decision.refresh_from_db()
    _take_up(row, by, [one.membership_id for one in kept], all_asked=all_asked)


@transaction.atomic
def take_up_text(*, by: Membership, process: Process) -> Process:
    """The text was amended from its own page: put it on the table, ask again whom it concerns. Raises Refused."""
    row = guided.held(by, process, [Process.Method.CONSENT])
    _catch_up(row, by)
    return row


def _refuse_if_text_moved(row: Process) -> None:
    if row.decision is not None and row.decision.version != row.version:
        raise Refused(_("The text was changed meanwhile: put the new version on the table first."))


def _catch_up(row: Process, by: Membership) -> None:
    """A text amended from its own page is a new version here too: nobody consents to what they did not read."""
    if row.decision is not None and row.decision.version != row.version:
        _take_up(row, by, [])


def _take_up(row: Process, by: Membership, integrated: Sequence[int], *, all_asked: bool = False) -> None:
    assert row.decision is not None
    with scope.use(row.space_id):
        before = list(Stance.objects.filter(process=row, version=row.version).select_related("membership"))
    row.version = row.decision.version
    row.save(update_fields=["version"])
    if row.stage not in consents.ANSWERING:
        return
    found = consents.round_of(row)
    authors = {one.membership_id for one in found.open_objections} | set(integrated)
    again = consent_rules.asked_again(consents.voices_of(before, found.objections), authors)
    asked = {one.membership_id for one in before} if all_asked else again
    _carry_over(row, before, asked)
    _set_window(row)
    processes.move_stage(row, consents.OBJECTIONS, self_of(by))
    guided.tell(facts.ASKED, row, by, {"version": row.version, "people": len(asked)})
    letters.ask(row, sorted(asked))


def _carry_over(row: Process, before: Sequence[Stance], asked: Collection[int]) -> None:
    """The others' consent stands, with the day on which it was given."""
    now = clock.now()
    with scope.use(row.space_id):
        Stance.objects.bulk_create(
            Stance(
                space_id=row.space_id,
                process=row,
                membership_id=one.membership_id,
                version=row.version,
                position="asked" if one.membership_id in asked else one.position,
                reason="" if one.membership_id in asked else one.reason,
                wants_again=one.wants_again,
                at=now if one.membership_id in asked else one.at,
            )
            for one in before
        )


@transaction.atomic
def adopt(*, by: Membership, process: Process) -> Process:
    """Nothing stands in the way any more: who conducts says so, and it holds. Raises Refused."""
    row = guided.held(by, process, consents.BY_CONSENT)
    guided.refuse_unless_conducting(by, row)
    return processes.close(process=row, actor=self_of(by))


def _answerable(by: Membership, process: Process) -> Process:
    row = guided.held(by, process, consents.BY_CONSENT)
    guided.refuse_unless_elector(by, row)
    _refuse_if_text_moved(row)
    if row.stage not in consents.ANSWERING:
        raise Refused(_("Objections are asked for later: for now, ask and react."))
    return row


def _mine_open(by: Membership, row: Process) -> list[Objection]:
    with scope.use(row.space_id):
        return list(
            Objection.objects.select_for_update().filter(process=row, membership=by, state=Objection.State.OPEN)
        )


def _open_row(row: Process, objection: Objection) -> Objection:
    with scope.use(row.space_id):
        found = Objection.objects.select_for_update().filter(process=row, pk=objection.pk).first()
    if found is None or found.state != Objection.State.OPEN:
        raise Refused(_("This objection was answered already."))
    return found


def _resolve(row: Process, objection: Objection, state: str, resolution: str) -> None:
    objection.state, objection.resolution, objection.resolved_at = Objection.State(state), resolution, clock.now()
    objection.save(update_fields=["state", "resolution", "resolved_at", "tests"])


def _take_stand(by: Membership, row: Process, position: str, *, reason: str = "", wants_again: bool) -> Stance:
    with scope.use(row.space_id):
        stance, _is_new = Stance.objects.update_or_create(
            process=row,
            membership=by,
            version=row.version,
            defaults={
                "space_id": row.space_id,
                "position": position,
                "reason": reason,
                "wants_again": wants_again,
                "at": clock.now(),
            },
        )
    return stance
