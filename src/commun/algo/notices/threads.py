"""One opportunity, several published versions: which belong together, what changed, where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from commun.algo.notices.dates import PARIS
from commun.algo.notices.types import Change, Deadline, ParsedLot, ParsedNotice, Thread, ThreadState
from commun.algo.notices.words import fold

_ORDER: Final = {"open": 0, "corrected": 1, "cancelled": 2, "awarded": 3}
_FORM_ORDER: Final = {"planning": 0, "competition": 1, "other": 1, "change": 2, "result": 3}
# A call without a usable deadline is taken as closed one year after its publication.
SILENCE: Final = timedelta(days=365)
# What a later version replaces when it says it; a correction that is silent on a field leaves it.
_KEPT: Final = (
    "title", "description", "buyer_name", "buyer_siret", "buyer_town", "deadline", "cpv", "departements",
    "nuts", "procedure", "nature", "value_cents", "lots", "url", "documents_url", "languages", "descriptors",
)  # fmt: skip
_COMPARED: Final = (
    "title", "description", "buyer_name", "deadline", "cpv", "departements", "procedure", "nature",
    "value_cents", "documents_url",
)  # fmt: skip


def thread_of(notices: Iterable[ParsedNotice]) -> list[Thread]:
    """Groups versions into threads, each oldest first, whatever the order in which they are given.

    Versions are joined by any shared key; the last resort (buyer, title, deadline day) joins only notices
    that have no procedure identifier. A call that starts again after a failure, a cancellation or the end of
    the former deadline is a new thread, even with the same title and the same links (trap T5).
    """
    groups = _joined(list(notices))
    threads = [thread for group in groups for thread in _split(group)]
    return sorted(threads, key=lambda t: (_rank(t.notices[0]), t.key))


def _joined(notices: list[ParsedNotice]) -> list[list[ParsedNotice]]:
    parent = list(range(len(notices)))

    def root(position: int) -> int:
        while parent[position] != position:
            parent[position] = parent[parent[position]]
            position = parent[position]
        return position

    first: dict[str, int] = {}
    for position, notice in enumerate(notices):
        for key in _joining_keys(notice):
            other = root(first.setdefault(key, position))
            parent[max(other, root(position))] = min(other, root(position))
    groups: dict[int, list[ParsedNotice]] = {}
    for position, notice in enumerate(notices):
        groups.setdefault(root(position), []).append(notice)
    return [sorted(group, key=_rank) for group in groups.values()]


def _joining_keys(notice: ParsedNotice) -> list[str]:
    keys = notice.thread_keys or (f"{notice.source}:{notice.source_id}",)
    has_folder = any(key.startswith("folder:") for key in keys)
    return [key for key in keys if not (has_folder and key.startswith("triple:"))]


def _rank(notice: ParsedNotice) -> tuple[date, int, int, str, str]:
    day = notice.published_on or (notice.deadline.at.date() if notice.deadline else date.max)
    return day, _FORM_ORDER[notice.form], _ORDER[notice.state], notice.source, notice.source_id


def _split(group: list[ParsedNotice]) -> list[Thread]:
    """Cuts a joined group where a consultation starts again."""
    parts: list[list[ParsedNotice]] = []
    for notice in group:
        if not parts or _is_relaunch(parts[-1], notice):
            parts.append([notice])
        else:
            _home(parts, notice).append(notice)
    base = _base_key(group)
    return [Thread(f"{base}#{n}" if n > 1 else base, tuple(part)) for n, part in enumerate(parts, 1)]


def _base_key(group: list[ParsedNotice]) -> str:
    keys = [key for notice in group for key in notice.thread_keys]
    folders = [key for key in keys if key.startswith("folder:")]
    return next(iter(folders or keys), f"{group[0].source}:{group[0].source_id}")


def _is_relaunch(former: list[ParsedNotice], notice: ParsedNotice) -> bool:
    """Decided by state and dates: a fresh call with a later deadline, once the former one is over."""
    if notice.form != "competition" or notice.state != "open" or notice.deadline is None:
        return False
    deadlines = [one.deadline.at for one in former if one.deadline and one.form != "result"]
    if not deadlines or notice.deadline.at.date() <= max(deadlines).date():
        return False
    is_over = any(one.state in ("cancelled", "awarded") for one in former)
    return is_over or (notice.published_on is not None and notice.published_on > max(deadlines).date())


def _home(parts: list[list[ParsedNotice]], notice: ParsedNotice) -> list[ParsedNotice]:
    """The part that a correction or a result speaks of: the one it names, else the last one."""
    for part in reversed(parts):
        own = {key for one in part for key in one.thread_keys if key not in one.linked_ids}
        if any(link in own for link in notice.linked_ids):
            return part
    return parts[-1]


def current_of(thread: Thread) -> ParsedNotice:
    """The notice as it stands: the last version, completed by earlier ones where it is silent.

    Results do not rewrite the call: they bring their awards and the state.
    """
    calls = [one for one in thread.notices if one.form != "result"] or list(thread.notices)
    current = calls[0]
    for notice in calls[1:]:
        said: dict[str, Any] = {name: getattr(notice, name) for name in _KEPT if getattr(notice, name)}
        if notice.form == "change" and current.lots and len(notice.lots) < len(current.lots):
            said.pop("lots", None)
        current = replace(current, **said)
    awards = tuple(award for one in thread.notices for award in one.awards)
    state = _last_state(thread)
    return replace(current, awards=awards, state=state)


def changes(previous: ParsedNotice, new: ParsedNotice) -> tuple[Change, ...]:
    """What the new version says differently; fields on which it is silent did not change."""
    found = []
    for name in _COMPARED:
        before, after = getattr(previous, name), getattr(new, name)
        if after and _differs(before, after):
            found.append(Change(name, _written(before), _written(after)))
    if new.state != previous.state:
        found.append(Change("state", previous.state, new.state))
    return (*found, *_lot_changes(previous.lots, new.lots))


def _differs(before: Any, after: Any) -> bool:
    if isinstance(before, str) and isinstance(after, str):
        return before != after and fold(before) != fold(after)
    if isinstance(before, Deadline) and isinstance(after, Deadline):
        return before.at != after.at
    return bool(before != after)


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Deadline):
        return value.at.isoformat()
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def _lot_changes(before: tuple[ParsedLot, ...], after: tuple[ParsedLot, ...]) -> list[Change]:
    if not after:
        return []
    old = {lot.number: lot for lot in before}
    new = {lot.number: lot for lot in after}
    found = []
    for number in dict.fromkeys([*old, *new]):
        was, now = old.get(number), new.get(number)
        if was is None or now is None or fold(was.title) != fold(now.title):
            found.append(Change(f"lot:{number}", was.title if was else "", now.title if now else ""))
        elif now.deadline is not None and _differs(was.deadline, now.deadline):
            found.append(Change(f"lot-deadline:{number}", _written(was.deadline), _written(now.deadline)))
    return found


def deadline_of(thread: Thread) -> Deadline | None:
    """The deadline that holds: that of the last version of the call that gives one."""
    for notice in reversed(thread.notices):
        if notice.deadline is not None and notice.form != "result":
            return notice.deadline
    return None


def _last_state(thread: Thread) -> Any:
    state, ended_on = "open", None
    for notice in thread.notices:
        if notice.state in ("cancelled", "awarded"):
            state, ended_on = notice.state, notice.published_on
        elif notice.state == "corrected" and state in ("open", "corrected"):
            state = "corrected"
        elif notice.state == "corrected" and state == "cancelled" and _is_later(notice, ended_on):
            # A correction published after the cancellation opens the call again.
            state = "corrected"
    return state


def _is_later(notice: ParsedNotice, day: date | None) -> bool:
    return day is not None and notice.published_on is not None and notice.published_on > day


def state_at(thread: Thread, now: datetime) -> ThreadState:
    """Where the opportunity stands at an aware moment: open, corrected, cancelled, closed or awarded.

    Closing is never computed by the minute (trap T1): a call closes at the end of the day of its deadline,
    in Paris. An absurd deadline closes nothing; without usable deadline a call closes after a year.
    """
    state: ThreadState = _last_state(thread)
    if state in ("cancelled", "awarded"):
        return state
    return "closed" if _is_past(thread, now) else state


def _is_past(thread: Thread, now: datetime) -> bool:
    deadline = deadline_of(thread)
    if deadline is not None and deadline.doubt != "absurd":
        last = datetime.combine(deadline.at.astimezone(PARIS).date(), time.max, PARIS)
        return now > last
    days = [notice.published_on for notice in thread.notices if notice.published_on]
    return bool(days) and now.astimezone(PARIS).date() > max(days) + SILENCE
