"""The demo's joint works: opened over a year, paid by their clients, shared by the key adopted by then."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from commun.core import clock
from commun.core.registries import DemoStage
from commun.governance.demo import member_of
from commun.governance.models import Collective, Membership
from commun.people.demo import read
from commun.value.actions import receipts, sharings, works
from commun.value.models import JointWork
from commun.value.queries.keys import key_in_force

WORKS = "joint works"


def load(stage: DemoStage) -> None:
    """Open the works, say who takes part; leaves them in ``stage.things``, by key."""
    stage.say("Des travaux communs…")
    now = clock.now()
    stage.things[WORKS] = {}
    for told in read("works")["work"]:
        stage.things[WORKS][told["key"]] = _open(stage, told, now)


def load_money(stage: DemoStage) -> None:
    """What came in, and how it was shared, on their days; works that are over are closed."""
    now = clock.now()
    acts = [act for told in read("works")["work"] for act in _acts(stage, told)]
    for days, _rank, act in sorted(acts, key=lambda one: (-one[0], one[1])):
        with clock.stopped(now - dt.timedelta(days=days)):
            act()


def _open(stage: DemoStage, told: Mapping[str, Any], now: dt.datetime) -> JointWork:
    first, *others = told["part"]
    with clock.stopped(now - dt.timedelta(days=told["days"])):
        by = _member(stage, told, first)
        entity = Collective.objects.select_related("cooperative").get(pk=by.space_id).cooperative
        sheet = works.WorkSheet(title=told["title"], client=told["client"], started_on=clock.today(), entity=entity)
        work = works.start_work(by=by, sheet=sheet, roles=first.get("roles", ()))
        for part in others:
            works.enter_work(by=by, work=work, member=_member(stage, told, part), roles=part.get("roles", ()))
    return work


def _acts(stage: DemoStage, told: Mapping[str, Any]) -> list[Any]:
    """(days ago, rank in a day, what is done) for each receipt, sharing and closing of a work."""
    work = stage.things[WORKS][told["key"]]
    by = _member(stage, told, told["part"][0])
    found: list[Any] = []
    for receipt in told["receipt"]:
        found.append((receipt["days"], 0, lambda receipt=receipt: _receive(work, by, receipt)))
        if "shared" in receipt:
            found.append((receipt["shared"], 1, lambda: _share(work, by)))
    if "closed" in told:
        found.append((told["closed"], 2, lambda: works.end_work(by=by, work=work, on=clock.today())))
    return found


def _receive(work: JointWork, by: Membership, told: Mapping[str, Any]) -> None:
    received = receipts.Received(
        on=clock.today(), amount=told["euros"] * 100, kept=told["kept"] * 100, label=told["label"]
    )
    receipts.write_receipt(by=by, work=work, received=received)


def _share(work: JointWork, by: Membership) -> None:
    if key_in_force(work.space, work) is not None:
        sharings.share_out(by=by, work=work, seen=sharings.prepared_for(work).fingerprint)


def _member(stage: DemoStage, told: Mapping[str, Any], part: Mapping[str, Any]) -> Membership:
    return member_of(stage, told["group"], part["who"])
