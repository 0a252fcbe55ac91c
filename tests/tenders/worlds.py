"""Notices and what people say of them, for the tests of the pages."""

import datetime as dt
import itertools
from typing import Any

from commun.core import clock, scope
from commun.governance.models import Membership
from commun.people.models import Activity, Person
from commun.tenders.actions.intentions import declare_intention
from commun.tenders.models import Intention, Lot, Match, Notice, NoticeVersion

_numbers = itertools.count(1)


def make_open_notice(
    title: str = "Concertation pour le quartier de la gare", days: int = 20, lots: int = 0, **fields: Any
) -> Notice:
    """An open notice published today, due in ``days`` days."""
    now = clock.now()
    defaults: dict[str, Any] = {
        "state": "open",
        "title": title,
        "buyer": "Communauté du Val de Sambre",
        "published_on": clock.today(),
        "deadline_at": now + dt.timedelta(days=days),
        "departements": ["59"],
        "procedure": "adapted",
        "created_at": now,
        "changed_at": now,
        "search": None,
    }
    notice = Notice.objects.create(**(defaults | fields))
    for number in range(1, lots + 1):
        Lot.objects.create(notice=notice, number=str(number), title=f"Lot de travail {number}")
    make_version(notice)
    return notice


def make_version(notice: Notice, changes: list[list[str]] | None = None, **fields: Any) -> NoticeVersion:
    """A publication of the notice."""
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "source": "boamp",
        "source_id": f"26-{number}",
        "digest": f"{number:064d}",
        "payload": b"{}",
        "shape": "mapa",
        "form": "competition",
        "state": notice.state,
        "published_on": notice.published_on,
        "deadline_at": notice.deadline_at,
        "changes": changes or [],
        "received_at": clock.now(),
    }
    return NoticeVersion.objects.create(notice=notice, **(defaults | fields))


def make_activity(person: Person, label: str = "Concertation", **fields: Any) -> Activity:
    """An activity that is watched."""
    now = clock.now()
    return Activity.objects.create(person=person, label=label, created_at=now, changed_at=now, **fields)


def make_match(activity: Activity, notice: Notice, position: int = 1, **fields: Any) -> Match:
    """The notice fits the activity."""
    defaults: dict[str, Any] = {
        "score": 10.0 - position,
        "reasons": [{"kind": "term", "text": "concertation"}],
        "algorithm": "matching/1",
        "first_seen_at": clock.now(),
    }
    return Match.objects.create(activity=activity, notice=notice, position=position, **(defaults | fields))


def say(member: Membership, notice: Notice, need: str = "whole", stance: str = "carry", **words: Any) -> Intention:
    """A member says an intention."""
    with scope.use(member.space):
        return declare_intention(member=member, notice=notice, need=need, stance=stance, **words)
