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
from commun.tenders.actions import intentions, marks, matching, needs, notices, pursuits, runs, terms
from commun.tenders.actions.incoming import Incoming
from commun.tenders.models import Need, Notice, NoticeVersion, SourceRun

NOTICES: Final = "notices"
MONTH: Final = 30
SATURDAY: Final = 5
# Those of a fixed date: month, day.
HOLIDAYS: Final = {(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)}
# « BOAMP up to 7:10, TED incomplete »: hours of the daily visits.
HOURS: Final = {"boamp": "07:10", "ted": "07:14"}
# Of the last visits (-1 is the last one), those that did not reach the end, and why.
FAULTS: Final = {("ted", -1): "timed-out", ("ted", -6): "server-error", ("boamp", -18): "cut-short"}
MATCHED: Final = (-2, "07:30")
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
    stage.things[NOTICES] = {one.key: one for one in reversed(published)}
    told = read("month")["act"]
    stage.say(f"{len(published)} publications de marchés publics dans les formats du BOAMP et du TED…")
    diary = Diary()
    diary.note(moment(stage.today, -MONTH - 1, "18:00"), lambda: _archives(stage.today, published))
    for source, hour in HOURS.items():
        for day, fault in _visits(source, stage.today):
            diary.note(moment(stage.today, day, hour), _visit(published, source, day, fault))
    diary.note(moment(stage.today, *MATCHED), lambda: matching.match_activities(estimates=False))
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
            told = replace(told, day=_working_day(told.day)) if source == "ted" else told
            if told.day <= today:
                yield Publication(one["key"], source, told.day, write(told))
            if one.get("is_in_both") and told.day < today:
                # BOAMP gives European notices the day after TED received them.
                copy = replace(told, day=told.day + dt.timedelta(days=1))
                yield Publication(one["key"], "boamp", copy.day, payloads.boamp_eforms(copy))


def _working_day(day: dt.date) -> dt.date:
    """TED does not appear at the week-end: the Friday before."""
    return day - dt.timedelta(days=max(0, day.weekday() - SATURDAY + 1))


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
    """On a working day: no buyer opens envelopes on a Sunday, nor at Christmas."""
    day = today + dt.timedelta(days=days)
    while day.weekday() >= SATURDAY or (day.month, day.day) in HOLIDAYS:
        day += dt.timedelta(days=1)
    return moment(today, day, hour)


def _visits(source: str, today: dt.date) -> Iterator[tuple[dt.date, str]]:
    """Days of the month's visits to a source, each with what stopped it, if anything did."""
    days = [today + dt.timedelta(days=days) for days in range(-MONTH, 1)]
    if source == "ted":
        days = [day for day in days if day.weekday() < SATURDAY]
    for rank, day in enumerate(days, start=-len(days)):
        yield day, FAULTS.get((source, rank), "")


def _archives(today: dt.date, published: list[Publication]) -> None:
    """What was published before the first visit: imported as files are."""
    first = today - dt.timedelta(days=MONTH)
    items = [Incoming(parse(one.payload), one.payload, one.key) for one in published if one.day < first]
    notices.record_notices(items=items)


def _visit(published: list[Publication], source: str, day: dt.date, fault: str) -> Callable[[], None]:
    found = [one for one in published if one.source == source and one.day == day]

    def do() -> None:
        run = runs.open_run(source=source, start=runs.start_of(source))
        # A visit that stops early kept what it had received, and missed something.
        announced = len(found) + (3 if fault else 0)
        given = [(f"{source}:{one.key}", one.payload) for one in found]
        runs.add_page(run=run, payloads=given, cursor={}, announced=announced)
        faults = [{"code": fault, "detail": ""}] if fault else []
        runs.close_run(run=run, state=_state(fault), faults=faults, cursor={"page": 2} if fault else None)

    return do


def _state(fault: str) -> SourceRun.State:
    return SourceRun.State.INCOMPLETE if fault else SourceRun.State.COMPLETE


def notice_called(stage: DemoStage, key: str) -> Notice:
    """The notice as it is now."""
    parsed = parse(stage.things[NOTICES][key].payload)
    versions = NoticeVersion.objects.select_related("notice")
    return versions.get(source=parsed.source, source_id=parsed.source_id).notice


def _act(stage: DemoStage, act: Mapping[str, Any]) -> Callable[[], None]:
    """Something a member did; see ``demo/month.toml``."""

    def do() -> None:
        notice = notice_called(stage, act["notice"])
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


def _add_term(member: Membership, notice: Notice, act: Mapping[str, Any]) -> None:
    cents = act["euros"] * 100 if "euros" in act else None
    sheet = terms.TermSheet(
        act["kind"], cents=cents, count=act.get("count"), years=act.get("years"), subject=act.get("subject", "")
    )
    terms.add_term(member=member, notice=notice, sheet=sheet)


def _move(member: Membership, notice: Notice, act: Mapping[str, Any]) -> None:
    pursuits.move_pursuit(member=member, notice=notice, stage=act["stage"], reason=act.get("reason", ""))


def _hold(member: Membership, notice: Notice, act: Mapping[str, Any]) -> None:
    pursuits.hold_notice(member=member, notice=notice)


GROUP_ACTS: Final[Mapping[str, Callable[[Membership, Notice, Mapping[str, Any]], None]]] = {
    "say": _say,
    "need": _add_need,
    "term": _add_term,
    "move": _move,
    "hold": _hold,
}
