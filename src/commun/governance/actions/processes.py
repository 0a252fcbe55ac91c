"""Verbs of every process, whatever its method: opening, stages, extension, withdrawal, close."""

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commun.core import clock, journal, scope
from commun.core.errors import Refused
from commun.core.models import Space
from commun.core.words import one_line
from commun.governance import follow_through, methods, states
from commun.governance.actions import ballots, decisions
from commun.governance.actions import decision_moves as moves
from commun.governance.actions.places import hold, refuse_unless, self_of
from commun.governance.journal import processes as facts
from commun.governance.models import Decision, Elector, Membership, Option, Process, Role
from commun.governance.policies import processes as policies

ABOUT = "governance.process"
MOST_OPTIONS = 200
LONGEST = dt.timedelta(days=366)
Actor = journal.Person | journal.Rule


@dataclass(frozen=True)
class OptionWish:
    """One option to choose from; ``data`` is what the method needs to know of it (JSON)."""

    label: str
    detail: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Wish:
    """What opening a process needs. ``electors`` empty: every awake member; ``opens_at`` empty: now."""

    method: str
    title: str = ""
    guidance: str = ""
    decision: Decision | None = None
    role: Role | None = None
    rules: Mapping[str, Any] = field(default_factory=dict)
    options: Sequence[OptionWish] = ()
    opens_at: dt.datetime | None = None
    closes_at: dt.datetime | None = None
    is_secret: bool = False
    shown: str = Process.Shown.CLOSE
    electors: Sequence[Membership] = ()
    follows: Process | None = None
    # The group's own words in place of the house's (C24).
    wording: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def open_process(*, by: Membership, wish: Wish) -> Process:
    """Open a process now, or set the day of its opening. Rules, options and electors are fixed. Raises Refused."""
    refuse_unless(policies.can_open_process(by))
    return _prepare(by, wish, self_of(by))


@transaction.atomic
def open_by_rule(*, opened_by: Membership, wish: Wish, rule: str) -> Process:
    """Open a process because a rule that the group adopted says so (end of a term, day of a review)."""
    return _prepare(opened_by, wish, journal.Rule(rule))


def _prepare(by: Membership, wish: Wish, actor: Actor) -> Process:
    way = methods.ways.get(wish.method)
    if way is None:
        raise Refused(_("Choose a way of deciding."))
    rules = way.clean(wish.rules)
    if wish.electors:
        rules["electors"] = sorted({member.pk for member in wish.electors})
    if wish.is_secret and not way.may_be_secret:
        raise Refused(_("This way of answering cannot be secret: the answers belong to people."))
    if wish.wording:
        rules["wording"] = dict(wish.wording)
    _check_dates(wish, way)
    options = checked_options(wish.options, way)
    way.check_options(options, wish.closes_at)
    check_seats(rules, options)
    hold(by.space)
    _check_quorum(by, wish, rules)
    if wish.decision is not None:
        _put_on_the_table(by, wish.decision)
        _refuse_other_ways(wish.decision, wish)
    process = Process(
        space=by.space,
        decision=wish.decision,
        role=wish.role,
        title=_title_of(wish),
        guidance=wish.guidance.strip(),
        method=wish.method,
        rules=rules,
        version=wish.decision.version if wish.decision else 1,
        is_secret=wish.is_secret,
        # A secret vote shows nothing before its close, whatever was asked.
        shown=Process.Shown.CLOSE if wish.is_secret else wish.shown,
        opened_by=by,
        created_at=clock.now(),
        opens_at=wish.opens_at,
        closes_at=wish.closes_at,
        follows=wish.follows,
    )
    process.save()
    write_options(process, options)
    if wish.opens_at is not None and wish.opens_at > clock.now():
        process.state = Process.State.SCHEDULED
        process.save(update_fields=["state"])
        record(facts.PROCESS_SCHEDULED, process, actor, {"opens_at": wish.opens_at.isoformat()})
        return process
    return _open(process, actor)


