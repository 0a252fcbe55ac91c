"""What the versions of one opportunity say together. Pure rules: the order of arrival never matters."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from commun.algo.notices import Deadline, ParsedAward, ParsedLot, ParsedNotice, Thread, current_of
from commun.core.clock import PARIS

CHANGE_LIMIT: Final = 2000
_RANK: Final = {"open": 0, "corrected": 1, "awarded": 2, "cancelled": 3}
_ENDED: Final = frozenset({"cancelled", "awarded"})


@dataclass(frozen=True, slots=True)
class Face:
    """What a thread shows: the newest word on each point, whatever the source."""

    state: str
    head: ParsedNotice
    title: str
    description: str
    buyer: str
    buyer_siret: str
    published_on: dt.date
    deadline: Deadline | None
    cpv: tuple[str, ...]
    departements: tuple[str, ...]
    value_cents: int | None
    lots: tuple[ParsedLot, ...]
    awards: tuple[ParsedAward, ...]
    facts: dict[str, Any]

    @property
    def deadline_at(self) -> dt.datetime | None:
        """The deadline, if one is known."""
        return self.deadline.at if self.deadline else None


def ordered(versions: Iterable[ParsedNotice]) -> list[ParsedNotice]:
    """Oldest publication first; the order does not depend on arrival."""
    return sorted(versions, key=_order)


def _order(one: ParsedNotice) -> tuple[dt.date, int, str, str, str]:
    return (one.published_on or dt.date.min, _RANK[one.state], one.source, one.source_id, one.version)


def face_of(versions: Sequence[ParsedNotice], today: dt.date) -> Face:
    """The face of a thread of at least one version; ``today`` dates what has no date."""
    story = ordered(versions)
    calls = [one for one in story if one.form != "result"] or story
    said = current_of(Thread("", tuple(story)))
    titles = [said.title, *(lot.title for lot in said.lots), said.source_id]
    return Face(
        state=_state(story),
        head=calls[-1],
        title=next(text for text in [*titles, "?"] if text),
        description=said.description,
        buyer=said.buyer_name[:300],
        buyer_siret=(said.buyer_siret or "")[:14],
        published_on=next((one.published_on for one in calls if one.published_on), today),
        deadline=_deadline(calls[::-1]),
        cpv=said.cpv,
        departements=said.departements,
        value_cents=said.value_cents,
        lots=said.lots,
        awards=_awards(story),
        facts=_facts(said, story),
    )


def _facts(said: ParsedNotice, story: Sequence[ParsedNotice]) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "form": said.form,
        "shape": said.shape,
        "currency": said.currency,
        "buyer_town": said.buyer_town,
        "documents_url": said.documents_url,
        "languages": list(said.languages),
        "descriptors": list(said.descriptors),
        "nuts": list(said.nuts),
        "procedure": said.procedure,
        "sources": sorted({one.source for one in story}),
        "warnings": list(story[-1].warnings),
    }
    return {name: value for name, value in facts.items() if value}


def _awards(story: Sequence[ParsedNotice]) -> tuple[ParsedAward, ...]:
    """Each award once, though BOAMP and TED both tell it."""
    found: dict[tuple[object, ...], ParsedAward] = {}
    for one in story:
        for award in one.awards:
            names = tuple(sorted(supplier.siret or supplier.name.casefold() for supplier in award.suppliers))
            found[(award.lot_number, names)] = award
    return tuple(found.values())


def _deadline(newest: Sequence[ParsedNotice]) -> Deadline | None:
    """The newest deadline; a sound one of the same day wins over a doubtful one."""
    known = [one.deadline for one in newest if one.deadline]
    if not known:
        return None
    last = known[0]
    if last.is_doubtful:
        same_day = [one for one in known if not one.is_doubtful and one.at.date() == last.at.date()]
        return same_day[0] if same_day else last
    return last


def _state(story: Sequence[ParsedNotice]) -> str:
    """A cancelled or awarded thread lives again only when a later version gives a later deadline.

    (The TED copy of a call may be published after BOAMP has already cancelled it.)
    """
    state, latest = "", dt.datetime.min.replace(tzinfo=dt.UTC)
    for one in story:
        said = "awarded" if one.form == "result" and one.state != "cancelled" else one.state
        moved = bool(one.deadline and one.deadline.at > latest)
        if not state or said in _ENDED:
            state = said
        elif state in _ENDED:
            state = "corrected" if moved else state
        elif said == "corrected":
            state = said
        if one.deadline:
            latest = max(latest, one.deadline.at)
    return state


def is_copy(one: ParsedNotice, before: Sequence[ParsedNotice]) -> bool:
    """The same publication told by another source: nothing changed for the reader."""
    others = [other for other in before if other.state == one.state and other.form == one.form]
    is_new_source = all(other.source != one.source for other in before)
    return is_new_source and any(_day(other.deadline) == _day(one.deadline) for other in others)


def _day(deadline: Deadline | None) -> dt.date | None:
    return deadline.at.astimezone(PARIS).date() if deadline else None


def changes_of(versions: Sequence[ParsedNotice], today: dt.date) -> list[list[list[str]]]:
    """For each version in order, what it changed in the face: [[field, before, after], ...]."""
    story = ordered(versions)
    told: list[list[list[str]]] = [[]]
    before = face_of(story[:1], today)
    for position in range(1, len(story)):
        after = face_of(story[: position + 1], today)
        told.append([] if is_copy(story[position], story[:position]) else differences(before, after))
        before = after
    return told


def differences(before: Face, after: Face) -> list[list[str]]:
    """Fields that differ between two faces, as texts ready to be shown."""
    shown = [(name, text(before), text(after)) for name, text in _SHOWN]
    return [[name, old[:CHANGE_LIMIT], new[:CHANGE_LIMIT]] for name, old, new in shown if old != new]


def _moment(face: Face) -> str:
    return face.deadline_at.isoformat(timespec="minutes") if face.deadline_at else ""


_SHOWN: Final = (
    ("state", lambda face: face.state),
    ("deadline", _moment),
    ("title", lambda face: face.title),
    ("buyer", lambda face: face.buyer),
    ("description", lambda face: face.description),
    ("cpv", lambda face: ", ".join(face.cpv)),
    ("departements", lambda face: ", ".join(face.departements)),
    ("value", lambda face: "" if face.value_cents is None else str(face.value_cents)),
    ("lots", lambda face: "\n".join(f"{lot.number}. {lot.title}" for lot in face.lots)),
    ("documents_url", lambda face: face.facts.get("documents_url", "")),
)


def shifted(parsed: ParsedNotice, days: int) -> ParsedNotice:
    """The same notice ``days`` later, hours of Paris kept; for trials on past sets."""
    if not days:
        return parsed
    step = dt.timedelta(days=days)
    return replace(
        parsed,
        published_on=parsed.published_on + step if parsed.published_on else None,
        deadline=_later(parsed.deadline, step),
        lots=tuple(replace(lot, deadline=_later(lot.deadline, step)) for lot in parsed.lots),
        awards=tuple(
            replace(award, concluded_on=award.concluded_on + step if award.concluded_on else None)
            for award in parsed.awards
        ),
    )


def _later(deadline: Deadline | None, step: dt.timedelta) -> Deadline | None:
    if deadline is None:
        return None
    wall = deadline.at.astimezone(PARIS).replace(tzinfo=None) + step
    return replace(deadline, at=wall.replace(tzinfo=PARIS))


def is_relaunch(parsed: ParsedNotice, ended: bool, last_day: dt.date | None) -> bool:
    """A new call that names an ended one is a new opportunity (« relance suite à infructueux », trap T5)."""
    if parsed.form != "competition" or parsed.state != "open" or parsed.published_on is None:
        return False
    return ended or (last_day is not None and last_day < parsed.published_on)
