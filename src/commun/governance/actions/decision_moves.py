"""What every verb about a decision shares: the row held, the one function that moves it, its versions, its effect."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from commun.core import clock, journal, scope
from commun.core.errors import Refused
from commun.core.models import Fact
from commun.governance import follow_through as steps
from commun.governance.decision_text import Words, fingerprint
from commun.governance.effects import Effect, effects
from commun.governance.journal import decisions as facts
from commun.governance.models import Decision, DecisionVersion, Following, Membership, Reading

Actor = journal.Person | journal.Rule


def locked(decision: Decision) -> Decision:
    """The row as it is now, held until the end of the transaction."""
    with scope.use(decision.space_id):
        rows = Decision.objects.select_for_update(of=("self",)).select_related("space", "carrier", "carrier_role")
        return rows.get(pk=decision.pk)


def check_due(day: dt.date) -> None:
    """Raises Refused for a day that is past, or so far that nobody means it."""
    if day < clock.today():
        raise Refused(_("This day is past: choose today or a day to come."))
    refuse_too_far(day)


def refuse_too_far(day: dt.date) -> None:
    """Nobody plans more than ten years ahead: it is a year mistyped. Raises Refused."""
    if day > clock.today() + steps.FURTHEST:
        raise Refused(_("This day is more than ten years ahead: look at the year again."))


def step(row: Decision, after: str) -> None:
    """Raise Refused unless the table of follow-through holds this move."""
    try:
        steps.check(row.state, after)
    except steps.IllegalStep as illegal:
        raise Refused(illegal.sentence) from illegal


def move(
    row: Decision,
    after: str,
    fact: str,
    *,
    actor: Actor,
    data: Mapping[str, Any] | None = None,
    words: Mapping[str, str] | None = None,
) -> Fact:
    """Move a locked row to ``after`` and record ``fact`` with where it came from. Raises Refused."""
    step(row, after)
    before, row.state, row.since = row.state, after, clock.today()
    row.closed_on = clock.today() if after in steps.ENDED else None
    row.save()
    return tell(row, fact, actor=actor, data={"from": before, "to": after, **(data or {})}, words=words)


def tell(
    row: Decision,
    fact: str,
    *,
    actor: Actor,
    data: Mapping[str, Any] | None = None,
    words: Mapping[str, str] | None = None,
) -> Fact:
    """Record a fact about the decision."""
    about = (facts.DECISION, row.ref)
    return journal.record(fact, space=row.space, actor=actor, about=about, data=data, words=words)


def next_number(space_id: int) -> int:
    """Numbers of a group's decisions follow each other; the space is held by the caller."""
    with scope.use(space_id):
        last: int | None = Decision.objects.aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def current_version(row: Decision) -> DecisionVersion:
    """The text on the table."""
    with scope.use(row.space_id):
        return DecisionVersion.objects.get(decision=row, number=row.version)


def words_of(version: DecisionVersion) -> Words:
    """What the version says, as the recipe of the fingerprint reads it."""
    return Words(version.title, version.text, version.concerned, version.change)


def write_version(row: Decision, author: Membership, words: Words, note: str = "") -> DecisionVersion:
    """Add the text as version ``row.version``."""
    with scope.use(row.space_id):
        return DecisionVersion.objects.create(
            space_id=row.space_id,
            decision=row,
            number=row.version,
            title=words.title,
            text=words.text,
            concerned=words.concerned,
            change=dict(words.change),
            note=note,
            author=author,
            written_at=clock.now(),
            fingerprint=fingerprint(words),
        )


def effect_of(change: Mapping[str, Any]) -> Effect | None:
    """How the change is applied; None for a text that changes nothing by itself. Raises Refused when unknown."""
    if not change:
        return None
    found = effects.get(str(change.get("kind", "")))
    if found is None:
        raise Refused(_("Nobody here knows how to apply this change: write it in words instead."))
    return found


def add_follower(row: Decision, member: Membership) -> bool:
    """The member hears of each move from now on; says whether this is new."""
    with scope.use(row.space_id):
        _found, is_new = Following.objects.get_or_create(space_id=row.space_id, decision=row, membership=member)
    return is_new


def note_told(row: Decision, member: Membership | None) -> None:
    """The member was sent a letter about it; who carries it may see so (N6)."""
    if member is not None:
        with scope.use(row.space_id):
            told = {"space_id": row.space_id, "told_at": clock.now()}
            Reading.objects.update_or_create(decision=row, membership=member, defaults=told)
