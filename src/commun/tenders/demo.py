"""The demo's notices and a month of activity around them. Data in ``demo/notices.toml`` and ``demo/month.toml``."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from commun.algo.notices import parse
from commun.core import scope
from commun.core.registries import DemoStage
from commun.governance.demo import SPACES, member_of
from commun.governance.models import Membership
from commun.people.demo import PEOPLE, Diary, moment, read
from commun.tenders import demo_payloads as payloads
from commun.tenders.actions import intentions, marks, matching, needs, notices, pursuits, runs
from commun.tenders.actions.incoming import Incoming
from commun.tenders.models import Need, Notice, NoticeVersion, SourceRun

NOTICES: Final = "notices"
MONTH: Final = 30
# « BOAMP up to 7:10, TED incomplete »: hours of the daily visits.
HOURS: Final = {"boamp": "07:10", "ted": "07:14"}
FAULTS: Final = {
    ("ted", 0): "timed-out",
    ("ted", -1): "timed-out",
    ("boamp", -17): "cut-short",
    ("ted", -8): "server-error",
}
MATCHED: Final = ((-8, "07:30"), (-1, "07:30"))
WRITERS: Final[Mapping[str, Callable[[payloads.Told], bytes]]] = {
    "mapa": payloads.mapa,
    "fns": payloads.fns,
    "boamp_eforms": payloads.boamp_eforms,
    "ted": payloads.ted_xml,
}


@dataclass(frozen=True)
class Publication:
    """Bytes that a source published one day, and of which notice."""

    key: str
    source: str
    day: dt.date
    payload: bytes


def load(stage: DemoStage) -> None:
    """Record what buyers published, as visits to the sources would have, then what members said of it."""
    published = list(publications(stage.today))
    stage.things[NOTICES] = {}
    told = read("month")["act"]
    stage.say(f"{len(published)} publications de marchés publics dans les formats du BOAMP et du TED…")
    diary = Diary()
    diary.note(moment(stage.today, -MONTH - 1, "18:00"), lambda: _archives(stage, published))
    for days in range(-MONTH, 1):
        for source, hour in HOURS.items():
            diary.note(moment(stage.today, days, hour), _visit(stage, published, source, days))
    for days, hour in MATCHED:
        diary.note(moment(stage.today, days, hour), matching.match_activities)
    for rank, act in enumerate(told):
        diary.note(moment(stage.today, act["days"], act.get("at", ""), salt=str(rank)), _act(stage, act))
    with scope.use(*stage.things[SPACES].values()):
        diary.play()
    stage.say("Rapprochement des avis et des activités de chacun…")
    matching.match_activities()


def publications(today: dt.date) -> Iterator[Publication]:
    """All that buyers published until today, corrections, cancellations and awards included."""
    buyers = {key: payloads.Buyer(*line) for key, line in read("buyers").items()}
    for rank, one in enumerate(read("notices")["notice"], start=1):
        write = WRITERS[one["shape"]]
        for told in _story(one, rank, buyers[one["buyer"]], today):
            source = "ted" if one["shape"] == "ted" else "boamp"
            if told.day <= today:
                yield Publication(one["key"], source, told.day, write(told))
            if one.get("is_in_both") and told.day < today:
                # BOAMP gives European notices the day after TED received them.
                copy = replace(told, day=told.day + dt.timedelta(days=1))
                yield Publication(one["key"], "boamp", copy.day, payloads.boamp_eforms(copy))


def _story(one: Mapping[str, Any], rank: int, buyer: payloads.Buyer, today: dt.date) -> Iterator[payloads.Told]:
    """The call, then what came after it."""
    call = payloads.Told(
        key=one["key"],
        number=rank * 10,
        day=today + dt.timedelta(days=one["published"]),
        buyer=buyer,
        title=one["title"],
        text=one["text"],
        cpv=one["cpv"],
        deadline=_deadline(today, one["deadline"], one.get("at", "12:00")),
        euros=one.get("euros"),
        nature=one.get("nature", "services"),
        lots=one.get("lots", ()),
        is_doubtful=one.get("doubtful", False),
    )
    yield call
    for step in ("corrected", "cancelled", "awarded"):
        if step in one:
            yield _next(call, step, one[step], today)


def _next(call: payloads.Told, step: str, told: Mapping[str, Any], today: dt.date) -> payloads.Told:
    after = replace(call, number=call.number + 1, first=call.idweb, day=today + dt.timedelta(days=told["published"]))
    if step == "corrected":
        return replace(after, step="correction", deadline=_deadline(today, told["deadline"], "12:00"))
    if step == "cancelled":
        return replace(after, step="cancellation")
    award = {**told, "on": today + dt.timedelta(days=told["on"])}
    return replace(after, step="award", award=award, deadline=None)


def _deadline(today: dt.date, days: int, hour: str) -> dt.datetime:
    """On a working day: no buyer opens envelopes on a Sunday."""
    day = today + dt.timedelta(days=days)
    day += dt.timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
    return moment(today, day, hour)


def _archives(stage: DemoStage, published: list[Publication]) -> None:
    """What was published before the first visit: imported as files are."""
    first = stage.today - dt.timedelta(days=MONTH)
    items = [Incoming(parse(one.payload), one.payload, one.key) for one in published if one.day < first]
    notices.record_notices(items=items)
    _remember(stage, [one for one in published if one.day < first])


def _visit(stage: DemoStage, published: list[Publication], source: str, days: int) -> Callable[[], None]:
    day = stage.today + dt.timedelta(days=days)
    found = [one for one in published if one.source == source and one.day == day]
    fault = FAULTS.get((source, days), "")

    def do() -> None:
        run = runs.open_run(source=source, start=runs.start_of(source))
        # A visit that stops early kept what it had received, and missed something.
        announced = len(found) + (3 if fault else 0)
        given = [(f"{source}:{one.key}", one.payload) for one in found]
        runs.add_page(run=run, payloads=given, cursor={}, announced=announced)
        faults = [{"code": fault, "detail": ""}] if fault else []
        runs.close_run(run=run, state=_state(fault), faults=faults, cursor={"page": 2} if fault else None)
        _remember(stage, found)

    return do


def _state(fault: str) -> SourceRun.State:
    return SourceRun.State.INCOMPLETE if fault else SourceRun.State.COMPLETE


def _remember(stage: DemoStage, found: list[Publication]) -> None:
    """Where each notice of the demo is now, by key."""
    for one in found:
        if one.key not in stage.things[NOTICES]:
            parsed = parse(one.payload)
            version = NoticeVersion.objects.get(source=parsed.source, source_id=parsed.source_id)
            stage.things[NOTICES][one.key] = version.notice_id


def _act(stage: DemoStage, act: Mapping[str, Any]) -> Callable[[], None]:
    """Something a member did; see ``demo/month.toml``."""

    def do() -> None:
        notice = Notice.objects.get(pk=stage.things[NOTICES][act["notice"]])
        if act["do"] in {"keep", "hide"}:
            person = stage.things[PEOPLE][act["who"]]
            marks.mark_notice(person=person, notice=notice, choice=act["do"], reason=act.get("why", ""))
            return
        member = member_of(stage, act["group"], act["who"])
        with scope.use(member.space_id):
            GROUP_ACTS[act["do"]](member, notice, act)

    return do


def _say(member: Membership, notice: Notice, act: Mapping[str, Any]) -> None:
    intentions.declare_intention(
        member=member,
        notice=notice,
        need=_need(notice, act.get("need", needs.WHOLE)),
        stance=act["stance"],
        hours=act.get("hours"),
        note=act.get("note", ""),
    )


def _need(notice: Notice, told: str) -> str:
    """The key of a need: of a lot, of the whole, or of one the group added by its label."""
    if told == needs.WHOLE or told.startswith(needs.LOT_PREFIX):
        return told
    return Need.objects.get(notice=notice, label=told).ref


def _add_need(member: Membership, notice: Notice, act: Mapping[str, Any]) -> None:
    needs.add_need(member=member, notice=notice, label=act["label"], weight=act.get("weight", 1))


def _move(member: Membership, notice: Notice, act: Mapping[str, Any]) -> None:
    pursuits.move_pursuit(member=member, notice=notice, stage=act["stage"], reason=act.get("reason", ""))


def _hold(member: Membership, notice: Notice, act: Mapping[str, Any]) -> None:
    pursuits.hold_notice(member=member, notice=notice)


GROUP_ACTS: Final[Mapping[str, Callable[[Membership, Notice, Mapping[str, Any]], None]]] = {
    "say": _say,
    "need": _add_need,
    "move": _move,
    "hold": _hold,
}