def check_seats(rules: Mapping[str, Any], options: Sequence[OptionWish]) -> None:
    """Raises Refused when there are more places than options: nothing could fill them at the close."""
    if options and int(rules.get("seats", 1)) > len(options):
        words = {"seats": rules["seats"], "options": len(options)}
        raise Refused(_("%(seats)s places for %(options)s options: give more options, or fewer places.") % words)


def write_options(process: Process, options: Sequence[OptionWish]) -> None:
    """Keep the options in their order, counted from 1."""
    with scope.use(process.space_id):
        Option.objects.bulk_create(
            Option(
                space_id=process.space_id,
                process=process,
                position=position,
                label=one_line(option.label),
                detail=option.detail.strip(),
                data=dict(option.data),
            )
            for position, option in enumerate(options, start=1)
        )


def _title_of(wish: Wish) -> str:
    title = one_line(wish.title) or (wish.decision.title if wish.decision else "")
    if not title and wish.role is not None:
        title = wish.role.name
    if not title:
        raise Refused(_("Say in one line what it is about."))
    if len(title) > 200:
        raise Refused(_("This title is too long: 200 signs at most. Put the rest in the text."))
    return title


def _check_dates(wish: Wish, way: methods.Way) -> None:
    start = max(wish.opens_at or clock.now(), clock.now())
    if wish.closes_at is None:
        if way.ends_by_clock:
            raise Refused(_("Say when it closes."))
        return
    if wish.closes_at <= start:
        raise Refused(_("It would close before it opens: choose a later moment."))
    if wish.closes_at > start + LONGEST:
        raise Refused(_("At most a year: choose an earlier close."))


def _check_quorum(by: Membership, wish: Wish, rules: Mapping[str, Any]) -> None:
    """A number of people that those who have a voice can reach."""
    quorum = rules.get("quorum_number")
    if not quorum:
        return
    with scope.use(by.space):
        voices = len(wish.electors) or Membership.objects.filter(state=states.MEMBER).count()
    if quorum > voices:
        raise Refused(
            _("This quorum cannot be reached: %(quorum)s people asked for, %(voices)s at most can take part.")
            % {"quorum": quorum, "voices": voices}
        )


def checked_options(options: Sequence[OptionWish], way: methods.Way) -> Sequence[OptionWish]:
    """The options that a method needs, none for one that needs none. Raises Refused."""
    if not way.needs_options:
        return ()
    labels = [one_line(option.label) for option in options]
    if len(labels) < 2 or not all(labels):
        raise Refused(_("Give at least two options."))
    if len(labels) > MOST_OPTIONS:
        raise Refused(_("At most 200 options: people could not read more."))
    if any(len(label) > 300 for label in labels):
        raise Refused(_("An option is too long: 300 signs at most. Put the rest in its detail."))
    if len({label.casefold() for label in labels}) < len(labels):
        raise Refused(_("Two options say the same thing: keep one."))
    return options


def _put_on_the_table(by: Membership, decision: Decision) -> None:
    """One process at a time decides on a matter; what was only heard becomes a proposal."""
    with scope.use(by.space):
        busy = Process.objects.filter(
            decision=decision, state__in=[Process.State.OPEN, Process.State.SCHEDULED, Process.State.DRAFT]
        )
        if busy.exists():
            raise Refused(_("A process is already open on this matter: finish or withdraw it first."))
    if decision.space_id != by.space_id:
        raise Refused(_("This matter belongs to another group."))
    if decision.state == follow_through.HEARD:
        decisions.propose(by=by, decision=decision)
        decision.refresh_from_db()


def _refuse_other_ways(decision: Decision, wish: Wish) -> None:
    """Some changes are decided in one way only (X5)."""
    change = moves.current_version(decision).change
    effect = moves.effect_of(change)
    if effect is not None:
        effect.opening(decision, change, wish)


def _open(process: Process, actor: Actor) -> Process:
    """Freeze the electorate and let the method prepare what it needs."""
    now = clock.now()
    members = _electors_of(process)
    if not members:
        raise Refused(_("Nobody would have a voice: the group has no awake member."))
    with scope.use(process.space_id):
        Elector.objects.bulk_create(
            Elector(space_id=process.space_id, process=process, membership=member) for member in members
        )
    way = methods.ways.get(process.method)
    assert way is not None, process.method
    process.state, process.stage = Process.State.OPEN, way.first_stage
    process.opened_at = process.stage_since = now
    process.electorate_digest = electorate_digest(member.person.ref for member in members)
    process.save()
    way.opened(process)
    _tell_concerned(process)
    data = {"method": process.method, "electors": len(members), "electorate": process.electorate_digest}
    record(facts.PROCESS_OPENED, process, actor, data)
    return process


