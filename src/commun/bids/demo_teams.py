"""The demo's team that gathers: its needs in detail, people of other groups who may be found, teams to choose from."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from commun.bids.actions import proposals
from commun.bids.models import Bid
from commun.core import scope
from commun.core.registries import DemoStage
from commun.governance.demo import member_of
from commun.governance.models import Membership
from commun.people.demo import PEOPLE, Diary, moment, read
from commun.tenders.actions import intentions, needs
from commun.tenders.actions.openness import open_to
from commun.tenders.demo import notice_called
from commun.tenders.models import Need, Notice

TEAMS: Final = "teams"


def load(stage: DemoStage) -> None:
    """Needs, intentions, openness, then the computation, each at its hour."""
    told = read(TEAMS)
    diary = Diary()
    notice = notice_called(stage, told["notice"])

    def at(days: int, hour: str) -> Any:
        return moment(stage.today, days, hour, salt=TEAMS)

    for one in told["need"]:
        diary.note(at(told["days"], "09:05"), partial(_need, _who(stage, told, one), notice, one))
    for one in told["say"]:
        diary.note(at(told["days"], "12:20"), partial(_say, _who(stage, told, one), notice, one))
    for key, circle in told["open"]:
        diary.note(at(told["days"], "18:00"), partial(open_to, person=stage.things[PEOPLE][key], circle=circle))
    diary.note(at(told["composed"], "10:15"), lambda: _compose(member_of(stage, told["group"], told["by"]), notice))
    with scope.use(member_of(stage, told["group"], told["by"]).space):
        diary.play()


def _who(stage: DemoStage, told: Mapping[str, Any], one: Mapping[str, Any]) -> Membership:
    return member_of(stage, told["group"], one["who"])


def _need(member: Membership, notice: Notice, one: Mapping[str, Any]) -> None:
    details = needs.NeedDetails(
        one["skill"], int(one["days"] * 2), not one.get("wish", False), one.get("level", 1), one.get("place", "")
    )
    needs.add_need(member=member, notice=notice, label=one["label"], weight=one.get("weight", 1), details=details)


def _say(member: Membership, notice: Notice, one: Mapping[str, Any]) -> None:
    need = Need.objects.get(notice=notice, label=one["need"])
    intentions.declare_intention(member=member, notice=notice, need=need.ref, stance=one["stance"], hours=one["hours"])


def _compose(member: Membership, notice: Notice) -> None:
    bid = Bid.objects.select_related("space", "notice").get(notice=notice)
    ask = {"fewest": 3, "most": 5, "carrier": True}
    proposals.compute(proposal=proposals.ask_for_teams(by=member, bid=bid, ask=ask))
