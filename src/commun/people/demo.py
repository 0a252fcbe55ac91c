"""The demo's people: a fictional cooperative, what its members do and look for. Data in ``demo/`` at the root."""

import datetime as dt
import tomllib
import zlib
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from typing import Any

from django.conf import settings
from django.utils import translation

from commun.core import clock, mail
from commun.core.registries import DemoStage
from commun.people import actions
from commun.people.models import LegalEntity, Person

LETTERS_KEPT = dt.timedelta(days=21)
PEOPLE, COOPERATIVE = "people", "cooperative"
ENDING = "@les-grands-chemins.example"


def read(name: str) -> dict[str, Any]:
    """The content of ``demo/NAME.toml``."""
    return tomllib.loads((settings.ROOT / "demo" / f"{name}.toml").read_text(encoding="utf-8"))


def moment(today: dt.date, when: dt.date | int, at: str = "", *, salt: str = "") -> dt.datetime:
    """A date, or a number of days from ``today``, at an hour of Paris.

    Without ``at``, an office hour drawn from ``salt``: the same one always gives the same hour.
    """
    day = today + dt.timedelta(days=when) if isinstance(when, int) else when
    drawn = zlib.crc32(f"{salt}{when if isinstance(when, int) else day}".encode())
    hour = dt.time.fromisoformat(at) if at else dt.time(9 + drawn % 9, drawn // 9 % 60)
    return dt.datetime.combine(day, hour, clock.PARIS)


class Diary:
    """What happens, and when. Played in the order of time, the clock stopped at each moment."""

    def __init__(self) -> None:
        self._pages: list[tuple[dt.datetime, int, Callable[[], object]]] = []

    def note(self, at: dt.datetime, do: Callable[[], object]) -> None:
        """Do this at that moment."""
        self._pages.append((at, len(self._pages), do))

    def play(self) -> None:
        """Let it happen, in French; what is yet to come at this hour of the day is left out.

        Letters of more than three weeks ago are not written: a newcomer reads the last ones, and waits less.
        """
        now = clock.now()
        with translation.override("fr"):
            for at, _rank, do in sorted(self._pages, key=lambda page: page[:2]):
                if at <= now:
                    with clock.stopped(at), mail.silence() if now - at > LETTERS_KEPT else nullcontext():
                        do()


def load(stage: DemoStage) -> None:
    """Register the cooperative and its people; leaves them in ``stage.things``, by key."""
    told = read("people")
    people: dict[str, Person] = {}
    stage.things[PEOPLE] = people
    stage.say(f"Coopérative « {told['cooperative']['name']} » et ses {len(told['person'])} personnes…")
    diary = Diary()
    for one in told["person"]:
        came = moment(stage.today, one.get("joined") or one["joined_days"], salt=one["key"])
        diary.note(came, _arrival(stage, one, told["cooperative"]))
        for span in one.get("availability", ()):
            # What starts in the days to come was said at the same time as what holds today.
            said = moment(stage.today, min(span["days"], -5), salt=one["key"] + "free")
            diary.note(max(said, came), _availability(stage, people, one["key"], span))
    diary.play()


def _arrival(stage: DemoStage, one: Mapping[str, Any], cooperative: Mapping[str, Any]) -> Callable[[], None]:
    def do() -> None:
        person = actions.register_person(email=one["key"] + ENDING, name=one["name"])
        stage.things[PEOPLE][one["key"]] = person
        if one.get("staff"):
            # Nobody is above the first operator to make them one (as in `manage` on a new server).
            person.is_operator = True
            person.save(update_fields=["is_operator"])
        if COOPERATIVE not in stage.things:
            stage.things[COOPERATIVE] = actions.register_legal_entity(by=person, **cooperative)
        _present(person, one, stage.things[COOPERATIVE])

    return do


def _present(person: Person, one: Mapping[str, Any], cooperative: LegalEntity) -> None:
    """The profile, the activities and the past work of one person."""
    actions.join_legal_entity(person=person, entity=cooperative)
    content = actions.ProfileContent(
        name=one["name"],
        trade=one["trade"],
        bio=one.get("bio", ""),
        town=one["town"],
        is_offer_stable=one.get("stable", False),
    )
    actions.change_profile(person=person, content=content)
    rhythm = one.get("rhythm", Person.Rhythm.WEEKLY)
    actions.change_preferences(
        person=person,
        preferences=actions.Preferences(language="fr", time_zone="Europe/Paris", digest_rhythm=rhythm, digest_hour=7),
    )
    for activity in one.get("activity", ()):
        actions.add_activity(person=person, content=_activity(activity))
    for reference in one.get("references", ()):
        actions.add_reference(person=person, content=actions.ReferenceContent(**reference))
    if one.get("is_door") and settings.DEMO:
        actions.open_demo_door(person=person)


def _activity(told: Mapping[str, Any]) -> actions.ActivityContent:
    return actions.ActivityContent(
        label=told["label"],
        statement=told.get("statement", ""),
        keywords=tuple(told["keywords"]),
        negative_words=tuple(told.get("negative_words", ())),
        cpv_prefixes=tuple(told["cpv"]),
        departements=tuple(told.get("departements", ())),
        regions=tuple(told.get("regions", ())),
    )


def _availability(
    stage: DemoStage, people: Mapping[str, Person], key: str, span: Mapping[str, Any]
) -> Callable[[], object]:
    def day(days: int | None) -> dt.date | None:
        return None if days is None else stage.today + dt.timedelta(days=days)

    starts = stage.today + dt.timedelta(days=span["days"])
    return lambda: actions.add_availability(
        person=people[key],
        starts_on=starts,
        ends_on=day(span.get("until")),
        hours_per_week=span["hours"],
        note=span.get("note", ""),
    )