def _tell_concerned(process: Process) -> None:
    """Whom the decision would give something is told that the group decides on it."""
    if process.decision is None:
        return
    change = moves.current_version(process.decision).change
    effect = moves.effect_of(change)
    if effect is not None:
        effect.opened(process, change)


def _electors_of(process: Process) -> list[Membership]:
    with scope.use(process.space_id):
        awake = Membership.objects.filter(state=states.MEMBER).select_related("person").order_by("pk")
        chosen = process.rules.get("electors")
        return list(awake.filter(pk__in=chosen) if chosen else awake)


def electorate_digest(refs: Any) -> str:
    """SHA-256 of the sorted references of the electors, one a line: published at the opening."""
    return hashlib.sha256("\n".join(sorted(refs)).encode()).hexdigest()


@transaction.atomic
def set_stage(*, by: Membership | None, process: Process, stage: str, rule: str = "") -> Process:
    """Go to a stage of a guided path; the stages themselves belong to the method. Raises Refused."""
    if by is not None:
        refuse_unless(policies.can_conduct(by, process))
    row = locked(process)
    _refuse_unless_open(row)
    return move_stage(row, stage, self_of(by) if by is not None else journal.Rule(rule))


def move_stage(row: Process, stage: str, actor: Actor) -> Process:
    """Move a locked row to a stage, and say so; nothing when it is there already."""
    if row.stage == stage:
        return row
    before, row.stage, row.stage_since = row.stage, stage, clock.now()
    row.save(update_fields=["stage", "stage_since"])
    record(facts.PROCESS_STAGED, row, actor, {"from": before, "to": stage})
    return row


@transaction.atomic
def extend(*, by: Membership, process: Process, closes_at: dt.datetime, reason: str) -> Process:
    """Close later than said, with the reason, before the close. Raises Refused."""
    refuse_unless(policies.can_conduct(by, process))
    row = locked(process)
    _refuse_unless_open(row)
    if not reason.strip():
        raise Refused(_("Say why it takes longer: everybody will read it."))
    if row.closes_at is None or closes_at <= row.closes_at:
        raise Refused(_("An extension closes later than what was said."))
    if row.closes_at <= clock.now():
        raise Refused(_("It is over: open another one."))
    if closes_at > clock.now() + LONGEST:
        raise Refused(_("At most a year: choose an earlier close."))
    before, row.closes_at = row.closes_at, closes_at
    row.save(update_fields=["closes_at"])
    data = {"from": before.isoformat(), "to": closes_at.isoformat()}
    record(facts.PROCESS_EXTENDED, row, self_of(by), data, {"reason": reason.strip()})
    return row


@transaction.atomic
def withdraw(*, by: Membership, process: Process, reason: str) -> Process:
    """Take a process off the table, with the reason; nothing is counted. Raises Refused."""
    refuse_unless(policies.can_conduct(by, process))
    row = locked(process)
    if row.state not in {Process.State.OPEN, Process.State.SCHEDULED, Process.State.DRAFT}:
        raise Refused(_("It is over already."))
    if not reason.strip():
        raise Refused(_("Say why: everybody will read it."))
    return take_off(row, self_of(by), reason)


def take_off(row: Process, actor: Actor, reason: str) -> Process:
    """Withdraw a locked row: its ballots are destroyed, nothing is counted."""
    ballots.destroy(row)
    row.state, row.closed_at = Process.State.WITHDRAWN, clock.now()
    row.save(update_fields=["state", "closed_at"])
    record(facts.PROCESS_WITHDRAWN, row, actor, {}, {"reason": reason.strip()})
    way = methods.ways.get(row.method)
    assert way is not None, row.method
    way.withdrawn(row, actor, reason.strip())
    return row


@transaction.atomic
def close_early(*, by: Membership, process: Process) -> Process:
    """Close before the day, where the rules allow it or the method ends by people's acts. Raises Refused."""
    refuse_unless(policies.can_conduct(by, process))
    row = locked(process)
    _refuse_unless_open(row)
    way = methods.ways.get(row.method)
    if way is not None and way.ends_by_clock and not row.rules.get("may_close_early"):
        raise Refused(_("Its rules say that it stays open until the end."))
    return _close(row, self_of(by))


@transaction.atomic
def close(*, process: Process, actor: Actor) -> Process:
    """Count, keep the result, and adopt the decision when the result says so; once. Raises Refused."""
    row = locked(process)
    _refuse_unless_open(row)
    return _close(row, actor)


def _close(row: Process, actor: Actor) -> Process:
    way = methods.ways.get(row.method)
    assert way is not None, row.method
    is_counted = not row.is_secret or ballots.seal(row) >= ballots.minimum_of(row)
    ending = way.ending(row) if is_counted else methods.Ending(methods.TOO_FEW, {})
    row.state, row.closed_at = Process.State.CLOSED, clock.now()
    row.outcome, row.result = ending.outcome, dict(ending.result)
    if row.outcome == methods.ADOPTED and row.decision is not None:
        _adopt(row, actor)
    row.save(update_fields=["state", "closed_at", "outcome", "result"])
    record(facts.PROCESS_CLOSED, row, actor, {"method": row.method, "outcome": row.outcome})
    way.closed(row, actor)
    return row


def _adopt(row: Process, actor: Actor) -> None:
    """Adopt and change what the decision says, exactly; or nothing, and the result tells why."""
    assert row.decision is not None
    try:
        with transaction.atomic():
            decisions.adopt(decision=row.decision, actor=actor, process=row)
    except Refused as refusal:
        row.outcome = methods.BLOCKED
        row.result = {**(row.result or {}), "blocked": str(refusal.sentence)}


def open_due() -> int:
    """Open what was scheduled for a moment that has come; returns how many."""
    rule = journal.Rule(facts.RULE_OF_OPENING)
    return _each_due(Process.State.SCHEDULED, "opens_at", methods.ways.names(), lambda row: _open(row, rule))


def close_due() -> int:
    """Close what has reached its moment; returns how many. A process that cannot be closed does not stop the others."""
    rule = journal.Rule(facts.RULE_OF_CLOSING)
    timed = [name for name, way in zip(methods.ways.names(), methods.ways, strict=True) if way.ends_by_clock]
    return _each_due(Process.State.OPEN, "closes_at", timed, lambda row: _close(row, rule))


def _each_due(state: str, moment: str, among: Sequence[str], do: Callable[[Process], object]) -> int:
    with scope.everywhere("the clock executes what each group agreed"):
        found = Process.objects.filter(state=state, method__in=among, **{f"{moment}__lte": clock.now()})
        due = list(found.order_by(moment, "pk"))
    count, failures = 0, []
    for process in due:
        try:
            with transaction.atomic():
                row = locked(process)
                if row.state == state:
                    do(row)
                    count += 1
        except Exception as error:  # noqa: BLE001 - one that fails must not keep the bell of all the others
            failures.append(error)
    if failures:
        raise failures[0]
    return count


def locked(process: Process) -> Process:
    """The row as it is now, held until the end of the transaction: no ballot comes in meanwhile."""
    with scope.use(process.space_id):
        rows = Process.objects.select_for_update(of=("self",)).select_related(
            "space", "decision", "role", "opened_by__person"
        )
        return rows.get(pk=process.pk)


def _refuse_unless_open(row: Process) -> None:
    if row.state != Process.State.OPEN:
        raise Refused(_("It is not open."))


def record(
    name: str, process: Process, actor: Actor, data: Mapping[str, Any], words: Mapping[str, str] | None = None
) -> None:
    space: Space = process.space
    if process.decision_id:
        data = {**data, "decision": process.decision_id}
    journal.record(name, space=space, actor=actor, about=(ABOUT, process.ref), data=data, words=words)
